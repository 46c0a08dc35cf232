"""The register of functions, and the check of what is handed to them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar

from workflows.engine.expressions.faults import EvaluationFault

Group = Literal["Text", "Lists and objects", "Numbers and values", "Dates and times", "Encoding and hashes"]
Call = TypeVar("Call", bound=Callable[..., Any])

Text = str
Number = int | float
Whole = int
Items = list[Any]  # any JSON: what an expression is about is not known to us
Object = dict[str, Any]
Value = Any

_WORDS: Final[Mapping[str, str]] = {
    "Text": "a text", "Number": "a number", "Whole": "a whole number", "Items": "a list", "Object": "an object",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Function:
    """One function as expressions call it: ``name(first, …)``, or ``first.name(…)`` where ``is_method``."""

    name: str
    group: Group
    run: Callable[..., Any]
    kinds: tuple[str, ...]
    needed: int
    example: str
    gives: Any
    is_method: bool = True

    @property
    def words(self) -> str:
        """What it does, for people."""
        return inspect.getdoc(self.run) or ""

    @property
    def signature(self) -> str:
        """Its parameters by name, those that can be left out with a question mark."""
        names = list(inspect.signature(self.run).parameters)
        return f"{self.name}({', '.join(n if i < self.needed else f'{n}?' for i, n in enumerate(names))})"

    def __call__(self, *handed: Any) -> Any:
        """Run it on values that came out of CEL. Raises EvaluationFault for a wrong count or kind."""
        if not self.needed <= len(handed) <= len(self.kinds):
            raise EvaluationFault(f"{self.signature} was called with {len(handed)} value{'s' * (len(handed) != 1)}.")
        for kind, value in zip(self.kinds, handed, strict=False):
            if not _fits(kind, value):
                raise EvaluationFault(f"{self.name}() needs {_WORDS[kind]}, not {described(value)}.")
        return self.run(*handed)


FUNCTIONS: Final[dict[str, Function]] = {}


def function(group: Group, example: str, gives: Any, *, is_method: bool = True) -> Callable[[Call], Call]:
    """Offer a function under its own name (a trailing underscore left out), with an example that a test runs."""

    def offered(run: Call) -> Call:
        name = run.__name__.rstrip("_")
        parameters = inspect.signature(run).parameters.values()
        kinds = tuple(str(each.annotation).removesuffix(" | None") for each in parameters)
        needed = sum(each.default is inspect.Parameter.empty for each in parameters)
        FUNCTIONS[name] = Function(name, group, run, kinds, needed, example, gives, is_method)
        return run

    return offered


def _fits(kind: str, value: object) -> bool:
    match kind:
        case "Text":
            return isinstance(value, str)
        case "Number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Whole":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Items":
            return isinstance(value, list)
        case "Object":
            return isinstance(value, dict)
    return True


def described(value: object) -> str:
    """The kind of a value and, where it is short, the value itself."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text {value!r}" if len(value) <= 40 else "a text"
        case int() | float():
            return f"the number {value}"
        case list():
            return "a list"
    return "an object"
