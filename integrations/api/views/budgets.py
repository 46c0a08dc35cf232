"""Budgets: what customers may spend, and how that stands."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Right
from integrations.api import lookup
from integrations.api.serializers.budget import BudgetChange, BudgetCreate, BudgetSerializer
from integrations.billing.budgets.actions import change_budget, create_budget, delete_budget, find_budget
from integrations.models import Budget

TAGS = ["billing"]


class BudgetList(ListAPIView[Budget]):
    """Budgets, newest first; a customer's key sees its own."""

    serializer_class = BudgetSerializer
    write_right: ClassVar[Right] = "view"  # whose it is comes first: see billing.budgets.actions
    names_customer = True

    def get_queryset(self) -> QuerySet[Budget]:
        actor, wanted = actor_of(self.request), self.request.query_params
        found = Budget.objects.visible_to(actor).select_related("customer")
        if "customer" in wanted:
            found = found.filter(customer=lookup.customer(actor, wanted["customer"]))
        return found

    @extend_schema(
        parameters=[OpenApiParameter("customer", str, description="Key of a customer.")],
        summary="List budgets",
        tags=TAGS,
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(request=BudgetCreate, responses={201: BudgetSerializer}, summary="Make a budget", tags=TAGS)
    def post(self, request: Request) -> Response:
        """What the customer has spent in the running period counts already."""
        actor = actor_of(request)
        body = BudgetCreate(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        customer = lookup.customer(actor, wanted.pop("customer"))
        return Response(BudgetSerializer(create_budget(actor, customer, **wanted)).data, status=201)


class BudgetDetail(APIView):
    """One budget."""

    write_right: ClassVar[Right] = "view"  # whose it is comes first: see billing.budgets.actions

    @extend_schema(responses=BudgetSerializer, summary="Show a budget", tags=TAGS)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(BudgetSerializer(find_budget(actor_of(request), pk)).data)

    @extend_schema(request=BudgetChange, responses=BudgetSerializer, summary="Change a budget", tags=TAGS)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Takes effect with the next call."""
        actor = actor_of(request)
        budget = find_budget(actor, pk)
        body = BudgetChange(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        return Response(BudgetSerializer(change_budget(actor, budget, **body.validated_data)).data)

    @extend_schema(responses={204: None}, summary="Delete a budget", tags=TAGS)
    def delete(self, request: Request, pk: UUID) -> Response:
        """It holds nothing back any more."""
        actor = actor_of(request)
        delete_budget(actor, find_budget(actor, pk))
        return Response(status=204)
