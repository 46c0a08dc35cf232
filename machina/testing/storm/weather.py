"""The storm itself: accounts expire, everybody asks at once, somebody may be killed or stopped, and what came of it."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
from django.db.models.functions import Now

from integrations.connect.tokens import grants, refresh
from integrations.models import Connection, Customer, Grant, OAuthApp
from integrations.providers.consent import Tokens
from machina.testing.storm.users import Ending, Got, Users

Counts = dict[str, dict[str, int]]
"""As the provider tells them, by the name of the account."""
STRIKES_WITHIN = 0.09
"""Seconds after the question: the exchange takes a third of it, and storing the answer a little."""


@dataclass
class Weather:
    """What came of a storm."""

    expiries: int = 0
    asked: int = 0
    exchanges: int = 0
    most_exchanges: int = 0
    """Of one expiry."""
    strikes: int = 0
    lost: int = 0
    """Grants that ended, each with its reason in the connection."""
    lost_while_alive: int = 0
    lost_in_silence: int = 0
    """Grants that the provider has ended, or whose token it does not know, and that do not say so."""
    refused: int = 0
    """Users who got no token though nobody was struck; a stop may let them come back later."""
    seconds: float = 0.0


class Storm:
    """Processes, accounts and the provider that knows what was exchanged."""

    def __init__(self, provider: str, app: OAuthApp, *, processes: int, threads: int, accounts: int) -> None:
        self._provider = httpx.Client(base_url=provider)
        self._app = app
        self._customer = Customer.objects.create(key=f"storm-{uuid4().hex[:8]}", name="Storm")
        self._accounts = [self._connected() for _ in range(accounts)]
        self._dice = random.Random(7)  # the same storm each time
        self._users: list[Users] = []
        self._size = (processes, threads)
        self.weather = Weather()

    def blow(self, rounds: int, *, strike: Sequence[Ending] = ("alive",)) -> Weather:
        """So many expiries of every account; in each one process ends as chosen from ``strike``."""
        processes, threads = self._size
        began = time.monotonic()
        with ExitStack() as running:
            for _ in range(processes):
                users = Users(threads)
                running.callback(users.end)
                self._users.append(users)
            for _ in range(rounds):
                self._round(self._dice.choice(strike))
        self.weather.seconds = time.monotonic() - began
        return self.weather

    def _round(self, ending: Ending) -> None:
        before = self._counts()["exchanges"]
        long_ago = {"expires_at": Now() - timedelta(seconds=1), "refreshed_at": Now() - timedelta(hours=1)}
        Grant.objects.filter(pk__in=self._accounts).update(**long_ago, retry_at=None)
        for users in self._users:
            users.ask(self._accounts)
        if ending != "alive":
            self._strike(self._dice.choice(self._users), ending)
        got = [each for users in self._users for each in users.answers()]
        self.weather.asked += len(got)
        counts = self._counts()
        for place, grant in enumerate(self._accounts):
            made = counts["exchanges"].get(str(grant), 0) - before.get(str(grant), 0)
            self.weather.exchanges += made
            self.weather.most_exchanges = max(self.weather.most_exchanges, made)
            if self._is_lost(grant, [each for each in got if each.grant == grant], counts, ending):
                self._accounts[place] = self._connected()
        self.weather.expiries += len(self._accounts)

    def _is_lost(self, grant: UUID, got: Sequence[Got], counts: Counts, ending: Ending) -> bool:
        name, found = str(grant), self.weather
        if Connection.objects.filter(grant=grant, status="needs_reconnect").exists():
            found.lost += 1
            found.lost_while_alive += ending == "alive"
            return True
        newest = f"access-{name}.{counts['newest'].get(name, 0)}"
        is_silent = name in counts["ended"] or any(each.token not in ("", newest) for each in got)
        found.lost_in_silence += is_silent
        if ending == "alive":
            found.refused += sum(not each.token for each in got)
        return is_silent

    def _strike(self, victim: Users, ending: Ending) -> None:
        self.weather.strikes += 1
        time.sleep(self._dice.uniform(0, STRIKES_WITHIN))
        if ending == "killed":
            victim.kill()
            return
        victim.stop()
        time.sleep(refresh.LEASE_SECONDS + 0.2)  # until another one has taken over what it held
        victim.go_on()

    def _counts(self) -> Counts:
        counts: Counts = self._provider.get("/counts").json()
        return counts

    def _connected(self) -> UUID:
        grant = Grant.objects.create(oauth_app=self._app, account_id=uuid4().hex, version=0)
        tokens = Tokens(access="access", refresh=f"{grant.pk}.0", expires_in=3600, refresh_expires_in=None)
        Grant.objects.filter(pk=grant.pk).update(**grants.sealed_tokens(grant.pk, tokens))
        Connection.objects.create(
            customer=self._customer,
            provider=self._app.provider,
            oauth_app=self._app,
            grant=grant,
            account_id=grant.account_id,
            email=f"{grant.account_id}@globex.example",
            status="active",
        )
        return grant.pk
