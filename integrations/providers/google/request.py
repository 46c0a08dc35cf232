"""Requests of googleapiclient whose answers are read strictly, and whose uploads survive breaks."""

from __future__ import annotations

from typing import Any

from googleapiclient.http import HttpRequest

from integrations.egress.permit import Permit
from integrations.egress.policy import AttemptFailed
from integrations.errors import RemoteUnavailable
from integrations.providers.google.strict_json import NotJson
from integrations.providers.google.uploads import Upload

_OVERRIDE = "x-http-method-override"


class GoogleRequest(HttpRequest):
    """Raises errors of our tree, also where googleapiclient would take a broken answer for a good one."""

    upload: Upload | None = None
    route = ""
    """The path of its method as the API's description has it."""

    def execute(self, http: Any = None, num_retries: int = 0) -> Any:  # as googleapiclient has it
        """Send it. ``num_retries`` is not used: retries follow the deadline of the call."""
        transport = self.http if http is None else http
        try:
            return super().execute(http=transport.on(self.route))
        except NotJson as error:
            raise broken_answer(self, transport.permit) from error

    def next_chunk(self, http: Any = None, num_retries: int = 0) -> Any:  # as googleapiclient has it
        """Send the next part of a resumable upload."""
        self.upload = self.upload or Upload(self)
        transport = self.http if http is None else http
        return self.upload.next_part(transport.on(self.route))


def is_safe(request: HttpRequest) -> bool:
    """Whether it only looks: a GET, also one that is sent as POST because its address is long."""
    return "GET" in (request.method, request.headers.get(_OVERRIDE))


def broken_answer(request: HttpRequest, permit: Permit) -> Exception:
    """What a success means that cannot be read: a write has probably happened."""
    error = RemoteUnavailable(f"{permit.vendor or 'Google'} answered with something that is not JSON.")
    failure = AttemptFailed(error, may_have_arrived=True, is_passing=False)
    return failure.ending(may_repeat=is_safe(request) or permit.is_repeatable)
