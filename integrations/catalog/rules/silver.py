"""Silver: the service is trustworthy."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from decimal import Decimal

from pydantic import BaseModel, ValidationError

from integrations.catalog.declare import Operation, Service
from integrations.catalog.registry import Catalog
from integrations.catalog.rules.evidence import shown
from integrations.catalog.rules.fields import fields_of
from integrations.catalog.rules.rule import Problem, Rule
from integrations.catalog.rules.source import source_files
from integrations.catalog.schema import input_schema, output_schema

VENDOR_ERRORS = ("auth", "scope", "not_found", "conflict", "limit", "outage", "refusal")
LISTING = ("list_", "search_")
FILE_WIDGETS = frozenset({"file", "files"})


def vendor_errors_are_tested(service: Service, catalog: Catalog) -> Iterator[Problem]:
    yield from _not_shown(service, "vendor_errors", VENDOR_ERRORS)


def lists_are_paged(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for operation in service.operations.values():
        if operation.name.startswith(LISTING):
            yield from _paging_problems(operation)
    for path in source_files(service):
        for line in _calls_in_loops(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            where = f"{path.relative_to(service.folder)}:{line}"
            yield Problem(f"{where} sends one request after another in a loop; batch them", path.stem)


def limits_are_declared(service: Service, catalog: Catalog) -> Iterator[Problem]:
    if not service.limits:
        yield Problem("it declares no limits of the vendor")


def writes_are_repeatable(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for operation in service.operations.values():
        if operation.effect == "write" and operation.reconcile is None:
            yield Problem("a write that gets lost can neither be repeated nor found again", operation.name)


def connection_is_testable(service: Service, catalog: Catalog) -> Iterator[Problem]:
    operation = service.operations.get(service.test_operation)
    if operation is None or operation.effect != "read":
        yield Problem("test_operation has to name an operation that reads")
        return
    try:
        operation.input_model.model_validate({})
    except ValidationError:
        yield Problem("a connection test has to work without parameters", operation.name)
    price = catalog.prices(service.key).get(operation.pricing_key)
    if price is not None and price.cost != Decimal(0):
        yield Problem("a connection test has to cost nothing at the vendor", operation.name)
    yield from _not_shown(service, "connection", ("reconnect", "missing_scope"))


def large_content_streams(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for operation in service.operations.values():
        widgets = {field.hints.get("widget") for field in fields_of(input_schema(operation.input_model))}
        returned = {field.path for field in fields_of(output_schema(operation.output_model))}
        if widgets.intersection(FILE_WIDGETS) or "file_id" in returned:
            yield from _not_shown(service, "large_content", (operation.name,))


def outputs_are_tolerant(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for operation in service.operations.values():
        for model in _with_nested(operation.output_model):
            if model.model_config.get("extra", "ignore") != "ignore":
                yield Problem(f"{model.__name__} refuses fields that the vendor adds later", operation.name)
    yield from _not_shown(service, "missing_fields", ("optional",))


def _not_shown(service: Service, rule: str, subjects: tuple[str, ...]) -> Iterator[Problem]:
    tested = shown(service.folder).get(rule, frozenset())
    for subject in subjects:
        if subject not in tested:
            yield Problem(f'no test is marked @pytest.mark.shows("{rule}", "{subject}")', subject, untested=True)


def _paging_problems(operation: Operation) -> Iterator[Problem]:
    takes = {field.path for field in fields_of(input_schema(operation.input_model))}
    returns = {field.path: field for field in fields_of(output_schema(operation.output_model)) if "." not in field.path}
    for name in ("page_token", "max_results"):
        if name not in takes:
            yield Problem(f"it lists, so it takes {name}", operation.name)
    for name in ("count", "next_page_token"):
        if name not in returns:
            yield Problem(f"it lists, so it returns {name}", operation.name)
    if not any(field.schema.get("type") == "array" for field in returns.values()):
        yield Problem("it lists, so it returns a list under its plural", operation.name)


def _calls_in_loops(module: ast.Module) -> Iterator[int]:
    """Lines that execute a request inside ``for`` or a comprehension; a batch, and paging by ``while``, are fine."""
    loops = (ast.For, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    for loop in (node for node in ast.walk(module) if isinstance(node, loops)):
        for node in ast.walk(loop):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "execute":
                sender = node.func.value
                if not isinstance(sender, ast.Name) or sender.id != "batch":
                    yield node.lineno


def _with_nested(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            yield from _with_nested(inner)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)


RULES = (
    Rule(
        7, "vendor_errors", "silver", "Each kind of the vendor's errors is mapped and tested.", vendor_errors_are_tested
    ),
    Rule(8, "paging", "silver", "Lists page to the end; many are read in batches.", lists_are_paged),
    Rule(9, "limits", "silver", "The vendor's limits are declared.", limits_are_declared),
    Rule(10, "idempotency", "silver", "A lost write can be repeated or found again.", writes_are_repeatable),
    Rule(
        11,
        "connection",
        "silver",
        "A connection test costs nothing; reconnect and a missing scope are tested.",
        connection_is_testable,
    ),
    Rule(12, "large_content", "silver", "Large content goes through.", large_content_streams),
    Rule(13, "missing_fields", "silver", "Unknown and missing vendor fields are tolerated.", outputs_are_tolerant),
)
