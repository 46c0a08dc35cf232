"""Google's errors: one exception that knows its JSON, and the few that every API shares."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Rule

ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"

PRECONDITION = "failedPrecondition"
"""The reason of a request that is right in itself and does not fit the state of things; its status is 400 as well."""

PHRASES = {status.value: status.phrase for status in HTTPStatus}
STATUS_NAMES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    412: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}


class GoogleError(Exception):
    """A refusal, in the words and the shape Google gives it."""

    def __init__(
        self,
        code: int,
        reason: str,
        message: str,
        *,
        domain: str = "global",
        location: str = "",
        location_type: str = "parameter",
        details: Sequence[Resource] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.domain = domain
        self.location = location
        self.location_type = location_type
        self.details = list(details)
        self.headers = headers or {}

    def as_resource(self) -> Resource:
        """The whole body of the answer."""
        entry: Resource = {"message": self.message, "domain": self.domain, "reason": self.reason}
        if self.location:
            entry |= {"location": self.location, "locationType": self.location_type}
        error: Resource = {"code": self.code, "message": self.message, "errors": [entry]}
        if self.reason == PRECONDITION:
            error["status"] = "FAILED_PRECONDITION"
        elif self.code in STATUS_NAMES:
            error["status"] = STATUS_NAMES[self.code]
        if self.details:
            error["details"] = self.details
        return {"error": error}


def invalid(message: str, *, reason: str = "invalidArgument", location: str = "") -> GoogleError:
    """400: the request is wrong in itself."""
    return GoogleError(400, reason, message, location=location)


def not_found(message: str = "Requested entity was not found.") -> GoogleError:
    """404: the thing is not there, or belongs to somebody else."""
    return GoogleError(404, "notFound", message)


def unknown_path(verb: str, path: str) -> GoogleError:
    """404: the discovery documents know no such method."""
    return GoogleError(404, "notFound", f"The requested URL was not found: {verb} /{path} is in no discovery document.")


def unauthenticated() -> GoogleError:
    """401: no token, or one that is unknown, expired or revoked."""
    return GoogleError(
        401,
        "authError",
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
        "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        location="Authorization",
        location_type="header",
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
    )


def insufficient_scope(scopes: Sequence[str], *, service: str, method: str) -> GoogleError:
    """403: the token has none of the scopes that the method accepts."""
    challenge = f'Bearer realm="https://accounts.google.com/", error="insufficient_scope", scope="{" ".join(scopes)}"'
    info = {
        "@type": ERROR_INFO,
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": f"{service}.googleapis.com", "method": method},
    }
    return GoogleError(
        403,
        "insufficientPermissions",
        "Request had insufficient authentication scopes.",
        details=[info],
        headers={"WWW-Authenticate": challenge},
    )


def not_implemented(method: str) -> GoogleError:
    """501: Google has this method; the sandbox does not."""
    return GoogleError(501, "notImplemented", f"The sandbox does not implement {method}.")


def too_large(limit: int) -> GoogleError:
    """413: the body is over the limit that the document gives."""
    return GoogleError(413, "uploadTooLarge", f"Request Too Large: at most {limit} bytes are accepted.")


def provoked(rule: Rule) -> GoogleError | None:
    """The error that a rule asks for; None where it asks for none."""
    if rule.status is None:
        return None
    status = rule.status
    reasons = {401: "authError", 403: "forbidden", 404: "notFound", 429: "rateLimitExceeded", 503: "backendError"}
    phrase = PHRASES.get(status, "Error")
    headers = {} if rule.retry_after is None else {"Retry-After": str(rule.retry_after)}
    chosen = rule.reason or reasons.get(status, "backendError" if status >= 500 else "badRequest")
    domain = "usageLimits" if "imit" in chosen or "uota" in chosen else "global"
    return GoogleError(
        status, chosen, f"{phrase} (the sandbox was told to answer this).", domain=domain, headers=headers
    )
