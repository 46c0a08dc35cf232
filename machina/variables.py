"""Typed readers for environment variables; a bad value names the variable and shows a good one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


class BadVariable(ImproperlyConfigured):
    """An environment variable that stops the start: its ``name``, the ``problem``, and an ``example`` of a good one."""

    def __init__(self, name: str, problem: str, example: str) -> None:
        super().__init__(f"{name} {problem}. Example: {name}={example}")
        self.name = name
        self.problem = problem
        self.example = example


class Variables:
    """Reads one environment. An empty value counts as unset."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def text(self, name: str) -> str | None:
        """The value without surrounding blanks, or None."""
        return self._values.get(name, "").strip() or None

    def required(self, name: str, why: str, example: str) -> str:
        """The value; without it the start stops, saying why it is needed."""
        value = self.text(name)
        if value is None:
            raise BadVariable(name, why, example)
        return value

    def flag(self, name: str, default: bool) -> bool:
        """true/false, also spelt 1/0, yes/no, on/off."""
        value = self.text(name)
        if value is None:
            return default
        if value.lower() in TRUE | FALSE:
            return value.lower() in TRUE
        raise BadVariable(name, f"is {value!r}, which is neither true nor false", "true")

    def integer(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number between ``low`` and ``high``, both included."""
        value = self.text(name)
        if value is None:
            return default
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            raise BadVariable(name, f"is {value!r}, which is no whole number from {low} to {high}", str(default))
        return int(value)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.text(name) or default
        if value not in choices:
            raise BadVariable(name, f"is {value!r}, which is none of {', '.join(choices)}", default)
        return value

    def words(self, name: str) -> list[str]:
        """A list separated by commas."""
        return [word.strip() for word in (self.text(name) or "").split(",") if word.strip()]

    def origin(self, name: str, default: str, example: str) -> str:
        """An address like ``https://machina.example.com``: scheme and host, no path."""
        value = self.text(name)
        return default if value is None else as_origin(name, value, example)


def as_origin(name: str, value: str, example: str) -> str:
    """``value`` without a trailing slash, if it is an http(s) address without path, query or user."""
    parts = http_address(value)
    if parts is None or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise BadVariable(name, f"is {value!r}, which is no address of the form http(s)://host[:port]", example)
    return f"{parts.scheme}://{parts.netloc}"


def http_address(value: object) -> SplitResult | None:
    """The parts of an absolute http(s) address, or None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        return None
    return parts if good else None
