"""What the database holds of versions and deployments, whoever writes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.db.models import RestrictedError
from django.utils import timezone

from integrations.actors import Actor
from integrations.models import Customer
from workflows.models import Deployment, Revision, Version, Workflow
from workflows.revisions import KEPT_REVISIONS, current_revision, delete_workflow, save_graph


@pytest.fixture
def version(workflow: Workflow) -> Version:
    return Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))


def test_a_published_revision_is_kept_however_often_the_drawing_is_saved(
    operator: Actor, workflow: Workflow, version: Version
) -> None:
    for number in range(1, KEPT_REVISIONS + 3):
        save_graph(operator, workflow.pk, graph={"viewport": {"x": number}}, base=number)
    assert Revision.objects.filter(pk=version.revision_id).exists()
    assert not workflow.revisions.filter(number=2).exists()


def test_a_published_revision_cannot_be_deleted(version: Version) -> None:
    with pytest.raises(RestrictedError):
        version.revision.delete()


def test_a_workflow_goes_with_its_versions(operator: Actor, workflow: Workflow, version: Version) -> None:
    delete_workflow(operator, workflow.pk)
    assert not Version.objects.exists()


@pytest.mark.parametrize("number", [0, 1], ids=["zero", "twice"])
def test_numbers_of_versions_begin_with_one_and_are_given_once(
    workflow: Workflow, version: Version, number: int
) -> None:
    with pytest.raises(IntegrityError):
        Version.objects.create(workflow=workflow, number=number, revision=version.revision)


def test_there_is_one_deployment_for_each_workflow_and_customer(
    workflow: Workflow, version: Version, globex: Customer
) -> None:
    Deployment.objects.create(workflow=workflow, version=version, customer=globex)
    Deployment.objects.create(workflow=workflow, version=version, customer=None)
    with pytest.raises(IntegrityError):
        Deployment.objects.create(workflow=workflow, version=version, customer=globex)
    with pytest.raises(IntegrityError):
        Deployment.objects.create(workflow=workflow, version=version, customer=None)


def test_those_that_may_start_runs_are_neither_paused_nor_of_a_customer_who_is_switched_off(
    workflow: Workflow, version: Version, globex: Customer, initech: Customer
) -> None:
    mine = Deployment.objects.create(workflow=workflow, version=version)
    Deployment.objects.create(
        workflow=workflow, version=version, customer=globex, is_active=False, paused_at=timezone.now()
    )
    Deployment.objects.create(workflow=workflow, version=version, customer=initech)
    Customer.objects.filter(pk=initech.pk).update(is_active=False)
    assert list(Deployment.objects.started()) == [mine]
