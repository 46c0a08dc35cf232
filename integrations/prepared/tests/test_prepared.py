"""A prepared statement does what the ORM's own does, on the database at hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from integrations.models import ApiKey, AuditEvent, Call, Customer, Payload
from integrations.payloads.contents import load, unsaved
from integrations.prepared.inserts import gathered, insert
from integrations.prepared.queries import Update, prepared, prepared_update
from integrations.queue.clock import NOW, from_now

pytestmark = pytest.mark.django_db
described: list[str] = []


@pytest.fixture
def acme() -> Customer:
    return Customer.objects.create(key="acme", name="Acme", email="ops@acme.example", metadata={"seats": 3})


@pytest.fixture
def call(acme: Customer) -> Call:
    """A queued call of Acme's with its parameters."""
    params = unsaved({"text": "%s 50% \u20ac"}, customer_id=acme.pk)
    new = Call(
        scope=f"customer:{acme.pk}",
        call_key="one",
        request_hash="0" * 64,
        operation="gmail.list_labels",
        customer=acme,
        actor_kind="system",
        actor_id="machina",
        source="api",
        params=params,
        timeout_seconds=30,
        offered_at=NOW,
        lease_until=from_now(20),
    )
    insert([params])
    insert([new])
    return new


@prepared
def calls_of(state: str, *, customer_id: UUID, since: datetime) -> QuerySet[Call]:
    described.append(state)
    keys = ApiKey.objects.filter(customer=OuterRef("customer"))
    found = Call.objects.filter(customer_id=customer_id, created_at__gte=since, state=state).order_by()
    return found.select_related("customer", "params", "result").annotate(has_keys=Exists(keys), seen_at=Now())


@prepared_update
def ended(*, pk: UUID, known_attempt: int, **columns: object) -> Update:
    return Update(Call.objects.filter(pk=pk, attempt=known_attempt), **columns, not_before=from_now(5))


def test_a_selection_brings_instances_with_relations_and_annotations(
    acme: Customer, call: Call, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        [found] = calls_of("queued", customer_id=acme.pk, since=call.created_at)
        assert found == call
        assert (found.customer, found.result) == (acme, None)
        assert found.customer is not None and found.customer.metadata == {"seats": 3}
        assert found.params is not None and load(found.params) == {"text": "%s 50% \u20ac"}
    known = vars(found)
    assert known["has_keys"] is False
    assert abs(known["seen_at"] - timezone.now()) < timedelta(minutes=1)
    assert found.created_at == Call.objects.get(pk=call.pk).created_at


def test_each_call_gives_its_own_values_to_a_statement_that_is_described_once(acme: Customer, call: Call) -> None:
    described.clear()
    calls_of("failed", customer_id=acme.pk, since=call.created_at)
    first = list(described)
    other = Customer.objects.create(key="globex", name="Globex", email="ops@globex.example")
    assert calls_of("failed", customer_id=other.pk, since=call.created_at) == []
    assert calls_of("queued", customer_id=other.pk, since=call.created_at) == []
    assert calls_of("queued", customer_id=acme.pk, since=call.created_at + timedelta(seconds=1)) == []
    assert calls_of("queued", customer_id=acme.pk, since=call.created_at) == [call]
    assert described[len(first) :].count("failed") == 0
    assert described.count("queued") <= 1


def test_an_update_writes_columns_as_their_fields_do_and_says_how_many_rows(acme: Customer, call: Call) -> None:
    payload = unsaved([1], customer_id=acme.pk)
    insert([payload])
    now = timezone.now()
    error = {"code": "x"}
    columns: dict[str, object] = {"error": error, "warnings": ["a"], "result_id": payload.pk, "finished_at": now}
    assert ended(pk=call.pk, known_attempt=7, **columns) == 0
    assert Call.objects.get(pk=call.pk).error is None
    assert ended(pk=call.pk, known_attempt=0, **columns) == 1
    call.refresh_from_db()
    assert (call.error, call.warnings, call.result, call.finished_at) == (error, ["a"], payload, now)
    assert call.not_before is not None and call.not_before > now
    empty: dict[str, object] = {"error": None, "warnings": [], "result_id": None, "finished_at": None}
    assert ended(pk=call.pk, known_attempt=0, **empty) == 1
    call.refresh_from_db()
    assert (call.error, call.warnings, call.result, call.finished_at) == (None, [], None, None)
    assert Call.objects.filter(error__isnull=True).exists()


def test_rows_that_are_inserted_are_those_the_orm_would_have_saved(acme: Customer, call: Call) -> None:
    assert not call._state.adding
    stored = Call.objects.get(pk=call.pk)
    assert stored.offered_at is not None and abs(stored.offered_at - timezone.now()) < timedelta(minutes=1)
    assert stored.lease_until is not None and stored.lease_until > stored.offered_at
    actor = {"actor_kind": "system", "actor_id": "m", "actor_label": "M"}
    events = [AuditEvent(**actor, action=f"a{number}", after={"n": number}) for number in (1, 2)]
    insert(events)
    kept = {each.action: each for each in AuditEvent.objects.filter(id__in=[each.id for each in events])}
    assert [kept["a1"].after, kept["a2"].after, kept["a1"].before] == [{"n": 1}, {"n": 2}, {}]
    assert kept["a1"].at == events[0].at


def test_a_row_that_is_there_already_is_an_integrity_error_and_spoils_the_transaction(acme: Customer) -> None:
    payload = unsaved({}, customer_id=acme.pk)
    insert([payload])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([payload])
    assert Payload.objects.filter(pk=payload.pk).count() == 1
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert([payload])
        assert transaction.get_rollback()


def test_a_value_of_none_finds_nothing(call: Call) -> None:
    assert calls_of("queued", customer_id=uuid4(), since=call.created_at) == []


def test_rows_that_were_gathered_are_sent_together_at_the_end(
    acme: Customer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def gather(times: int) -> list[Payload]:
        made = [unsaved({"n": number}, customer_id=acme.pk) for number in range(times)]
        with gathered():
            for each in made:
                insert([each])
        return made

    gather(3)
    with django_assert_num_queries(1):
        made = gather(3)
    assert [load(Payload.objects.get(pk=each.pk)) for each in made] == [{"n": 0}, {"n": 1}, {"n": 2}]
    assert not made[0]._state.adding


def test_what_was_gathered_before_a_failure_is_not_sent(acme: Customer) -> None:
    gathering = gathered()
    gathering.__enter__()
    insert([unsaved({}, customer_id=acme.pk)])
    gathering.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert not Payload.objects.exists()
