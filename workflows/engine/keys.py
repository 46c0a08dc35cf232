"""What expressions call a node: its key, unique in its graph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

LONGEST = 64
NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")
ROOTS = frozenset({"nodes", "trigger", "item", "index", "customer", "vars", "run", "now"})
"""What expressions see beside the nodes: a node of such a key is found only below ``nodes``."""
WORDS = frozenset(
    {
        *("as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop"),
        *("namespace", "null", "package", "return", "true", "var", "void", "while"),
    }
)
"""What the language of expressions keeps for itself."""


def keys_of(nodes: Iterable[Mapping[str, object]]) -> dict[str, str]:
    """The key of each node by its id: its own, or one made from its name, or from its type where no letter fits.

    Of nodes with one name, those that come later are told apart by a number. A key that is made is never another
    node's own, nor a word that expressions have another meaning for.
    """
    listed = [*nodes]
    taken = {str(node["key"]) for node in listed if node.get("key")}
    keys: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for node in listed:
        key = str(node.get("key") or "") or _free(_wanted(node), taken, numbers)
        keys[str(node["id"])] = key
        taken.add(key)
    return keys


def _wanted(node: Mapping[str, object]) -> str:
    operation = str(node.get("type") or "").rpartition(".")[2]
    return _made(str(node.get("name") or "")) or _made(operation) or "node"


def _made(text: str) -> str:
    """In the grammar of keys, ``[a-z][a-z0-9_]*``; empty where nothing of the text fits."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return NOT_IN_KEYS.sub("_", plain).strip("_").lstrip("0123456789_")[:LONGEST].rstrip("_")


def _free(key: str, taken: set[str], numbers: dict[str, int]) -> str:
    """``numbers`` are the last ones given, so that thousands of nodes of one name are told apart in one go."""
    free = key
    number = numbers.get(key, 0 if key in ROOTS or key in WORDS else 1)
    while free in taken or free in ROOTS or free in WORDS:
        number += 1
        free = f"{key[: LONGEST - 7]}_{number}"
    numbers[key] = number
    return free
