"""Time zones as field types: by area and city, for those alone keep summer time in every program that reads them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field

from integrations.catalog.schema import BlankIsNone

# Names that begin otherwise are old spellings and fixed offsets (https://data.iana.org/time-zones/theory.html); CET,
# EET, MET and WET have summer time in Python and none in PostgreSQL.
_AREAS = (
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)
_WITHOUT_A_CITY = frozenset({"UTC", "Etc/UTC"})


@cache
def known_zones() -> frozenset[str]:
    """Every name of the IANA database, for what a vendor says."""
    return frozenset(available_timezones())


@cache
def zone_names() -> frozenset[str]:
    """The names that people may give: area and city, and UTC."""
    return frozenset(name for name in known_zones() if name.startswith(_AREAS) or name in _WITHOUT_A_CITY)


@cache
def _cities() -> dict[str, str]:
    """What the database gives instead of an old spelling: ``US/Pacific`` is ``America/Los_Angeles``."""
    source = resources.files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text("ascii")
    links = (line.split() for line in source.splitlines() if line.startswith("L "))
    return {alias: target for _, target, alias in links if target in zone_names()}


def _checked_zone(name: str) -> str:
    if name in zone_names():
        return name
    if name in known_zones():
        instead = _cities().get(name)
        advice = f"write {instead}" if instead else "write the zone of a city there"
        raise ValueError(f"{name!r} is not a time zone by area and city; {advice}, or another such as Europe/Berlin")
    raise ValueError(f"{name!r} is not a time zone; write an IANA name of area and city such as Europe/Berlin")


ZoneName = Annotated[str, AfterValidator(_checked_zone), Field(examples=["Europe/Berlin"])]
OptionalZone = Annotated[ZoneName | None, BlankIsNone]
