"""A form's fields for the variables of a version, one for each, and reading them back with their types."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from pydantic import JsonValue
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from integrations.errors import InputError

PREFIX = "variable-"
NOT_SET = "not set"


def variable_fields(declared: Sequence[Mapping[str, Any]], values: Mapping[str, JsonValue]) -> dict[str, forms.Field]:
    """By the names that they have in a form. Left empty, a variable is not set and has its default."""
    return {f"{PREFIX}{each['name']}": _field(each, values.get(each["name"])) for each in declared}


def read_variables(form: forms.Form, declared: Sequence[Mapping[str, Any]]) -> dict[str, JsonValue]:
    """What was filled in, with its types; what cannot be read stays a text, which is then refused for its type."""
    values: dict[str, JsonValue] = {}
    for each in declared:
        given = form.cleaned_data.get(f"{PREFIX}{each['name']}")
        if given not in (None, ""):
            values[each["name"]] = _value(each["type"], given)
    return values


def show_refusals(form: forms.Form, error: InputError) -> None:
    """Each at its field, the others above them all."""
    for each in error.errors:
        name = each.field.removeprefix("variables.").partition(".")[0]
        field = f"{PREFIX}{name}" if each.field.startswith("variables.") else each.field
        form.add_error(field if field in form.fields else None, each.message)


def _field(declared: Mapping[str, Any], value: JsonValue) -> forms.Field:
    words = {"label": declared["name"], "required": False, "help_text": _help(declared)}
    shown = value if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    match declared["type"]:
        case "integer":
            return forms.IntegerField(**words, initial=shown, widget=UnfoldAdminIntegerFieldWidget)
        case "number":
            return forms.FloatField(**words, initial=shown, widget=UnfoldAdminDecimalFieldWidget)
        case "boolean":
            choices = [("", NOT_SET), ("true", "Yes"), ("false", "No")]
            chosen = "" if value is None else "true" if value else "false"
            return forms.ChoiceField(**words, initial=chosen, choices=choices, widget=UnfoldAdminSelectWidget)
        case "string":
            return forms.CharField(**words, initial=value, strip=False, widget=UnfoldAdminTextInputWidget)
    as_json = "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)
    return forms.CharField(**words, initial=as_json, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}))


def _help(declared: Mapping[str, Any]) -> str:
    kind = {"array": "A list, written as JSON.", "object": "An object, written as JSON."}.get(declared["type"], "")
    default = declared["default"]
    said = json.dumps(default, ensure_ascii=False) if default is not None else ""
    need = f"Without it: {said}." if said else "Required." if declared["required"] else ""
    return " ".join(filter(None, (declared["description"], kind, need)))


def _value(kind: str, given: Any) -> JsonValue:  # what the field of its type gives
    if kind == "boolean":
        return bool(given == "true")
    if kind in ("array", "object"):
        try:
            read: JsonValue = json.loads(given)
        except ValueError:
            return str(given)
        return read
    value: JsonValue = given
    return value
