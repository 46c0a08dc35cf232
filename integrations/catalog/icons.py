"""What an icon of a service or a provider has to be: a plain, square SVG that is legible at 16 px."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

_DRAWN = frozenset({"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "title", "defs"})
_SHAPES = 12


def icon_problems(path: Path) -> Iterator[str]:
    """What is wrong with the file, in words."""
    if not path.is_file():
        yield "it has no icon.svg"
        return
    try:
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314  # our own and installed code's
    except ElementTree.ParseError:
        yield "icon.svg is not valid XML"
        return
    box = root.get("viewBox", "").split()
    if len(box) != 4 or box[2] != box[3]:
        yield "icon.svg has to be square, with a viewBox such as 0 0 32 32"
    names = [str(element.tag).rpartition("}")[2] for element in root.iter()]
    if set(names) - _DRAWN or len(names) > _SHAPES:
        yield f"icon.svg has to be legible at 16 px: {_SHAPES} plain shapes at most, nothing else"
