"""Calls of http.request through the one door, as the owner, at the sandbox by real HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from integrations.actors import SYSTEM
from integrations.execution import door
from integrations.execution.files import CustomerFiles
from integrations.execution.outcome import Outcome
from integrations.holders import Holder
from integrations.sandbox.models import RequestRecord

WEB = "https://echo.machina.example"


def outcome(url: str, *, connection: UUID | None = None, operation: str = "http.request", **params: object) -> Outcome:
    """How a call ended. An address that begins with a slash is the sandbox's."""
    asked: Mapping[str, object] = {
        "url": WEB + url if url.startswith("/") and not url.startswith("//") else url,
        **params,
    }
    return door.execute(
        operation,
        asked if operation == "http.request" else params,
        call_key=uuid4().hex,
        actor=SYSTEM,
        holder=Holder.owner(),
        source="test",
        connection=connection,
    )


def run(url: str, **given: Any) -> Any:  # whatever the address answers
    """The result of a call that succeeds."""
    ended = outcome(url, **given)
    assert ended.error is None, ended.error
    assert list(ended.warnings) == []
    return ended.result


def body(url: str, **given: Any) -> Any:  # whatever the address answers
    return run(url, **given)["body"]


def error(url: str, **given: Any) -> dict[str, Any]:
    """The error of a call that fails."""
    ended = outcome(url, **given)
    assert ended.error is not None
    return dict(ended.error)


def asked(method: str = "http") -> int:
    """How many requests the sandbox has had."""
    return RequestRecord.objects.filter(provider="http", method__startswith=method).count()


def files() -> CustomerFiles:
    """Those of the owner."""
    return CustomerFiles(None)
