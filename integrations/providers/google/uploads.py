"""Resumable uploads to Google: after a break the vendor is asked how much it has, and the rest is sent."""

from __future__ import annotations

import random
from typing import Any

from googleapiclient.errors import ResumableUploadError
from googleapiclient.http import HttpRequest

from integrations.egress.deadline import Cancelled
from integrations.egress.permit import Permit
from integrations.egress.policy import MAX_ATTEMPTS, AttemptFailed, fits, pause
from integrations.errors import RateLimited, RemoteRejected, RemoteUnavailable

_SESSION_IS_GONE = (404, 410)


class UploadingRequest(HttpRequest):
    """A request whose resumable upload survives lost answers, whatever its effect.

    Repeating a step is safe by protocol: opening a session changes nothing, and a part is sent again only after
    Google has told which bytes it has (https://developers.google.com/workspace/drive/api/guides/manage-uploads).
    """

    def next_chunk(self, http: Any = None, num_retries: int = 0) -> Any:  # as googleapiclient has it
        """Send the next part. ``num_retries`` is not used: retries follow the deadline of the call."""
        transport = self.http if http is None else http
        permit: Permit = transport.permit
        try:
            progress, result = self._until_taken(transport.for_upload(), permit)
        except ResumableUploadError as error:
            raise RemoteRejected(f"{permit.vendor or 'Google'} opened no upload session.") from error
        if result is not None and permit.on_written is not None:
            permit.on_written()
        return progress, result

    def _until_taken(self, transport: Any, permit: Permit) -> Any:
        has_broken, wait = False, 0.0
        for number in range(1, MAX_ATTEMPTS + 1):
            try:
                permit.deadline.wait(wait)
                return super().next_chunk(http=transport)
            except (RateLimited, RemoteUnavailable, RemoteRejected, Cancelled) as error:
                is_refused = isinstance(error, RemoteRejected) and error.vendor_status not in _SESSION_IS_GONE
                has_broken = has_broken or (self.resumable_uri is not None and not is_refused)
                wait = pause(number, getattr(error, "retry_after", None), random.random)
                is_final = isinstance(error, RemoteRejected | Cancelled) or number == MAX_ATTEMPTS
                if is_final or not fits(wait, permit):
                    failure = AttemptFailed(error, may_have_arrived=has_broken, is_passing=False)
                    raise failure.ending(may_repeat=permit.is_repeatable) from error
        raise AssertionError("the last attempt returns or raises")
