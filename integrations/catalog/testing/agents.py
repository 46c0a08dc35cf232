"""Calls as a language model would make them, held against the tool it was given."""

from __future__ import annotations

from collections.abc import Mapping

from jsonschema_rs import Draft202012Validator
from pydantic import BaseModel, ValidationError

from integrations.catalog.declare import Operation
from integrations.catalog.projections.tool import tool
from integrations.catalog.testing.recording import recorder


def accepted(operation: Operation, arguments: Mapping[str, object]) -> BaseModel:
    """The checked arguments. Raises AssertionError where the tool's schema or the operation refuses them."""
    schema = tool(operation)["input_schema"]
    said = {name: value for name, value in arguments.items() if value is not None}  # null says no more than nothing
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(said)]
    assert not errors, f"{operation.key}: the schema refuses {arguments}: {errors}"
    data = operation.input_model.model_validate(dict(arguments))
    recorder.called(operation, is_accepted=True)
    return data


def is_refused(operation: Operation, arguments: Mapping[str, object]) -> bool:
    """Whether the operation refuses the arguments before anything is sent."""
    try:
        operation.input_model.model_validate(dict(arguments))
    except ValidationError:
        recorder.called(operation, is_accepted=False)
        return True
    return False
