"""`manage.py services list | check | new | write | record | glyphs`: the catalog's side of writing services."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations import services
from integrations.catalog.declare import Service
from integrations.catalog.evidence import FILE, evidence_text
from integrations.catalog.glyphs import known_glyphs
from integrations.catalog.planned import planned
from integrations.catalog.quality import Report, assess
from integrations.catalog.registry import Catalog, catalog, loaded_apart
from integrations.catalog.scaffold import import_path, scaffold
from integrations.catalog.written import out_of_date
from integrations.errors import NotFound
from integrations.management.interview import ask_host, ask_operations, ask_provider
from integrations.providers.registry import all_providers


class Command(BaseCommand):
    """Lists services, grades them, makes new ones and keeps their computed files current."""

    help = "List the services, check them against the quality ladder, make a new one, write computed files."
    # `new` and `check` are there to mend what the system checks would refuse.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(
            dest="action", required=True, metavar="list | check | new | write | record | glyphs"
        )
        actions.add_parser("list", help="services with their operations and triggers")
        check = actions.add_parser("check", help="grades, with the rules that lack; fails below bronze")
        check.add_argument("key", nargs="?", help="one service only")
        check.add_argument("--json", action="store_true", dest="as_json", help="for programs")
        new = actions.add_parser("new", help="a working folder with passing tests; asks, or takes flags")
        new.add_argument("key", help="vendor_product, for example acme_notes")
        new.add_argument("--provider", default="", help="who signs its accounts in; the first word of the key")
        new.add_argument("--host", default="", help="where the vendor's API is, for example api.acme.example")
        new.add_argument(
            "--operation",
            action="append",
            default=[],
            metavar="NAME[:EFFECT]",
            help="verb_noun, several times; without an effect the verb says it",
        )
        new.add_argument("--into", type=Path, help="another folder, for a package of its own")
        write = actions.add_parser("write", help="tables of SKILL.md, contract.json, and PAGE.md")
        write.add_argument("--check", action="store_true", dest="only_check", help="write nothing, fail on drift")
        actions.add_parser("glyphs", help="the names that the icon of an operation may have")
        record = actions.add_parser("record", help="run the tests of services and keep what the passing ones show")
        record.add_argument("key", nargs="?", help="one service only")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "list":
                self.list()
            case "check":
                self.check_services(options["key"], as_json=options["as_json"])
            case "new":
                self.new(**{name: options[name] for name in ("key", "provider", "host", "operation", "into")})
            case "write":
                self.write(only_check=options["only_check"])
            case "glyphs":
                self.stdout.write("\n".join(known_glyphs()))
            case "record":
                self.record(options["key"])

    def list(self) -> None:
        for service in catalog().services.values():
            whose = service.provider or "no provider"
            self.stdout.write(self.style.MIGRATE_HEADING(f"{service.key}  {service.name} ({whose})"))
            for operation in service.operations.values():
                self.stdout.write(f"  {operation.name:24} {operation.effect:17} {operation.summary}")
            for trigger in service.triggers.values():
                self.stdout.write(f"  {trigger.name:24} {'trigger':17} {trigger.summary}")

    def check_services(self, key: str | None, *, as_json: bool) -> None:
        reports = [assess(service) for service in _chosen(key)]
        if as_json:
            self.stdout.write(json.dumps([_as_dict(report) for report in reports], indent=2))
        else:
            for report in reports:
                self._print(report)
        below = [report.service for report in reports if report.grade == "none"]
        lost = [each for each in _chosen(key) if each.key not in catalog().services]
        if lost:
            raise CommandError("\n".join(catalog().why_not_offered(each) for each in lost))
        if below:
            raise CommandError(f"Below bronze: {', '.join(below)}.")

    def new(self, key: str, *, provider: str, host: str, operation: Sequence[str], into: Path | None) -> None:
        folder = into or Path(services.__path__[0])
        if (folder / key).exists():
            raise CommandError(f"{folder / key} exists already; choose another key or remove it first.")
        try:
            wanted = [planned(each) for each in operation]
            if not (provider or host or operation) and sys.stdin.isatty():
                provider = ask_provider(key, list(all_providers()), self.stdout.write)
                host, wanted = ask_host(self.stdout.write), ask_operations(self.stdout.write)
            package = import_path(folder / key)
            written = scaffold(key, into=folder, package=package, provider=provider, operations=wanted, host=host)
        except ValueError as error:
            raise CommandError(str(error)) from error
        service = loaded_apart(package, folder / key)
        written += [path for path, text in out_of_date(service) if path.write_text(text, encoding="utf-8")]
        for path in dict.fromkeys(written):
            self.stdout.write(str(path))
        if service.provider not in all_providers():
            made = f"`manage.py providers new {service.provider}` makes it."
            self.stdout.write(f"There is no provider {service.provider!r} yet: {made}")
        if into:
            point = f'[project.entry-points."machina.services"] {key} = "{package}"'
            self.stdout.write(f"Declare the entry point {point} and install it, then `record` and `check {key}`.")
        elif importlib.util.find_spec("pytest") is None:
            self.stdout.write(f"Tests need requirements-test.txt; then `services record {key}` and `check {key}`.")
        else:
            self._record(service)
            self._print(assess(service, Catalog([*catalog().installed.values(), service])))
        self.stdout.write(f"Now: write what only you can say, pytest {folder / key}, then `write`, `record`, `check`.")

    def write(self, *, only_check: bool) -> None:
        drifted = []
        for service in catalog().installed.values():
            for path, text in out_of_date(service):
                drifted.append(str(path))
                if not only_check:
                    path.write_text(text, encoding="utf-8")
                    self.stdout.write(f"wrote {path}")
        if drifted and only_check:
            raise CommandError(f"Out of date: {', '.join(drifted)}. Run `manage.py services write`.")
        if not drifted:
            self.stdout.write("Everything is current.")

    def record(self, key: str | None) -> None:
        for service in _chosen(key):
            self._record(service)

    def _record(self, service: Service) -> None:
        from integrations.catalog.testing.recording.run import TestsFailed, run_tests  # needs what only tests need

        try:
            earned = run_tests(service)
        except TestsFailed as failed:
            raise CommandError(f"{service.key}: not all tests pass, so nothing is recorded.\n{failed}") from failed
        path = service.folder / FILE
        path.write_text(evidence_text(service.folder, earned), encoding="utf-8")
        grade = assess(service, Catalog([*catalog().installed.values(), service])).grade
        self.stdout.write(f"wrote {path}: {sum(map(len, earned.values()))} facts, grade {grade}")
        for computed, text in out_of_date(service):  # the page tells the grade
            computed.write_text(text, encoding="utf-8")

    def _print(self, report: Report) -> None:
        style = self.style.ERROR if report.grade == "none" else self.style.SUCCESS
        self.stdout.write(style(f"{report.service}: {report.grade}"))
        for finding in report.lacking:
            self.stdout.write(f"  lacks {finding.rule.step} {finding.rule.number}: {finding.rule.text}")
            for problem in finding.problems:
                self.stdout.write(f"    {problem.subject or report.service}: {problem.message}")
        for finding in report.findings:
            for subject, reason in dict.fromkeys((problem.subject, reason) for problem, reason in finding.exempted):
                self.stdout.write(f"  exempt from {finding.rule.number} {finding.rule.name}, {subject}: {reason}")


def _chosen(key: str | None) -> list[Service]:
    found = catalog().installed
    try:
        return [found.get(key) or catalog().service(key)] if key else [*found.values()]
    except NotFound as error:
        raise CommandError(error.detail) from error


def _as_dict(report: Report) -> dict[str, object]:
    return {
        "service": report.service,
        "grade": report.grade,
        "lacking": [
            {
                "rule": finding.rule.number,
                "name": finding.rule.name,
                "step": finding.rule.step,
                "problems": [{"subject": each.subject, "message": each.message} for each in finding.problems],
            }
            for finding in report.lacking
        ],
    }
