"""Whether an answer has the shape that its schema wants."""

from __future__ import annotations

from typing import Any

from pydantic import JsonValue

from integrations.errors import FieldError, InputError

MOST_TOLD = 10


def require_shape(value: JsonValue, schema: dict[str, JsonValue]) -> None:
    """Raises InputError with what does not fit, and for a schema that is none. No reference leaves the schema."""
    from jsonschema_rs import Draft202012Validator, ReferencingError, ValidationError  # only workers check answers

    try:
        validator = Draft202012Validator(schema, retriever=_nothing_outside)
    except (ValueError, ValidationError, ReferencingError) as error:
        raise InputError(f"output_schema is no JSON Schema: {str(error)[:300]}", field="output_schema") from None
    wrong = [_field_error(each) for _, each in zip(range(MOST_TOLD), validator.iter_errors(value), strict=False)]
    if wrong:
        raise InputError("The answer does not have the shape that was asked for.", errors=wrong)


def _field_error(error: Any) -> FieldError:  # the package has no type for it
    return FieldError(".".join(map(str, error.instance_path)) or "answer", str(error.message)[:300])


def _nothing_outside(address: str) -> Any:  # as the package calls it
    raise ValueError(f"{address!r} is outside of the schema.")
