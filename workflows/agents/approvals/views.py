"""The page of a mailed link: opening it has no effect, an answer is posted."""

from __future__ import annotations

import json
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from integrations import gate
from integrations.errors import MachinaError
from integrations.outgoing.people import message_page, page
from workflows.agents.approvals.answering import LONGEST_NOTE, Decision, answer
from workflows.agents.approvals.links import Invited, invited, is_over
from workflows.agents.approvals.selectors import parameters_of

DECISIONS = ("approve", "refuse")
WORDS = {"approved": "This was approved", "refused": "This was refused", "expired": "The time to answer is over"}


@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """``/approvals/<token>/``. What is refused is said on the page."""
    try:
        who = invited(token)
        if is_over(who.approval):
            return _over(request, who)
        return _answered(request, who) if request.method == "POST" else _asks(request, who)
    except MachinaError as error:
        return message_page(request, error.title, error.detail, status=error.status)


def _answered(request: HttpRequest, who: Invited) -> HttpResponse:
    gate.require_open()
    decision = request.POST.get("decision", "")
    if decision not in DECISIONS:
        return _asks(request, who, status=422)
    note = request.POST.get("note", "")[:LONGEST_NOTE]
    approval = answer(who.actor, who.approval.pk, cast(Decision, decision), note=note)
    text = "It is being done." if approval.state == "approved" else "It is not done."
    return message_page(request, WORDS[approval.state], text, status=200)


def _asks(request: HttpRequest, who: Invited, *, status: int = 200) -> HttpResponse:
    said = json.dumps(parameters_of(who.approval), indent=2, ensure_ascii=False)
    context = {"approval": who.approval, "parameters": said, "longest": LONGEST_NOTE}
    return page(request, "approvals/answer.html", context, status=status)


def _over(request: HttpRequest, who: Invited) -> HttpResponse:
    state = who.approval.state if who.approval.state in WORDS else "expired"
    return message_page(request, WORDS[state], "There is nothing to do here any more.", status=410)
