"""The demo operator's login, kept in the data folder so that terminal and sign-in page can show it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from machina.local import is_local


@dataclass(frozen=True)
class DemoLogin:
    """What a newcomer types on the sign-in page."""

    username: str
    password: str


def login_file() -> Path:
    """Readable by the account Machina runs under alone."""
    return Path(settings.DATA_DIR) / "demo-login"


def read_login() -> DemoLogin | None:
    """The login made on the first start, or None."""
    try:
        return DemoLogin(**json.loads(login_file().read_text()))
    except FileNotFoundError:
        return None


def shown_login(request: HttpRequest) -> DemoLogin | None:
    """The login for the sign-in page: in demo mode, and to nobody but this machine."""
    return read_login() if settings.MACHINA_DEMO and is_local(request) else None
