"""Time zones come from the release that requirements.txt pins, whatever the operating system has."""

from __future__ import annotations

import os
import zoneinfo
from pathlib import Path

import tzdata

VARIABLE = "PYTHONTZPATH"
PINNED: str = tzdata.IANA_VERSION
"""The release of the package."""


def pin() -> None:
    """Let this process and those it starts read zones from the package; an operator's own folder stays in force."""
    if VARIABLE in os.environ:
        return
    os.environ[VARIABLE] = ""
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()


def source() -> str:
    """The folder that zones are read from; empty for the package."""
    return next((folder for folder in zoneinfo.TZPATH if (Path(folder) / "Europe" / "Berlin").is_file()), "")


def release() -> str:
    """Such as ``2026f``; empty where a folder does not say it."""
    folder = source()
    if not folder:
        return PINNED
    try:
        words = (Path(folder) / "tzdata.zi").read_text("ascii").partition("\n")[0].split()
    except OSError:
        return ""
    return words[2] if words[:2] == ["#", "version"] else ""
