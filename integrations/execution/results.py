"""What an operation returned, as it is stored: plain JSON that every database takes, within a limit."""

from __future__ import annotations

import json
from dataclasses import dataclass

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from integrations.errors import PayloadTooLarge
from integrations.execution.params import NUL
from integrations.execution.work import Work

MAX_BYTES = 16 * 1024 * 1024
MEGABYTE = 1024 * 1024
MISFIT = "The answer does not fit the declared output of {key}: {reason}. The call itself has succeeded."


@dataclass(frozen=True)
class Stored:
    """A result to keep, and what a person should know about it."""

    result: dict[str, object]
    warnings: tuple[str, ...] = ()


def stored(work: Work, output: object) -> Stored:
    """The output as JSON. What does not fit the declared model is a warning: the call has happened.

    Raises PayloadTooLarge for a read over the limit; of a write the result is left out with a warning.
    """
    if not isinstance(output, BaseModel):
        return misfit(work, f"it is {type(output).__name__!r}")
    warnings: tuple[str, ...] = ()
    try:
        values = output.model_dump(mode="json", by_alias=True, warnings="error")
    except PydanticSerializationError as error:
        values = output.model_dump(mode="json", by_alias=True, warnings="none")
        warnings = misfit(work, str(error).splitlines()[-1].strip()).warnings
    if not isinstance(output, work.output_model):
        warnings = misfit(work, f"it is {type(output).__name__!r}").warnings
    text = json.dumps(values, ensure_ascii=False)
    if len(text) > MAX_BYTES:
        said = f"The result has {len(text) / MEGABYTE:.0f} MB; the limit is {MAX_BYTES // MEGABYTE} MB."
        if work.effect == "read":
            raise PayloadTooLarge(f"{said} Ask for fewer or smaller items.")
        return Stored({}, (*warnings, f"{said} It was left out; the call itself has succeeded."))
    return Stored(_storable(values, text), warnings)


def misfit(work: Work, reason: str) -> Stored:
    """The stand-in for an answer that could not be read as the declared output at all."""
    return Stored({}, (MISFIT.format(key=work.key, reason=reason),))


def _storable(values: dict[str, object], text: str) -> dict[str, object]:
    """The values without what PostgreSQL refuses in JSON: NUL, halves of surrogate pairs, numbers that are none."""
    clean = NUL.sub(r"\1\\ufffd", text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if clean == text and not ("NaN" in text or "Infinity" in text):
        return values
    result: dict[str, object] = json.loads(clean, parse_constant=lambda _: None)
    return result
