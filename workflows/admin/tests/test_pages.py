"""The admin's pages of workflows and runs."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integrations.actors import Actor
from integrations.models import Connection
from integrations.payloads.contents import keep
from workflows.conftest import MakeStaff
from workflows.models import Run, RunEvent, Step, Workflow
from workflows.runs import steps
from workflows.tests.desk import Desk
from workflows.tests.test_revisions import start_in

CANARY = "output-CANARY"


@pytest.fixture
def ran(desk: Desk, owner_account: Connection, workflow: Workflow, operator: Actor) -> Step:
    """A run that is over."""
    step = start_in(workflow, operator)
    steps.run(step.pk)
    Step.objects.update(result=keep({"text": CANARY}, customer_id=None))
    return step


def signed_in(make_staff: MakeStaff, group: str) -> Client:
    client = Client()
    client.force_login(make_staff(f"one-{group}", group))
    return client


def test_runs_are_listed_with_what_a_person_looks_for(ran: Step, make_staff: MakeStaff) -> None:
    page = signed_in(make_staff, "viewer").get(reverse("admin:workflows_run_changelist")).content.decode()
    for text in ("Desk · Read note", "Succeeded", "Owner", "ada", " ms"):
        assert text in page


def test_a_run_shows_its_steps_and_not_their_outputs(ran: Step, make_staff: MakeStaff) -> None:
    page = signed_in(make_staff, "viewer").get(reverse("admin:workflows_run_change", args=[ran.run_id]))
    html = page.content.decode()
    assert page.status_code == 200
    assert "$0.0010" in html
    assert CANARY not in html


def test_the_list_of_runs_takes_the_same_queries_for_many(
    ran: Step, workflow: Workflow, operator: Actor, make_staff: MakeStaff
) -> None:
    client = signed_in(make_staff, "viewer")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("admin:workflows_run_changelist")).status_code == 200
        return len(captured)

    for_one = queries()
    for _ in range(5):
        steps.run(start_in(workflow, operator).pk)
    assert queries() == for_one


def test_a_run_of_many_steps_is_shown_page_by_page(ran: Step, make_staff: MakeStaff) -> None:
    ran.refresh_from_db()
    Run.objects.filter(pk=ran.run_id).update(kind="workflow")
    rows = [copy(ran) for _ in range(250)]
    for index, row in enumerate(rows):
        row.pk, row.path, row.name = uuid4(), [index], f"Step {index}."
        row.created_at += timedelta(seconds=index + 1)
    waiting = rows[0]
    waiting.state, waiting.finished_at, waiting.ended_number = "waiting", None, None
    Step.objects.bulk_create(rows)
    RunEvent.objects.create(
        run=ran.run, step=waiting, number=9, state="waiting", message="Desk asks us to wait.", at=ran.created_at
    )
    client = signed_in(make_staff, "viewer")
    page = client.get(reverse("admin:workflows_run_change", args=[ran.run_id])).content.decode()
    assert ("Step 98." in page, "Step 99." in page) == (True, False)
    assert "Desk asks us to wait." in page
    second = client.get(reverse("admin:workflows_run_change", args=[ran.run_id]), {"steps-page": 2}).content.decode()
    assert ("Step 98." in second, "Step 99." in second) == (False, True)
    with CaptureQueriesContext(connection) as queries:
        listed = client.get(reverse("admin:workflows_run_changelist")).content.decode()
    assert ("Weekly report" in listed, "Step 1." in listed) == (True, False)
    assert not [each for each in queries.captured_queries if each["sql"].startswith('SELECT "workflows_step"')]


def test_a_workflow_leads_to_its_drawing(workflow: Workflow, make_staff: MakeStaff) -> None:
    client = signed_in(make_staff, "viewer")
    for address in (
        reverse("admin:workflows_workflow_changelist"),
        reverse("admin:workflows_workflow_change", args=[workflow.pk]),
    ):
        assert f'href="/w/{workflow.pk}"' in client.get(address).content.decode()


@pytest.mark.parametrize(("group", "state"), [("operator", "cancelled"), ("viewer", "queued")])
def test_only_who_may_operate_cancels_here(
    desk: Desk,
    owner_account: Connection,
    workflow: Workflow,
    operator: Actor,
    make_staff: MakeStaff,
    group: str,
    state: str,
) -> None:
    step = start_in(workflow, operator)
    form = {"action": "cancel", "_selected_action": [str(step.run_id)]}
    signed_in(make_staff, group).post(reverse("admin:workflows_run_changelist"), form)
    assert Run.objects.get().state == state


@pytest.mark.parametrize("model", ["run", "workflow"])
def test_nothing_is_added_changed_or_deleted_here(ran: Step, make_staff: MakeStaff, model: str) -> None:
    client = signed_in(make_staff, "security")
    pk = {"run": ran.run_id, "workflow": Workflow.objects.get().pk}[model]
    refused = [
        client.get(reverse(f"admin:workflows_{model}_add")),
        client.post(reverse(f"admin:workflows_{model}_change", args=[pk]), {"state": "failed", "name": "Mine"}),
        client.post(reverse(f"admin:workflows_{model}_delete", args=[pk]), {"post": "yes"}),
    ]
    assert [each.status_code for each in refused] == [403, 403, 403]
    assert (Run.objects.get().state, Workflow.objects.get().name) == ("succeeded", "Weekly report")


def test_staff_without_the_right_to_view_see_nothing(ran: Step, make_staff: MakeStaff) -> None:
    client = signed_in(make_staff, "cleaning")
    assert client.get(reverse("admin:workflows_run_changelist")).status_code == 403
    assert client.get(reverse("admin:workflows_workflow_changelist")).status_code == 403
