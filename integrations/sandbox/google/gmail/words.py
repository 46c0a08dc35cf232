"""Words as searches compare them: casefolded, without punctuation, between single spaces."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+")


def words(*texts: str) -> str:
    """``" anna example com "``; empty if there is no word. A phrase is in a text if this is a substring."""
    found = WORD.findall(" ".join(texts).casefold())
    return f" {' '.join(found)} " if found else ""
