"""What becomes of triggers when the database comes back from a backup: nothing is started a second time by us."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from integrations.restoring.parts import Part, takes_part
from workflows.models import Poller, Trigger
from workflows.triggers.kinds import SCHEDULE
from workflows.triggers.registration import plan


def _foresee() -> list[str]:
    said = []
    if late := _late().count():
        said.append(f"{late} schedules were due since the backup. They may have run then, and plan on from now.")
    if pollers := Poller.objects.count():
        said.append(
            f"{pollers} accounts are asked for what is new since the backup. What has come since then and has started "
            "a run already starts another one; pause a deployment first where that must not be."
        )
    return said


def _settle() -> int:
    ids = list(_late().values_list("pk", flat=True))
    for trigger_id in ids:
        with transaction.atomic():
            trigger = Trigger.objects.select_for_update().get(pk=trigger_id)
            plan(trigger, timezone.now())
            trigger.save(update_fields=["state", "error", "next_run_at", "checkpoint", "updated_at"])
    return len(ids)


def _late() -> QuerySet[Trigger]:
    return Trigger.objects.listening().filter(type=SCHEDULE, next_run_at__lte=timezone.now())


takes_part(Part("triggers", _foresee, _settle))
