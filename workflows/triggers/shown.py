"""How a deployment's triggers look in its answers and on its page."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from workflows.models import Deployment, Trigger
from workflows.triggers.kinds import CHAT
from workflows.triggers.registration import Registered

LATE = timedelta(minutes=1)


def triggers_shown(deployment: Deployment, made: Registered | None = None) -> list[dict[str, object]]:
    """``{node, type, url?, secret?, next_run_at?, last_event_at?, state, error?, gap?}`` of each.

    ``made`` is what registering has just given: secrets appear in no other answer.
    """
    fresh = made.secrets if made else {}
    return [shown(each, secret=fresh.get(each.pk)) for each in deployment.triggers.all()]


def shown(trigger: Trigger, *, secret: str | None = None) -> dict[str, object]:
    """One of them; what there is nothing to say about is left out."""
    said: dict[str, object | None] = {
        "url": address_of(trigger),
        "secret": secret,
        "next_run_at": trigger.next_run_at.isoformat() if trigger.next_run_at else None,
        "last_event_at": trigger.last_event_at.isoformat() if trigger.last_event_at else None,
        "error": error_of(trigger),
        "gap": trigger.gap or None,
    }
    known = {name: value for name, value in said.items() if value is not None}
    return {"node": trigger.node_id, "type": trigger.type, "state": trigger.state, **known}


def address_of(trigger: Trigger) -> str | None:
    """The absolute address of a webhook, which is a secret itself, or of a chat's page for staff."""
    if trigger.type == CHAT:
        return f"{settings.PUBLIC_URL}/chat/{trigger.deployment_id}/"
    return f"{settings.PUBLIC_URL}/hooks/{trigger.public_id}/" if trigger.public_id else None


def error_of(trigger: Trigger) -> str | None:
    """Why it starts nothing; also a planned moment that went by without it, which a dead scheduler cannot note."""
    if trigger.error:
        return trigger.error
    due = trigger.next_run_at
    if due is not None and due < timezone.now() - LATE:
        return f"It was due at {due.isoformat(timespec='seconds')} and has not started. Is the scheduler running?"
    return None
