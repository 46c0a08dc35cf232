"""The lines at the head of a generated module: only what it uses, in the order that linters want."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from itertools import groupby

SHARED: Mapping[str, tuple[str, ...]] = {
    "collections.abc": ("Mapping",),
    "pathlib": ("Path",),
    "typing": ("Any", "Literal"),
    "pydantic": ("ConfigDict", "Field"),
    "integrations.catalog.context": ("Ctx",),
    "integrations.catalog.declare": ("Limit", "Service"),
    "integrations.catalog.http.paging": ("Cursor",),
    "integrations.catalog.identifiers": ("Identifier",),
    "integrations.catalog.options": ("Option", "OptionsPage", "OptionsQuery"),
    "integrations.catalog.paging": ("Count", "NextPageToken", "PageToken"),
    "integrations.catalog.refusals": ("Refusals",),
    "integrations.catalog.readable": ("Warnings", "as_far_as_readable"),
    "integrations.catalog.schema": ("Input", "Output", "leads", "ui"),
    "integrations.catalog.testing.agents": ("accepted", "is_refused"),
    "integrations.catalog.testing.served": ("served_context",),
    "integrations.errors": (
        "MachinaError",
        "RateLimited",
        "ReconnectRequired",
        "RemoteRejected",
        "RemoteUnavailable",
        "ScopeMissing",
    ),
}
"""What generated modules may take from the product, the standard library and pydantic."""
_WIDTH = 120
_TEXT = re.compile(r'"""(?:.|\n)*?"""|"[^"\n]*"|#.*')
_WORD = re.compile(r"\w+")
_DEFINED = re.compile(r"^(?:def |class )?(\w+)(?= =|\(|:)", re.MULTILINE)


def imports(names: Mapping[str, Iterable[str]], code: str) -> str:
    """Import lines for those of the names, by their modules, that the code mentions and does not define."""
    bare = _TEXT.sub("", code)
    used = set(_WORD.findall(bare)) - set(_DEFINED.findall(bare))
    found = {module: sorted(used.intersection(each), key=_as_linters_sort) for module, each in names.items()}
    modules = sorted((_section(module), module) for module, wanted in found.items() if wanted)
    sections = groupby(modules, key=lambda each: each[0])
    return "\n\n".join("\n".join(_line(module, found[module]) for _, module in section) for _, section in sections)


def _line(module: str, names: Iterable[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= _WIDTH:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def _section(module: str) -> int:
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names:
        return 0
    return 1 if top == "pydantic" else 2


def _as_linters_sort(name: str) -> tuple[int, str]:
    """CONSTANTS, then Classes, then functions."""
    return (0 if name.isupper() else 1 if name[:1].isupper() else 2, name.lower())
