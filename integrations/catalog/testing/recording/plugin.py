"""The pytest plugin: watches the tests in each service's folder and holds what they earned against `evidence.json`.

Loaded with this repository's own plugin; elsewhere by ``-p integrations.catalog.testing.recording.plugin``.
A test counts if its setup, its call and its teardown passed; skipped, expected to fail, or failed, it earns nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from integrations.catalog.declare import Service
from integrations.catalog.evidence import Earned
from integrations.catalog.registry import catalog
from integrations.catalog.testing.recording.drift import drift, test_files
from integrations.catalog.testing.recording.observation import Plain, together
from integrations.catalog.testing.recording.recorder import recorder
from integrations.catalog.testing.recording.seams import watch_functions, watch_the_way_out

if TYPE_CHECKING:
    from integrations.catalog.testing.context import FakeContext

PROPERTY = "machina_evidence"
PHASES = {"setup", "call", "teardown"}
MARKS = "not browser and not faults"
"""The tests that run unless somebody asks for others."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("machina")
    group.addoption("--evidence-to", type=Path, help="write what passing tests of services earned into this file")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Watch(config), "machina-evidence")


@pytest.fixture
def ctx() -> Iterator[FakeContext]:
    """A context over ``ctx.vendor``, whose declared answers must all be used."""
    from integrations.catalog.testing.context import fake_context  # with Google's client, which few tests need

    with fake_context() as context:
        yield context


class Watch:
    """One for each process; with several, the controller hears of everything through the reports."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._services: Mapping[Path, Service] = {}
        self._passed: dict[str, set[str | None]] = defaultdict(set)
        self._earned: dict[str, list[Plain]] = defaultdict(list)
        self._files: set[Path] = set()
        self._drift: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Before any test module has imported a function of a service."""
        self._services = {service.folder.resolve(): service for service in catalog().installed.values()}
        for service in self._services.values():
            watch_functions(service)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        service = self._service_of(item.path)
        if service is None:
            return (yield)
        watch_the_way_out()
        with recorder.watching(service):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        observation = recorder.observation
        if observation is not None and report.when == "teardown":
            file, observed = str(item.path.resolve()), observation.plain()
            found = {"service": observation.service.key, "file": file, "observed": observed}
            report.user_properties.append((PROPERTY, found))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.passed and not hasattr(report, "wasxfail"):
            self._passed[report.nodeid].add(report.when)
        if report.when != "teardown":
            return
        passed, found = self._passed.pop(report.nodeid, set()), dict(report.user_properties).get(PROPERTY)
        if isinstance(found, dict):
            self._files.add(Path(found["file"]))
            if passed == PHASES:
                self._earned[found["service"]].append(found["observed"])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(self._config, "workerinput"):
            return
        target: Path | None = self._config.getoption("--evidence-to")
        if target is not None:
            earned = {key: _plain(together(observed)) for key, observed in self._earned.items()}
            target.write_text(json.dumps(earned), encoding="utf-8")
        elif session.exitstatus == pytest.ExitCode.OK:
            whole = [service for service in self._services.values() if self._ran_whole(service)]
            self._drift = [line for each in whole for line in drift(each, together(self._earned[each.key]))]
            if self._drift:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._drift:
            terminalreporter.section("evidence of services", red=True)
            for line in self._drift:
                terminalreporter.write_line(line, red=True)

    def _service_of(self, path: Path) -> Service | None:
        return next((each for folder, each in self._services.items() if path.resolve().is_relative_to(folder)), None)

    def _ran_whole(self, service: Service) -> bool:
        """Whether this run left out nothing of the service's tests: a part of them tells nothing about the rest."""
        option = self._config.option
        is_narrowed = option.keyword or option.deselect or option.markexpr != MARKS or self._is_asked_for_less()
        names_tests = any("::" in each for each in self._config.args)
        expected = test_files(service)
        return bool(expected) and not is_narrowed and not names_tests and self._files >= expected

    def _is_asked_for_less(self) -> bool:
        """By options that only some runs know: pytest's own cache, and this repository's other database."""
        return any(getattr(self._config.option, name, False) for name in ("lf", "database_only"))


def _plain(earned: Earned) -> Mapping[str, list[str]]:
    return {fact: sorted(subjects) for fact, subjects in earned.items()}
