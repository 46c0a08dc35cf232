"""Checks path and query parameters against the discovery document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from integrations.sandbox.google.call import Parameters, ParameterValue
from integrations.sandbox.google.discovery import Method, Parameter
from integrations.sandbox.google.errors import GoogleError, invalid
from integrations.sandbox.google.timestamps import read_timestamp

RANGES = {
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}


def read_parameters(method: Method, path_values: Mapping[str, str], query: Mapping[str, list[str]]) -> Parameters:
    """Every parameter with its declared type, and defaults filled in. Raises 400 in Google's shape."""
    given = {**query, **{name: [value] for name, value in path_values.items()}}
    values: dict[str, ParameterValue] = {}
    for name, texts in given.items():
        if name not in method.parameters:
            raise invalid(
                f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
                f"Field '{name}' could not be found in request message.",
                reason="badRequest",
                location=name,
            )
        values[name] = _read(method.parameters[name], texts)
    for name, parameter in method.parameters.items():
        if name in values:
            continue
        if parameter.is_required:
            raise invalid(f"Required parameter: {name}", reason="required", location=name)
        if parameter.default is not None:
            values[name] = _read(parameter, [parameter.default])
    return Parameters(values)


def _read(parameter: Parameter, texts: list[str]) -> ParameterValue:
    if parameter.is_repeated:
        for text in texts:
            _choice(parameter, text)
        return texts
    if len(texts) > 1:
        raise _wrong(parameter, texts[-1], "given more than once")
    return READERS.get(parameter.type, _read_text)(parameter, texts[0])


def _read_boolean(parameter: Parameter, text: str) -> bool:
    if text not in ("true", "false"):
        raise _wrong(parameter, text, "TYPE_BOOL")
    return text == "true"


def _read_integer(parameter: Parameter, text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        raise _wrong(parameter, text, f"TYPE_{parameter.format.upper()}") from None
    low, high = RANGES[parameter.format]
    low = low if parameter.minimum is None else parameter.minimum
    high = high if parameter.maximum is None else parameter.maximum
    if not low <= number <= high:
        raise _wrong(parameter, text, f"Values must be within the range: [{low}, {high}]")
    return number


def _read_text(parameter: Parameter, text: str) -> ParameterValue:
    if parameter.format in ("date-time", "google-datetime"):
        return _read_moment(parameter, text)
    if parameter.format in RANGES:
        _read_integer(parameter, text)
    _choice(parameter, text)
    return text


def _read_moment(parameter: Parameter, text: str) -> datetime:
    try:
        moment = read_timestamp(text)
    except ValueError:
        raise _wrong(parameter, text, "an RFC 3339 timestamp") from None
    if moment.tzinfo is None:
        raise _wrong(parameter, text, "an RFC 3339 timestamp with mandatory time zone offset")
    return moment


def _choice(parameter: Parameter, text: str) -> None:
    if parameter.choices and text not in parameter.choices:
        raise _wrong(parameter, text, f"one of {', '.join(parameter.choices)}")


def _wrong(parameter: Parameter, text: str, expected: str) -> GoogleError:
    return invalid(f"Invalid value at '{parameter.name}' ({expected}), \"{text}\"", location=parameter.name)


READERS: dict[str, Callable[[Parameter, str], ParameterValue]] = {
    "boolean": _read_boolean,
    "integer": _read_integer,
}
