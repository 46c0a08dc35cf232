"""What an exception out of an operation means, where no vendor is needed to see it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from integrations.actors import Actor
from integrations.errors import MachinaError, ReconnectRequired, RemoteUnavailable, ScopeMissing
from integrations.execution.claims import Claim, claim
from integrations.execution.door import submit
from integrations.execution.endings import Ending, Wait, after
from integrations.execution.tests.conftest import PARAMS
from integrations.execution.tests.post_service import Letter
from integrations.execution.traffic import Traffic
from integrations.execution.work import of_call
from integrations.holders import Holder
from integrations.models import Connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(operator: Actor, connection: Connection) -> Claim:
    holder = Holder.whose(connection.customer)
    call = submit("post.send_letter", PARAMS, call_key="k", actor=operator, source="api", holder=holder)
    taken = claim(call.pk)
    assert taken is not None
    return taken


def ending(error: Exception, taken: Claim, connection: Connection, *, requests: int = 0) -> Ending | Wait:
    traffic = Traffic(taken)
    traffic.requests = requests
    return after(error, taken.call, of_call(taken.call), traffic, connection)


def failed(error: Exception, taken: Claim, connection: Connection, *, requests: int = 0) -> MachinaError:
    ended = ending(error, taken, connection, requests=requests)
    assert isinstance(ended, Ending)
    assert ended.state == "failed"
    assert ended.error is not None
    return ended.error


def misfit() -> ValidationError:
    with pytest.raises(ValidationError) as raised:
        Letter.model_validate({"letter_id": ["the secret 4711"]})
    return raised.value


@pytest.mark.parametrize("kind", [ReconnectRequired, ScopeMissing])
def test_what_only_a_person_can_mend_says_where(taken: Claim, connection: Connection, kind: type[MachinaError]) -> None:
    assert str(connection.pk) in str(failed(kind("no"), taken, connection, requests=1).connect_url)
    assert failed(kind("no", connect_url="https://here"), taken, connection).connect_url == "https://here"


def test_a_misfit_before_anything_has_left_is_our_own_fault(
    taken: Claim, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    assert failed(misfit(), taken, connection).code == "internal_error"
    assert [each.message for each in caplog.records] == ["execution.misfit"]
    assert "4711" not in caplog.text


def test_a_misfit_of_an_answer_is_logged_without_the_answer(
    taken: Claim, connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    ended = ending(misfit(), taken, connection, requests=1)
    assert isinstance(ended, Ending)
    assert ended.state == "succeeded"
    assert "4711" not in caplog.text + str(ended.warnings)


@pytest.mark.parametrize(("source", "waits"), [("workflow", True), ("api", False), ("editor", False)])
def test_only_where_nobody_waits_does_a_call_wait_for_its_access(
    taken: Claim, connection: Connection, source: str, waits: bool
) -> None:
    taken.call.source = source
    ended = ending(RemoteUnavailable("The access is being renewed. Try again.", retry_after=7), taken, connection)
    assert (ended == Wait(7.0, "The access is being renewed.")) == waits


def test_what_was_sent_never_waits(taken: Claim, connection: Connection) -> None:
    taken.call.source = "workflow"
    assert failed(RemoteUnavailable("later", retry_after=7), taken, connection, requests=1).code == "remote_unavailable"
