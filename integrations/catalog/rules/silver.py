"""Silver: the service is trustworthy."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from decimal import Decimal

from pydantic import BaseModel, ValidationError

from integrations.catalog.declare import Operation, Service
from integrations.catalog.evidence import LARGE, Fact, read_evidence
from integrations.catalog.files import FileRef
from integrations.catalog.registry import Catalog
from integrations.catalog.rules.evidence import not_among, unseen
from integrations.catalog.rules.fields import fields_of
from integrations.catalog.rules.rule import Problem, Rule
from integrations.catalog.rules.source import source_files
from integrations.catalog.schema import input_schema, output_schema

VENDOR_ERRORS: Mapping[str, str] = {
    "auth": "be told of an access that the vendor no longer takes (reconnect_required)",
    "scope": "be told of a permission that the vendor misses (scope_missing)",
    "not_found": "be refused for a thing the vendor does not have (404)",
    "conflict": "be refused for a conflict at the vendor (409)",
    "limit": "be told to come back later (rate_limited)",
    "outage": "be told that the vendor is down (remote_unavailable)",
    "refusal": "be refused by the vendor (remote_rejected)",
}
KIND_OF_CODE: Mapping[str, str] = {
    "reconnect_required": "auth",
    "scope_missing": "scope",
    "not_found": "not_found",
    "conflict": "conflict",
    "rate_limited": "limit",
    "remote_unavailable": "outage",
}
KIND_OF_STATUS: Mapping[str, str] = {"404": "not_found", "410": "not_found", "409": "conflict", "412": "conflict"}
CONNECTION: Mapping[str, str] = {
    "reconnect": "meet a grant that has ended and be told where to connect again",
    "missing_scope": "be refused for a scope that was not granted, before the vendor is asked",
}
LISTING = ("list_", "search_")
FILE_WIDGETS = frozenset({"file", "files"})
STORED_FILE = frozenset(FileRef.model_fields)
"""A vendor's files have ids as well; what has all of these is a stored one."""


def vendor_errors_are_tested(service: Service, catalog: Catalog) -> Iterator[Problem]:
    if service.is_local:
        return
    evidence = read_evidence(service.folder)
    yield from not_among(service, evidence, map(kind_of_refusal, evidence.of("refusals")), VENDOR_ERRORS)


def kind_of_refusal(refusal: str) -> str:
    """Which of ``VENDOR_ERRORS`` a fact such as "404 remote_rejected" shows; empty where the vendor said nothing."""
    status, code = refusal.removesuffix(", retry_after").split(" ")
    if status == "unanswered":
        return ""
    if code == "remote_rejected":
        return KIND_OF_STATUS.get(status, "refusal")
    return KIND_OF_CODE.get(code, "")


def lists_are_paged(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for operation in service.operations.values():
        if operation.name.startswith(LISTING):
            yield from _paging_problems(operation)
            yield from unseen(service, "paged", {operation.name: f"read {operation.name} on, page by page, to its end"})
    for path in source_files(service):
        for line in _calls_in_loops(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            where = f"{path.relative_to(service.folder)}:{line}"
            yield Problem(f"{where} sends one request after another in a loop; batch them", path.stem)


def limits_are_declared(service: Service, catalog: Catalog) -> Iterator[Problem]:
    if service.is_local:
        return
    if not service.limits:
        yield Problem("it declares no limits of the vendor")
    evidence = read_evidence(service.folder)
    told = {"retry_after" for refusal in evidence.of("refusals") if refusal.endswith(" rate_limited, retry_after")}
    yield from not_among(service, evidence, told, {"retry_after": "be told by the vendor when to come back"})


def writes_are_repeatable(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for operation in service.operations.values():
        if operation.effect == "write" and operation.reconcile is None:
            yield Problem("a write that gets lost can neither be repeated nor found again", operation.name)


def connection_is_testable(service: Service, catalog: Catalog) -> Iterator[Problem]:
    if all(each.account == "none" for each in service.operations.values()):
        return
    operation = service.operations.get(service.test_operation)
    if operation is None or operation.effect != "read":
        yield Problem("test_operation has to name an operation that reads")
        return
    if operation.account != "required":
        yield Problem("a connection test has to need the account", operation.name)
    try:
        operation.input_model.model_validate({})
    except ValidationError:
        yield Problem("a connection test has to work without parameters", operation.name)
    price = catalog.prices(service.key).get(operation.pricing_key)
    if price is not None and price.cost != Decimal(0):
        yield Problem("a connection test has to cost nothing at the vendor", operation.name)
    evidence = read_evidence(service.folder)
    facts: tuple[Fact, ...] = ("reconnect", "missing_scope")
    seen = [fact for fact in facts if evidence.of(fact)]
    yield from not_among(service, evidence, seen, CONNECTION)


def large_content_streams(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for operation in service.operations.values():
        widgets = {field.hints.get("widget") for field in fields_of(input_schema(operation.input_model))}
        returned = {field.path for field in fields_of(output_schema(operation.output_model))}
        if widgets.intersection(FILE_WIDGETS) or returned >= STORED_FILE:
            words = f"move at least {LARGE // 1024**2} MB with {operation.name}"
            yield from unseen(service, "large_content", {operation.name: words})


def outputs_are_tolerant(service: Service, catalog: Catalog) -> Iterator[Problem]:
    for operation in service.operations.values():
        for model in _with_nested(operation.output_model):
            if model.model_config.get("extra", "ignore") != "ignore":
                yield Problem(f"{model.__name__} refuses fields that the vendor adds later", operation.name)
    if service.is_local:
        return
    reading = [operation.name for operation in service.operations.values() if operation.effect == "read"]
    unknown = "have {} read an answer with a name that its code does not mention"
    missing = "have {} read one answer with and one without a name"
    yield from unseen(service, "unknown_fields", {name: unknown.format(name) for name in reading})
    yield from unseen(service, "missing_fields", {name: missing.format(name) for name in reading})


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
    Rule(7, "vendor_errors", "silver", "Each kind of the vendor's errors is told apart.", vendor_errors_are_tested),
    Rule(8, "paging", "silver", "Lists page to the end; many are read in batches.", lists_are_paged),
    Rule(9, "limits", "silver", "Limits are declared, the vendor's Retry-After is passed on.", limits_are_declared),
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
