"""What requests, replies and pushes have in common, and how a request is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from integrations.errors import FieldError, InputError
from workflows.engine.validation import field_errors

ModelT = TypeVar("ModelT", bound=BaseModel)


class Request(BaseModel):
    """What the editor asks. ``type`` and ``request_id`` are taken off before it is read."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    @classmethod
    def problems_between_fields(cls, raw: Mapping[str, object]) -> Iterable[FieldError]:
        """Rules over several fields, checked on the raw body so that they are said together with all others."""
        return ()

    @classmethod
    def problems_beside(cls, raw: Mapping[str, object]) -> Iterable[FieldError]:
        """What else would be told next, looked for only where something is wrong: one answer names all of it."""
        return ()


class Reply(BaseModel):
    """What a request is answered with, beside ``type``, ``request_id`` and ``success``."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    @property
    def is_success(self) -> bool:
        """Whether what was asked for has happened."""
        return True

    def as_dict(self) -> dict[str, object]:
        """Plain JSON; an optional field that is not set is left out."""
        return self.model_dump(mode="json", exclude_defaults=True)


class Push(BaseModel):
    """What the server sends by itself."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type_: ClassVar[str]
    """Its name; provider pushes get their provider in front."""

    def as_dict(self, *, provider: str | None = None) -> dict[str, object]:
        """Plain JSON with its type; an optional field that is not set is left out."""
        name = f"{provider}_{self.type_}" if provider else self.type_
        return {"type": name, **self.model_dump(mode="json", exclude_defaults=True)}


def read(model: type[ModelT], raw: object) -> ModelT:
    """The request, or an InputError that lists every wrong field at once."""
    problems: list[FieldError] = []
    request: ModelT | None = None
    try:
        request = model.model_validate(raw)
    except ValidationError as error:
        problems += field_errors(error)
    if issubclass(model, Request) and isinstance(raw, Mapping):
        problems += model.problems_between_fields(raw)
        problems += _unstorable(raw, {each.field for each in problems})
    if request is None or problems:
        if issubclass(model, Request) and isinstance(raw, Mapping):
            problems += model.problems_beside(raw)
        fields = ", ".join(dict.fromkeys(each.field for each in problems))
        raise InputError(f"Please correct: {fields}.", errors=problems)
    return request


def _unstorable(raw: Mapping[str, object], known: Collection[str]) -> Iterator[FieldError]:
    """Texts that no database keeps; those within a graph or an input have rules of their own."""
    for name, value in raw.items():
        if isinstance(value, str) and "\0" in value and name not in known:
            yield FieldError(name, "It holds a NUL character. Remove it.")
