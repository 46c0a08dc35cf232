"""The next times of a schedule, in words, before it is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from pydantic import AwareDatetime, Field, JsonValue
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from integrations.errors import FieldError, InputError
from workflows.editor.messages import base
from workflows.engine.schedule import MOST_RULES, ScheduleError, schedule_of

SHOWN = 5
ALWAYS = {"cron": "* * * * *"}


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

    @classmethod
    def problems_between_fields(cls, raw: Mapping[str, object]) -> Iterator[FieldError]:
        """Every rule and the zone, each by itself."""
        rules = raw.get("rules")
        for number, rule in enumerate(rules[: MOST_RULES + 1] if isinstance(rules, list) else ()):
            yield from _faults({"rules": [rule]}, f"rules.{number}")
        if isinstance(raw.get("time_zone"), str):
            yield from _faults({"rules": [ALWAYS], "time_zone": raw["time_zone"]}, "")


def _faults(parameters: Mapping[str, object], place: str) -> Iterator[FieldError]:
    try:
        schedule_of(parameters)
    except ScheduleError as error:
        yield FieldError(error.field.replace("rules.0", place, 1), str(error))


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
        try:
            times = [*islice(schedule.following(moment, anchor=moment), body.count)]
            shown = [{"at": each.isoformat(), "words": schedule.words(each)} for each in times]
        except OverflowError:
            words = f"{moment.isoformat()} is at the edge of the calendar. Give a moment of this century."
            raise InputError(words, field="after") from None
        return Response({"rules": [each.words for each in schedule.rules], "times": shown})
