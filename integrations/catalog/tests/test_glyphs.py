"""Glyphs: what tells the operations of one service apart, from the declaration to the browser."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from integrations.catalog.context import Ctx
from integrations.catalog.declare import DeclarationError, Service
from integrations.catalog.glyphs import SPRITE, SPRITE_PATH, glyph_problem, glyph_url, known_glyphs
from integrations.catalog.projections.node import operation_node, trigger_node
from integrations.catalog.projections.service import operation_json, service_json
from integrations.catalog.registry import Catalog, catalog, using
from integrations.catalog.tests.ladder import messages
from integrations.catalog.tests.post import READ, Letter, LetterCheckpoint, LetterFilter, LetterSend
from integrations.catalog.triggers import Poll

DRAWN = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}


def read_letter(ctx: Ctx, data: LetterSend) -> Letter:
    """Read a letter."""
    return Letter(letter_id="1")


def new_parcel(ctx: Ctx, params: LetterFilter, checkpoint: LetterCheckpoint | None) -> Poll[Letter, LetterCheckpoint]:
    """Start with each parcel."""
    return Poll(events=[], checkpoint=LetterCheckpoint(letter_id="7"))


def test_each_glyph_is_a_plain_drawing_of_24_units() -> None:
    root = ElementTree.fromstring(SPRITE.read_text(encoding="utf-8"))
    assert len(known_glyphs()) == len(set(known_glyphs())) == len(root)
    assert len(root) >= 70
    assert {symbol.get("viewBox") for symbol in root} == {"0 0 24 24"}
    assert {shape.tag.rpartition("}")[2] for symbol in root for shape in symbol} <= DRAWN
    assert all(len(symbol) for symbol in root)


def test_the_licence_lies_beside_the_drawings() -> None:
    licence = SPRITE.with_name("LICENSE").read_text(encoding="utf-8")
    assert "ISC License" in licence
    assert "Lucide Icons and Contributors" in licence


def test_an_operation_and_a_trigger_carry_their_glyph_to_the_node_and_to_rest(post: Service) -> None:
    post.operation(effect="read", scopes=[READ], price="letter_poll", sample={}, icon="mail-open")(read_letter)
    declare = post.poller(
        event=Letter, checkpoint=LetterCheckpoint, scopes=[READ], price="letter_poll", sample={}, icon="inbox"
    )
    declare(new_parcel)
    operation, trigger = post.operations["read_letter"], post.triggers["new_parcel"]

    drawn = {"icon": "mail-open", "glyph_url": f"/static/{SPRITE_PATH}#mail-open"}
    assert operation_node(operation).items() >= drawn.items()
    assert operation_json(operation).items() >= {**drawn, "icon_url": "/static/services/post/icon.svg"}.items()
    assert trigger_node(trigger)["glyph_url"] == f"/static/{SPRITE_PATH}#inbox"
    with using(Catalog([post])):
        icons = service_json(post)["icons"]
    assert icons == {
        "post.new_letter": "",
        "post.new_parcel": "inbox",
        "post.send_letter": "",
        "post.read_letter": "mail-open",
    }


def test_an_operation_without_a_glyph_draws_none(post: Service) -> None:
    assert post.operations["send_letter"].icon == ""
    assert glyph_url("") == ""
    assert operation_node(post.operations["send_letter"])["glyph_url"] == ""


@pytest.mark.parametrize(
    ("icon", "nearest"),
    [("sned", "send"), ("trash-can", "trash"), ("mail_open", "mail-open"), ("Send", "send"), ("calender", "calendar")],
)
def test_an_unknown_glyph_is_refused_with_the_nearest_ones(post: Service, icon: str, nearest: str) -> None:
    declare = post.operation(effect="read", scopes=[READ], price="letter_poll", sample={}, icon=icon)
    with pytest.raises(DeclarationError, match=rf"post.read_letter: there is no glyph '{icon}'; near are: .*{nearest}"):
        declare(read_letter)
    assert "read_letter" not in post.operations


def test_an_unknown_glyph_of_a_trigger_is_refused_too(post: Service) -> None:
    declare = post.poller(
        event=Letter, checkpoint=LetterCheckpoint, scopes=[READ], price="letter_poll", sample={}, icon="bel"
    )
    with pytest.raises(DeclarationError, match=r"post.new_parcel: there is no glyph 'bel'; near are: bell"):
        declare(new_parcel)
    assert "new_parcel" not in post.triggers


def test_a_name_like_no_other_is_answered_with_examples() -> None:
    assert "for example" in glyph_problem("zzzz")
    assert "manage.py services glyphs" in glyph_problem("zzzz")


def test_rule_20_wants_a_glyph_for_each(post: Service) -> None:
    assert [subject for subject, _ in messages(post, "icons")] == ["new_letter", "send_letter"]
    assert "services glyphs" in messages(post, "icons")[0][1]
    post.operation(effect="read", scopes=[READ], price="letter_poll", sample={}, icon="search")(read_letter)
    assert "read_letter" not in [subject for subject, _ in messages(post, "icons")]


def test_every_operation_and_trigger_that_is_shipped_has_a_glyph() -> None:
    nodes = [node for service in catalog().services.values() for node in service.nodes]
    assert [node.key for node in nodes if node.icon not in known_glyphs()] == []


@pytest.mark.django_db
def test_the_sprite_is_served(client: Client) -> None:
    response = client.get(glyph_url("send").partition("#")[0])
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert b'<symbol id="send"' in response.getvalue()
    response.close()
