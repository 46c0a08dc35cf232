"""SECURITY 13: how a link goes is told to the one origin that its maker named, and to no other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from integrations.connect.links.links import CreatedLink
from integrations.connect.tests.conftest import YARA, Browser, bind
from integrations.models import Connection, OperatorSettings

NewLink = Callable[..., CreatedLink]
ORIGIN = "https://app.acme.example"


@pytest.fixture(autouse=True)
def allowed(db: None) -> None:
    OperatorSettings.objects.create(pk=1, return_urls=[f"{ORIGIN}/accounts"])


def told(html: str) -> dict[str, object] | None:
    """What the page tells, and to whom."""
    found = re.search(r'<script id="told" type="application/json">(.*?)</script>', html)
    assert (found is not None) == ("connect/embedded.js" in html)
    return json.loads(found[1]) if found else None


def test_the_page_that_opened_it_hears_of_every_step(new_link: NewLink, browser: Browser) -> None:
    created = new_link(origin=f"{ORIGIN.upper().replace('HTTPS', 'https')}:443/")
    before = told(browser.client.get(created.url).content.decode())
    todo = {"provider": "google", "state": "todo", "connection": None, "error": None}
    message = {"type": "machina-connect", "version": 1, "link": str(created.link.pk), "state": "open"}
    assert before == {"origin": ORIGIN, "message": {**message, "providers": [todo]}}

    page = bind(browser, created.url).request["PATH_INFO"]
    browser.consent(browser.press(page, action="connect", provider="google"), YARA)
    after = told(browser.client.get(page).content.decode())

    done = {"provider": "google", "state": "done", "connection": str(Connection.objects.get().pk), "error": None}
    assert after == {"origin": ORIGIN, "message": {**message, "state": "finished", "providers": [done]}}
    assert YARA not in json.dumps(after)


def test_a_link_that_names_no_origin_tells_nobody(new_link: NewLink, browser: Browser) -> None:
    assert told(browser.client.get(new_link().url).content.decode()) is None


def test_an_origin_that_is_off_the_list_by_now_hears_nothing_more(new_link: NewLink, browser: Browser) -> None:
    created = new_link(origin=ORIGIN)
    OperatorSettings.objects.update(return_urls=["https://portal.acme.example/"])
    assert told(browser.client.get(created.url).content.decode()) is None


def test_pages_of_any_origin_may_load_the_script(client: Client) -> None:
    answer = client.get("/connect/embed.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert b"MachinaConnect" in answer.content
