"""Downloads by ranges: a part is handed on only if it is the one that was asked for."""

from __future__ import annotations

import re

from integrations.egress.response import EgressResponse
from integrations.errors import RemoteUnavailable

_ASKED = re.compile(r"bytes=([0-9]+)-([0-9]*)")
_PART = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")
_NONE_LEFT = re.compile(r"bytes \*/([0-9]{1,18})")
_WHOLE, _PARTIAL, _OUT_OF_RANGE = 200, 206, 416


def is_end_of_empty_file(response: EgressResponse) -> bool:
    """Whether 416 says that there is nothing. Raises RemoteUnavailable where it does not say how much there is."""
    if response.status != _OUT_OF_RANGE:
        return False
    match = _NONE_LEFT.fullmatch(response.headers.get("content-range", "").strip())
    if match is None:
        raise _broken(response, "416 without saying how long the file is")
    return int(match[1]) == 0


def check_part(asked: str, response: EgressResponse) -> None:
    """Raises RemoteUnavailable for a success that is not the asked part: it would leave a hole, or never end."""
    wanted = _ASKED.fullmatch(asked.strip())
    if wanted is None:
        return
    start, size = int(wanted[1]), len(response.content)
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if response.status == _PARTIAL and encoding not in ("", "identity"):
        raise _broken(response, "a part of a compressed file, which was not asked for")
    if response.status == _WHOLE and start == 0:
        return
    if response.status != _PARTIAL:
        raise _broken(response, f"{response.status} where a part of a file was asked for")
    told = response.headers.get("content-range", "")
    part = _PART.fullmatch(told.strip())
    if part is None:
        raise _broken(response, f"a part of a file that it calls {told!r}")
    first, last, total = (int(each) for each in part.groups())
    is_asked = first == start and (not wanted[2] or last <= int(wanted[2]))
    if not is_asked or last - first + 1 != size or last >= total:
        raise _broken(response, f"{size} bytes that it calls {told!r}, where {asked!r} was asked for")


def _broken(response: EgressResponse, sent: str) -> RemoteUnavailable:
    return RemoteUnavailable(f"{response.host} answered with {sent}. Try again later.", vendor_status=response.status)
