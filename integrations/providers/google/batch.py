"""Google's batch requests: up to fifty in one, each part judged, repeated and reported by itself."""

from __future__ import annotations

import logging
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from googleapiclient.errors import BatchError
from googleapiclient.http import BatchHttpRequest, HttpRequest

from integrations.catalog.answer import Answer
from integrations.egress.concurrency import SharedCredential, side_by_side
from integrations.egress.exchanged import Exchanged, route_of
from integrations.egress.policy import MAX_ATTEMPTS, AttemptFailed, fits, pause, refusal_of
from integrations.errors import About, MachinaError, RateLimited, ReconnectRequired, RemoteRejected, RemoteUnavailable
from integrations.providers.google.request import broken_answer, is_safe
from integrations.providers.google.strict_json import NotJson

if TYPE_CHECKING:
    from integrations.providers.google.client import GoogleHttp

logger = logging.getLogger(__name__)

# Calendar takes fifty, Gmail advises against more: https://developers.google.com/workspace/gmail/api/guides/batch
PARTS_AT_ONCE = 50

# Emulators and proxies have no batch: its parts go singly then, some at once.
_NO_BATCH = frozenset({404, 405, 501})
AT_ONCE = 8
_TRIED_AGAIN_AFTER = 3600.0
_without_batch: dict[str, float] = {}

# googleapiclient trusts the shape of the answer it takes apart.
_UNREADABLE = (BatchError, AttributeError, LookupError, TypeError, ValueError)

Callback = Callable[[str, Any, MachinaError | None], None]


class GoogleBatch(BatchHttpRequest):
    """A batch whose callbacks are given errors of our tree instead of googleapiclient's.

    Up to 1,000 requests may be added. ``execute`` raises when a whole round fails, before any callback.
    """

    def __init__(self, http: GoogleHttp, url: str, callback: Callback | None) -> None:
        super().__init__(callback=callback, batch_uri=url)
        self._http = http
        self._errors: dict[str, MachinaError | None] = {}
        self._answers: dict[str, Any] = {}

    def execute(self, http: object = None) -> None:
        """Send all requests, then call back in the order they were added."""
        for start in range(0, len(self._order), PARTS_AT_ONCE):
            self._settle(self._order[start : start + PARTS_AT_ONCE])
        for request_id in self._order:
            self._report(request_id)

    def _settle(self, request_ids: Sequence[str]) -> None:
        """Rounds until no part is left that another round may improve."""
        pending, was_refreshed = list(request_ids), False
        for number in range(1, MAX_ATTEMPTS + 1):
            try:
                if not self._send(pending):
                    return
            except MachinaError as error:
                if number == 1:
                    raise
                self._errors.update(dict.fromkeys(pending, error))
                return
            waits = {each: pause(number, error.retry_after, random.random) for each, error in self._passing(pending)}
            self._hold_throttle(waits)
            rejected = [each for each in pending if isinstance(self._errors[each], ReconnectRequired)]
            if rejected and not was_refreshed and self._http.reject_credential():
                was_refreshed = True
                waits |= dict.fromkeys(rejected, 0.0)
            elif rejected:
                self._http.credential_refused()
            wait = max(waits.values(), default=0.0)
            if not waits or not fits(wait, self._http.permit):
                return
            pending = list(waits)
            if number < MAX_ATTEMPTS:
                self._http.permit.deadline.wait(wait)

    def _send(self, request_ids: Sequence[str]) -> bool:
        """Whether the parts went together, so that another round may improve some."""
        if _goes_without(self._batch_uri):
            self._send_singly(request_ids)
            return False
        try:
            self._send_together(request_ids)
        except RemoteRejected as error:
            if error.vendor_status not in _NO_BATCH:
                raise
            _without_batch[self._batch_uri] = time.monotonic()
            logger.warning("google.no_batch", extra={"url": self._batch_uri, "status": error.vendor_status})
            self._send_singly(request_ids)
            return False
        return True

    def _send_singly(self, request_ids: Sequence[str]) -> None:
        """Some at once, each with retries of its own."""
        permit = self._http.permit
        credential = permit.credential and SharedCredential(permit.credential)
        http = self._http.under(replace(permit, credential=credential))
        calls = [partial(self._answer_of, self._requests[each], http) for each in request_ids]
        for request_id, answer in zip(request_ids, side_by_side(calls, at_once=AT_ONCE), strict=True):
            self._errors[request_id] = answer if isinstance(answer, MachinaError) else None
            self._answers[request_id] = answer

    def _answer_of(self, request: HttpRequest, http: GoogleHttp) -> Any:
        return request.execute(http=http.for_reading() if is_safe(request) else http)

    def _send_together(self, request_ids: Sequence[str]) -> None:
        looks_only = all(self._requests[each].method == "GET" for each in request_ids)
        transport = self._http.for_reading() if looks_only else self._http
        try:
            self._execute(transport.carrying(len(request_ids)), request_ids, self._requests)
            self._errors.update({each: self._refusal(each) for each in request_ids})
            self._tell(request_ids)
        except _UNREADABLE as error:
            unreadable = RemoteUnavailable("The answer to a batch of requests cannot be read.")
            failure = AttemptFailed(unreadable, may_have_arrived=True, is_passing=False)
            raise failure.ending(may_repeat=looks_only or self._http.permit.is_repeatable) from error

    def _tell(self, request_ids: Sequence[str]) -> None:
        """The log gets one line for all parts that looked alike."""
        permit, host = self._http.permit, urlsplit(self._batch_uri).hostname or ""
        kinds = Counter((*self._route(each), self._responses[each][0].status) for each in request_ids)
        for (method, route, status), count in kinds.items():
            permit.exchanged(Exchanged(method=method, host=host, route=route, status=status, count=count, is_part=True))

    def _route(self, request_id: str) -> tuple[str, str]:
        request = self._requests[request_id]
        return request.method, route_of(getattr(request, "route", ""))

    def _refusal(self, request_id: str) -> MachinaError | None:
        response, content = self._responses[request_id]
        permit = self._http.permit
        part = Answer(response.status, response, content, permit.vendor or "Google")
        may_repeat = permit.is_repeatable or self._requests[request_id].method == "GET"
        return refusal_of(part, permit, may_repeat=may_repeat)

    def _passing(self, request_ids: Sequence[str]) -> list[tuple[str, RateLimited | RemoteUnavailable]]:
        errors = ((each, self._errors[each]) for each in request_ids)
        return [(each, error) for each, error in errors if isinstance(error, RateLimited | RemoteUnavailable)]

    def _hold_throttle(self, waits: Mapping[str, float]) -> None:
        longest: dict[About, float] = {}
        for each, wait in waits.items():
            error = self._errors[each]
            if isinstance(error, RateLimited):
                longest[error.about] = max(wait, longest.get(error.about, 0.0))
        for about, wait in longest.items():
            self._http.permit.slow_down(wait, about)

    def _report(self, request_id: str) -> None:
        error, answer = self._errors[request_id], self._answers.get(request_id)
        if error is None and answer is None:
            error, answer = self._read(request_id)
        answer = answer if error is None else None
        for callback in (self._callbacks[request_id], self._callback):
            if callback is not None:
                callback(request_id, answer, error)

    def _read(self, request_id: str) -> tuple[MachinaError | None, Any]:
        """The answer of a part that went with the others, or what a broken one means."""
        request = self._requests[request_id]
        try:
            return None, request.postproc(*self._responses[request_id])
        except NotJson:
            broken = broken_answer(request, self._http.permit)
            if not isinstance(broken, MachinaError):
                raise broken from None
            return broken, None


def _goes_without(url: str) -> bool:
    """Whether there was no batch at this address a while ago; it is tried again after that."""
    since = _without_batch.get(url)
    return since is not None and time.monotonic() - since < _TRIED_AGAIN_AFTER
