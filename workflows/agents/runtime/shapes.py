"""Whether what a model gives has the shape that a schema wants."""

from __future__ import annotations

from typing import Any

from pydantic import JsonValue

from integrations.errors import FieldError, InputError

MOST_TOLD = 10


def require_shape(value: JsonValue, schema: dict[str, JsonValue]) -> None:
    """Of an answer. Raises InputError with what does not fit, and for a schema that is none."""
    wrong = misfits(value, schema, field="output_schema", whole="answer")
    if wrong:
        raise InputError("The answer does not have the shape that was asked for.", errors=wrong)


def misfits(value: JsonValue, schema: dict[str, JsonValue], *, field: str, whole: str) -> list[FieldError]:
    """What does not fit; ``whole`` is the value's own name. Raises InputError, about ``field``, for a schema that is
    none. No reference leaves the schema."""
    from jsonschema_rs import Draft202012Validator, ReferencingError, ValidationError  # only workers check answers

    try:
        validator = Draft202012Validator(schema, retriever=_nothing_outside)
    except (ValueError, ValidationError, ReferencingError) as error:
        raise InputError(f"{field} is no JSON Schema: {str(error)[:300]}", field=field) from None
    found = zip(range(MOST_TOLD), validator.iter_errors(value), strict=False)
    return [_field_error(each, whole) for _, each in found]


def _field_error(error: Any, whole: str) -> FieldError:  # the package has no type for it
    return FieldError(".".join(map(str, error.instance_path)) or whole, str(error.message)[:300])


def _nothing_outside(address: str) -> Any:  # as the package calls it
    raise ValueError(f"{address!r} is outside of the schema.")
