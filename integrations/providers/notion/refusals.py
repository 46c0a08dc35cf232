"""How Notion's API says no. Source: https://developers.notion.com/reference/status-codes"""

from __future__ import annotations

from integrations.catalog.refusals import Refusals
from integrations.errors import RateLimited, ReconnectRequired, RemoteRejected, ScopeMissing

_OVERLOADED = 529

REFUSALS = Refusals(
    word="code",
    message="message",
    kinds={
        "unauthorized": ReconnectRequired,
        # What an app may do at all (read, insert, update, comment, see users) is set at Notion, in its settings.
        "restricted_resource": ScopeMissing,
        "object_not_found": RemoteRejected,
        "validation_error": RemoteRejected,
        "conflict_error": RemoteRejected,
        "rate_limited": RateLimited,
        # Turned away before anything was done, with Retry-After as for a limit, only that everybody is.
        "service_overload": RateLimited,
        _OVERLOADED: RateLimited,
    },
    advice={
        "restricted_resource": "Switch the capability on in the settings of the app at Notion, and connect again.",
        "object_not_found": "Check the id, and share the page with the app: its menu at Notion, Connections.",
        "conflict_error": "Somebody has changed it at the same time: read it again, then try again.",
    },
    about={"service_overload": "app"},
)
