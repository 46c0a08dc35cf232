"""The bar at the top of pages that have no menu of their own."""

from __future__ import annotations

from typing import TypedDict

from django import template

from integrations.places import Part, Place, places

register = template.Library()


class Bar(TypedDict):
    """What the bar shows."""

    places: list[Place]
    here: Part


@register.inclusion_tag("places_bar.html")
def places_bar(here: Part) -> Bar:
    """The mark and a link to every part; the page needs `look/bar.css`."""
    return {"places": places(), "here": here}
