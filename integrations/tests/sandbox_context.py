"""What a poller or loader is given, over the sandbox by real HTTP and without a call around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
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
from integrations.egress.web import GuardedWeb
from integrations.providers.google.client import GoogleHttp, build_google
from integrations.providers.google.refusals import REFUSALS
from integrations.providers.reaching import Roads
from integrations.sandbox import clock
from integrations.sandbox.google.oauth.tokens import issue_access_token
from integrations.sandbox.google.seed.accounts import add_account
from integrations.sandbox.models import Behaviour, Consent
from integrations.sandbox.vendor import Person
from integrations.tests.google_account import SERVICES

SCOPES = tuple(sorted({"https://mail.google.com/", *(s for each in SERVICES for s in catalog().services[each].scopes)}))


@dataclass(frozen=True)
class Bearer:
    """A credential that cannot be renewed."""

    access: str = field(repr=False)

    def token(self) -> str:
        return self.access

    def rejected(self, token: str) -> bool:
        return False


@dataclass
class SandboxContext:
    """An account of the sandbox with nothing in it, authorised for everything."""

    email: str = "ada@lab.example"
    call_key: str = "call-1"
    attempt: int = 1
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    files: FakeFiles = field(default_factory=FakeFiles)

    def __post_init__(self) -> None:
        person = add_account(Person(email=self.email, given_name="Ada", family_name="Moss"), with_content=False)
        consent = Consent.objects.create(account=person, client_id="sandbox-test", created_at=clock.now())
        self._access = issue_access_token(consent, list(SCOPES), behaviour=Behaviour.current(), now=clock.now())

    @property
    def account(self) -> Account:
        return Account(email=self.email, account_id="1", scopes=SCOPES)

    @property
    def http(self) -> ServiceHttp:
        return ServiceHttp(shared_egress(), self._permit, str(self._root), self.files)

    @property
    def web(self) -> GuardedWeb:
        place = Roads(Reach(), ("*.googleapis.com",), str(self._root)).placed
        return GuardedWeb(shared_egress(), self._permit, self.files, place=place)

    def google(self, name: str, version: str) -> Any:  # googleapiclient builds its resources at run time
        return build_google(name, version, http=GoogleHttp(shared_egress(), self._permit), api_root=self._root)

    @property
    def _root(self) -> str | None:
        return api_root("google", "sandbox")

    @property
    def _permit(self) -> Permit:
        return Permit(
            reach=Reach.of_service((), self._root),
            effect="read",
            deadline=Deadline(20),
            credential=Bearer(self._access),
            vendor="Google",
            refusals=REFUSALS,
        )
