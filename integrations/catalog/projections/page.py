"""The page of a service, in Markdown: everything that it declares, for whoever works with it or looks it over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from integrations.catalog.declare import Limit, Operation, OptionsLoader, Service, Trigger
from integrations.catalog.pricing import ShippedPrice
from integrations.catalog.projections.skill import field_rows, rows_of
from integrations.catalog.projections.tool import tool_name
from integrations.catalog.schema import inlined, input_schema, output_schema

FILE = "PAGE.md"
LIMITS = "## Known limits"
EFFECT_WORDS: Mapping[str, str] = {
    "read": "reads",
    "idempotent_write": "writes; can be repeated",
    "write": "writes once",
    "destructive": "cannot be taken back; agents need a person's approval",
}
"""What an effect means to people."""
_ACCOUNT_WORDS = {
    "required": "Needs an account",
    "optional": "Takes an account if one is connected",
    "none": "Needs no account",
}
_HEAD = "| Field | Type | Required | Description |\n|---|---|---|---|"
_RESULT_HEAD = "| Field | Type | Description |\n|---|---|---|"


def page_text(
    service: Service, prices: Mapping[str, ShippedPrice], *, grade: str, lacks: Sequence[str], exempted: Sequence[str]
) -> str:
    """The page as it should be; ``lacks`` and ``exempted`` are what the quality ladder says, in words."""
    parts = [
        f"# {service.name}\n",
        "<!-- Written by `manage.py services write` from what the service declares; change the service instead. -->\n",
        *_facts(service),
        *_grade(grade, lacks, exempted),
        *_overview(service, prices),
        *(part for operation in service.operations.values() for part in _operation(operation, prices)),
        *(part for trigger in service.triggers.values() for part in _trigger(trigger, prices)),
        *_choices(service, prices),
        *_known_limits(service),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def price_words(price: ShippedPrice | None) -> str:
    """What a call is sold for, and what the vendor takes where it takes anything."""
    if price is None:
        return "not priced"
    sold = f"{price.price} {price.currency} a {price.unit}" if price.price else "free"
    return f"{sold} (the vendor takes {price.cost})" if price.cost else sold


def limit_words(limit: Limit) -> str:
    """A vendor's limit in words."""
    per = {"connection": "for each account", "oauth_app": "for all accounts together"}[limit.per]
    units = "quota units" if limit.unit == "quota_unit" else "requests"
    return f"{limit.amount:,} {units} in {limit.seconds:,} s, {per}"


def known_limits(service: Service) -> str:
    """What SKILL.md says under "Known limits"; empty where it says nothing."""
    path = service.folder / "SKILL.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    _, found, rest = text.partition(f"\n{LIMITS}\n")
    return rest.partition("\n## ")[0].strip() if found else ""


def _facts(service: Service) -> Iterator[str]:
    if service.is_local:
        yield f"Key `{service.key}`. It works on what it is given and asks nobody.\n"
        return
    yield f"Key `{service.key}`, provider `{service.provider}`."
    yield f"[The vendor's documentation]({service.documentation_url})."
    yield f"Its credential goes to {', '.join(f'`{host}`' for host in service.hosts) or 'no host'} alone.\n"
    if service.scopes:
        yield "| Permission | What it allows |\n|---|---|"
        yield from (f"| `{scope}` | {words} |" for scope, words in service.scopes.items())
        yield ""
    if service.limits:
        yield "The vendor allows " + "; ".join(limit_words(limit) for limit in service.limits) + ".\n"


def _grade(grade: str, lacks: Sequence[str], exempted: Sequence[str]) -> Iterator[str]:
    yield f"**Grade: {grade}.**" + (" What lacks:\n" if lacks else "\n")
    if lacks:
        yield from (f"- {each}" for each in lacks)
        yield ""
    if exempted:
        yield "Exempt, with the reason:\n"
        yield from (f"- {each}" for each in exempted)
        yield ""


def _overview(service: Service, prices: Mapping[str, ShippedPrice]) -> Iterator[str]:
    yield "## Operations\n"
    yield "| Operation | What it does | Effect | Price |\n|---|---|---|---|"
    for each in service.operations.values():
        price = price_words(prices.get(each.pricing_key))
        yield f"| `{each.key}` | {_cell(each.summary)} | {EFFECT_WORDS[each.effect]} | {price} |"
    yield ""


def _operation(operation: Operation, prices: Mapping[str, ShippedPrice]) -> Iterator[str]:
    yield f"### {operation.label}\n"
    yield f"`{operation.key}`, for agents `{tool_name(operation)}`: {EFFECT_WORDS[operation.effect]}.\n"
    yield f"{operation.documentation}\n"
    where = "The standard" if operation.service.is_local else "At the vendor"
    yield f"{_needs(operation)} {_priced(operation, prices)} [{where}]({operation.documentation_url}).\n"
    yield from _fields(operation)


def _trigger(trigger: Trigger, prices: Mapping[str, ShippedPrice]) -> Iterator[str]:
    yield f"### Trigger: {trigger.label}\n"
    yield f"`{trigger.key}`: asks every {trigger.every_seconds} seconds.\n"
    yield f"{trigger.documentation}\n"
    yield f"{_needs(trigger)} {_priced(trigger, prices)}\n"
    yield from _fields(trigger)


def _fields(node: Operation | Trigger) -> Iterator[str]:
    parameters = field_rows(inlined(input_schema(node.input_model)))
    yield "\n".join([_HEAD, *parameters, ""]) if parameters else "Takes no fields.\n"
    if node.example:
        yield f"```json\n{json.dumps(dict(node.example), ensure_ascii=False, indent=2)}\n```\n"
    yield "Returns:\n"
    results = [
        f"| `{path}` | {kind} | {words} |" for path, kind, words in rows_of(inlined(output_schema(node.output_model)))
    ]
    yield "\n".join([_RESULT_HEAD, *results, ""])


def _choices(service: Service, prices: Mapping[str, ShippedPrice]) -> Iterator[str]:
    if not service.option_loaders:
        return
    yield "## Choices\n"
    yield "| List | What it offers | Price |\n|---|---|---|"
    for each in service.option_loaders.values():
        words = (each.function.__doc__ or "").strip().partition("\n")[0]
        yield f"| `{each.name}` | {_cell(words)} | {price_words(prices.get(each.pricing_key))} |"
    yield ""


def _known_limits(service: Service) -> Iterator[str]:
    if words := known_limits(service):
        yield f"{LIMITS}\n\n{words}\n"


def _needs(node: Operation | Trigger | OptionsLoader) -> str:
    scopes = ", ".join(f"`{scope}`" for scope in node.scopes)
    return f"{_ACCOUNT_WORDS[node.account]}{f' with {scopes}' if scopes else ''}."


def _priced(node: Operation | Trigger, prices: Mapping[str, ShippedPrice]) -> str:
    return f"Price `{node.pricing_key}`: {price_words(prices.get(node.pricing_key))}."


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
