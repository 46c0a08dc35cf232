"""Contents that are too large to be sent along with what refers to them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from integrations.acting import actor_of
from integrations.actors import Right
from integrations.payloads.contents import text
from integrations.payloads.rights import readable


class PayloadDetail(APIView):
    """The whole content, as JSON to be saved; browsers neither keep it nor show it as a page."""

    read_right: Right = "read_content"

    @extend_schema(responses={200: OpenApiTypes.ANY}, summary="Fetch a content", tags=["operations"])
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        payload = readable(actor_of(request), pk)
        return HttpResponse(
            text(payload),
            content_type="application/json",
            headers={
                "Cache-Control": "no-store",
                "Content-Disposition": f'attachment; filename="{payload.pk}.json"',
                "X-Content-Type-Options": "nosniff",
            },
        )
