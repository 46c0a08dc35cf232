"""Notion's errors: https://developers.notion.com/reference/status-codes"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from integrations.sandbox.models import Rule

Resource = dict[str, Any]  # JSON of Notion's kind

CODES = {
    400: "validation_error",
    401: "unauthorized",
    403: "restricted_resource",
    404: "object_not_found",
    409: "conflict_error",
    429: "rate_limited",
    500: "internal_server_error",
    502: "bad_gateway",
    503: "service_unavailable",
    504: "gateway_timeout",
    529: "service_overload",
}


class NotionError(Exception):
    """A refusal, in the shape Notion gives it."""

    def __init__(self, status: int, code: str, message: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}

    def as_resource(self) -> Resource:
        """The whole body of the answer."""
        return {
            "object": "error",
            "status": self.status,
            "code": self.code,
            "message": self.message,
            "request_id": str(uuid4()),
        }


def invalid(message: str) -> NotionError:
    """400: the request is not as its method wants it."""
    return NotionError(400, "validation_error", message)


def not_found(kind: str, record_id: str) -> NotionError:
    """404: it is not there, or not shared."""
    message = f"Could not find {kind} with ID: {record_id}. Make sure the relevant pages and databases are shared with"
    return NotionError(404, "object_not_found", f"{message} your integration.")


def unauthorized() -> NotionError:
    return NotionError(401, "unauthorized", "API token is invalid.")


def restricted(capability: str) -> NotionError:
    message = f"Insufficient permissions for this endpoint: the integration has no {capability} capability."
    return NotionError(403, "restricted_resource", message)


def provoked(rule: Rule) -> NotionError | None:
    """The error that a rule asks for; None where it asks for none."""
    if not rule.status and not rule.error:
        return None
    status = rule.status or 400
    code = (
        rule.error or rule.reason or CODES.get(status, "internal_server_error" if status >= 500 else "invalid_request")
    )
    headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
    return NotionError(status, code, "The sandbox was told to answer this.", headers=headers)
