"""The error tree: one class for each thing a caller can do next."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

About = Literal["account", "app", "method"]
"""Whom a vendor's limit holds back: one account, everything of the OAuth app, or one method of an account."""

WAIT_UNTOLD = 60.0
"""Seconds to wait at a limit of which the vendor does not say how long it lasts."""


@dataclass(frozen=True)
class FieldError:
    """One wrong field of an input: its dotted path and what to change; in a graph also the key of the node."""

    field: str
    message: str
    node: str | None = None

    def as_dict(self) -> dict[str, str]:
        body = {"field": self.field, "message": self.message}
        return body if self.node is None else {"node": self.node, **body}


class MachinaError(Exception):
    """Something a person or a program has to know about, in words they can act on.

    ``code`` and ``status`` are the public contract; ``str(error)`` names the value and the next step.
    """

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"
    vendor_word: str = ""
    """The vendor's own word for the reason, such as ``channel_not_found``, for operations that know what it means."""

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        retry_after: float | None = None,
        connect_url: str | None = None,
        vendor_status: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.connect_url = connect_url
        self.vendor_status = vendor_status

    @property
    def wait(self) -> int | None:
        """Whole seconds after which to come back, as everybody outside is told; None where waiting is of no use."""
        return None if self.retry_after is None else math.ceil(self.retry_after)

    def as_dict(self) -> dict[str, object]:
        """The JSON shape shared by the socket, stored calls and (with three more keys) problem+json."""
        body: dict[str, object] = {"code": self.code, "detail": self.detail}
        if self.errors:
            body["errors"] = [error.as_dict() for error in self.errors]
        if self.wait is not None:
            body["retry_after"] = self.wait
        if self.connect_url is not None:
            body["connect_url"] = self.connect_url
        if self.vendor_status is not None:
            body["vendor_status"] = self.vendor_status
        return body


class InputError(MachinaError):
    """The request itself is wrong; the caller corrects it and asks again.

    It always lists fields: ``errors``, or else the one ``field`` that the detail is about, by the name that the caller
    used. ``body`` stands for a request that is wrong as a whole.
    """

    code, status, title = "input_error", 422, "The input is not valid"

    def __init__(
        self,
        detail: str,
        *,
        field: str = "body",
        errors: Sequence[FieldError] = (),
        retry_after: float | None = None,
        connect_url: str | None = None,
        vendor_status: int | None = None,
    ) -> None:
        super().__init__(
            detail,
            errors=errors or (FieldError(field, detail),),
            retry_after=retry_after,
            connect_url=connect_url,
            vendor_status=vendor_status,
        )


class ExpressionError(MachinaError):
    """An expression in a node has no value on the data of this run; ``errors`` name node and field."""

    code, status, title = "expression_error", 422, "An expression is wrong"


class Unauthenticated(MachinaError):
    """Nobody is signed in, or the key is unknown or expired."""

    code, status, title = "unauthenticated", 401, "Sign in first"


class PermissionDenied(MachinaError):
    """The caller is known and may not do this."""

    code, status, title = "permission_denied", 403, "Not allowed"


class NotFound(MachinaError):
    """There is no such thing, or it belongs to another customer."""

    code, status, title = "not_found", 404, "Not found"


class MethodNotAllowed(MachinaError):
    """There is something at the address, and it does not take this method."""

    code, status, title = "method_not_allowed", 405, "Method not allowed"


class CallCancelled(MachinaError):
    """Somebody stopped it before its answer was there."""

    code, status, title = "cancelled", 409, "Cancelled"


class ApprovalRefused(MachinaError):
    """A person was asked first, and has refused or not answered in time."""

    code, status, title = "approval_refused", 409, "Not approved"


class Conflict(MachinaError):
    """The thing has changed, is in use, or was already decided otherwise."""

    code, status, title = "conflict", 409, "Conflict"


class PayloadTooLarge(MachinaError):
    """The body is over a stated limit."""

    code, status, title = "payload_too_large", 413, "Too large"


class NotConnected(MachinaError):
    """There is no usable connection for this account holder and provider."""

    code, status, title = "not_connected", 409, "Not connected"


class ReconnectRequired(MachinaError):
    """The provider no longer accepts our grant; a person has to connect again."""

    code, status, title = "reconnect_required", 409, "Connect again"


class ScopeMissing(MachinaError):
    """The account holder has not granted a scope that the operation needs."""

    code, status, title = "scope_missing", 403, "A permission is missing"


class BudgetExceeded(MachinaError):
    """The customer's hard budget leaves no room for this call."""

    code, status, title = "budget_exceeded", 402, "Budget used up"


class RateLimited(MachinaError):
    """The provider, or our own throttle for it, asks to wait ``retry_after`` seconds."""

    code, status, title = "rate_limited", 429, "Too many requests"
    about: About = "account"

    @property
    def wait(self) -> int:
        """There is always one to tell: what the vendor says, or as long as most of them count."""
        return math.ceil(WAIT_UNTOLD if self.retry_after is None else self.retry_after)


class RemoteUnavailable(MachinaError):
    """The provider is down, slow or unreachable; nothing has happened there."""

    code, status, title = "remote_unavailable", 503, "The provider is not available"


class RemoteRejected(MachinaError):
    """The provider understood the request and refused it; asking again will not help."""

    code, status, title = "remote_rejected", 422, "The provider refused"


class OutcomeUnknown(MachinaError):
    """A write was sent and its answer got lost; it may or may not have happened."""

    code, status, title = "outcome_unknown", 504, "The outcome is not known"


def _tree(root: type[MachinaError]) -> list[type[MachinaError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in _tree(child))]


BY_CODE: Mapping[str, type[MachinaError]] = {kind.code: kind for kind in _tree(MachinaError)}


def from_dict(body: Mapping[str, object]) -> MachinaError:
    """Rebuild an error that was stored with ``as_dict``; an unknown code becomes ``internal_error``."""
    kind = BY_CODE.get(str(body.get("code")), MachinaError)
    raw_errors = body.get("errors")
    fields = raw_errors if isinstance(raw_errors, list) else []
    retry_after, vendor_status = body.get("retry_after"), body.get("vendor_status")
    connect_url = body.get("connect_url")
    return kind(
        str(body.get("detail", "")),
        errors=[FieldError(str(each["field"]), str(each["message"]), each.get("node")) for each in fields],
        retry_after=float(retry_after) if isinstance(retry_after, int | float) else None,
        connect_url=str(connect_url) if connect_url else None,
        vendor_status=vendor_status if isinstance(vendor_status, int) else None,
    )
