"""Addresses are taken exactly as the contract writes them."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import URLPattern
from django.views.decorators.common import no_append_slash


def without_slash_redirect(patterns: Sequence[URLPattern]) -> list[URLPattern]:
    """The same addresses, not found without their slash: behind a redirect a POST would arrive as a GET."""
    for each in patterns:
        each.callback = no_append_slash(each.callback)
    return list(patterns)
