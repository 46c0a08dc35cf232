"""Bronze: the service is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256

import yaml
from pydantic import BaseModel, ValidationError

from integrations.catalog.declare import DeclarationError, Operation, OptionsLoader, Service, Trigger
from integrations.catalog.icons import icon_problems
from integrations.catalog.projections import skill
from integrations.catalog.projections.rest import operation_paths
from integrations.catalog.projections.tool import NAME_LENGTH, tool_name
from integrations.catalog.registry import Catalog
from integrations.catalog.rules.evidence import unseen
from integrations.catalog.rules.fields import fields_of, loose_identifiers, refused_examples, refused_text_fields
from integrations.catalog.rules.rule import Problem, Rule
from integrations.catalog.schema import Input, input_schema, output_schema

_COLOR = re.compile(r"^#[0-9A-Fa-f]{6}$")
_FIELD_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
_SKILL_KEYS = ("name", "description", "allowed-tools", "metadata")
_SKILL_METADATA = ("author", "version", "category", "icon", "color")
NAMES: Mapping[str, str] = {
    "id": "<thing>_id",
    "limit": "max_results",
    "page_size": "max_results",
    "per_page": "max_results",
    "cursor": "page_token",
    "offset": "page_token",
    "start_time": "start",
    "end_time": "end",
    "timezone": "time_zone",
    "recipients": "to",
    "q": "query",
}
"""Names that the product writes differently."""
LONE_VERBS = frozenset({"search", "request"})
"""Operations that are about all that their service has, and so are called by their verb alone; those of a service
without a vendor are about what they are given."""


def has_facts(service: Service, catalog: Catalog) -> Iterator[Problem]:
    if not service.name:
        yield Problem("give it a name in service.py")
    if service.is_local and any(each.account != "none" for each in (*service.nodes, *service.option_loaders.values())):
        yield Problem('give it a provider in service.py, or say account="none" where it needs no one\'s')
    if not _COLOR.match(service.color):
        yield Problem(f"color {service.color!r} is not of the form #1A73E8")
    if not service.documentation_url.startswith("https://"):
        yield Problem("documentation_url has to be an https address")
    for problem in icon_problems(service.folder / "icon.svg"):
        yield Problem(problem)


def is_documented(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for declared in service.nodes:
        if not declared.summary.endswith(".") or len(declared.summary) > 120:
            yield Problem("its docstring has to begin with one sentence of at most 120 letters", declared.name)
        if not declared.description:
            yield Problem("its docstring has to say its limits after the first sentence", declared.name)
    prices = catalog.prices(service.key)
    priced_things: list[Operation | Trigger | OptionsLoader] = [*service.nodes, *service.option_loaders.values()]
    for priced in priced_things:
        if priced.pricing_key not in prices:
            yield Problem(f"pricing.toml has no key {priced.pricing_key!r}", priced.name)
        for scope in set(priced.scopes) - set(service.scopes):
            yield Problem(f"scope {scope!r} is missing in the service's scopes", priced.name)
    for scope in set(service.scopes) - {scope for priced in priced_things for scope in priced.scopes}:
        yield Problem(f"scope {scope!r} is asked for but nothing needs it")


def fields_are_described(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for declared, model, schema in _schemas(service):
        for field in fields_of(schema):
            if not field.schema.get("description"):
                yield Problem(f"field {field.path} of {model.__name__} has no description", declared)
        if issubclass(model, Input):
            for name in loose_identifiers(model):
                words = f"{model.__name__}.{name} takes '..' and slashes; declare it as an Identifier"
                yield Problem(words, declared, untested=True)  # no path takes them either, but says so later
        for name in refused_examples(model):
            yield Problem(f"an example of {model.__name__}.{name} is refused by the field itself", declared)
    for each in service.nodes:
        examples = {field.name for field in fields_of(input_schema(each.input_model)) if field.schema.get("examples")}
        for name in set(refused_text_fields(each.input_model)) - examples:
            yield Problem(f"{name} refuses ordinary words, so it needs an example", each.name)


def names_are_the_products(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for operation in service.operations.values():
        if len(tool_name(operation)) > NAME_LENGTH:
            yield Problem(f"{tool_name(operation)!r} is longer than {NAME_LENGTH} letters", operation.name)
        if "_" not in operation.name and operation.name not in LONE_VERBS and not service.is_local:
            yield Problem("an operation is called verb_noun", operation.name)
    for declared, model, schema in _schemas(service):
        for field in fields_of(schema):
            if not _FIELD_NAME.match(field.name):
                yield Problem(f"{model.__name__}.{field.path} is not in snake_case", declared)
            if field.name in NAMES and field.path == field.name:
                yield Problem(f"{model.__name__}.{field.name} is called {NAMES[field.name]} in the product", declared)
    yield from _models_called_alike(service, catalog)


def samples_are_valid(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for declared in service.nodes:
        model = declared.output_model
        try:
            valid = model.model_validate(dict(declared.sample)).model_dump(mode="json", by_alias=True)
        except ValidationError as error:
            yield Problem(f"its sample is not a {model.__name__}: {error.errors()[0]['msg']}", declared.name)
            continue
        for name in set(declared.sample) - set(valid):
            yield Problem(f"its sample has {name!r}, which {model.__name__} has not", declared.name)
    yield from _unfit_examples(service)
    if service.is_local:
        yield from unseen(service, "local", {name: f"run {name} to its end" for name in service.operations})
        return
    yield from unseen(
        service, "round_trip", {name: f"run {name} over real HTTP, in the sandbox" for name in service.operations}
    )


def _unfit_examples(service: Service) -> Iterator[Problem]:
    for declared in service.nodes:
        try:
            declared.input_model.model_validate(dict(declared.example))
        except ValidationError as error:
            first = error.errors()[0]
            words = ": ".join(filter(None, (".".join(str(part) for part in first["loc"]), first["msg"])))
            is_missing = not declared.example  # a package from before examples still works
            yield Problem(f"its example is no {declared.input_model.__name__}: {words}", declared.name, is_missing)


def skill_is_current(service: Service, catalog: Catalog) -> Iterator[Problem]:
    path = service.folder / "SKILL.md"
    if not path.is_file():
        yield Problem("it has no SKILL.md")
        return
    text = path.read_text(encoding="utf-8")
    try:
        facts = yaml.safe_load(text.split("---")[1])
        metadata = facts["metadata"]
        missing = [key for key in _SKILL_KEYS if not facts.get(key)]
        missing += [f"metadata.{key}" for key in _SKILL_METADATA if not metadata.get(key)]
    except (yaml.YAMLError, IndexError, KeyError, TypeError, AttributeError):
        yield Problem("SKILL.md has no valid front matter with name, description, allowed-tools and metadata")
        return
    for key in missing:
        yield Problem(f"the front matter of SKILL.md lacks {key}")
    try:
        if skill.current(text, service) != text:
            yield Problem("SKILL.md is out of date; run `manage.py services write`")
    except ValueError as error:
        yield Problem(str(error))


def _schemas(service: Service) -> Iterator[tuple[str, type[BaseModel], dict[str, object]]]:
    for node in service.nodes:
        yield node.name, node.input_model, input_schema(node.input_model)
        yield node.name, node.output_model, output_schema(node.output_model)


def _models_called_alike(service: Service, catalog: Catalog) -> Iterator[Problem]:
    try:
        mine = _digests(service)
        others = [_digests(each) for each in catalog.services.values() if each.key != service.key]
    except DeclarationError as error:
        yield Problem(str(error))
        return
    for name in sorted(name for name in mine if any(each.get(name, mine[name]) != mine[name] for each in others)):
        yield Problem(f"another service has a model called {name} too; OpenAPI would keep one of them")


@cache
def _digests(service: Service) -> Mapping[str, str]:
    """One for each schema of a service, by the name it has in OpenAPI. Raises DeclarationError."""
    _, schemas = operation_paths(Catalog([service]))
    return {name: sha256(json.dumps(each, sort_keys=True).encode()).hexdigest() for name, each in schemas.items()}


RULES = (
    Rule(1, "facts", "bronze", "Key, name, provider, colour, icon and documentation address are there.", has_facts),
    Rule(2, "documented", "bronze", "Operations have a summary, limits, scopes and a price.", is_documented),
    Rule(
        3,
        "fields",
        "bronze",
        "Each field is described, with an example where its form is not obvious; identifiers are declared as such.",
        fields_are_described,
    ),
    Rule(4, "names", "bronze", "Names are the product's, and unique.", names_are_the_products),
    Rule(
        5,
        "samples",
        "bronze",
        "Samples fit the outputs and examples the inputs, each operation works in the sandbox.",
        samples_are_valid,
    ),
    Rule(6, "skill", "bronze", "SKILL.md is valid and current.", skill_is_current),
)
