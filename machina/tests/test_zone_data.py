"""By which release time zones are reckoned."""

from __future__ import annotations

import os
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
import tzdata

from machina import zone_data
from machina.doctor import surroundings

ASKED = "import zoneinfo; from machina import zone_data; zone_data.pin(); print(zoneinfo.TZPATH, zone_data.release())"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of zones of the operator's, in force."""
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Berlin").write_bytes(b"TZif")
    zoneinfo.reset_tzpath(to=[str(tmp_path)])
    yield tmp_path
    zoneinfo.reset_tzpath(to=())


def said(**environment: str) -> str:
    given = {name: value for name, value in os.environ.items() if name != "PYTHONTZPATH"} | environment
    asked = subprocess.run([sys.executable, "-c", ASKED], env=given, capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def test_zones_come_from_the_package_and_not_from_the_operating_system() -> None:
    assert said() == f"() {tzdata.IANA_VERSION}"
    assert said(PYTHONTZPATH="") == f"() {tzdata.IANA_VERSION}"
    assert zoneinfo.TZPATH == ()


def test_programs_that_are_started_read_the_same_zones() -> None:
    zone_data.pin()
    assert os.environ["PYTHONTZPATH"] == ""


def test_an_operators_own_folder_stays_in_force(folder: Path) -> None:
    (folder / "tzdata.zi").write_text("# version 2030x\n# This zic input file is in the public domain.\n")
    assert said(PYTHONTZPATH=str(folder)) == f"('{folder}',) 2030x"


def test_the_doctor_names_the_release() -> None:
    (finding,) = surroundings.zones()
    assert (finding.level, finding.says) == (
        "good",
        f"Time zones are of release {tzdata.IANA_VERSION}, from the package tzdata.",
    )


def test_the_doctor_notes_zones_from_elsewhere(folder: Path) -> None:
    (finding,) = surroundings.zones()
    assert (finding.level, finding.says) == ("note", f"Time zones are of an unnamed release, from {folder}.")
    assert finding.mend == f"Unset PYTHONTZPATH to use release {tzdata.IANA_VERSION}, which requirements.txt pins."
