"""What a poller, a loader or an operation is given, over the sandbox by real HTTP and without a call around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from integrations.catalog.context import Account
from integrations.catalog.registry import catalog
from integrations.catalog.testing.context import FakeFiles
from integrations.egress.client import shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.endpoints import api_root
from integrations.egress.guard import Reach
from integrations.egress.http import ServiceHttp
from integrations.egress.permit import Permit
from integrations.providers.slack.refusals import REFUSALS
from integrations.sandbox import clock
from integrations.sandbox.models import Account as Person
from integrations.sandbox.models import Behaviour
from integrations.sandbox.oauth.tokens import issue_access_token
from integrations.sandbox.slack.installing import consent_of_bot
from integrations.sandbox.slack.seed import ensure_demo_accounts
from integrations.services.slack.tests.account import YARA


@dataclass(frozen=True)
class Bearer:
    """A credential that cannot be renewed."""

    access: str = field(repr=False)

    def token(self) -> str:
        return self.access

    def rejected(self, token: str) -> bool:
        return False


@dataclass
class SlackContext:
    """The app's bot in the first demo workspace, authorised for all that a bot may."""

    call_key: str = "call-1"
    attempt: int = 1
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    files: FakeFiles = field(default_factory=FakeFiles)
    account: Account = field(default_factory=lambda: Account(email="", account_id="T1"))

    def __post_init__(self) -> None:
        ensure_demo_accounts()
        team = Person.objects.get(provider="slack", email=YARA).slack_member.team
        scopes = [scope for scope in catalog().services["slack"].scopes if not scope.startswith("user:")]
        consent = consent_of_bot(team, "sandbox-test", scopes, now=clock.now())
        self._access = issue_access_token(
            consent, scopes, prefix="xoxb-", behaviour=Behaviour.current(), now=clock.now(), lasts=True
        )

    @cached_property
    def http(self) -> ServiceHttp:
        root = api_root("slack", "sandbox") or ""
        permit = Permit(
            reach=Reach.of_service(("slack.com", "files.slack.com"), root),
            effect="read",
            deadline=Deadline(20.0),
            credential=Bearer(self._access),
            vendor="Slack",
            refusals=REFUSALS,
        )
        return ServiceHttp(shared_egress(), permit, root, self.files)

    @property
    def web(self) -> Any:  # Slack's operations ask nobody else
        raise AssertionError("an operation of Slack has asked another address")

    def google(self, name: str, version: str) -> Any:  # as above
        raise AssertionError(f"an operation of Slack has asked for {name} {version}")
