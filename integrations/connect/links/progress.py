"""How far a connect link is with each of its providers, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from integrations.connect.handshake.attempts import services_to_ask
from integrations.connect.handshake.failures import failure_error
from integrations.connect.scopes import ServiceInWords, group_installed, in_words, missing_scopes
from integrations.connect.states import LIVE, Status
from integrations.models import ConnectAttempt, Connection, ConnectLink
from integrations.providers import registry
from integrations.providers.declare import Provider

State = Literal["todo", "done", "waiting", "unexpected", "incomplete", "failed"]


@dataclass(frozen=True)
class ProviderProgress:
    """One provider of a link: what it will be asked for, and how the last attempt ended."""

    provider: Provider
    services: list[ServiceInWords]
    state: State
    connection: Connection | None
    """What this link has connected at the provider, as long as it is there."""
    missing: list[str]
    """Plain words for what was not allowed."""
    trouble: str
    """Why the last attempt brought nothing."""

    @property
    def is_done(self) -> bool:
        return self.state in ("done", "waiting")


def progress_of(link: ConnectLink) -> list[ProviderProgress]:
    """Every provider of the link, in the order of its services."""
    return [_progress(link, key, services) for key, services in group_installed(link.services).items()]


def _progress(link: ConnectLink, key: str, services: list[str]) -> ProviderProgress:
    ended = link.attempts.filter(provider=key).exclude(finished_at=None).order_by("-finished_at")
    last = ended.select_related("connection__grant").first()
    connection = last.connection if last else None
    if connection is not None and connection.status == Status.REVOKED:
        connection = None
    state = _state(link, last, connection)
    lacking = missing_scopes(connection.services, connection.scopes) if connection and state == "incomplete" else []
    asked = services_to_ask(key, services, customer=link.customer, reconnect=link.reconnect)
    return ProviderProgress(
        provider=registry.provider(key),
        services=in_words(asked),
        state=state,
        connection=connection,
        missing=[line for service in in_words(asked, only=lacking) for line in service.lines] if lacking else [],
        trouble=failure_error(last.error_code, key).detail if last and state == "failed" else "",
    )


def _state(link: ConnectLink, last: ConnectAttempt | None, connection: Connection | None) -> State:
    if last is None:
        return "todo"
    if connection is None:
        return "failed" if last.connection_id is None and last.error_code else "todo"
    if connection.status == Status.PENDING:
        return "waiting" if last.provider in link.finished_providers else "unexpected"
    if last.error_code or connection.status not in LIVE:
        return "incomplete"
    return "done"
