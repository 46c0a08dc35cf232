"""The catalog for staff."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from integrations.catalog.registry import catalog
from machina.tests.admin.conftest import SignIn

pytestmark = pytest.mark.django_db


def text(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_service_and_operation_is_listed_with_its_glyph_price_and_way_to_the_editor(signed_in: SignIn) -> None:
    page = text(signed_in("viewer"), reverse("admin:catalog"))

    for service in catalog().services.values():
        assert reverse("admin:catalog_service", args=[service.key]) in page
        for node in service.nodes:
            assert f'href="/?add={node.key}"' in page
    assert '<use href="/static/catalog/glyphs.svg#send"></use>' in page
    assert "0.0010 USD a call" in page


def test_it_is_searched_by_all_words_anywhere(signed_in: SignIn) -> None:
    client = signed_in("viewer")

    found = text(client, reverse("admin:catalog"), q="automatic REPLY gmail")
    assert "add=gmail.set_vacation_reply" in found
    assert "add=gmail.send_message" not in found
    assert "google_calendar" not in found


def test_what_is_not_found_is_said_and_escaped(signed_in: SignIn) -> None:
    page = text(signed_in("viewer"), reverse("admin:catalog"), q="<script>zzz")

    assert "No service and no operation has all of these words: “&lt;script&gt;zzz”" in page
    assert "<script>zzz" not in page


def test_the_page_of_a_service_tells_what_its_markdown_tells(signed_in: SignIn) -> None:
    page = text(signed_in("viewer"), reverse("admin:catalog_service", args=["google_calendar"]))

    assert "See and change the events of your calendars" in page
    assert "600 requests in 60 s, for each account" in page
    assert "google_calendar_move_event" in page
    assert "cannot be taken back; agents need a person&#x27;s approval" in page
    assert "asks every 60 seconds" in page
    assert "events[].title" in page
    assert "&quot;destination_calendar_id&quot;: &quot;c_5ea1ed0a6c41b7e20f3d9a8c7b6e5f40@group" in page
    assert "Exempt from 10 idempotency, quick_add_event: Google takes no id of ours" in page
    assert "Known limits" in page
    assert 'href="/?add=google_calendar.create_event"' in page


def test_a_service_that_there_is_not_is_not_found(signed_in: SignIn) -> None:
    assert signed_in("viewer").get(reverse("admin:catalog_service", args=["nothing"])).status_code == 404


def test_nobody_else_sees_it(client: Client) -> None:
    for address in (reverse("admin:catalog"), reverse("admin:catalog_service", args=["gmail"])):
        assert client.get(address).status_code == 302
