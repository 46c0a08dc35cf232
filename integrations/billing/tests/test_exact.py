"""Amounts are exact on every database: kept, compared, ordered and summed without a float."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.db.models import Case, DecimalField, F, Max, Min, Sum, When
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from integrations.billing.amounts import as_text, times, total
from integrations.models import UsageRollup
from integrations.models.exact import EXACT, ExactDecimalField, ExactSum

pytestmark = pytest.mark.django_db

LARGEST = Decimal("99999999999999999999.9999999999")
AMOUNTS = st.one_of(
    st.decimals(-(10**15), 10**15, places=10),  # up to 25 digits
    st.decimals(-1, 1, places=10),
    st.integers(-(10**19), 10**19).map(Decimal),
)
PROPERTY = settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


def keep(amounts: Sequence[Decimal], **more: object) -> None:
    given = {"day": date(2026, 11, 20), "service": "s", "meter": "call", "currency": "USD"} | more
    UsageRollup.objects.bulk_create(
        UsageRollup(**given, operation=f"s.{number}", quantity=number, sold=1, cost=amount, price=0)
        for number, amount in enumerate(amounts)
    )


def kept() -> list[Decimal]:
    return list(UsageRollup.objects.order_by("quantity").values_list("cost", flat=True))


@given(amounts=st.lists(AMOUNTS, max_size=30))
@example(amounts=[Decimal("0.1")] * 10)
@example(amounts=[LARGEST] * 30)
@example(amounts=[Decimal("-0.0000000001"), LARGEST.copy_negate()])
@PROPERTY
def test_what_is_kept_and_its_sum_are_pythons_to_the_last_digit(amounts: list[Decimal]) -> None:
    with transaction.atomic():
        keep(amounts)
        found, summed = kept(), UsageRollup.objects.aggregate(sum=ExactSum("cost"))["sum"]
        transaction.set_rollback(True)
    assert found == amounts
    assert summed == total(amounts)


@given(amounts=st.lists(AMOUNTS, min_size=1, max_size=12), bound=AMOUNTS)
@example(amounts=[Decimal(-1), Decimal(0), Decimal(1)], bound=Decimal(0))
@PROPERTY
def test_the_database_compares_and_orders_as_python_does(amounts: list[Decimal], bound: Decimal) -> None:
    rows = UsageRollup.objects.order_by("cost").values_list("cost", flat=True)
    with transaction.atomic():
        keep(amounts)
        ordered, below, equal, at_most, inside = (
            list(rows),
            list(rows.filter(cost__lt=bound)),
            list(rows.filter(cost=amounts[0])),
            list(rows.filter(cost__lte=bound)),
            list(rows.filter(cost__in=amounts[:2])),
        )
        ends = UsageRollup.objects.aggregate(low=Min("cost"), high=Max("cost"))
        transaction.set_rollback(True)
    assert ordered == sorted(amounts)
    assert below == sorted(amount for amount in amounts if amount < bound)
    assert at_most == sorted(amount for amount in amounts if amount <= bound)
    assert equal == [amount for amount in amounts if amount == amounts[0]]
    assert inside == sorted(amount for amount in amounts if amount in amounts[:2])
    assert ends == {"low": min(amounts), "high": max(amounts)}


def test_sums_are_made_by_group_and_by_case() -> None:
    keep([Decimal("0.1"), Decimal("0.2"), Decimal(-5)])
    positive = Case(When(cost__gt=0, then=F("cost")))
    sums = UsageRollup.objects.values("service").annotate(all=ExactSum("cost"), positive=ExactSum(positive))
    assert list(sums) == [{"service": "s", "all": Decimal("-4.7"), "positive": Decimal("0.3")}]


def test_a_sum_over_nothing_is_zero() -> None:
    assert UsageRollup.objects.aggregate(sum=ExactSum("cost"))["sum"] == 0
    keep([Decimal(1)])
    nothing = Case(When(cost__lt=0, then=F("cost")))
    assert UsageRollup.objects.aggregate(sum=ExactSum(nothing))["sum"] == 0


def test_a_sum_is_longer_than_a_float_and_than_any_row() -> None:
    keep([LARGEST] * 11)
    found = UsageRollup.objects.aggregate(sum=ExactSum("cost"))["sum"]
    assert as_text(found) == "1099999999999999999999.9999999989"


@pytest.mark.parametrize(
    ("given", "expected"),
    [("0.00000000005", "0"), ("0.00000000015", "0.0000000002"), ("-0.00000000015", "-0.0000000002"), ("1e3", "1000")],
)
def test_an_amount_is_rounded_half_even_on_every_database(given: str, expected: str) -> None:
    keep([Decimal(given)])
    assert as_text(kept()[0]) == expected


@pytest.mark.parametrize("amount", [Decimal(10**20), Decimal(-(10**20))])
def test_an_amount_with_too_many_digits_is_refused(amount: Decimal) -> None:
    with pytest.raises(ValueError, match="more than 30 digits"), transaction.atomic():
        keep([amount])
    assert kept() == []


def test_a_sum_is_not_compared_by_the_database() -> None:
    with pytest.raises(FieldError, match="compare it in Python"):
        list(UsageRollup.objects.values("service").annotate(sum=ExactSum("cost")).filter(sum__gt=0))


def test_only_an_exact_column_is_summed_exactly() -> None:
    with pytest.raises(FieldError, match="use Sum"):
        UsageRollup.objects.aggregate(sum=ExactSum("calls"))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL's own SUM of NUMERIC is exact")
def test_a_plain_sum_of_amounts_fails_at_once() -> None:
    keep([Decimal(1)])
    with pytest.raises(TypeError, match="Sum amounts by ExactSum"):
        UsageRollup.objects.aggregate(sum=Sum("cost"))


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="what SQLite's file holds")
@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1.5", "100000000000000000001.5000000000"),
        ("0", "100000000000000000000.0000000000"),
        ("-1.5", "099999999999999999998.5000000000"),
    ],
)
def test_sqlite_keeps_text_that_sorts_as_the_numbers_do(amount: str, text: str) -> None:
    keep([Decimal(amount)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT cost, typeof(cost) FROM integrations_usagerollup")
        assert cursor.fetchall() == [(text, "text")]


@given(quantity=st.decimals(0, 10**12, places=10), unit=st.decimals(0, 10**6, places=15))
def test_an_amount_is_quantity_times_unit_rounded_once(quantity: Decimal, unit: Decimal) -> None:
    exact = EXACT.multiply(quantity, unit)
    assert abs(EXACT.subtract(times(quantity, unit), exact)) <= Decimal("0.00000000005")


def money_fields() -> set[str]:
    return {
        field.name
        for model in apps.get_app_configs()
        for table in model.get_models()
        for field in table._meta.concrete_fields
        if isinstance(field, DecimalField)
    }


def plain_sums(tree: ast.AST, names: set[str]) -> Iterator[int]:
    """Lines where something that may be money is summed or averaged by the database without ``ExactSum``."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if function not in ("Sum", "Avg", "StdDev", "Variance") or not node.args:
            continue
        summed = node.args[0]
        if not isinstance(summed, ast.Constant) or str(summed.value).rpartition("__")[2] in names:
            yield node.lineno


def sources() -> list[Path]:
    folders = (django_settings.BASE_DIR / name for name in ("integrations", "workflows", "machina"))
    return [path for folder in folders for path in folder.rglob("*.py") if "tests" not in path.parts]


def test_nothing_in_the_code_sums_money_but_the_one_way_to_do_it() -> None:
    names = money_fields()
    assert {"cost", "price", "quantity", "amount"} <= names
    found = [
        f"{path.relative_to(django_settings.BASE_DIR)}:{line}"
        for path in sources()
        for line in plain_sums(ast.parse(path.read_text()), names)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ('Sum("price")', True),
        ('models.Sum("rollups__cost")', True),
        ('Avg("price")', True),
        ("Sum(F('price') * 2)", True),
        ('Sum("calls")', False),
        ('ExactSum("price")', False),
        ("sum(prices)", False),
    ],
)
def test_the_search_for_plain_sums_finds_them(code: str, is_found: bool) -> None:
    assert list(plain_sums(ast.parse(code), {"price", "cost"})) == ([1] if is_found else [])


def test_price_books_are_read_by_billing_alone() -> None:
    allowed = {"integrations/billing/prices.py", "integrations/models/__init__.py", "integrations/models/prices.py"}
    books = {"Price", "PriceBook"}
    readers = {
        str(path.relative_to(django_settings.BASE_DIR))
        for path in sources()
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and books.intersection(name.name for name in node.names)
    }
    assert readers <= allowed
    assert "integrations/billing/prices.py" in readers


def test_every_amount_of_billing_is_exact() -> None:
    inexact = {
        f"{table.__name__}.{field.name}"
        for table in apps.get_app_config("integrations").get_models()
        if table.__module__ in ("integrations.models.usage", "integrations.models.prices")
        for field in table._meta.concrete_fields
        if isinstance(field, DecimalField) and not isinstance(field, ExactDecimalField)
    }
    assert inexact == set()
