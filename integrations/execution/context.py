"""What an operation is given: an authorised client bound to one attempt of one call, and never a token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from integrations.catalog.context import Account
from integrations.catalog.declare import Effect, Service
from integrations.catalog.refusals import Refusals
from integrations.connect.tokens.credentials import PATIENCE_SECONDS, GrantCredential
from integrations.connect.tokens.refresh import LookedAt
from integrations.egress.client import shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.endpoints import LIVE, api_root
from integrations.egress.guard import Reach
from integrations.egress.http import ServiceHttp
from integrations.egress.permit import Permit
from integrations.egress.placing import Place, bearer
from integrations.egress.throttle import Throttle
from integrations.egress.turns import Turn
from integrations.egress.web import GuardedWeb
from integrations.errors import RemoteRejected
from integrations.execution.files import CustomerFiles
from integrations.execution.request import WAITED_FOR
from integrations.execution.traffic import Traffic
from integrations.execution.work import REPEATABLE
from integrations.models import Call, Connection
from integrations.providers.declare import Provider
from integrations.providers.filled_in import FilledIn
from integrations.providers.google.client import GoogleHttp, build_google
from integrations.providers.oauth2 import OAuth2
from integrations.providers.reaching import USERINFO, Reached, Roads
from integrations.providers.registry import provider

OF_NOBODY = Refusals(kinds={401: RemoteRejected})
"""How those refuse who were asked without an account: there is nothing to connect again."""


@dataclass(frozen=True)
class CallContext:
    """Implements the catalog's ``Ctx`` for one attempt.

    ``scopes`` are those that the call needs: by them it acts as the app, or as the person who consented.
    ``read_rights_again`` is called once an access had to be renewed, before anything leaves with it. ``has_books`` says
    whether there is any price book.
    """

    call: Call
    connection: Connection | None
    seen: LookedAt | None
    service: Service
    effect: Effect
    deadline: Deadline
    traffic: Traffic
    scopes: Sequence[str]
    read_rights_again: Callable[[], object]
    has_books: bool

    @property
    def account(self) -> Account:
        if self.connection is None:
            return Account(email="", account_id="")
        connected = self.connection
        return Account(email=connected.email, account_id=connected.account_id, scopes=tuple(connected.scopes))

    @property
    def call_key(self) -> str:
        """The call's own id: keys of callers are unique only among themselves."""
        return self.call.pk.hex

    @property
    def attempt(self) -> int:
        return self.call.attempt

    @property
    def now(self) -> datetime:
        return self.call.created_at

    @cached_property
    def files(self) -> CustomerFiles:
        return CustomerFiles(self.call.customer_id)

    @cached_property
    def http(self) -> ServiceHttp:
        return ServiceHttp(shared_egress(), self._permit, self.reached.url, self.files)

    @cached_property
    def web(self) -> GuardedWeb:
        """A service's limits are not its own here, so refusals are read as the account's provider has them."""
        roads = self._roads
        refusals = self._provider.refusals if self.connection else OF_NOBODY
        # One address that wants to be left alone holds back no requests to others.
        permit = replace(self.permit_to(roads.reach), vendor="", refusals=refusals)
        if self.connection is None:
            permit = permit.heard_by_nobody()
        return GuardedWeb(shared_egress(), permit, self.files, place=roads.placed, account_url=self._account_url)

    def google(self, name: str, version: str) -> Any:  # googleapiclient builds its resources at run time
        return build_google(
            name,
            version,
            http=GoogleHttp(shared_egress(), self._permit),
            api_root=api_root(self._provider.key, self._environment),
        )

    @cached_property
    def throttle(self) -> Throttle:
        """What keeps this connection and its OAuth app within the vendor's limits; without one, its holder."""
        account = str(self.connection.pk if self.connection else self.call.customer_id or "owner")
        app = self.connection.oauth_app_id if self.connection else None
        return Throttle(
            service=self.service.key,
            limits=self.service.limits,
            connection=account,
            oauth_app=str(app or account),
            method=self.call.operation,
        )

    @property
    def turn(self) -> Turn:
        """The right to write to the account, whichever connection leads there."""
        own = self.connection and (self.connection.account_id or self.connection.pk)
        account = str(own or self.call.customer_id or "owner")
        return Turn(service=self.service.key, vendor=self.service.name, account=account)

    @cached_property
    def _provider(self) -> Provider:
        return provider(self.connection.provider if self.connection else self.service.provider)

    @property
    def _environment(self) -> str:
        app = self.seen.grant.oauth_app if self.seen else None
        return app.environment if app else LIVE

    @cached_property
    def reached(self) -> Reached:
        """The address of the account, or of the service."""
        own = self.connection.base_url if self.connection else ""
        return Reached.at(self._provider.key, self._environment, hosts=self.service.hosts, base_url=own)

    @property
    def _account_url(self) -> str:
        """Where to ask whether the account still works, if there is such an address."""
        if self.connection is None:
            return ""
        return self.connection.base_url or self._provider.addresses_in(self._environment).get(USERINFO, "")

    @property
    def _roads(self) -> Roads:
        if self.connection is None:
            return Roads.as_nobody()
        return Roads.as_account(self._provider, self._environment, base_url=self.connection.base_url)

    @property
    def _place(self) -> Place:
        kind = self._provider.credential
        return kind.place_sealed if isinstance(kind, FilledIn) else bearer

    @cached_property
    def _credential(self) -> GrantCredential | None:
        if self.seen is None:
            return None
        if self._personal_grant is not None:
            return GrantCredential(self._personal_grant, patience=self._patience, on_renewed=self.read_rights_again)
        return GrantCredential(
            self.seen.grant.pk, patience=self._patience, seen=self.seen, on_renewed=self.read_rights_again
        )

    @property
    def _personal_grant(self) -> UUID | None:
        """Of the person who consented, where the call needs that person's own token and it is one by itself."""
        kind = self._provider.credential
        if self.connection is None or not isinstance(kind, OAuth2) or not any(map(kind.is_personal, self.scopes)):
            return None
        return self.connection.personal_grant_id

    @property
    def _patience(self) -> float:
        """Only where somebody is waiting does a call wait for another one that renews the access."""
        return PATIENCE_SECONDS if self.call.source in WAITED_FOR else 0.0

    @cached_property
    def _permit(self) -> Permit:
        return self.permit_to(self.reached.reach)

    def permit_to(self, reach: Reach) -> Permit:
        """The right to ask for what lies in this reach, with the account of the call."""
        return Permit(
            reach=reach,
            effect=self.effect,
            deadline=self.deadline,
            credential=self._credential,
            place=self._place,
            vendor=self.service.name,
            on_writing=None if self.effect in REPEATABLE else self.traffic.on_writing,
            on_sent=self.traffic.on_sent,
            on_written=self.traffic.on_written,
            on_rate_limited=self.throttle.hold,
            on_slowed=self.throttle.slow_down,
            on_counted=self.throttle.count_along,
            on_retry=self.traffic.on_retry,
            on_long_wait=self.traffic.on_long_wait,
            on_exchanged=self.traffic.on_exchanged,
            on_token_refused=self._credential.refused if self._credential else None,
            refusals=self.service.refusals.over(self._provider.refusals),
        )
