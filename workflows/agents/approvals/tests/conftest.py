"""Questions about a service that burns notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Customer
from workflows.agents.approvals.asking import Question, ask
from workflows.models import Approval
from workflows.tests.desk import Desk

Asked = Callable[..., Approval]


@pytest.fixture
def asked(desk: Desk, globex: Customer, globex_actor: Actor) -> Asked:
    """Ask, as a program of Globex, whether its note may be burnt; or something else in place of parts of it."""

    def do(**fields: Any) -> Approval:
        given: dict[str, Any] = {
            "key": "test:1",
            "operation": "desk.burn_note",
            "parameters": {"text": "ab"},
            "holder": Holder.customer(globex),
            "asker": globex_actor,
            "source": "api",
            **fields,
        }
        return ask(Question(**given))

    return do
