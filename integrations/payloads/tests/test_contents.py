"""A value is kept once, small or compressed, and comes back as it was."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given

from integrations.models import Customer, Payload
from integrations.payloads import contents
from integrations.payloads.contents import DamagedContent, keep, load, preview, reference, text, unsaved
from integrations.payloads.plain import plain
from integrations.payloads.retention import CONTENTS, PASSING
from integrations.payloads.tests.test_plain import JSON

MAILS = {"messages": [{"id": f"{number}", "subject": f"Invoice {number} für Ada"} for number in range(10_000)]}


@given(JSON)
def test_any_json_comes_back_from_memory_as_it_was_kept(value: object) -> None:
    assert load(unsaved(value, customer_id=None)) == plain(value)


@pytest.mark.django_db
@pytest.mark.parametrize("value", [None, {}, {"a": "ü😀"}, MAILS])
def test_a_value_comes_back_from_the_database_as_it_was_kept(value: object) -> None:
    payload = keep(value, customer_id=None)
    found = Payload.objects.get(pk=payload.pk)
    assert load(found) == value
    plain_json = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    assert text(found) == plain_json
    assert found.size == len(plain_json)
    assert bytes(found.sha256) == hashlib.sha256(plain_json).digest()
    assert found.customer_id is None


@pytest.mark.django_db
def test_it_takes_one_statement_and_belongs_to_its_holder(acme: Customer) -> None:
    before = timezone.now()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        payload = keep({"a": 1}, customer_id=acme.pk, kept_for=PASSING)
    assert len(asked) == 1
    found = acme.payloads.get()
    assert found == payload
    assert before + PASSING <= found.expires_at <= timezone.now() + PASSING
    assert before <= found.created_at <= timezone.now()


@pytest.mark.django_db
def test_many_go_in_together() -> None:
    rows = [unsaved(number, customer_id=None) for number in range(3)]
    with CaptureQueriesContext(connection) as asked:
        Payload.objects.bulk_create(rows)
    assert len(asked) == 1
    assert {load(each) for each in Payload.objects.all()} == {0, 1, 2}


def test_contents_are_kept_for_thirty_days_unless_said_otherwise() -> None:
    left = unsaved({}, customer_id=None).expires_at - timezone.now()
    assert timedelta(days=30) - timedelta(minutes=1) < left <= CONTENTS == timedelta(days=30)


def test_only_what_is_over_a_kilobyte_is_compressed() -> None:
    largest_plain, smallest_compressed = unsaved("a" * 1022, customer_id=None), unsaved("a" * 1023, customer_id=None)
    assert (largest_plain.encoding, largest_plain.size, len(largest_plain.content)) == ("plain", 1024, 1024)
    assert (smallest_compressed.encoding, smallest_compressed.size) == ("zstd", 1025)
    assert len(smallest_compressed.content) < 100
    mails = unsaved(MAILS, customer_id=None)
    assert len(mails.content) < mails.size / 5


def test_a_preview_is_the_start_of_the_json_in_whole_characters() -> None:
    short, long = unsaved({"a": "ü"}, customer_id=None), unsaved("ü😀" * 2_000, customer_id=None)
    assert preview(short) == '{"a":"ü"}'
    assert preview(short, 7) == '{"a":"ü'
    assert preview(long, 4) == '"ü😀ü'
    assert preview(long) == '"' + "ü😀" * 999 + "ü"


def test_a_reference_says_where_it_is_and_how_large() -> None:
    payload = unsaved(MAILS, customer_id=None)
    assert reference(payload) == {"payload": str(payload.pk), "size": payload.size, "preview": preview(payload)}
    assert len(preview(payload)) == 2_000


def test_what_is_over_256_kilobytes_is_sent_as_a_reference() -> None:
    sent, referred = (
        unsaved("a" * (256 * 1024 - 2), customer_id=None),
        unsaved("a" * (256 * 1024 - 1), customer_id=None),
    )
    assert not contents.is_large(sent)
    assert contents.is_large(referred)


@pytest.mark.parametrize("value", ["small", MAILS])
@pytest.mark.parametrize("damage", [b"", b"\x00", b"nonsense"])
def test_a_damaged_content_is_told_and_not_given_out(value: object, damage: bytes) -> None:
    payload = unsaved(value, customer_id=None)
    payload.content = damage
    with pytest.raises(DamagedContent, match=str(payload.pk)):
        load(payload)


def test_a_frame_that_holds_more_than_it_says_is_not_expanded() -> None:
    payload = unsaved("a" * 10_000_000, customer_id=None)
    payload.size = 10
    with pytest.raises(DamagedContent):
        load(payload)
