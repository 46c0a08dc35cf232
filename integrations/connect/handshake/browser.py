"""Recognising a browser: a random value in its session, of which other tables keep the hash."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest

from integrations.connect.one_time import hashed, new_secret

SESSION_KEY = "connect_browser"


def known_browser(request: HttpRequest) -> str:
    """The hash that stands for this browser session, or an empty string; reading it changes nothing."""
    nonce = request.session.get(SESSION_KEY)
    return hashed(nonce) if isinstance(nonce, str) else ""


def remember_browser(request: HttpRequest) -> str:
    """The same, for a browser that has just done something: it is given a nonce if it has none."""
    if not known_browser(request):
        request.session[SESSION_KEY] = new_secret()
    return known_browser(request)


def address_of(request: HttpRequest) -> str:
    """The client's address as the web server saw it; empty where that is none, as on a unix socket."""
    try:
        return str(ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return ""


def country_of(request: HttpRequest) -> str:
    """The client's country if a proxy before us is set up to tell it, else nothing: anyone can send a header."""
    header: str = settings.CLIENT_COUNTRY_HEADER
    country = request.headers.get(header, "").strip().upper() if header else ""
    return country if len(country) == 2 and country.isascii() and country.isalpha() else ""
