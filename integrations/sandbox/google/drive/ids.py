"""File ids: only what Drive has given out may name a new file."""

from __future__ import annotations

import secrets
from hashlib import sha256

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource

CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
LENGTH = 33


def new_id() -> str:
    """33 letters as Google's have; the last four tell that it was made here."""
    start = "1" + "".join(secrets.choice(CHARACTERS) for _ in range(LENGTH - 5))
    return start + _mark(start)


def id_of(name: str) -> str:
    """The id of something seeded, which follows from its name alone."""
    start = "1" + _letters(f"seed:{name}", LENGTH - 5)
    return start + _mark(start)


def is_ours(file_id: str) -> bool:
    """Whether it was made here."""
    return len(file_id) == LENGTH and file_id[-4:] == _mark(file_id[:-4])


def generate_ids(call: ApiCall) -> Resource:
    """files.generateIds"""
    count = call.parameters.number("count", default=10)
    space = call.parameters.text("space") or "drive"
    if call.parameters.text("type") not in ("", "files"):
        raise invalid("The sandbox generates ids of files alone.", reason="invalid", location="type")
    return {"kind": "drive#generatedIds", "space": space, "ids": [new_id() for _ in range(count)]}


def _mark(start: str) -> str:
    return _letters(f"mark:{start}", 4)


def _letters(text: str, count: int) -> str:
    return "".join(CHARACTERS[byte % len(CHARACTERS)] for byte in sha256(text.encode()).digest()[:count])
