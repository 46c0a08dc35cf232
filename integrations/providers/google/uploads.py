"""Resumable uploads to Google: after a break the vendor is asked how much it has, and the rest is sent.

googleapiclient's own way is not used: it cannot resume a file sent in one part, believes any range, and takes an end
that was not confirmed for one more part (https://developers.google.com/workspace/drive/api/guides/manage-uploads).
"""

from __future__ import annotations

import random
import re
from typing import Any

from googleapiclient.http import HttpRequest, MediaUploadProgress

from integrations.egress.deadline import Cancelled
from integrations.egress.permit import Permit
from integrations.egress.policy import MAX_ATTEMPTS, AttemptFailed, fits, pause
from integrations.egress.request import FilePart
from integrations.errors import RateLimited, RemoteRejected, RemoteUnavailable
from integrations.providers.google.strict_json import NotJson

PART = 262_144
"""Google takes parts that are multiples of this, the last one excepted."""
LARGEST_PART = 32 * PART
_SESSION_IS_GONE = (404, 410)
_RESUME_INCOMPLETE = 308
_DONE = (200, 201)
_TAKEN = re.compile(r"(?:bytes[= ])?0-([0-9]{1,18})")


class Upload:
    """The upload of one request, step by step.

    Repeating a step is safe by protocol, whatever the effect: opening a session changes nothing, and a part is sent
    again only after Google has told which bytes it has. Nothing has happened before the last part was sent.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._media = request.resumable
        self._size = int(self._media.size())
        self._is_in_doubt = False
        self._reached = 0
        self._setbacks = 0
        self._end_was_sent = False

    def next_part(self, transport: Any) -> tuple[MediaUploadProgress | None, Any]:
        """Progress and None, or None and the answer. Raises what ``Egress.call`` raises."""
        permit: Permit = transport.permit
        done, answer = self._until_taken(transport.for_upload(), permit)
        if not done:
            return MediaUploadProgress(self._request.resumable_progress, self._size), None
        if permit.on_written is not None:
            permit.on_written()
        return None, answer

    def _until_taken(self, transport: Any, permit: Permit) -> tuple[bool, Any]:
        wait = 0.0
        for number in range(1, MAX_ATTEMPTS + 1):
            try:
                permit.deadline.wait(wait)
                return self._step(transport)
            except (RateLimited, RemoteUnavailable, RemoteRejected, Cancelled) as error:
                is_gone = isinstance(error, RemoteRejected) and error.vendor_status in _SESSION_IS_GONE
                is_refused = isinstance(error, RemoteRejected) and not is_gone
                begins_anew = is_gone and self._request.resumable_uri is not None and not self._end_was_sent
                wait = pause(number, getattr(error, "retry_after", None), random.random)
                is_final = (isinstance(error, RemoteRejected | Cancelled) and not begins_anew) or number == MAX_ATTEMPTS
                if begins_anew:
                    self._forget_session()
                if is_final or not fits(wait, permit):
                    is_open = self._end_was_sent and not is_refused
                    failure = AttemptFailed(error, may_have_arrived=is_open, is_passing=False)
                    raise failure.ending(may_repeat=permit.is_repeatable) from error
        raise AssertionError("the last attempt returns or raises")

    def _forget_session(self) -> None:
        """Google keeps one for a week at most; as long as the end was not sent, another one may take its place."""
        self._request.resumable_uri, self._request.resumable_progress = None, 0
        self._is_in_doubt = False

    def _step(self, transport: Any) -> tuple[bool, Any]:
        """One part further: open the session, ask after a break, send."""
        if self._request.resumable_uri is None:
            self._open(transport)
        if self._is_in_doubt:
            done, answer = self._put(transport, b"", {"Content-Range": f"bytes */{self._size}"})
            if done:
                return done, answer
        start = self._request.resumable_progress
        length = min(self._part_size(), self._size - start)
        headers = {"Content-Range": f"bytes {start}-{start + length - 1}/{self._size}"} if length else {}
        self._reached = max(self._reached, start + length)
        self._end_was_sent = self._end_was_sent or start + length == self._size
        done, answer = self._put(transport, self._content(start, length), headers)
        if not done and self._request.resumable_progress <= start:
            self._is_in_doubt = True
            raise RemoteUnavailable(f"{self._vendor(transport)} took nothing of a part. Try again later.")
        return done, answer

    def _open(self, transport: Any) -> None:
        request = self._request
        headers = {
            **request.headers,
            "X-Upload-Content-Type": self._media.mimetype(),
            "X-Upload-Content-Length": str(self._size),
            "content-length": str(request.body_size),
        }
        response, _ = transport.request(request.uri, method=request.method, body=request.body, headers=headers)
        if response.status != 200 or "location" not in response:
            raise RemoteRejected(f"{self._vendor(transport)} opened no upload session.")
        request.resumable_uri = response["location"]

    def _put(self, transport: Any, body: FilePart | bytes, headers: dict[str, str]) -> tuple[bool, Any]:
        """What Google has afterwards; until its answer is understood, that is in doubt."""
        self._is_in_doubt = True
        length = body.length if isinstance(body, FilePart) else len(body)
        sent = {**headers, "Content-Length": str(length)}
        response, content = transport.request(self._request.resumable_uri, method="PUT", body=body, headers=sent)
        if response.status in _DONE:
            try:
                answer = self._request.postproc(response, content)
            except NotJson as error:
                vendor = self._vendor(transport)
                raise RemoteUnavailable(f"{vendor} answered with something that is not JSON.") from error
            self._request.resumable_progress = self._size
            self._is_in_doubt = False
            return True, answer
        if response.status != _RESUME_INCOMPLETE:
            raise RemoteUnavailable(f"{self._vendor(transport)} answered {response.status} to a part of an upload.")
        self._note_taken(response.get("range"), transport)
        self._request.resumable_uri = response.get("location", self._request.resumable_uri)
        self._is_in_doubt = False
        return False, None

    def _note_taken(self, told: str | None, transport: Any) -> None:
        """Believe only what can be: from the first byte on, no more than was sent, and not less time and again."""
        match = _TAKEN.fullmatch(told.strip()) if told is not None else None
        taken = 0 if told is None else int(match[1]) + 1 if match else -1
        vendor = self._vendor(transport)
        if not 0 <= taken <= self._reached:
            raise RemoteUnavailable(f"{vendor} claims to have the bytes {told!r} of an upload. Try again later.")
        if taken == self._size:
            raise RemoteUnavailable(f"{vendor} has all of an upload and does not confirm it. Try again later.")
        if taken < self._request.resumable_progress:
            self._setbacks += 1
        if self._setbacks > MAX_ATTEMPTS:
            raise RemoteUnavailable(f"{vendor} keeps losing what it had of an upload. Try again later.")
        self._request.resumable_progress = taken

    def _content(self, start: int, length: int) -> FilePart | bytes:
        if self._media.has_stream():
            return FilePart(self._media.stream(), start, length)
        return bytes(self._media.getbytes(start, length))

    def _part_size(self) -> int:
        """As the media asks for, in multiples that Google takes; "in one" (-1) goes in large ones."""
        asked = int(self._media.chunksize())
        return LARGEST_PART if asked <= 0 else max(PART, asked - asked % PART)

    def _vendor(self, transport: Any) -> str:
        return transport.permit.vendor or "Google"
