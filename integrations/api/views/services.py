"""The catalog for programs: services and operations."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.catalog.declare import Operation
from integrations.catalog.projections.service import operation_json, service_json
from integrations.catalog.registry import catalog
from integrations.margin import amounts_for

OPERATION_KEY = OpenApiParameter("key", str, OpenApiParameter.PATH, description="For example gmail.send_message.")


class ServiceList(APIView):
    """All services."""

    @extend_schema(
        operation_id="v1_services_list", responses=OpenApiTypes.OBJECT, summary="List services", tags=["catalog"]
    )
    def get(self, request: Request) -> Response:
        return Response({"results": [service_json(each) for each in catalog().services.values()], "next": None})


class ServiceDetail(APIView):
    """One service."""

    @extend_schema(responses=OpenApiTypes.OBJECT, summary="Show a service", tags=["catalog"])
    def get(self, request: Request, key: str) -> Response:
        return Response(service_json(catalog().service(key)))


class OperationList(APIView):
    """All operations with their schemas and prices; ``?service=`` narrows to one service."""

    weight = 5

    @extend_schema(
        operation_id="v1_operations_list",
        parameters=[OpenApiParameter("service", str, description="Key of a service.")],
        responses=OpenApiTypes.OBJECT,
        summary="List operations",
        tags=["catalog"],
    )
    def get(self, request: Request) -> Response:
        only = request.query_params.get("service")
        services = [catalog().service(only)] if only else list(catalog().services.values())
        found = [_shown(request, each) for service in services for each in service.operations.values()]
        return Response({"results": found, "next": None})


class OperationDetail(APIView):
    """One operation."""

    @extend_schema(
        parameters=[OPERATION_KEY], responses=OpenApiTypes.OBJECT, summary="Show an operation", tags=["catalog"]
    )
    def get(self, request: Request, key: str) -> Response:
        return Response(_shown(request, catalog().operation(key)))


def _shown(request: Request, operation: Operation) -> dict[str, object]:
    """An operation with its price as the actor of the request may see it."""
    whole = operation_json(operation)
    return {**whole, "price": amounts_for(actor_of(request), whole["price"])}
