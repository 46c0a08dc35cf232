"""What an operation, poller or loader is given, over the sandbox by real HTTP and without a call around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from integrations.catalog.context import Account
from integrations.catalog.declare import Effect
from integrations.catalog.http.web import WebClient
from integrations.catalog.testing.context import FakeFiles
from integrations.egress.client import shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.endpoints import api_root
from integrations.egress.guard import Reach
from integrations.egress.http import ServiceHttp
from integrations.egress.permit import Permit
from integrations.providers.notion.refusals import REFUSALS
from integrations.sandbox import clock
from integrations.sandbox.models import Behaviour, Consent
from integrations.sandbox.notion.methods import CAPABILITIES
from integrations.sandbox.notion.seed.accounts import add_account
from integrations.sandbox.oauth.tokens import issue_access_token
from integrations.sandbox.vendor import Person


@dataclass(frozen=True)
class Bearer:
    """A credential that cannot be renewed."""

    access: str = field(repr=False)

    def token(self) -> str:
        return self.access

    def rejected(self, token: str) -> bool:
        return False


@dataclass
class NotionContext:
    """A workspace of the sandbox with the demo content, authorised for everything."""

    email: str = "ada@lab.example"
    call_key: str = "call-1"
    attempt: int = 1
    effect: Effect = "write"
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    files: FakeFiles = field(default_factory=FakeFiles)

    def __post_init__(self) -> None:
        person = add_account(Person(email=self.email, given_name="Ada"), with_content=True)
        consent = Consent.objects.create(account=person, client_id="sandbox-test", created_at=clock.now())
        self._access = issue_access_token(
            consent, list(CAPABILITIES), prefix="ntn_", behaviour=Behaviour.current(), now=clock.now()
        )

    @property
    def account(self) -> Account:
        return Account(email=self.email, account_id="1")

    @property
    def http(self) -> ServiceHttp:
        root = api_root("notion", "sandbox")
        permit = Permit(
            reach=Reach.of_service((), root),
            effect=self.effect,
            deadline=Deadline(60),
            credential=Bearer(self._access),
            vendor="Notion",
            refusals=REFUSALS,
        )
        return ServiceHttp(shared_egress(), permit, str(root), self.files)

    @property
    def web(self) -> WebClient:  # nobody's here
        raise NotImplementedError

    def google(self, name: str, version: str) -> Any:  # another vendor's
        raise NotImplementedError
