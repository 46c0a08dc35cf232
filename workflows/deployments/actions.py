"""Deploying a version, moving to another one, pausing, resuming and ending. Each is audited in its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from pydantic import JsonValue

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import Actor
from integrations.errors import Conflict
from integrations.holders import Holder, authorise_now, lock_holder
from workflows import evaluators
from workflows.deployments import health
from workflows.deployments.selectors import get_deployment, require_deployer
from workflows.engine.variables import checked_variables
from workflows.models import Deployment, Version
from workflows.revisions import get_workflow, locked_workflow
from workflows.triggers import registration
from workflows.triggers.registration import Registered
from workflows.versions.selectors import get_version, newest_version


@dataclass(frozen=True)
class Deployed:
    """A deployment with what registering its triggers gave, among it secrets that are shown at this moment only."""

    deployment: Deployment
    registered: Registered


@transaction.atomic
def deploy(
    actor: Actor,
    workflow_id: UUID,
    holder: Holder,
    *,
    version: int | None = None,
    variables: Mapping[str, JsonValue] | None = None,
    is_active: bool = True,
) -> Deployed:
    """Switch a version on, by default the newest one. Nothing that came before it starts a run.

    Raises Conflict where the workflow is deployed for them already or was never published, InputError for variables,
    NotConnected for a customer who is switched off, NotFound, PermissionDenied.
    """
    get_workflow(actor, workflow_id)
    require_deployer(actor)
    workflow = locked_workflow(actor, workflow_id)
    require_deployer(authorise_now(actor, holder))
    known = find_deployment(workflow_id, holder)
    if known is not None:
        raise Conflict(
            f"{workflow.name!r} is deployed for {holder} already, as {known.pk}. Change that deployment instead."
        )
    wanted = newest_version(actor, workflow_id) if version is None else get_version(actor, workflow_id, version)
    made = Deployment.objects.create(
        workflow=workflow,
        version=wanted,
        customer=holder.of,
        variables=checked_variables(declared(wanted), variables or {}),
        is_active=is_active,
        paused_at=None if is_active else timezone.now(),
        created_by=str(actor)[:250],
    )
    _record(actor, "create", made, after=_shown(made))
    return _brought_in_line(made)


@transaction.atomic
def change(
    actor: Actor,
    deployment_id: UUID,
    *,
    version: int | None = None,
    variables: Mapping[str, JsonValue] | None = None,
    is_active: bool | None = None,
    catch_up: bool = False,
) -> Deployed:
    """Change what is given. Triggers that the other version has as well go on where they are.

    Without ``variables`` those stay that the version knows. ``catch_up`` hands over what came while it was paused.
    Raises as ``deploy`` does.
    """
    stored = _locked(actor, deployment_id, is_wanted_active=is_active is not False)
    before, was_active = _shown(stored), stored.is_active
    if version is not None and version != stored.version.number:
        stored.version = get_version(actor, stored.workflow_id, version)
    given = kept_variables(stored) if variables is None else variables
    stored.variables = checked_variables(declared(stored.version), given)
    if is_active is not None:
        stored.is_active = is_active
        stored.paused_at = None if is_active else stored.paused_at or timezone.now()
    stored.save()
    after = _shown(stored)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        action = _word(was_active, stored.is_active) if changed == ["is_active"] else "change"
        told = [{name: values[name] for name in changed} for values in (before, after)]
        _record(actor, action, stored, before=told[0], after=told[1])
    return _brought_in_line(stored, catch_up=catch_up)


def pause(actor: Actor, deployment_id: UUID) -> Deployed:
    """It starts nothing from now on; what runs goes on. Raises NotFound, PermissionDenied."""
    return change(actor, deployment_id, is_active=False)


def resume(actor: Actor, deployment_id: UUID, *, catch_up: bool = False) -> Deployed:
    """It starts runs again. Raises NotFound, PermissionDenied, NotConnected for a customer who is switched off."""
    return change(actor, deployment_id, is_active=True, catch_up=catch_up)


@transaction.atomic
def delete(actor: Actor, deployment_id: UUID) -> None:
    """End it with its triggers and their addresses; its runs stay, and those under way go on.

    Raises NotFound, PermissionDenied.
    """
    stored = _locked(actor, deployment_id, is_wanted_active=False)
    _record(actor, "delete", stored, before=_shown(stored))
    stored.delete()


def find_deployment(workflow_id: UUID, holder: Holder) -> Deployment | None:
    """The one deployment of a workflow for a holder, if there is one."""
    whose: dict[str, Any] = {"customer": holder.of} if holder.of else {"customer__isnull": True}
    return Deployment.objects.filter(workflow=workflow_id, **whose).first()


def declared(version: Version) -> list[dict[str, Any]]:
    """The variables of a version, as its document has them."""
    found: list[dict[str, Any]] = version.revision.document.get("variables", [])
    return found


def kept_variables(deployment: Deployment) -> dict[str, JsonValue]:
    """Those of its values that its version knows; another one may have known more."""
    names = {each["name"] for each in declared(deployment.version)}
    return {name: value for name, value in deployment.variables.items() if name in names}


def _locked(actor: Actor, deployment_id: UUID, *, is_wanted_active: bool) -> Deployment:
    """The deployment as it is now, with the actor's rights of now. One for a customer who is off may only be ended."""
    found = get_deployment(actor, deployment_id)
    require_deployer(actor)
    holder = Holder.whose(found.customer)
    if is_wanted_active:
        require_deployer(authorise_now(actor, holder))
    else:
        lock_holder(holder)
        require_deployer(as_of_now(actor))
    stored = Deployment.objects.select_for_update(of=("self",)).filter(pk=deployment_id)
    return stored.select_related("workflow", "version__revision", "customer").get()


def _brought_in_line(deployment: Deployment, *, catch_up: bool = False) -> Deployed:
    registered = registration.sync(deployment, catch_up=catch_up)
    health.look_at([deployment])
    if deployment.is_active:
        transaction.on_commit(lambda: evaluators.want(deployment.version.revision.document))
    return Deployed(deployment, registered)


def _shown(deployment: Deployment) -> dict[str, object]:
    """For the audit log."""
    return {
        "version": deployment.version.number,
        "variables": deployment.variables,
        "is_active": deployment.is_active,
    }


def _word(was_active: bool, is_active: bool) -> str:
    return "resume" if is_active and not was_active else "pause"


def _record(actor: Actor, action: str, deployment: Deployment, **changes: Mapping[str, object]) -> None:
    audit.record(actor, f"deployment.{action}", deployment, customer_id=deployment.customer_id, **changes)
