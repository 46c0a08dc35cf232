"""Asked once, answered once, by somebody who may, or ended by time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.api.keys import actor_of_key, create_key
from integrations.erasing import erase
from integrations.errors import Conflict, InputError, NotConnected, NotFound, PermissionDenied, RateLimited
from integrations.holders import Holder
from integrations.models import AuditEvent, Customer, OutboxEvent, Payload
from machina.testing.moments import just_over
from workflows.agents.approvals import asking
from workflows.agents.approvals.answering import answer
from workflows.agents.approvals.expiring import prune, sweep
from workflows.agents.approvals.facts import ANSWERED, REQUESTED
from workflows.agents.approvals.selectors import asker_of, get_approval, parameters_of
from workflows.agents.approvals.tests.conftest import Asked
from workflows.models import Approval, Run, Workflow
from workflows.tests.test_revisions import start_in


def facts(name: str) -> list[Any]:
    return list(OutboxEvent.objects.filter(name=name).order_by("id").values_list("payload", flat=True))


def test_a_question_says_in_plain_words_what_would_be_done(asked: Asked) -> None:
    approval = asked(parameters={"text": "two\nlines\u202e and " + "x" * 200})
    assert approval.summary == f"Desk: Burn note, for Globex GmbH. Text: {'two lines and ' + 'x' * 105}…"
    assert (approval.state, approval.expires_at > timezone.now() + timedelta(days=2)) == ("open", True)
    assert facts(REQUESTED) == [
        {"approval": str(approval.pk), "run": None, "step": None, "node_id": "", "state": "open"}
    ]


def test_the_same_question_is_asked_once(asked: Asked) -> None:
    first = asked()
    assert asked() == first
    assert (Approval.objects.count(), len(facts(REQUESTED))) == (1, 1)
    with pytest.raises(Conflict, match="Something else was asked"):
        asked(parameters={"text": "cd"})


def test_an_answer_counts_once_and_is_told(asked: Asked, operator: Actor) -> None:
    approval = answer(operator, asked().pk, "approve", note="Go on.")
    assert (approval.state, approval.answered_by, approval.note) == ("approved", "staff:ada.at.her.desk", "Go on.")
    with pytest.raises(Conflict, match="This approval is approved; it is answered once"):
        answer(operator, approval.pk, "refuse")
    assert [each["state"] for each in facts(ANSWERED)] == ["approved"]
    actions = AuditEvent.objects.filter(object_id=str(approval.pk)).order_by("at").values_list("action", flat=True)
    assert list(actions) == ["approval.ask", "approval.approved"]


def test_whoever_approves_may_change_what_is_done(asked: Asked, operator: Actor) -> None:
    approval = asked()
    with pytest.raises(InputError) as wrong:
        answer(operator, approval.pk, "approve", parameters={"text": 5, "more": 1})
    assert sorted(each.field for each in wrong.value.errors) == ["parameters.more", "parameters.text"]
    assert get_approval(operator, approval.pk).state == "open"
    approval = answer(operator, approval.pk, "approve", parameters={"text": "other"})
    assert (parameters_of(approval), approval.is_edited) == ({"text": "other"}, True)


def test_nothing_is_changed_with_a_refusal(asked: Asked, operator: Actor) -> None:
    with pytest.raises(InputError, match="only with the approval"):
        answer(operator, asked().pk, "refuse", parameters={"text": "other"})
    assert Approval.objects.get().state == "open"


def test_a_customers_key_does_not_approve_what_it_has_asked(asked: Asked, globex: Customer) -> None:
    secret = create_key(SYSTEM, "agent", customer=globex, tools="destructive").secret
    own = actor_of_key(secret)
    approval = asked(asker=own)
    with pytest.raises(PermissionDenied, match="has asked for this itself"):
        answer(own, approval.pk, "approve")
    assert Approval.objects.get().state == "open"
    assert answer(own, approval.pk, "refuse").state == "refused"


def test_another_key_of_the_operators_may_and_its_own_only_if_it_approves(asked: Asked) -> None:
    plain = actor_of_key(create_key(SYSTEM, "backend", tools="destructive").secret)
    approving = actor_of_key(create_key(SYSTEM, "trusted", tools="destructive", approves=True).secret)
    with pytest.raises(PermissionDenied):
        answer(plain, asked(asker=plain).pk, "approve")
    assert answer(approving, asked(key="2", asker=approving).pk, "approve").state == "approved"
    assert answer(plain, asked(key="3").pk, "approve").state == "approved"


def test_nobody_answers_for_another_customer(asked: Asked, initech: Customer) -> None:
    other = actor_of_key(create_key(SYSTEM, "their server", customer=initech).secret)
    with pytest.raises(NotFound):
        answer(other, asked().pk, "approve")
    assert Approval.objects.get().state == "open"


def test_who_may_only_look_does_not_answer(asked: Asked, make_staff: Any) -> None:
    user: User = make_staff("vera", "viewer")
    vera = Actor(kind="staff", id=str(user.pk), label="vera", rights=frozenset({"view", "operate"}))
    with pytest.raises(PermissionDenied):
        answer(vera, asked().pk, "approve")  # the right was there when she signed in, and is not now
    assert Approval.objects.get().state == "open"


def test_nothing_is_approved_for_a_customer_who_is_switched_off(asked: Asked, operator: Actor) -> None:
    approval = asked()
    Customer.objects.update(is_active=False)
    with pytest.raises(NotConnected):
        answer(operator, approval.pk, "approve")
    assert Approval.objects.get().state == "open"


def test_time_ends_what_nobody_answers(asked: Asked, operator: Actor) -> None:
    approval = asked()
    assert sweep() == 0
    Approval.objects.update(expires_at=just_over())
    with pytest.raises(Conflict, match="The time to answer is over"):
        answer(operator, approval.pk, "approve")
    assert (sweep(), sweep()) == (1, 0)
    assert [each["state"] for each in facts(ANSWERED)] == ["expired"]
    with pytest.raises(Conflict, match="is expired"):
        answer(operator, approval.pk, "approve")


def test_nobody_answers_a_run_that_is_over(
    asked: Asked, operator: Actor, workflow: Workflow, owner_account: object
) -> None:
    run = start_in(workflow, operator).run
    approval = asked(run_id=run.pk, holder=Holder.owner())
    Run.objects.filter(pk=run.pk).update(state="cancelled", finished_at=timezone.now())
    with pytest.raises(Conflict, match="The run that asked is over"):
        answer(operator, approval.pk, "approve")
    assert sweep() == 1
    assert Approval.objects.get().state == "expired"


def test_one_holder_has_so_many_open_ones(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_OPEN", 1)
    asked()
    with pytest.raises(RateLimited):
        asked(key="2")
    assert asked(key="3", holder=Holder.owner()).state == "open"
    assert asked().key == "test:1"


def test_who_asked_is_known_with_the_rights_of_then(asked: Asked, operator: Actor) -> None:
    assert asker_of(asked(asker=replace(operator, tools="write"))) == replace(operator, tools="write")


@pytest.mark.parametrize("expires_in", [timedelta(seconds=5), timedelta(days=31)])
def test_people_have_a_sensible_time(asked: Asked, expires_in: timedelta) -> None:
    with pytest.raises(InputError, match="from one minute to 30 days"):
        asked(expires_in=expires_in)


def test_old_answers_are_forgotten(asked: Asked, operator: Actor) -> None:
    answer(operator, asked().pk, "refuse")
    assert prune() == 0
    Approval.objects.update(answered_at=timezone.now() - timedelta(days=91))
    assert (prune(), Approval.objects.count()) == (1, 0)


def test_erasing_a_customer_takes_its_approvals_along(asked: Asked, globex: Customer) -> None:
    asked()
    started = erase.begin(SYSTEM, globex, confirm="globex")
    erase.go_on(started.pk)
    assert (Approval.objects.count(), Payload.objects.count()) == (0, 0)
    assert not OutboxEvent.objects.filter(name=REQUESTED).exists()
