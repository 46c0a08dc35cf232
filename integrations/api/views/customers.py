"""Customers and their connect links."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import StreamingHttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Right
from integrations.api import lookup
from integrations.api.serializers.connection import CreatedLinkSerializer, LinkCreate, LinkSerializer
from integrations.api.serializers.customer import (
    CustomerChange,
    CustomerCreate,
    CustomerSerializer,
    EraseRequest,
    ErasureSerializer,
)
from integrations.connect.accounts import customers
from integrations.connect.actors import require_operator_side
from integrations.connect.links import links
from integrations.erasing import erase
from integrations.erasing.export import export
from integrations.errors import NotFound
from integrations.models import ConnectLink, Customer, Erasure


class CustomerList(ListAPIView[Customer]):
    """Customers, newest first; ``?search=`` looks in key, name and e-mail."""

    serializer_class = CustomerSerializer

    def get_queryset(self) -> QuerySet[Customer]:
        visible = Customer.objects.visible_to(actor_of(self.request))
        search = (lookup.text(self.request.query_params, "search") or "").strip()
        if not search:
            return visible
        return visible.filter(Q(key__icontains=search) | Q(name__icontains=search) | Q(email__icontains=search))

    @extend_schema(
        parameters=[OpenApiParameter("search", str, description="Part of the key, name or e-mail.")],
        summary="List customers",
        tags=["customers"],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=CustomerCreate, responses={201: CustomerSerializer}, summary="Create a customer", tags=["customers"]
    )
    def post(self, request: Request) -> Response:
        body = CustomerCreate(data=request.data)
        body.is_valid(raise_exception=True)
        created = customers.create_customer(actor_of(request), **body.validated_data)
        return Response(CustomerSerializer(created).data, status=201)


class CustomerDetail(APIView):
    """One customer. A customer's own key sees and changes only that customer, and not how accounts are proved."""

    @extend_schema(responses=CustomerSerializer, summary="Show a customer", tags=["customers"])
    def get(self, request: Request, key: str) -> Response:
        return Response(CustomerSerializer(lookup.customer(actor_of(request), key)).data)

    @extend_schema(
        request=CustomerChange, responses=CustomerSerializer, summary="Change a customer", tags=["customers"]
    )
    def patch(self, request: Request, key: str) -> Response:
        actor = actor_of(request)
        customer = lookup.customer(actor, key)
        body = CustomerChange(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        changed = customers.update_customer(actor, customer, **body.validated_data)
        return Response(CustomerSerializer(changed).data)


class EraseCustomer(APIView):
    """Delete everything of a customer for good, and end its accounts at their providers."""

    write_right: ClassVar[Right] = "security"

    @extend_schema(
        request=EraseRequest, responses={202: ErasureSerializer}, summary="Erase a customer", tags=["customers"]
    )
    def post(self, request: Request, key: str) -> Response:
        """It is switched off at once; the rest goes on by itself. The usage ledger and the audit log stay."""
        actor = actor_of(request)
        customer = lookup.customer(actor, key)
        body = EraseRequest(data=request.data)
        body.is_valid(raise_exception=True)
        begun = erase.begin(actor, customer, confirm=body.validated_data["confirm"])
        return Response(ErasureSerializer(begun).data, status=202)


class ErasureList(ListAPIView[Erasure]):
    """Customers that are being erased, or were; newest first. For the operator alone."""

    serializer_class = ErasureSerializer

    def get_queryset(self) -> QuerySet[Erasure]:
        require_operator_side(actor_of(self.request), "There are no erasures to see here.")
        return Erasure.objects.all()

    @extend_schema(summary="List erasures", tags=["customers"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)


class ErasureDetail(APIView):
    """How far an erasure is, and what was deleted."""

    @extend_schema(responses=ErasureSerializer, summary="Show an erasure", tags=["customers"])
    def get(self, request: Request, pk: UUID) -> Response:
        require_operator_side(actor_of(request), "There are no erasures to see here.")
        found = Erasure.objects.filter(pk=pk).first()
        if found is None:
            raise NotFound(f"There is no erasure {str(pk)!r}.")
        return Response(ErasureSerializer(found).data)


class ExportCustomer(APIView):
    """Everything that is kept of a customer, without secrets, as one JSON document."""

    read_right: ClassVar[Right] = "read_content"

    @extend_schema(responses={200: dict}, summary="Export a customer", tags=["customers"])
    def get(self, request: Request, key: str) -> StreamingHttpResponse:
        """Its accounts, links, calls and runs with what they said, files by name, usage and audit log."""
        actor = actor_of(request)
        customer = lookup.customer(actor, key)
        headers = {
            "Content-Disposition": f'attachment; filename="{customer.key}.json"',
            "Cache-Control": "no-store",
        }
        return StreamingHttpResponse(export(actor, customer), content_type="application/json", headers=headers)


class CustomerLinks(ListAPIView[ConnectLink]):
    """The connect links of a customer, newest first."""

    serializer_class = LinkSerializer

    def get_queryset(self) -> QuerySet[ConnectLink]:
        customer = lookup.customer(actor_of(self.request), self.kwargs["key"])
        return customer.links.select_related("customer")

    @extend_schema(summary="List connect links", tags=["links"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # DRF's own signature
        return super().get(request, *args, **kwargs)

    @extend_schema(
        request=LinkCreate, responses={201: CreatedLinkSerializer}, summary="Make a connect link", tags=["links"]
    )
    def post(self, request: Request, key: str) -> Response:
        actor = actor_of(request)
        customer = lookup.customer(actor, key)
        body = LinkCreate(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        seconds = wanted.get("expires_in")
        created = links.create_link(
            actor,
            customer,
            wanted["services"],
            expires_in=timedelta(seconds=seconds) if seconds else None,
            return_url=wanted.get("return_url"),
            origin=wanted.get("origin"),
            verification=wanted["verification"],
        )
        return Response(_created(created.link, created.url), status=201)


class LinkDetail(APIView):
    """One link, without its address."""

    @extend_schema(responses=LinkSerializer, summary="Show a link", tags=["links"])
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(LinkSerializer(lookup.link(actor_of(request), pk)).data)


class RevokeLink(APIView):
    """End a link; what was connected with it stays connected."""

    @extend_schema(request=None, responses=LinkSerializer, summary="Revoke a link", tags=["links"])
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        link = lookup.link(actor, pk)
        links.revoke_link(actor, link)
        return Response(LinkSerializer(lookup.link(actor, pk)).data)


class ResendLink(APIView):
    """Give a link a new address and mail it to the customer; the old address ends."""

    @extend_schema(request=None, responses=CreatedLinkSerializer, summary="Send a link again", tags=["links"])
    def post(self, request: Request, pk: UUID) -> Response:
        actor = actor_of(request)
        resent = links.resend_link(actor, lookup.link(actor, pk))
        return Response(_created(resent.link, resent.url))


def _created(link: ConnectLink, url: str) -> Any:  # DRF's ReturnDict
    shown = {"id": link.pk, "url": url, "expires_at": link.expires_at, "state": link.state}
    return CreatedLinkSerializer(shown).data
