"""The page of a service."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from integrations.catalog.declare import Service
from integrations.catalog.pricing import FILE, load
from integrations.catalog.projections.page import known_limits, page_text, price_words
from integrations.catalog.projections.skill import BEGIN, END
from integrations.catalog.registry import Catalog, catalog, using
from integrations.catalog.tests.ladder import record
from integrations.catalog.tests.post import post_service
from integrations.catalog.written import out_of_date, service_page

SERVICES = list(catalog().installed.values())
SKILL = f"---\nallowed-tools: none\n---\n{BEGIN}\n{END}\n\n## Known limits\n\n- Not on Sundays.\n\n## Setup\n\n1. Go.\n"


@pytest.fixture(autouse=True)
def _only_post(post: Service) -> Iterator[None]:
    (post.folder / "SKILL.md").write_text(SKILL, encoding="utf-8")
    with using(Catalog([post])):
        yield


def page_of(service: Service) -> str:
    prices = load(service.folder / FILE)
    return page_text(service, prices, grade="bronze", lacks=["silver 10: Lost."], exempted=["8: One."])


def test_it_tells_the_facts(post: Service) -> None:
    page = page_of(post)

    assert page.startswith("# Post\n")
    assert "Key `post`, provider `mail_house`." in page
    assert "Its credential goes to `post.example` alone." in page
    assert "| `post.write` | Send letters |" in page
    assert "The vendor allows 10 requests in 1 s, for each account." in page
    assert "**Grade: bronze.** What lacks:\n\n- silver 10: Lost.\n" in page
    assert "Exempt, with the reason:\n\n- 8: One.\n" in page


def test_it_tells_each_operation_with_fields_results_price_and_effect(post: Service) -> None:
    page = page_of(post)

    assert "| `post.send_letter` | Send a letter. | writes once | 0.001 USD a call (the vendor takes 0.0005) |" in page
    section = page.partition("### Send letter\n")[2].partition("\n### ")[0]
    assert "`post.send_letter`, for agents `post_send_letter`: writes once." in section
    assert "At most one at a time." in section
    assert "Needs an account with `post.write`. Price `letter_send`: 0.001 USD a call" in section
    assert "| speed | `slow`, `fast` | no | How it travels. |" in section
    assert '"body": "How are you?"' in section
    assert "| `letter_id` | string | Its identifier. |" in section
    assert "| `stamps[].value` | integer | Cents. |" in section


def test_it_tells_triggers_choices_and_known_limits(post: Service) -> None:
    page = page_of(post)

    assert "### Trigger: New letter\n\n`post.new_letter`: asks every 60 seconds." in page
    assert "| `people` | People who have an address. | free |" in page
    assert page.endswith("## Known limits\n\n- Not on Sundays.\n")
    assert known_limits(post) == "- Not on Sundays."
    (post.folder / "SKILL.md").unlink()
    assert known_limits(post) == ""
    assert "Known limits" not in page_of(post)


def test_it_follows_what_is_declared_and_what_is_earned(post: Service) -> None:
    for path, text in out_of_date(post):
        path.write_text(text, encoding="utf-8")
    assert [path.name for path, _ in out_of_date(post)] == []

    record(post, {"round_trip": frozenset({"send_letter"})})
    assert [path.name for path, _ in out_of_date(post)] in ([], ["PAGE.md"])
    post.triggers.clear()
    assert [path.name for path, _ in out_of_date(post)] == ["contract.json", "PAGE.md"]


def test_an_exemption_stands_there_with_its_reason(tmp_path: object, post: Service) -> None:
    exempt = post_service(post.folder, exempt={"idempotency:send_letter": "Letters cannot be taken back."})

    assert "- 10 idempotency, send_letter: Letters cannot be taken back." in service_page(exempt)


@pytest.mark.parametrize(
    ("cost", "price", "words"),
    [("0", "0", "free"), ("0", "0.001", "0.001 USD a call"), ("0.1", "0", "free (the vendor takes 0.1)")],
)
def test_prices_in_words(post: Service, cost: str, price: str, words: str) -> None:
    shipped = load(post.folder / FILE)["letter_send"]

    assert price_words(shipped.model_copy(update={"cost": Decimal(cost), "price": Decimal(price)})) == words
    assert price_words(None) == "not priced"


@pytest.mark.parametrize("service", SERVICES, ids=lambda each: each.key)
def test_the_computed_files_of_every_service_are_current(service: Service) -> None:
    with using(Catalog(SERVICES)):
        assert [path.name for path, _ in out_of_date(service)] == [], "run `manage.py services write`"
