"""Registering triggers: idempotent, faithful to addresses, secrets and plans, and honest about what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from integrations.connect.tokens import rotation, vault
from integrations.models import Customer
from workflows.engine.expressions import cel
from workflows.models import Trigger, Version
from workflows.triggers.registration import sync
from workflows.triggers.secrets import secret_of
from workflows.triggers.shown import triggers_shown
from workflows.triggers.tests.conftest import Deploy, schedule, webhook

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_webhook_gets_an_address_and_a_secret_that_is_told_once(deploy: Deploy, globex: Customer) -> None:
    deployment = deploy(webhook(), customer=globex)
    first = sync(deployment)
    [trigger] = first.triggers
    [told] = triggers_shown(deployment, first)
    assert told == {
        "node": "hook",
        "type": "trigger.webhook",
        "state": "active",
        "url": f"{settings.PUBLIC_URL}/hooks/{trigger.public_id}/",
        "secret": secret_of(trigger),
    }
    assert len(str(trigger.public_id)) == 32
    again = sync(deployment)
    assert (again.triggers, again.secrets) == (first.triggers, {})
    assert "secret" not in triggers_shown(deployment, again)[0]
    assert secret_of(again.triggers[0]) == told["secret"]


def test_an_open_webhook_has_no_secret(deploy: Deploy) -> None:
    registered = sync(deploy(webhook(authentication="none")))
    assert (registered.triggers[0].secret_sealed, registered.secrets) == ("", {})


def test_another_version_keeps_the_address_and_forgets_what_is_gone(
    deploy: Deploy, publish: Callable[..., Version]
) -> None:
    deployment = deploy(webhook(), webhook("other"))
    before = {each.node_id: each.public_id for each in sync(deployment).triggers}
    deployment.version = publish(webhook(methods=["PUT"]), schedule({"cron": "0 9 * * *"}), of=deployment.version)
    deployment.save()
    after = sync(deployment).triggers
    assert [each.node_id for each in after] == ["hook", "clock"]
    assert (after[0].public_id, after[0].parameters["methods"]) == (before["hook"], ["PUT"])
    assert Trigger.objects.count() == 2


def test_a_node_that_became_another_kind_is_registered_anew(deploy: Deploy, publish: Callable[..., Version]) -> None:
    deployment = deploy(webhook("first"))
    [before] = sync(deployment).triggers
    deployment.version = publish(schedule({"cron": "0 9 * * *"}, node_id="first"), of=deployment.version)
    [after] = sync(deployment).triggers
    assert (after.type, after.public_id, after.pk == before.pk) == ("trigger.schedule", None, False)


def test_a_disabled_trigger_is_not_registered(deploy: Deploy) -> None:
    assert sync(deploy({**webhook(), "disabled": True})).triggers == ()


def test_a_schedule_plans_its_next_moment_and_keeps_it_until_its_rules_change(
    deploy: Deploy, publish: Callable[..., Version]
) -> None:
    deployment = deploy(schedule({"every": 10, "unit": "days"}))
    [planned] = sync(deployment).triggers
    assert planned.next_run_at is not None
    assert timedelta(days=10) - timedelta(minutes=1) < planned.next_run_at - timezone.now() <= timedelta(days=10)
    deployment.version = publish(schedule({"every": 10, "unit": "days"}), of=deployment.version)
    assert sync(deployment).triggers[0].next_run_at == planned.next_run_at
    deployment.version = publish(schedule({"cron": "@yearly"}, time_zone="UTC"), of=deployment.version)
    expected = datetime(timezone.now().year + 1, 1, 1, tzinfo=UTC)
    assert sync(deployment).triggers[0].next_run_at == expected


def test_a_paused_deployment_plans_nothing_and_resumes_from_now(deploy: Deploy) -> None:
    deployment = deploy(schedule({"every": 1, "unit": "hours"}), webhook())
    sync(deployment)
    deployment.is_active, deployment.paused_at = False, timezone.now()
    paused = sync(deployment).triggers
    assert [(each.state, each.next_run_at) for each in paused] == [("paused", None)] * 2
    Trigger.objects.filter(type="trigger.schedule").update(checkpoint={"since": "2020-01-01T00:30:00+00:00"})
    deployment.is_active, deployment.paused_at = True, None
    resumed = sync(deployment).triggers[0]
    assert resumed.state == "active"
    assert resumed.next_run_at is not None and resumed.next_run_at > timezone.now() + timedelta(minutes=59)


def test_a_schedule_that_cannot_be_says_so(deploy: Deploy) -> None:
    deployment = deploy(schedule({"cron": "0 0 31 2 *"}))
    sync(deployment)
    [told] = triggers_shown(deployment)
    assert (told["state"], told["error"]) == (
        "failing",
        "rules.0.cron: '0 0 31 2 *' is no cron expression: Bad day-of-month.",
    )


def test_a_moment_that_went_by_is_told_even_if_nobody_noted_it(deploy: Deploy) -> None:
    deployment = deploy(schedule({"cron": "0 9 * * *"}))
    sync(deployment)
    Trigger.objects.update(next_run_at=datetime(2026, 1, 5, 8, tzinfo=UTC))
    [told] = triggers_shown(deployment)
    assert told["error"] == "It was due at 2026-01-05T08:00:00+00:00 and has not started. Is the scheduler running?"


def test_turning_the_keys_re_seals_the_secrets(deploy: Deploy, settings: object) -> None:
    [trigger] = sync(deploy(webhook())).triggers
    secret = secret_of(trigger)
    former = settings.ENCRYPTION_KEYS  # type: ignore[attr-defined]  # pytest-django's settings
    settings.ENCRYPTION_KEYS = [("fresh", bytes(range(32))), *former]  # type: ignore[attr-defined]  # see above
    assert rotation.rotate(lambda: None).failed == []
    trigger.refresh_from_db()
    assert (vault.key_of(trigger.secret_sealed), secret_of(trigger)) == ("fresh", secret)


def test_a_deployments_variables_are_the_triggers_parameters(deploy: Deploy) -> None:
    nodes = [schedule({"cron": "0 {{ vars.hour }} * * *"}, time_zone="{{ vars.zone }}")]
    deployment = deploy(*nodes, variables={"hour": 9, "zone": "Asia/Tokyo"})
    [planned] = sync(deployment).triggers
    assert planned.next_run_at is not None and (planned.next_run_at.hour, planned.next_run_at.minute) == (0, 0)
    deployment.variables = {"hour": 10, "zone": "Asia/Tokyo"}
    [moved] = sync(deployment).triggers
    assert moved.next_run_at is not None and moved.next_run_at.hour == 1


def test_what_is_not_set_has_its_default_in_them(deploy: Deploy) -> None:
    hour = {"name": "hour", "type": "integer", "required": False, "default": 9, "description": ""}
    deployment = deploy(schedule({"cron": "0 {{ vars.hour }} * * *"}, time_zone="Asia/Tokyo"))
    deployment.version.revision.graph["variables"] = [hour]
    [planned] = sync(deployment).triggers
    assert planned.next_run_at is not None and planned.next_run_at.hour == 0


def test_an_expression_without_a_value_is_told(deploy: Deploy) -> None:
    deployment = deploy(schedule({"cron": "0 {{ vars.hour }} * * *"}), variables={})
    sync(deployment)
    [told] = triggers_shown(deployment)
    assert (told["state"], str(told["error"]).startswith("rules.0.cron: ")) == ("failing", True)


def test_what_is_more_than_a_path_is_worked_out_in_another_process(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(*args: object, **kwargs: object) -> None:
        raise AssertionError("evaluated in the web process")

    monkeypatch.setattr(cel, "evaluated", here)
    deployment = deploy(schedule({"cron": "0 {{ vars.hour + 1 }} * * *"}, time_zone="Asia/Tokyo"))
    deployment.variables = {"hour": 8}
    hour = {"name": "hour", "type": "integer", "required": True, "default": None, "description": ""}
    deployment.version.revision.graph["variables"] = [hour]
    [planned] = sync(deployment).triggers
    assert planned.next_run_at is not None and planned.next_run_at.hour == 0
