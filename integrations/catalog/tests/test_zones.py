"""Zones that may be given."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from integrations.catalog.zones import OptionalZone, ZoneName, known_zones, zone_names


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("CET", "write Europe/Brussels, or another"),
        ("EET", "write Europe/Athens, or another"),
        ("MET", "write Europe/Brussels, or another"),
        ("WET", "write Europe/Lisbon, or another"),
        ("EST", "write America/Panama, or another"),
        ("EST5EDT", "write the zone of a city there"),
        ("US/Pacific", "write America/Los_Angeles, or another"),
        ("Japan", "write Asia/Tokyo, or another"),
        ("GMT", "write the zone of a city there"),
        ("Etc/GMT+5", "write the zone of a city there"),
    ],
)
def test_a_name_without_area_and_city_is_refused_with_the_one_to_write(name: str, advice: str) -> None:
    with pytest.raises(ValidationError, match=f"is not a time zone by area and city; {advice}"):
        TypeAdapter(ZoneName).validate_python(name)


@pytest.mark.parametrize(
    "name", ["Europe/Atlantis", "../../etc/passwd", "+02:00", "berlin", "/etc/localtime", "Europe/", "europe/berlin"]
)
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="is not a time zone; write an IANA name"):
        TypeAdapter(ZoneName).validate_python(name)


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Asia/Calcutta", "UTC", "Etc/UTC"])
def test_area_and_city_and_utc_are_taken(name: str) -> None:
    assert TypeAdapter(OptionalZone).validate_python(name) == name


def test_an_emptied_zone_is_none() -> None:
    assert TypeAdapter(OptionalZone).validate_python("") is None


def test_every_name_that_may_be_given_can_be_reckoned_with() -> None:
    assert zone_names() < known_zones()
    assert all(ZoneInfo(name).utcoffset(datetime(2026, 7, 1)) is not None for name in zone_names())
