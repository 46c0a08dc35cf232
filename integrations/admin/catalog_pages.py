"""The catalog for staff: every service with what it can do, searched by words, and a page for each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from integrations.catalog.declare import Operation, Service, Trigger
from integrations.catalog.glyphs import glyph_url
from integrations.catalog.projections.node import icon_url
from integrations.catalog.projections.page import EFFECT_WORDS, known_limits, limit_words, price_words
from integrations.catalog.projections.skill import rows_of
from integrations.catalog.projections.tool import tool_name
from integrations.catalog.quality import assess, grade
from integrations.catalog.registry import catalog
from integrations.catalog.schema import inlined, input_schema, output_schema
from integrations.errors import NotFound


@dataclass(frozen=True)
class Shown:
    """One operation or trigger as the pages show it."""

    node: Operation | Trigger
    kind: str
    effect: str
    glyph: str
    price: str
    editor_url: str

    @property
    def parameters(self) -> list[tuple[str, str, str, bool]]:
        """Name, type and description of each field, and whether it has to be given."""
        schema = inlined(input_schema(self.node.input_model))
        required = schema.get("required")
        names = required if isinstance(required, list) else []
        return [(*row, row[0] in names) for row in rows_of(schema)]

    @property
    def results(self) -> list[tuple[str, str, str]]:
        return list(rows_of(inlined(output_schema(self.node.output_model))))

    @property
    def example(self) -> str:
        """An input that works, as JSON; empty where none is needed."""
        return json.dumps(dict(self.node.example), ensure_ascii=False, indent=2) if self.node.example else ""

    @property
    def tool(self) -> str:
        """What agents call it; empty for a trigger."""
        return tool_name(self.node) if isinstance(self.node, Operation) else ""


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """All services with their operations, or those in which all the words of ``q`` occur."""
    words = request.GET.get("q", "").casefold().split()
    found = [
        {"service": service, "icon": icon_url(service), "grade": grade(service), "nodes": nodes}
        for service in catalog().services.values()
        if (nodes := [each for each in _shown(service) if _has(words, service, each.node)])
    ]
    content = {"title": "Catalog", "found": found, "q": request.GET.get("q", "")}
    return _page(request, "admin/catalog/list.html", content)


@require_safe
def service_page(request: HttpRequest, key: str) -> HttpResponse:
    """Everything that one service declares, as in its ``PAGE.md``."""
    try:
        service = catalog().service(key)
    except NotFound as error:
        raise Http404(error.detail) from error
    report = assess(service)
    content = {
        "title": service.name,
        "service": service,
        "icon": icon_url(service),
        "grade": report.grade,
        "lacking": [f"{each.rule.step} {each.rule.number}: {each.rule.text}" for each in report.lacking],
        "exempted": sorted(
            {
                f"{each.rule.number} {each.rule.name}{f', {problem.subject}' if problem.subject else ''}: {reason}"
                for each in report.findings
                for problem, reason in each.exempted
            }
        ),
        "limits": [limit_words(limit) for limit in service.limits],
        "known_limits": known_limits(service),
        "nodes": list(_shown(service)),
        "loaders": [
            {"name": each.name, "words": (each.function.__doc__ or "").strip().partition("\n")[0]}
            for each in service.option_loaders.values()
        ],
    }
    return _page(request, "admin/catalog/service.html", content)


def _shown(service: Service) -> Iterator[Shown]:
    prices = catalog().prices(service.key)
    nodes: list[Operation | Trigger] = [*service.operations.values(), *service.triggers.values()]
    for node in nodes:
        yield Shown(
            node=node,
            kind="operation" if isinstance(node, Operation) else "trigger",
            effect=_effect(node),
            glyph=glyph_url(node.icon),
            price=price_words(prices.get(node.pricing_key)),
            editor_url=f"/?{urlencode({'add': node.key})}",
        )


def _effect(node: Operation | Trigger) -> str:
    return EFFECT_WORDS[node.effect] if isinstance(node, Operation) else f"asks every {node.every_seconds} seconds"


def _has(words: list[str], service: Service, node: Operation | Trigger) -> bool:
    text = f"{service.name} {node.key} {node.label} {node.documentation}".casefold()
    return all(word in text for word in words)


def _page(request: HttpRequest, template: str, content: Mapping[str, object]) -> HttpResponse:
    return TemplateResponse(request, template, {**admin.site.each_context(request), **content})
