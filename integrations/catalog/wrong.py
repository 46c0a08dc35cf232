"""What is wrong with an input, field by field, in words a person can act on."""

from __future__ import annotations

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from integrations.catalog import between
from integrations.errors import FieldError

_SHOWN = 60


def wrong_fields(error: ValidationError, model: type[BaseModel]) -> list[FieldError]:
    """Every wrong field by its dotted path, by the names that the caller used."""
    return [
        FieldError(_path(each), _words(each, model)) for each in error.errors(include_url=False, include_context=True)
    ]


def _path(error: ErrorDetails) -> str:
    return ".".join(str(part) for part in error["loc"]) or "params"


def _words(error: ErrorDetails, model: type[BaseModel]) -> str:
    match error["type"]:
        case "missing":
            return "This field is required."
        case "extra_forbidden":
            known = ", ".join(field.alias or name for name, field in model.model_fields.items())
            if len(error["loc"]) > 1:
                return "There is no such field."
            return f"There is no such field. Fields are: {known}." if known else "There are no fields to give here."
        case between.KIND:
            return error["msg"]
        case "value_error" | "assertion_error":
            return error["msg"].partition(", ")[2] or error["msg"]
        case _:
            given = repr(error["input"])
            return f"{error['msg']}, not {given if len(given) <= _SHOWN else given[:_SHOWN] + '…'}."
