"""Arguments of a call: plain JSON within limits, checked against the input model with every wrong field named."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from integrations.catalog.declare import Operation
from integrations.catalog.wrong import wrong_fields
from integrations.errors import FieldError, InputError, PayloadTooLarge
from integrations.models import Payload
from integrations.payloads.contents import text

MEGABYTE = 1024 * 1024
MAX_BYTES = MEGABYTE
MAX_LOCAL_BYTES = 16 * MEGABYTE
"""Where no vendor is asked: as much as an earlier step may have returned."""
MAX_DEPTH = 40
# JSON's spelling of a NUL, which PostgreSQL cannot store; not a backslash that stands before "u0000" itself.
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True)
class Params:
    """Arguments that can be stored, and their JSON text. Names stand in the order in which they were given."""

    values: Mapping[str, object]
    text: str

    @property
    def canonical(self) -> str:
        """The same text for the same arguments, in whatever order their names were given."""
        return json.dumps(self.values, sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def checked(values: Mapping[str, object], *, at_most: int = MAX_BYTES) -> Params:
    """The arguments, if they are plain JSON within the limits. Raises InputError, PayloadTooLarge."""
    if _depth(values, MAX_DEPTH + 1) > MAX_DEPTH:
        raise InputError(f"The parameters are nested deeper than {MAX_DEPTH} levels. Flatten them.", field="params")
    try:
        text = json.dumps(values, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
        size = len(text.encode())
    except UnicodeEncodeError:
        raise InputError(
            "The parameters contain half of a surrogate pair. Send whole characters.", field="params"
        ) from None
    except (TypeError, ValueError) as error:
        raise InputError(f"The parameters are not plain JSON: {error}.", field="params") from error
    if size > at_most:
        said = f"The parameters have {size / MEGABYTE:.1f} MB; the limit is {at_most // MEGABYTE} MB."
        raise PayloadTooLarge(f"{said} Pass large content as a file.")
    if NUL.search(text):
        raise InputError("The parameters contain a NUL character. Remove it.", field="params")
    return Params(values, text)


def restored(payload: Payload) -> Params:
    """Arguments that were checked when their call was opened, as they were kept."""
    kept = text(payload).decode()
    return Params(json.loads(kept), kept)


def parsed(model: type[ModelT], params: Params, *, place: str) -> ModelT:
    """The arguments as the operation's input. Raises InputError with all wrong fields, by dotted path."""
    try:
        return model.model_validate_json(params.text)
    except ValidationError as error:
        wrong = wrong_fields(error, model)
        fields = ", ".join(dict.fromkeys(each.field for each in wrong))
        raise InputError(f"{place} cannot use these parameters: {fields}.", errors=wrong) from None


def problems(operation: Operation, values: object) -> list[FieldError]:
    """What is wrong with the arguments, to be told beside what else is wrong with a request; that they are none at
    all, or too large, its own checks say."""
    if not isinstance(values, Mapping):
        return []
    try:
        parsed(operation.input_model, checked(values), place=operation.key)
    except InputError as error:
        return list(error.errors)
    except PayloadTooLarge:
        pass
    return []


def _depth(value: object, limit: int) -> int:
    """Levels of nesting, counted level by level (never by recursion) and up to ``limit``."""
    level, depth = [value], 0
    while level and depth < limit:
        children = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        depth += any(isinstance(node, dict | list) for node in level)
        level = children
    return depth
