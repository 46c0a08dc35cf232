"""A workflow that answers what is written to it, deployed for whoever a test wants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from integrations.actors import Actor
from integrations.models import Customer
from workflows.agents.chat.conversations import Speaker, begin
from workflows.conftest import MakeStaff
from workflows.models import Chat, Deployment, Step, Version
from workflows.revisions import create_workflow, current_revision
from workflows.runs import steps
from workflows.tests.published import drawing, edge, node
from workflows.triggers.registration import sync

Talk = Callable[..., Deployment]
PARAMETERS = {"title": "Clerk", "greeting": "Ask me.", "suggestions": ["What is on today?"]}


def echo(**parameters: Any) -> dict[str, Any]:
    """A chat that says what it was told, by way of a step that a worker does."""
    chat = node("chat", "trigger.chat", parameters=PARAMETERS | parameters)
    says = node("says", "flow.output", parameters={"value": "You said: {{ trigger.text }}"})
    return drawing(chat, says, edges=[edge("chat", "says")])


@pytest.fixture
def talk(operator: Actor) -> Talk:
    """A deployment of the echo, or of another drawing."""

    def make(customer: Customer | None = None, graph: dict[str, Any] | None = None) -> Deployment:
        workflow = create_workflow(operator, name="Clerk", graph=graph or echo())
        version = Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))
        made = Deployment.objects.create(workflow=workflow, version=version, customer=customer)
        sync(made)
        return made

    return make


@pytest.fixture
def begun(talk: Talk, operator: Actor) -> Chat:
    """A conversation of the operator's with the owner's deployment."""
    return begin(Speaker.of_actor(operator), talk())


@pytest.fixture
def ada(make_staff: MakeStaff) -> Client:
    client = Client(enforce_csrf_checks=False)
    client.force_login(make_staff("ada", "operator"))
    return client


def work(chat: Chat) -> None:
    """Do what a worker would for the last message."""
    turn = chat.turns.get(number=chat.turns.count())
    for step in Step.objects.filter(run=turn.run_id, state="queued"):
        steps.run(step.pk)
