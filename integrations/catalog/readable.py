"""Reading one item of a vendor's list as far as it can be read, so that it never takes the others with it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, TypeVar

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


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
