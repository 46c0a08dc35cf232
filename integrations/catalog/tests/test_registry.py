"""Looking things up, and finding services."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.catalog import registry
from integrations.catalog.declare import DeclarationError, Service
from integrations.catalog.registry import Catalog, catalog, discover, using
from integrations.catalog.tests.post import post_service
from integrations.errors import NotFound


def test_things_are_found_by_key(post: Service) -> None:
    found = Catalog([post])

    assert found.service("post") is post
    assert found.operation("post.send_letter") is post.operations["send_letter"]
    assert found.node("post.new_letter") is post.triggers["new_letter"]
    assert found.node("post.send_letter") is post.operations["send_letter"]
    assert found.providers == ("mail_house",)
    assert found.of_provider("mail_house") == (post,)
    assert found.of_provider("google") == ()


@pytest.mark.parametrize("key", ["post.nothing", "nothing.send_letter", "post", "", "post.new_letter"])
def test_an_unknown_operation_is_never_a_silent_success(post: Service, key: str) -> None:
    with pytest.raises(NotFound, match=f"There is no operation '{key}'"):
        Catalog([post]).operation(key)


def test_an_unknown_service_lists_those_there_are(post: Service) -> None:
    with pytest.raises(NotFound, match=r"There is no service 'pots'\. Services are: post\."):
        Catalog([post]).service("pots")


def test_a_loader_is_found_by_the_fields_public_name_also_for_triggers(post: Service) -> None:
    found = Catalog([post])

    assert found.options_loader(post.operations["send_letter"], "from") is post.option_loaders["people"]
    assert found.options_loader(post.triggers["new_letter"], "from") is post.option_loaders["people"]


@pytest.mark.parametrize("field", ["body", "nothing", "from_", "__class__"])
def test_a_field_without_choices_is_not_found(post: Service, field: str) -> None:
    with pytest.raises(NotFound, match="has no dynamic options"):
        Catalog([post]).options_loader(post.operations["send_letter"], field)


def test_the_built_in_services_are_discovered() -> None:
    found = discover()

    assert {"gmail", "google_calendar"} <= set(found.services)
    assert "gmail.send_message" in found.operations
    assert "gmail.new_message" in found.triggers


def test_two_packages_with_one_key_are_refused(monkeypatch: pytest.MonkeyPatch, post: Service) -> None:
    monkeypatch.setattr(registry, "load_service", lambda name: post)

    with pytest.raises(DeclarationError, match="Services declared twice: post"):
        discover()


def test_another_catalog_is_used_for_a_while(post: Service) -> None:
    before = catalog()

    with using(Catalog([post])) as replacement:
        assert catalog() is replacement

    assert catalog() is before


def test_a_service_of_an_unknown_provider_is_not_offered_and_says_what_to_do(post: Service) -> None:
    found = Catalog([post], providers={"google": object()})

    assert dict(found.installed) == {"post": post}
    assert (found.services, found.operations, found.triggers, found.providers) == ({}, {}, {}, ())
    assert found.of_provider("mail_house") == ()
    with pytest.raises(NotFound, match=r"manage\.py providers new mail_house`, or name one of these .*: google\."):
        found.service("post")
    with pytest.raises(NotFound, match=r"There is no operation 'post\.send_letter'"):
        found.operation("post.send_letter")


def test_a_service_that_needs_no_provider_is_offered_whatever_providers_there_are(tmp_path: Path) -> None:
    local = post_service(tmp_path, provider="", account="none")
    found = Catalog([local], providers=())

    assert dict(found.services) == {"post": local}
    assert found.providers == ()


def test_discovery_offers_services_of_the_providers_there_are(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(registry, "_provider_keys", registry._provider_keys)
    registry.offer_services_of(lambda: ["mail_house"])
    found = discover()

    assert "gmail" in found.installed
    assert [each.key for each in found.services.values() if not each.is_local] == []
    assert "The service 'gmail' is not offered" in str([vars(record)["reason"] for record in caplog.records])


def test_the_product_knows_its_providers() -> None:
    assert registry._provider_keys is not None
    assert "google" in registry._provider_keys()
