"""What the requests of one HTTP exchange share: one for a plain request, up to a hundred in a batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from integrations.sandbox import clock
from integrations.sandbox.control.log import request_record, write_records
from integrations.sandbox.control.rules import active_rules
from integrations.sandbox.google.errors import unauthenticated
from integrations.sandbox.google.oauth.tokens import find_bearer
from integrations.sandbox.models import Behaviour, RequestRecord, Rule
from integrations.sandbox.oauth.tokens import Bearer, bearer_token


@dataclass
class Exchange:
    """Settings and tokens are read once per exchange, and the log is written once, at its end."""

    behaviour: Behaviour = field(default_factory=Behaviour.current)
    rules: list[Rule] = field(default_factory=lambda: active_rules("google"))
    records: list[RequestRecord] = field(default_factory=list)
    _bearers: dict[str, Bearer] = field(default_factory=dict)

    def now(self) -> datetime:
        """The sandbox's time."""
        return clock.now(self.behaviour)

    def authenticate(self, authorization: str) -> Bearer:
        """Who sent this header. Raises 401 in Google's shape."""
        if authorization not in self._bearers:
            bearer = find_bearer(bearer_token(authorization), self.now())
            if bearer is None:
                raise unauthenticated()
            self._bearers[authorization] = bearer
        return self._bearers[authorization]

    def record(self, method: str, status: int, *, detail: str = "", account: str = "") -> None:
        """Remember one request for the log."""
        self.records.append(request_record("google", method, status, detail=detail, account=account, at=self.now()))

    def close(self) -> None:
        """Write the log."""
        write_records(self.records)
        self.records = []
