"""Every promised Python, no compiler: how interpreters are found and tried, and who else keeps the promise."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from django.conf import settings

from machina.testing.pythons.__main__ import main, newest
from machina.testing.pythons.interpreters import NEWEST, OLDEST, Interpreter, find_interpreters
from machina.up.checks import OLDEST_PYTHON

REPOSITORY = Path(settings.BASE_DIR)
# Tells its version as the probe asks for it, and makes environments whose python notes how it is called.
INTERPRETER = """#!/bin/sh
case "$2" in
-c) echo '[[{numbers}], "{path}"]' ;;
venv) mkdir -p "$3/bin"; cat > "$3/bin/python" <<'END'
#!/bin/sh
echo "{name} CC=$CC CXX=$CXX REDIS_URL=$REDIS_URL $*" >> {log}
case "$*" in *"{fails}"*) exit 1 ;; esac
END
chmod +x "$3/bin/python" ;;
esac
"""
INSTALL = "-m pip install -q --disable-pip-version-check --only-binary :all: -r"
START = "-m machina.testing.pythons.start"


class Machine:
    """All programs of a machine; `calls` are what was asked of the environments its interpreters have made."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.pyenv = folder / "pyenv"
        self._calls = folder / "calls"

    def add(self, path: Path, *version: int, fails: str = "never") -> Interpreter:
        numbers, name = (mark.join(map(str, version)) for mark in (", ", "."))
        text = INTERPRETER.format(numbers=numbers, path=path, name=name, log=self._calls, fails=fails)
        major, minor, patch = version
        return Interpreter((major, minor, patch), program(path, text))

    def calls(self) -> list[str]:
        """Each as the version, the environment that matters, and the arguments."""
        return self._calls.read_text().splitlines()


def program(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    machine.bin.mkdir()
    for name in ("mkdir", "cat", "chmod"):
        (machine.bin / name).symlink_to(str(shutil.which(name)))
    monkeypatch.setenv("PATH", str(machine.bin))
    monkeypatch.setenv("PYENV_ROOT", str(machine.pyenv))
    monkeypatch.setenv("REDIS_URL", "redis://of.the.caller")
    return machine


def test_the_newest_of_each_minor_version_is_found_on_the_path_and_in_pyenv(machine: Machine) -> None:
    machine.add(machine.bin / "python3", 3, 10, 9)
    machine.add(machine.bin / "python3.12", 3, 12, 1)
    newer = machine.add(machine.pyenv / "versions" / "3.12.10" / "bin" / "python3", 3, 12, 10)
    beyond = machine.add(machine.pyenv / "versions" / "3.20.0" / "bin" / "python3.20", 3, 20, 0)
    oldest = machine.add(machine.bin / "python3.11", 3, 11, 0)
    found = find_interpreters(os.environ)
    assert found == [oldest, newer, beyond]
    assert [interpreter.promised for interpreter in found] == [True, True, False]


def test_pyenv_is_asked_where_its_versions_are(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYENV_ROOT")
    program(machine.bin / "pyenv", f'#!/bin/sh\n[ "$1" = root ] && echo {machine.pyenv}\n')
    only = machine.add(machine.pyenv / "versions" / "3.13.0" / "bin" / "python3.13", 3, 13, 0)
    assert find_interpreters(os.environ) == [only]


def test_what_cannot_be_run_or_only_looks_like_an_interpreter_is_passed_over(machine: Machine) -> None:
    program(machine.bin / "python3.12", "#!/bin/sh\necho 'pyenv: python3.12: command not found' >&2; exit 127\n")
    program(machine.bin / "python3.13", "no program\n")
    program(machine.bin / "python3.14", "#!/bin/sh\nexit 0\n")  # PyPy, a release candidate, a build without the GIL
    machine.add(machine.bin / "python3-config", 3, 12, 1)
    assert find_interpreters(os.environ) == []


def test_a_real_interpreter_is_asked_for_its_version() -> None:
    (real,) = find_interpreters({"PATH": str(Path(sys.executable).parent)})
    assert real == Interpreter((sys.version_info[0], sys.version_info[1], sys.version_info[2]), real.path)
    assert real.path.samefile(sys.executable)


def test_each_interpreter_is_installed_from_wheels_started_and_tested(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    good = machine.add(machine.bin / "python3.11", 3, 11, 4)
    bad = machine.add(machine.bin / "python3.13", 3, 13, 0, fails="pytest")
    assert main(["all", "--workers", "3"]) == 1
    steps = [f"{INSTALL} requirements-test.txt", START, "-m pytest -p no:cacheprovider -q -n 3"]
    assert machine.calls() == [
        f"{version} CC=false CXX=false REDIS_URL= {step}" for version in ("3.11.4", "3.13.0") for step in steps
    ]
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"Python 3.11.4 ({good.path}): passed",
        f"Python 3.13.0 ({bad.path}): FAILED at: tests",
    ]


def test_a_step_that_fails_is_the_last_of_its_interpreter(machine: Machine) -> None:
    machine.add(machine.bin / "python3.12", 3, 12, 1, fails="pip install")
    assert main(["all"]) == 1
    assert machine.calls() == [f"3.12.1 CC=false CXX=false REDIS_URL= {INSTALL} requirements-test.txt"]


def test_a_failure_on_an_interpreter_newer_than_promised_is_told_only(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    beyond = machine.add(machine.bin / "python3.20", 3, 20, 0, fails="pip install")
    assert main(["all"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"Python 3.20.0 ({beyond.path}): FAILED at: install from wheels (newer than what is promised)"
    )


def test_a_machine_without_an_interpreter_fails_in_words(machine: Machine) -> None:
    with pytest.raises(SystemExit, match=r"^No Python from 3\.11 on was found that can make an environment"):
        main(["all"])


def test_the_newest_promised_interpreter_is_started_with_the_product_alone(machine: Machine) -> None:
    for minor in (12, 14, 20):
        machine.add(machine.bin / f"python3.{minor}", 3, minor, 2)
    (result,) = newest(here=(3, 11))
    assert str(result) == f"Python 3.14.2 ({machine.bin}/python3.14): passed"
    steps = [f"{INSTALL} requirements.txt", START]
    assert machine.calls() == [f"3.14.2 CC=false CXX=false REDIS_URL= {step}" for step in steps]


def test_nothing_is_started_again_where_nothing_newer_is_at_hand(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.add(machine.bin / "python3.13", 3, 13, 2)
    assert newest(here=(3, 13)) == []
    assert capsys.readouterr().out == "Nothing more to start: no Python newer than 3.13, up to 3.14, was found.\n"


def test_make_takes_the_first_promised_interpreter_and_else_a_newer_one(tmp_path: Path) -> None:
    def chosen(**versions: tuple[int, int]) -> str:
        folder = tmp_path / "-".join(versions)
        for name, version in versions.items():
            pretend = f"import sys; sys.version_info = {version}; exec(sys.argv[2])"
            program(folder / name.replace("_", "."), f"#!/bin/sh\nexec {sys.executable} -c '{pretend}' \"$@\"\n")
        command = [str(shutil.which("make")), "--eval", "chosen:; @echo '$(PYTHON)'", "chosen"]
        environment = os.environ | {"PATH": str(folder)}
        return subprocess.check_output(command, cwd=REPOSITORY, env=environment, text=True).strip()

    assert chosen(python3=(3, 12), python3_14=(3, 14)) == "python3"
    assert chosen(python3=(3, 10), python3_11=(3, 11), python3_13=(3, 13)) == "python3.13"
    assert chosen(python3=(3, 15), python3_12=(3, 12)) == "python3.12"
    assert chosen(python=(3, 16)) == "python"
    assert chosen(python3=(3, 9), python=(3, 10)) == ""


def test_the_promise_is_the_same_wherever_it_is_told() -> None:
    dotted = [f"3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1)]
    assert OLDEST_PYTHON == OLDEST
    assert re.findall(r"python(3\.\d+)\b", text_of("Makefile")) == dotted[::-1]
    assert re.findall(r"^FROM python:(\S+)-slim$", text_of("Dockerfile"), re.MULTILINE) == dotted[-1:]
    for name in ("README.md", "requirements.txt"):
        assert re.findall(r"Python (\S+) to ([\d.]+\d)", text_of(name)) == [(dotted[0], dotted[-1])]


def test_everyone_installs_wheels_only() -> None:
    installs = [
        command
        for name in ("Makefile", "Dockerfile")
        for command in re.findall(r"^.*\bpip install\b.*$", text_of(name), re.MULTILINE)
    ]
    assert len(installs) == 2
    assert all(" --only-binary :all:" in command for command in installs)


def test_requirements_refuse_what_would_have_to_be_built_whoever_installs_them(tmp_path: Path) -> None:
    (tmp_path / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: only-sources\nVersion: 1.0\n")
    with tarfile.open(tmp_path / "only_sources-1.0.tar.gz", "w:gz") as sources:
        sources.add(tmp_path / "PKG-INFO", "only_sources-1.0/PKG-INFO")
    options = [line for line in text_of("requirements.txt").splitlines() if line.startswith("--")]
    (tmp_path / "requirements.txt").write_text("\n".join([*options, "only-sources==1.0"]))
    command = [sys.executable, "-m", "pip", "install", "-vv", "--no-index", "--find-links", str(tmp_path)]
    done = subprocess.run(
        [*command, "-r", str(tmp_path / "requirements.txt")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "No sources permitted for only-sources" in done.stdout + done.stderr


def text_of(name: str) -> str:
    return (REPOSITORY / name).read_text()
