"""The headers of a request as they go on the wire, and where the credential is set."""

from __future__ import annotations

import re
from collections.abc import Mapping

from integrations.egress.decoding import ACCEPTED_ENCODINGS
from integrations.errors import InputError

USER_AGENT = "Machina"
# Set by us or by the connection itself.
_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# All that a host gets to which the first one redirected us.
_FOR_STRANGERS = frozenset({"accept", "user-agent"})
_NAME = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")
_VALUE = re.compile(r"^[\t\x20-\x7e]*$")


def check_header(name: str, value: str) -> None:
    """Refuse what would break out of its header. The message never shows the value: it may be a token."""
    if not _NAME.match(name):
        raise InputError(f"{name!r} is not a valid header name.")
    if not _VALUE.fullmatch(value):
        raise InputError(f"The value of the header {name!r} contains a line break or a character outside ASCII.")


def on_the_wire(
    headers: Mapping[str, str], *, host: str, credential: Mapping[str, str], length: int | None, is_stranger: bool
) -> list[tuple[bytes, bytes]]:
    """Headers in the order Host first. The credential replaces what the caller has set under the same names."""
    sent = {"host": host, "user-agent": USER_AGENT, "accept": "*/*", "accept-encoding": ACCEPTED_ENCODINGS}
    for name, value in headers.items():
        lower = name.lower()
        if lower not in _OURS and (lower in _FOR_STRANGERS or not is_stranger):
            sent[lower] = value
    if "range" in sent:
        # A range of a compressed answer cannot be told from one of the file, nor be decompressed by itself.
        sent["accept-encoding"] = "identity"
    sent |= {name.lower(): value for name, value in credential.items() if name.lower() not in _OURS}
    if length is not None:
        sent["content-length"] = str(length)
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in sent.items()]
