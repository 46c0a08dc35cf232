"""What expressions call a node: its key, unique in its graph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

LONGEST = 64
NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


def keys_of(nodes: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """The key of each node by its id, made from its name, or from its type where the name has no letter for one.

    Of nodes with one name, those that come later are told apart by a number.
    """
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for node in nodes:
        key = _free(_made(str(node.get("name") or "")) or _made(_operation(node)) or "node", taken)
        keys[str(node["id"])] = key
        taken.add(key)
    return keys


def _operation(node: Mapping[str, object]) -> str:
    return str(node.get("type") or "").rpartition(".")[2]


def _made(text: str) -> str:
    """In the grammar of keys, ``[a-z][a-z0-9_]*``; empty where nothing of the text fits."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return NOT_IN_KEYS.sub("_", plain).strip("_").lstrip("0123456789_")[:LONGEST].rstrip("_")


def _free(key: str, taken: set[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key[: LONGEST - 7]}_{number}"
    return free
