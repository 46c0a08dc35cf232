"""The small shared set of glyphs that tell the operations of one service apart: Lucide's drawings, in one sprite."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

SPRITE = Path(__file__).with_name("glyphs.svg")
"""One ``<symbol>`` for each glyph, 24 units square, drawn by lines in the colour of the text around."""
SPRITE_PATH = "catalog/glyphs.svg"
"""Where the sprite stands among the static files."""
_NEAREST = 5


@cache
def known_glyphs() -> tuple[str, ...]:
    """The names that ``icon=`` may have, sorted: the ids of the sprite's symbols."""
    root = ElementTree.fromstring(SPRITE.read_text(encoding="utf-8"))  # noqa: S314  # our own file
    return tuple(sorted(symbol.get("id", "") for symbol in root))


def glyph_url(icon: str) -> str:
    """The address for the ``href`` of an SVG ``<use>``; empty where nothing is drawn."""
    return f"/static/{SPRITE_PATH}#{icon}" if icon else ""


def glyph_problem(icon: str) -> str:
    """What is wrong with the name of a glyph, with the nearest ones that there are; empty where nothing is."""
    if icon in known_glyphs():
        return ""
    words = set(icon.lower().replace("_", "-").split("-"))
    alike = [name for name in known_glyphs() if words & set(name.split("-"))]
    near = dict.fromkeys([*get_close_matches(icon, known_glyphs(), n=_NEAREST, cutoff=0.5), *alike])
    named = ", ".join(list(near)[:_NEAREST]) or f"for example {', '.join(known_glyphs()[::40])}"
    return f"there is no glyph {icon!r}; near are: {named}. `manage.py services glyphs` lists all of them"
