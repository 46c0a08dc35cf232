"""Gold: the service is a pleasure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from integrations.catalog.declare import Service
from integrations.catalog.evidence import read_evidence
from integrations.catalog.registry import Catalog
from integrations.catalog.rules.evidence import not_among, unseen
from integrations.catalog.rules.fields import fields_of
from integrations.catalog.rules.rule import Problem, Rule
from integrations.catalog.rules.silver import FILE_WIDGETS
from integrations.catalog.rules.source import source_files
from integrations.catalog.schema import input_schema, output_schema

FIRST_FIELDS = 3


def ids_have_choices(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for node in service.nodes:
        for field in fields_of(input_schema(node.input_model)):
            loader = field.hints.get("options")
            if loader is not None and loader not in service.option_loaders:
                yield Problem(f"{field.path} names the loader {loader!r}, which does not exist", node.name)
            is_picked = field.hints.get("widget") in FILE_WIDGETS  # from the files of earlier steps
            if loader is None and not is_picked and field.name.endswith(("_id", "_ids")):
                yield Problem(f"a person would have to paste {field.path}; give it a loader of choices", node.name)
    evidence = read_evidence(service.folder)
    loaded = evidence.of("round_trip") | evidence.of("local")
    words = {name: f"load the choices {name} over real HTTP" for name in service.option_loaders}
    yield from not_among(service, evidence, loaded, words)


def has_triggers(service: Service, catalog: Catalog) -> Iterator[Problem]:
    if not service.triggers and not service.is_local:
        yield Problem("it has no trigger")
    words = "poll {} again from its own checkpoint and be handed an event"
    yield from unseen(service, "polled", {name: words.format(name) for name in service.triggers})


def forms_are_laid_out(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for node in service.nodes:
        fields = [field for field in fields_of(input_schema(node.input_model)) if "." not in field.path]
        first = [field.name for field in fields if not field.hints.get("advanced") and not field.hints.get("show_when")]
        if len(first) > FIRST_FIELDS:
            yield Problem(f"{', '.join(first)} all stand first; put all but three of them under Options", node.name)
        names = {field.name for field in fields}
        for field in fields:
            for other in set(cast(Mapping[str, object], field.hints.get("show_when", {}))) - names:
                yield Problem(f"{field.name} is shown by {other!r}, which is no field of the form", node.name)
            for other in set(cast(Sequence[str], field.hints.get("rests_on", ()))) - names:
                yield Problem(
                    f"the choices of {field.name} rest on {other!r}, which is no field of the form", node.name
                )
            zone = field.hints.get("zone")
            if zone is not None and zone not in names:
                yield Problem(f"{field.name} is told by the zone in {zone!r}, which is no field of the form", node.name)


def works_for_agents(service: Service, catalog: Catalog) -> Iterator[Problem]:
    words = "have an agent's call of {} accepted by its tool"
    yield from unseen(service, "accepted_calls", {name: words.format(name) for name in service.operations})
    evidence = read_evidence(service.folder)
    refused = {"refused": ""} if evidence.of("refused_calls") else {}
    yield from not_among(service, evidence, refused, {"refused": "have a wrong call of an agent refused"})


def has_samples(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for node in service.nodes:
        names = {field.name for field in fields_of(output_schema(node.output_model)) if "." not in field.path}
        for name in sorted(names - set(node.sample)):
            yield Problem(f"its sample lacks {name}", node.name)
    yield from _template_problems(service, catalog)


def is_typed_and_its_limits_written(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for path in source_files(service):
        if "type: ignore" in path.read_text(encoding="utf-8"):
            yield Problem(f"{path.relative_to(service.folder)} ignores a type error", path.stem)
    skill = service.folder / "SKILL.md"
    if not skill.is_file() or "## Known limits" not in skill.read_text(encoding="utf-8"):
        yield Problem('SKILL.md has no section "Known limits"')


def operations_have_icons(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for node in service.nodes:
        if not node.icon:
            words = 'say icon="…" in its decorator, a glyph of `manage.py services glyphs`'
            yield Problem(f"nothing tells it from the others by sight; {words}", node.name)


def _template_problems(service: Service, catalog: Catalog) -> Iterator[Problem]:
    """A template lies in the folder of the service whose point it makes, and counts for every one that it uses."""
    known = {node.key for node in service.nodes}
    others = {type_ for each in catalog.services.values() for type_ in _types_in_templates(each.folder)}
    types = {*_types_in_templates(service.folder), *others}
    if not known.intersection(types):
        yield Problem("no workflow template uses it; put one into its folder `templates`")
    for unknown in sorted({each for each in types if each.startswith(f"{service.key}.")} - known):
        yield Problem(f"a template uses {unknown!r}, which does not exist")


def _types_in_templates(folder: Path) -> Iterator[str]:
    """The types of all nodes in a service's templates: documents ``{name, description, graph}``."""
    for path in sorted((folder / "templates").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        yield from (str(node.get("type")) for node in document.get("graph", {}).get("nodes", ()))


RULES = (
    Rule(14, "choices", "gold", "Where a person would paste an id there is a list to choose from.", ids_have_choices),
    Rule(15, "triggers", "gold", "It has triggers, with checkpoints.", has_triggers),
    Rule(16, "forms", "gold", "Forms show three fields first, the rest under Options.", forms_are_laid_out),
    Rule(17, "scripted_calls", "gold", "Scripted calls of agents are tested.", works_for_agents),
    Rule(18, "templates", "gold", "Samples are complete, and a workflow template uses it.", has_samples),
    Rule(19, "strict", "gold", "Types are strict, and known limits are written down.", is_typed_and_its_limits_written),
    Rule(20, "icons", "gold", "Each operation and trigger has an icon of its own.", operations_have_icons),
)
