"""The admin's pages of versions and deployments: what they show, and the buttons that change something."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from integrations.actors import Actor
from integrations.holders import Holder
from integrations.models import Connection, Customer
from workflows.conftest import MakeConnection, MakeStaff
from workflows.deployments import actions
from workflows.models import Deployment, Version, Workflow
from workflows.tests.desk import Desk
from workflows.tests.published import drawing, node, published

CHANNEL = {"name": "channel", "type": "string", "required": True, "default": None, "description": "Whom to tell."}
LIMIT = {"name": "limit", "type": "integer", "required": False, "default": 10, "description": ""}
LOUD = {"name": "loud", "type": "boolean", "required": False, "default": None, "description": ""}
WHO = {"name": "who", "type": "array", "required": False, "default": None, "description": ""}
ADD = "admin:workflows_deployment_add"


@pytest.fixture
def ada(make_staff: MakeStaff) -> Client:
    client = Client()
    client.force_login(make_staff("ada.at.the.admin", "operator"))
    return client


@pytest.fixture
def hooked(desk: Desk, operator: Actor, workflow: Workflow, owner_account: Connection) -> Workflow:
    """Published once, with a webhook and variables."""
    hook = node("hook", "trigger.webhook", parameters={"methods": ["POST"]})
    graph = drawing(hook, node("a"), variables=[CHANNEL, LIMIT, LOUD, WHO])
    edges = [{"id": "e", "source": "hook", "source_handle": "main", "target": "a", "target_handle": "main"}]
    published(operator, workflow, {**graph, "edges": edges})
    workflow.refresh_from_db()
    return workflow


def button(row: Deployment | Version | Workflow, name: str) -> str:
    return reverse(f"admin:workflows_{row._meta.model_name}_{name}", args=[row.pk])


def form(workflow: Workflow, **fields: Any) -> dict[str, Any]:
    return {"version": workflow.versions.latest("number").pk, "whom": "owner", "is_active": "on", **fields}


def test_a_drawing_is_published_with_a_note(ada: Client, hooked: Workflow) -> None:
    answer = ada.post(button(hooked, "publish_it"), {"_form_submitted": "True", "note": "Again"}, follow=True)
    assert answer.status_code == 200
    assert [(each.number, each.note) for each in Version.objects.order_by("number")] == [(1, ""), (2, "Again")]


def test_a_version_shows_what_it_changed_and_is_published_anew(
    ada: Client, operator: Actor, desk: Desk, workflow: Workflow
) -> None:
    first = published(operator, workflow, drawing(node("read"), node("gone")))
    second = published(operator, workflow, drawing(node("read", parameters={"text": "<b>bold</b>"}), node("new")))
    page = ada.get(reverse("admin:workflows_version_change", args=[second.pk])).content.decode()
    for text in ("Changes since version 1", "New", "Added", "Gone", "Removed", "&lt;b&gt;bold&lt;/b&gt;"):
        assert text in page
    assert "<b>bold" not in page
    assert "the first version" in ada.get(reverse("admin:workflows_version_change", args=[first.pk])).content.decode()
    ada.post(button(first, "publish_anew"), {"_form_submitted": "True"})
    assert Version.objects.get(number=3).revision_id == first.revision_id


def test_the_owner_gets_a_deployment_and_its_secret_is_shown_once(ada: Client, hooked: Workflow) -> None:
    page = ada.get(reverse(ADD))
    assert "Only what is published can be deployed." in page.content.decode()
    address = f"{reverse(ADD)}?workflow={hooked.pk}"
    assert "Whom to tell. Required." in ada.get(address).content.decode()
    given = {"variable-channel": "C1", "variable-limit": "3", "variable-loud": "false", "variable-who": '["ada"]'}
    answer = ada.post(address, form(hooked, **given))
    made = Deployment.objects.get()
    assert (made.customer, made.variables) == (None, {"channel": "C1", "limit": 3, "loud": False, "who": ["ada"]})
    assert ("no-store" in answer["Cache-Control"], "whsec_" in answer.content.decode()) == (True, True)
    shown = ada.get(reverse("admin:workflows_deployment_change", args=[made.pk])).content.decode()
    assert ("whsec_" in shown, "/hooks/" in shown, "Active" in shown) == (False, True, True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "This variable is required and has no default."),
        ({"variable-channel": "C1", "variable-who": "ada"}, "Give a value of type array."),
        ({"variable-channel": "mk_0123456789abcdef"}, "Variables are shown to people"),
        ({"variable-channel": "C1", "whom": "tag"}, "Say which."),
        ({"variable-channel": "C1", "whom": "customers"}, "Choose at least one."),
    ],
)
def test_what_is_wrong_is_said_in_place(ada: Client, hooked: Workflow, fields: dict[str, str], words: str) -> None:
    page = ada.post(f"{reverse(ADD)}?workflow={hooked.pk}", form(hooked, **fields)).content.decode()
    assert words in page
    assert not Deployment.objects.exists()


def test_many_are_deployed_with_a_report(
    ada: Client, hooked: Workflow, globex: Customer, initech: Customer, make_connection: MakeConnection
) -> None:
    make_connection(globex)
    address = f"{reverse(ADD)}?workflow={hooked.pk}"
    page = ada.post(address, form(hooked, whom="connected", **{"variable-channel": "C1"})).content.decode()
    assert ("Globex GmbH" in page, "Initech" in page) == (True, False)
    both = form(hooked, whom="customers", customers=[globex.pk, initech.pk], **{"variable-channel": "C2"})
    report = ada.post(address, both).content.decode()
    assert "Changed" in report and "Deployed" in report
    assert {each.variables["channel"] for each in Deployment.objects.all()} == {"C2"}


def test_a_deployment_is_changed_paused_resumed_and_ended(
    ada: Client, operator: Actor, hooked: Workflow, globex: Customer
) -> None:
    made = actions.deploy(operator, hooked.pk, Holder.customer(globex), variables={"channel": "C1"}).deployment
    page = ada.get(reverse("admin:workflows_deployment_change", args=[made.pk])).content.decode()
    assert "What it cannot do at the moment" in page and "No Google account of the customer" in page
    ada.post(button(made, "edit"), {"version": made.version_id, "variable-channel": "C9"})
    made.refresh_from_db()
    assert made.variables == {"channel": "C9"}
    for name, is_active in (("pause", False), ("resume", True), ("pause", False), ("resume_and_catch_up", True)):
        ada.post(button(made, name), {"_form_submitted": "True"})
        made.refresh_from_db()
        assert made.is_active is is_active, name
    ada.post(
        reverse("admin:workflows_deployment_changelist"), {"action": "pause_all", "_selected_action": [str(made.pk)]}
    )
    assert not Deployment.objects.get().is_active
    ada.post(button(made, "end"), {"_form_submitted": "True"})
    assert not Deployment.objects.exists()


def test_who_only_looks_changes_nothing(
    operator: Actor, hooked: Workflow, make_staff: MakeStaff, globex: Customer
) -> None:
    made = actions.deploy(operator, hooked.pk, Holder.customer(globex), variables={"channel": "C1"}).deployment
    viewer = Client()
    viewer.force_login(make_staff("vera.at.the.admin", "viewer"))
    before = Deployment.objects.values_list("version", "variables", "is_active").get()
    for name in ("edit", "pause", "resume", "end"):
        body = {"_form_submitted": "True", "version": made.version_id, "variable-channel": "X"}
        assert viewer.post(button(made, name), body).status_code == 403, name
    assert viewer.post(button(hooked, "publish_it"), {"_form_submitted": "True"}).status_code == 403
    viewer.post(f"{reverse(ADD)}?workflow={hooked.pk}", form(hooked, **{"variable-channel": "X"}))
    assert [*Deployment.objects.values_list("version", "variables", "is_active")] == [before]
    assert Version.objects.count() == 1


def test_the_first_page_and_the_customers_page_tell_of_what_cannot_work(
    ada: Client, operator: Actor, hooked: Workflow, globex: Customer
) -> None:
    made = actions.deploy(operator, hooked.pk, Holder.customer(globex), variables={"channel": "C1"}).deployment
    page = reverse("admin:workflows_deployment_change", args=[made.pk])
    for address in (reverse("admin:index"), reverse("admin:integrations_customer_change", args=[globex.pk])):
        shown = ada.get(address).content.decode()
        assert page in shown and "Unhealthy" in shown, address


def test_lists_take_the_same_queries_for_many(
    ada: Client, operator: Actor, hooked: Workflow, globex: Customer, initech: Customer
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for name in ("deployment", "version", "workflow"):
                assert ada.get(reverse(f"admin:workflows_{name}_changelist")).status_code == 200
        return len(captured)

    actions.deploy(operator, hooked.pk, Holder.owner(), variables={"channel": "C1"})
    queries()
    few = queries()
    for customer in (globex, initech):
        actions.deploy(operator, hooked.pk, Holder.customer(customer), variables={"channel": "C1"})
        published(operator, hooked, drawing(node(customer.key), variables=[CHANNEL]))
    assert queries() == few
