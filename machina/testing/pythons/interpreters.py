"""Which Python interpreters a machine has that Machina can be tried on."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 14)
"""What is promised: every requirement has wheels for these, and the tests pass on each of them."""

NAME = re.compile(r"python3(\.\d+)?")
# Old interpreters fail here, as do pyenv's shims of versions that are not chosen and pythons that can make no
# environment. Others than CPython and builds without the GIL need other wheels.
PROBE = """
import ensurepip, json, os, platform, sys, sysconfig
final = sys.version_info.releaselevel == "final" and not sysconfig.get_config_var("Py_GIL_DISABLED")
if platform.python_implementation() == "CPython" and final:
    print(json.dumps([sys.version_info[:3], os.path.realpath(sys.executable)]))
"""


@dataclass(frozen=True, order=True)
class Interpreter:
    """One CPython, by its version (such as 3, 12, 1) and its program."""

    version: tuple[int, int, int]
    path: Path

    @property
    def minor(self) -> tuple[int, int]:
        return self.version[:2]

    @property
    def promised(self) -> bool:
        """Whether Machina has to run on it; on newer ones it is tried, and what fails there is told only."""
        return OLDEST <= self.minor <= NEWEST

    def __str__(self) -> str:
        return f"Python {'.'.join(map(str, self.version))} ({self.path})"


def find_interpreters(environment: Mapping[str, str]) -> list[Interpreter]:
    """Those on PATH and those of pyenv, from OLDEST on and oldest first; of each minor version the newest one."""
    found = {probed for program in _programs(environment) if (probed := _probe(program, environment))}
    newest = {interpreter.minor: interpreter for interpreter in sorted(found) if interpreter.minor >= OLDEST}
    return [newest[minor] for minor in sorted(newest)]


def _programs(environment: Mapping[str, str]) -> set[Path]:
    """Each program once, whatever its names, but not shims: those are told apart by their names."""
    folders = [Path(folder) for folder in environment.get("PATH", "").split(":") if folder]
    folders += [root / "bin" for root in _pyenv_versions(environment)]
    programs = (program for folder in folders for program in folder.glob("python3*") if NAME.fullmatch(program.name))
    return {program.resolve() if NAME.fullmatch(program.resolve().name) else program for program in programs}


def _pyenv_versions(environment: Mapping[str, str]) -> Iterator[Path]:
    root = environment.get("PYENV_ROOT")
    if not root and shutil.which("pyenv", path=environment.get("PATH", "")):
        root = _output(["pyenv", "root"], environment)
    if root:
        yield from Path(root.strip()).glob("versions/*")


def _probe(program: Path, environment: Mapping[str, str]) -> Interpreter | None:
    told = _output([str(program), "-I", "-c", PROBE], environment)
    if not told:
        return None
    (major, minor, patch), path = json.loads(told)
    return Interpreter((major, minor, patch), Path(path))


def _output(command: list[str], environment: Mapping[str, str]) -> str:
    """What it prints; nothing if it fails, cannot be run or takes more than 20 s."""
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
