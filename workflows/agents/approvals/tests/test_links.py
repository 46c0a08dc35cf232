"""Attacks on and uses of the links that are mailed: only an answer that is posted counts, once, from the mailed one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from integrations.actors import Actor
from integrations.errors import Conflict, NotFound, RateLimited
from integrations.holders import Holder
from integrations.models import AuditEvent
from workflows.agents.approvals.answering import answer
from workflows.agents.approvals.links import address_for, invited
from workflows.agents.approvals.mails import mail_it, send_link
from workflows.agents.approvals.tests.conftest import Asked
from workflows.models import Approval

CHIEF = "chief@globex.example"


def path_of(approval: Approval, recipient: str = CHIEF) -> str:
    return address_for(approval, recipient).partition("/approvals/")[2].join(("/approvals/", ""))


def test_a_question_with_a_mailbox_is_mailed_once(asked: Asked) -> None:
    approval = asked(mail_to=CHIEF)
    mail_it({"approval": str(approval.pk)})
    [sent] = mail.outbox
    assert (sent.to, "Burn note" in sent.body, "Burn note" in sent.subject) == ([CHIEF], True, False)
    [path] = re.findall(r"https?://[^/\s]+(/approvals/\S+)", str(sent.body))
    assert Client().get(path).status_code == 200


def test_opening_the_link_answers_nothing_and_posting_does(asked: Asked) -> None:
    approval = asked(mail_to=CHIEF, parameters={"text": "<script>alert(1)</script>"})
    browser, path = Client(), path_of(approval)
    for _ in range(2):
        page = browser.get(path)
        assert (page.status_code, page["Cache-Control"], page["Referrer-Policy"]) == (200, "no-store", "no-referrer")
        assert b"<script>alert" not in page.content
    browser.head(path)
    assert Approval.objects.get().state == "open"
    assert browser.post(path, {"decision": "maybe"}).status_code == 422
    assert browser.post(path, {"decision": "approve", "note": "Fine."}).status_code == 200
    stored = Approval.objects.get()
    assert (stored.state, stored.answered_by, stored.note) == ("approved", f"link:{CHIEF} by mail", "Fine.")
    assert AuditEvent.objects.filter(action="approval.approved", actor_kind="link").count() == 1
    assert browser.post(path, {"decision": "refuse"}).status_code == 410
    assert Approval.objects.get().state == "approved"


def test_a_form_of_another_site_answers_nothing(asked: Asked) -> None:
    path = path_of(asked(mail_to=CHIEF))
    assert Client(enforce_csrf_checks=True).post(path, {"decision": "approve"}).status_code == 403
    assert Approval.objects.get().state == "open"


def test_what_we_have_not_signed_is_not_found(asked: Asked) -> None:
    approval = asked(mail_to=CHIEF)
    path = path_of(approval)
    for wrong in (path[:-2] + "/", "/approvals/nobody/", path_of(approval, "thief@evil.example")):
        assert Client().post(wrong, {"decision": "approve"}).status_code == 404
    assert Approval.objects.get().state == "open"


def test_a_link_ends_when_another_mailbox_gets_one_and_with_its_time(asked: Asked, operator: Actor) -> None:
    approval = asked(mail_to=CHIEF)
    old = path_of(approval)
    send_link(operator, approval.pk, "deputy@globex.example")
    assert Client().get(old).status_code == 404
    new = path_of(approval, "deputy@globex.example")
    Approval.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().post(new, {"decision": "approve"}).status_code == 410
    with pytest.raises(Conflict):
        send_link(operator, approval.pk, CHIEF)
    assert Approval.objects.get().state == "open"


def test_a_link_reaches_its_own_approval_alone(asked: Asked) -> None:
    first, second = asked(mail_to=CHIEF), asked(key="2", mail_to="other@globex.example")
    token = path_of(first).removeprefix("/approvals/").rstrip("/")
    assert invited(token).approval == first
    Approval.objects.filter(pk=second.pk).update(mail_to=CHIEF)
    assert invited(token).approval == first


def test_mails_about_one_approval_are_bounded(asked: Asked, operator: Actor) -> None:
    approval = asked()
    for _ in range(3):
        send_link(operator, approval.pk, CHIEF)
    with pytest.raises(RateLimited):
        send_link(operator, approval.pk, CHIEF)
    assert len(mail.outbox) == 3


def test_an_answer_by_link_is_for_its_customer(asked: Asked, globex_actor: Actor, operator: Actor) -> None:
    approval = asked(mail_to=CHIEF)
    who = invited(path_of(approval).removeprefix("/approvals/").rstrip("/"))
    assert who.actor.customer_id == approval.customer_id
    foreign = asked(key="2", holder=Holder.owner())
    with pytest.raises(NotFound):
        answer(who.actor, foreign.pk, "approve")
