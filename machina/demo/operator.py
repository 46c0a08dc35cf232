"""The demo operator: a superuser whose random password is kept hashed in the database and plain in one 0600 file."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict

from django.contrib.auth.models import User

from machina.demo.login import DemoLogin, login_file, read_login
from machina.embedded import kept

USERNAME = "demo"


def ensure_operator() -> DemoLogin:
    """Make the demo operator, or find the one made before. A password that was changed stays changed."""
    path = login_file()
    fresh = DemoLogin(username=USERNAME, password=secrets.token_urlsafe(12))
    kept(path, lambda: json.dumps(asdict(fresh)))
    login = read_login()
    assert login is not None
    if not User.objects.filter(username=login.username).exists():
        User.objects.create_superuser(login.username, "demo@machina.example", login.password)
    return login
