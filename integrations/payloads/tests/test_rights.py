"""To see that something happened and to read what it said are two rights."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from integrations.actors import ALL_RIGHTS, SYSTEM, Actor, Right, staff_actor
from integrations.errors import NotFound, PermissionDenied
from integrations.models import Customer, Payload
from integrations.payloads.contents import keep, reference, unsaved
from integrations.payloads.rights import hidden, hidden_from, may_read, readable
from integrations.payloads.shown import Shown, sent, shown

MINE, THEIRS = UUID(int=1), UUID(int=2)
LARGE = "a" * 300_000


def staff(*groups: str) -> Actor:
    return staff_actor(user_id=1, label="vera", groups=frozenset(groups), is_superuser=False)


def key(customer_id: UUID | None, *rights: Right) -> Actor:
    return Actor(kind="api_key", id="1", label="server", customer_id=customer_id, rights=frozenset(rights))


@pytest.mark.parametrize(
    ("actor", "of_mine", "of_theirs", "of_the_owner"),
    [
        (SYSTEM, True, True, True),
        (staff("operator"), True, True, True),
        (staff("security"), True, True, True),
        (staff("viewer"), False, False, False),
        (staff("billing"), False, False, False),
        (staff("viewer", "billing"), False, False, False),
        (staff(), False, False, False),
        (key(None, *ALL_RIGHTS), True, True, True),
        (key(MINE, "view", "read_content"), True, False, False),
        (key(MINE, "view", "operate"), False, False, False),
    ],
)
def test_contents_are_read_by_right_and_holder(
    actor: Actor, of_mine: bool, of_theirs: bool, of_the_owner: bool
) -> None:
    may = [may_read(actor, holder) for holder in (MINE, THEIRS, None)]
    assert may == [of_mine, of_theirs, of_the_owner]
    expected = [Shown(value="text") if each else Shown(withheld=hidden_from(actor)) for each in may]
    payload = unsaved("text", customer_id=MINE)
    assert [shown(actor, payload.pk, payload, customer_id=each) for each in (MINE, THEIRS, None)] == expected


def test_what_is_hidden_says_which_right_is_missing() -> None:
    assert hidden_from(staff("viewer")) == (
        "Hidden: 'vera' lacks the right 'read_content', which the groups operator and security give."
    )


def test_contents_of_an_answer_are_replaced_by_words() -> None:
    viewer = staff("viewer")
    assert hidden(staff("operator"), MINE, result="text", warnings=["a"]) == {}
    assert hidden(viewer, MINE, result="text", warnings=["a"]) == {
        "result": None,
        "warnings": [],
        "withheld": hidden_from(viewer),
    }
    assert hidden(viewer, MINE, result=None, warnings=["a"])["withheld"] == hidden_from(viewer)
    assert hidden(viewer, MINE, result=None, warnings=[]) == {"result": None, "warnings": [], "withheld": None}


def test_a_content_is_shown_whole_or_as_a_reference_or_missed() -> None:
    large, empty = unsaved(LARGE, customer_id=MINE), unsaved(None, customer_id=MINE)
    assert shown(SYSTEM, large.pk, large, customer_id=MINE) == Shown(reference=reference(large))
    assert shown(SYSTEM, empty.pk, empty, customer_id=MINE) == Shown() == shown(SYSTEM, None, None, customer_id=MINE)
    gone = shown(SYSTEM, uuid4(), None, customer_id=MINE)
    assert gone == Shown(withheld="Its content is no longer kept (30 days).")
    hidden = shown(staff("viewer"), uuid4(), None, customer_id=MINE)
    assert hidden == Shown(withheld=hidden_from(staff("viewer")))


def test_a_message_carries_one_of_value_reference_and_words() -> None:
    large, small = unsaved(LARGE, customer_id=MINE), unsaved([1], customer_id=MINE)
    assert sent(small.pk, small).named("output") == {"output": [1]}
    assert sent(large.pk, large).named("output") == {
        "payload": str(large.pk),
        "size": 300_002,
        "preview": '"' + "a" * 1_999,
    }
    assert sent(uuid4(), None).named("output") == {"withheld": "Its content is no longer kept (30 days)."}
    assert sent(None, None).named("output") == {"output": None}


def test_to_fetch_one_takes_the_right_and_the_holder(acme: Customer, globex: Customer) -> None:
    payload = keep("text", customer_id=acme.pk)
    assert readable(staff("operator"), payload.pk) == readable(key(acme.pk, "read_content"), payload.pk) == payload
    with pytest.raises(PermissionDenied, match="read_content"):
        readable(staff("viewer"), payload.pk)
    with pytest.raises(NotFound, match=str(payload.pk)):
        readable(key(globex.pk, *ALL_RIGHTS), payload.pk)
    with pytest.raises(NotFound):
        readable(key(acme.pk, *ALL_RIGHTS), keep("text", customer_id=None).pk)
    over = keep("text", customer_id=acme.pk, kept_for=timedelta(0))
    assert Payload.objects.filter(pk=over.pk).exists()
    with pytest.raises(NotFound, match="no longer kept"):
        readable(SYSTEM, over.pk)
