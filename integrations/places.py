"""The parts of Machina between which staff go to and fro: the same words in every menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.conf import settings

Part = Literal["editor", "administration", "api", "sandbox"]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One part, as menus show it."""

    key: Part
    title: str
    url: str
    icon: str
    """Its name among the Material Symbols, which the admin draws."""


EDITOR = Place(key="editor", title="Editor", url="/", icon="account_tree")
ADMINISTRATION = Place(key="administration", title="Administration", url="/admin/", icon="admin_panel_settings")
API = Place(key="api", title="API documentation", url="/api/docs/", icon="menu_book")
SANDBOX = Place(key="sandbox", title="Sandbox", url="/sandbox/", icon="science")


def places() -> list[Place]:
    """All parts in the order of the menus; the sandbox where it is switched on."""
    return [EDITOR, ADMINISTRATION, API, *([SANDBOX] if settings.MACHINA_SANDBOX else [])]
