"""The audit log in words: what was done, to which thing, and what changed by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from integrations.admin.audit_sentences import action_words, shown_model
from integrations.admin.display import in_words, operation_label, provider_name, service_names
from integrations.admin.lookups import ChosenFilter, uuid_of
from integrations.admin.written import absolute
from integrations.models import AuditEvent
from integrations.outgoing.kinds import in_words as events_in_words
from integrations.outgoing.kinds import label_of

NOTHING = "nothing"


class ActionFilter(ChosenFilter):
    """Events of one kind, of those that there are."""

    title = "what"
    parameter_name = "action"
    field = "action"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        keys = AuditEvent.objects.order_by("action").values_list("action", flat=True).distinct()
        return [(key, action_words(key)) for key in keys]


def kind_link(row: AuditEvent) -> str | SafeString:
    """The thing by its kind, leading to its page if it has one. Asks the database nothing."""
    model = shown_model(row.object_type)
    if model is None:
        return _kind_of(row.object_type)
    return format_html('<a class="machina-link" href="{}">{}</a>', _page(model, row), _kind(model))


def object_link(row: AuditEvent) -> str | SafeString:
    """The thing by its kind and name, leading to its page while it is there and has one."""
    model = shown_model(row.object_type)
    if model is None:
        return _kind_of(row.object_type)
    found = model._default_manager.filter(pk=row.object_id).first()
    if found is None:
        return f"{_kind(model)} that is gone"
    return format_html('{}: <a class="machina-link" href="{}">{}</a>', _kind(model), _page(model, row), found)


def changes(row: AuditEvent) -> str | SafeString:
    """A line for each field: what it was and what it has become."""
    before = row.before if isinstance(row.before, dict) else {}
    after = row.after if isinstance(row.after, dict) else {}
    names = [name for name in dict.fromkeys((*before, *after)) if not _is_id(before.get(name) or after.get(name))]
    if not names:
        return "Nothing was changed by it."
    rows = [(in_words(name), _said_of(name, before), _said_of(name, after)) for name in names]
    lines = format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", rows)
    return format_html(
        '<table class="machina-changes"><thead><tr><th>Field</th><th>Before</th><th>After</th></tr></thead>{}</table>',
        lines,
    )


def said(value: object) -> str:
    """A stored value as people read it: lists with commas, yes and no, moments as dates."""
    match value:
        case None | "" | [] | {}:
            return NOTHING
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(said(each) for each in value)
        case dict():
            return "; ".join(f"{in_words(str(name))}: {said(each)}" for name, each in value.items())
        case str():
            return _moment(value)
    return str(value)


NAMED: Mapping[str, Callable[[str], str]] = {
    "account_mode": in_words,
    "event": label_of,
    "events": events_in_words,
    "node_type": operation_label,
    "operation": operation_label,
    "provider": provider_name,
    "rights": in_words,
    "services": lambda key: service_names([key]),
    "state": in_words,
    "status": in_words,
    "status_reason": in_words,
    "verification": in_words,
}
"""Fields whose values are names of programs, and how people call them."""


def _said_of(name: str, values: Mapping[str, object]) -> str:
    if name not in values:
        return ""
    value, named = values[name], NAMED.get(name)
    if named is None:
        return said(value)
    return ", ".join(named(str(each)) for each in (value if isinstance(value, list) else [value]) if each) or NOTHING


def _is_id(value: object) -> bool:
    return isinstance(value, str) and uuid_of(value) is not None


def _moment(text: str) -> str:
    if len(text) < 19 or text[10] != "T":
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return absolute(moment) if moment.tzinfo else text


def _page(model: type[Model], row: AuditEvent) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.object_id])


def _kind_of(object_type: str) -> str:
    """The kind of a thing that has no pages here."""
    found = next((model for model in apps.get_models() if model._meta.model_name == object_type), None)
    return in_words(object_type) if found is None else _kind(found)


def _kind(model: type[Model]) -> str:
    name = str(model._meta.verbose_name)
    return name[:1].upper() + name[1:]
