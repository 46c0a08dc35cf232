"""Plain paths such as ``gmail.messages[0].subject``: the great majority of expressions, read without any library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workflows.engine.expressions.faults import EvaluationFault, suggestion
from workflows.engine.expressions.lexer import Token
from workflows.engine.keys import ROOTS

if TYPE_CHECKING:
    from pydantic import JsonValue

NODES: Final = "nodes"
NODES_OF: Final = "nodes."
CONSTANTS: Final = frozenset({"true", "false", "null"})
_KEYWORDS: Final = CONSTANTS | {"in"}
MAX_INDEX_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class Path:
    """A name and the steps below it; from the step ``lenient_from`` on, what is missing is no mistake.

    The root of a node that is called like something else (``nodes.item``) is ``nodes.item``, else its key alone.
    """

    root: str
    steps: tuple[str | int, ...] = ()
    lenient_from: int | None = None
    said_nodes: bool = False
    """Written as ``nodes.<key>``."""

    def written(self, count: int | None = None) -> str:
        """As a person writes it, or only its first ``count`` steps."""
        parts = [f"{NODES}.{self.root.removeprefix(NODES_OF)}" if self.said_nodes else self.root]
        for step in self.steps[:count]:
            if isinstance(step, int):
                parts.append(f"[{step}]")
            else:
                parts.append(f".{step}" if step.isidentifier() and step.isascii() else f"[{step!r}]")
        return "".join(parts)


def path_at(tokens: Sequence[Token], start: int) -> tuple[Path, int] | None:
    """The longest path that begins at the token ``start``, and where it ends; None if none begins there.

    It stops before a name that is called (``.upper(``) and before an index that is computed (``[i + 1]``).
    """
    first = tokens[start]
    if first.kind != "name" or first.written in _KEYWORDS:
        return None
    steps: list[str | int] = []
    lenient_from: int | None = None
    position = start + 1
    while (step := _step_at(tokens, position)) is not None:
        key, is_optional, position = step
        if is_optional and lenient_from is None:
            lenient_from = len(steps)
        steps.append(key)
    if first.written != NODES:
        return Path(first.written, tuple(steps), lenient_from), position
    if not steps or not isinstance(steps[0], str) or lenient_from == 0:
        return None
    shifted = None if lenient_from is None else lenient_from - 1
    key = NODES_OF + steps[0] if steps[0] in ROOTS else steps[0]
    return Path(key, tuple(steps[1:]), shifted, said_nodes=True), position


def _step_at(tokens: Sequence[Token], position: int) -> tuple[str | int, bool, int] | None:
    if position + 1 >= len(tokens):
        return None
    sign = tokens[position]
    is_optional = tokens[position + 1].is_sign("?")
    inner = position + 1 + is_optional
    if inner >= len(tokens):
        return None
    if sign.is_sign("."):
        if tokens[inner].kind != "name" or (inner + 1 < len(tokens) and tokens[inner + 1].is_sign("(")):
            return None
        return tokens[inner].written, is_optional, inner + 1
    if sign.is_sign("[") and sign.partner == inner + 1:
        key = _key(tokens[inner])
        return None if key is None else (key, is_optional, inner + 2)
    return None


def _key(token: Token) -> str | int | None:
    if token.kind == "text":
        return token.value
    if token.kind == "number" and token.written.isdigit() and len(token.written) <= MAX_INDEX_DIGITS:
        return int(token.written)
    return None


def read(path: Path, context: Mapping[str, JsonValue]) -> JsonValue:
    """What is at the path: as many look-ups as it has steps. Raises EvaluationFault that says where it breaks off."""
    try:
        value = context[path.root]
    except KeyError:
        raise EvaluationFault(f"There is no {path.root!r} here.{suggestion(path.root, context)}") from None
    for position, step in enumerate(path.steps):
        if isinstance(value, dict) if isinstance(step, str) else isinstance(value, list):
            try:
                value = value[step]  # type: ignore[index]  # the kind was just looked at
                continue
            except (KeyError, IndexError):
                pass
        if path.lenient_from is not None and position >= path.lenient_from:
            return None
        raise EvaluationFault(_broken_off(path, position, value))
    return value


def is_there(path: Path, context: Mapping[str, JsonValue]) -> bool:
    """Whether the whole path leads to something, null included."""
    try:
        read(Path(path.root, path.steps), context)
    except EvaluationFault:
        return False
    return True


def _broken_off(path: Path, position: int, value: JsonValue) -> str:
    before, step = path.written(position), path.steps[position]
    wanted = f"field {step!r}" if isinstance(step, str) else f"item {step}"
    match value:
        case dict() if isinstance(step, str):
            return f"{before!r} has no {wanted}.{suggestion(step, value)}"
        case list() if isinstance(step, int):
            return f"{before!r} has {len(value):,} item{'s' if len(value) != 1 else ''}, so there is no [{step}]."
        case dict():
            return f'{before!r} is an object, so it has no {wanted}. Name a field, as in ["{step}"].'
        case list():
            return f"{before!r} is a list, so it has no {wanted}. Take one of its items first, as in {before}[0]."
        case None:
            return (
                f"{before!r} is null, so it has no {wanted}. Where it may be missing, write {_optional(before, step)}."
            )
    return f"{before!r} is {_kind(value)}, so it has no {wanted}."


def _optional(before: str, step: str | int) -> str:
    return f"{before}[?{step}]" if isinstance(step, int) else f"{before}.?{step}"


def _kind(value: JsonValue) -> str:
    return "true or false" if isinstance(value, bool) else "a text" if isinstance(value, str) else "a number"
