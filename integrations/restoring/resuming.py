"""Ends safe mode: says first what it will do, then settles what may have happened since the backup."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from integrations import audit
from integrations.actors import Actor
from integrations.models import Grant, Installation
from integrations.restoring import (
    calls,  # noqa: F401  # importing lets it take part
    marks,
    pulse,
)
from integrations.restoring.parts import parts


def foreseen() -> list[str]:
    """What ``resume`` will do, as sentences."""
    said = [sentence for part in parts() for sentence in part.foresee()]
    if rotating := Grant.objects.exclude(refresh_sealed="").count():
        said.append(
            f"{rotating} stored refresh tokens are tried when they are next needed. Where the provider has rotated one "
            "since, its connection needs its owner to connect again, and says so."
        )
    said.append("Steps of open runs that change something end as outcome_unknown; steps that only read are made.")
    return [*said, "The scheduler, triggers, refreshes and workers go on."]


def resume(actor: Actor) -> dict[str, int]:
    """Settle what is open and go on; returns how much each part has changed. May be called again after a failure."""
    settled = {part.name: part.settle() for part in parts()}
    with transaction.atomic():
        installation = Installation.objects.select_for_update().get(pk=1)
        before = {"since": installation.safe_since.isoformat() if installation.safe_since else None}
        # From here on the database is ahead of every copy that was kept before it went back.
        installation.pulse = max(installation.pulse, marks.newest() or 0) + 1
        installation.safe_since, installation.safe_because, installation.resumed_at = None, "", timezone.now()
        installation.save(update_fields=["pulse", "safe_since", "safe_because", "resumed_at"])
        audit.record(actor, "installation.resume", installation, before=before, after=dict(settled))
    marks.keep(installation.pulse)
    pulse.follow(installation)
    return settled
