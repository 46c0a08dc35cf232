"""Rules over several fields of an input: said beside all other mistakes, at the field that they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Annotated, Any, TypeVar, cast

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError

KIND = "between_fields"
"""The type of these errors among pydantic's own."""

FunctionT = TypeVar("FunctionT", bound=Callable[[Any], str | None])  # the decorator returns what it is given


@dataclass(frozen=True)
class Rule:
    """What is wrong with some fields together, asked of an input of which these are valid."""

    fields: tuple[str, ...]
    problem: Callable[[Any], str | None]


def between(*fields: str) -> Callable[[FunctionT], FunctionT]:
    """Declare a method ``(self) -> str | None`` of an input as a rule over fields, named as in Python.

    What it returns is told at the first of them. It is asked even where other fields are wrong.
    """

    def declare(function: FunctionT) -> FunctionT:
        vars(function)["rule"] = Rule(fields, function)
        return function

    return declare


@cache
def rules_of(model: type[BaseModel]) -> tuple[Rule, ...]:
    """The rules of a model and of what it inherits from."""
    methods = {name: value for each in reversed(model.__mro__) for name, value in vars(each).items()}
    found = (vars(each).get("rule") for each in methods.values() if isinstance(each, FunctionType))
    return tuple(each for each in found if isinstance(each, Rule))


def validated(model: type[BaseModel], given: object, handler: Callable[[object], BaseModel]) -> BaseModel:
    """As pydantic validates, and all rules besides. Raises ValidationError with everything that is wrong."""
    rules = rules_of(model)
    if not rules:
        return handler(given)
    try:
        value = handler(given)
    except ValidationError as error:
        if not isinstance(given, Mapping):
            raise
        known, partly = _partly(model, given)
        broken = tuple(rule for rule in rules if known.issuperset(rule.fields))
        raise _together(model, given, error, broken, partly) from None
    if any(rule.problem(value) for rule in rules):
        raise _together(model, given, None, rules, value)
    return value


def _partly(model: type[BaseModel], given: Mapping[str, object]) -> tuple[set[str], BaseModel]:
    """The fields that are valid by themselves, and an input with no others."""
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        public = field.alias or name
        if public in given:
            try:
                one = cast(Any, Annotated)[(field.annotation, *(field.metadata or [None]))]
                values[name] = TypeAdapter(one).validate_python(given[public])
            except ValidationError:
                continue
        elif not field.is_required():
            values[name] = field.get_default(call_default_factory=True)
    return set(values), model.model_construct(**values)


def _together(
    model: type[BaseModel],
    given: object,
    error: ValidationError | None,
    rules: tuple[Rule, ...],
    value: BaseModel,
) -> ValidationError:
    found = [_again(dict(each)) for each in error.errors(include_url=False)] if error else []
    for rule in rules:
        if words := rule.problem(value):
            public = model.model_fields[rule.fields[0]].alias or rule.fields[0]
            seen = given.get(public) if isinstance(given, Mapping) else None
            found.append(InitErrorDetails(type=PydanticCustomError(KIND, _plain(words)), loc=(public,), input=seen))
    return ValidationError.from_exception_data(model.__name__, found)


def _again(known: dict[str, Any]) -> InitErrorDetails:
    """An error of pydantic's as one that can be raised once more."""
    return InitErrorDetails(
        type=PydanticCustomError(known["type"], _plain(known["msg"])), loc=known["loc"], input=known["input"]
    )


def _plain(words: str) -> Any:  # pydantic wants a literal
    return words
