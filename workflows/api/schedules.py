"""The next times of a schedule, in words, before it is saved."""

from __future__ import annotations

from itertools import islice

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from pydantic import AwareDatetime, Field, JsonValue
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.errors import InputError
from workflows.editor.messages import base
from workflows.engine.schedule import ScheduleError, schedule_of

SHOWN = 5


class SchedulePreview(base.Request):
    """A schedule as its node has it."""

    rules: list[JsonValue]
    """Each is ``{cron}`` or ``{every, unit}``."""
    time_zone: str = "UTC"
    """Whose clock cron rules go by, by area and city."""
    after: AwareDatetime | None = None
    """From when on; now without it."""
    count: int = Field(default=SHOWN, ge=1, le=50)
    """How many times to show."""


class PreviewSchedule(APIView):
    """When a schedule is due next; nothing is stored."""

    @extend_schema(
        request=SchedulePreview,
        responses=inline_serializer(
            "SchedulePreviewed",
            {
                "rules": serializers.ListField(child=serializers.CharField(), help_text="Each rule in words."),
                "times": serializers.ListField(
                    child=inline_serializer(
                        "ScheduledTime",
                        {
                            "at": serializers.DateTimeField(help_text="In UTC."),
                            "words": serializers.CharField(help_text="As people of the zone say it."),
                        },
                    )
                ),
            },
        ),
        summary="Show when a schedule is due",
        tags=["workflows"],
    )
    def post(self, request: Request) -> Response:
        body = base.read(SchedulePreview, request.data)
        try:
            schedule = schedule_of({"rules": body.rules, "time_zone": body.time_zone})
        except ScheduleError as error:
            raise InputError(f"{error.field}: {error}", field=error.field) from None
        moment = body.after or timezone.now()
        times = islice(schedule.following(moment, anchor=moment), body.count)
        return Response(
            {
                "rules": [each.words for each in schedule.rules],
                "times": [{"at": each.isoformat(), "words": schedule.words(each)} for each in times],
            }
        )
