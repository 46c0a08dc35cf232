"""Reading what a vendor says as far as it can be read, so that one odd item never takes the others with it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

logger = logging.getLogger(__name__)

_SHOWN = 80
ModelT = TypeVar("ModelT", bound=BaseModel)

Warnings = Annotated[list[str], Field(description="What could not be read of it; empty if everything could.")]
"""The field ``warnings`` of an output model that ``as_far_as_readable`` makes."""


def as_far_as_readable(model: type[ModelT], values: Mapping[str, object]) -> ModelT:
    """The item without the fields that do not fit its model; each is named in its ``warnings``.

    Raises ValidationError where a field without a default does not fit.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        wrong = {str(each["loc"][0]) for each in error.errors(include_url=False, include_input=False) if each["loc"]}
    logger.warning("catalog.item_not_readable", extra={"model": model.__name__, "fields": sorted(wrong)})
    fitting = {name: value for name, value in values.items() if name not in wrong}
    warnings = [f"{name} could not be read: {_shown(values.get(name))}" for name in sorted(wrong)]
    return model.model_validate({**fitting, "warnings": warnings})


def present(fields: Mapping[str, object]) -> dict[str, object]:
    """Without what the vendor left out, or said null for: there the model's own default holds."""
    return {name: value for name, value in fields.items() if value is not None}


def part(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object of this name; empty where there is none, or something else."""
    value = answer.get(name)
    return value if isinstance(value, Mapping) else {}


def parts(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of the list of this name, as ``objects`` gives them."""
    return objects(answer.get(name))


def objects(values: object) -> list[Mapping[str, Any]]:
    """The objects of a list; what is none is left out, and what is no list has none."""
    return [each for each in values if isinstance(each, Mapping)] if isinstance(values, list) else []


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
