"""What a rule is, and what it may find."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from integrations.catalog.declare import Service
from integrations.catalog.registry import Catalog

Grade = Literal["none", "bronze", "silver", "gold"]
Step = Literal["bronze", "silver", "gold"]


@dataclass(frozen=True)
class Problem:
    """Something a service lacks: in words, and at which operation, field or case, empty for the service itself.

    ``untested`` tells what lowers the grade and stops nothing: what only a test can show, and what helps callers.
    """

    message: str
    subject: str = ""
    untested: bool = False


Check = Callable[[Service, Catalog], Iterable[Problem]]


@dataclass(frozen=True)
class Rule:
    """One rule of the ladder, by its number in `service_quality.md` and the name that exemptions use."""

    number: int
    name: str
    step: Step
    text: str
    check: Check
