"""Templates get their values: every expression in them evaluated, every mistake reported at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from integrations.errors import ExpressionError, FieldError
from workflows.engine.expressions.conversion import prepared
from workflows.engine.expressions.evaluator.pool import evaluated_elsewhere
from workflows.engine.expressions.faults import EvaluationFault, NeedsFunctions, TooMuch, Unbound
from workflows.engine.expressions.formula import Formula, Handed
from workflows.engine.expressions.paths import is_there, read
from workflows.engine.expressions.rendering import as_text
from workflows.engine.expressions.templates import Place, Template, Written, dotted

if TYPE_CHECKING:
    from pydantic import JsonValue

WaitUrl = Callable[[str], str]

MAX_INPUT: Final = 64 * 1024
"""With more than this an expression is calculated in an evaluator process."""
MAX_ELSEWHERE: Final = 2 * 1024 * 1024
"""Larger ones not at all."""
MAX_TEXT: Final = 8 * 1024 * 1024
"""How many characters all texts of one template may be together, once expressions stand in them."""
MAX_ERRORS: Final = 100


def resolve(
    template: Template,
    context: Mapping[str, JsonValue],
    *,
    node: str | None = None,
    wait_url: WaitUrl | None = None,
    only_elsewhere: bool = False,
) -> JsonValue:
    """The template's value. A text that is one expression keeps the type of its value.

    The result shares parts with the template and the context: do not change it. ``node`` is the key that errors name,
    ``wait_url`` makes the address for ``wait_url('key')``. With ``only_elsewhere`` this process reads paths and
    nothing else. Raises ExpressionError with every mistake by its field.
    """
    if template.is_constant:
        return template.value
    resolving = _Resolving(context, wait_url, 0 if only_elsewhere else MAX_INPUT)
    made = {place: resolving.text(place, text) for place, text in template.texts}
    errors = [*((fault.field, fault.message) for fault in template.faults), *resolving.errors]
    if errors:
        raise expression_error(errors, node=node)
    return _replaced(template.value, made)


def condition(
    template: Template, context: Mapping[str, JsonValue], *, node: str | None = None, field: str = "condition"
) -> bool:
    """Whether it holds: only the value true does, and only false does not. Raises ExpressionError for any other."""
    value = resolve(template, context, node=node)
    if value is True:
        return True
    if value is False:
        return False
    shown = as_text(value)
    kind = "text" if isinstance(value, str) else "value"
    message = f"A condition is true or false; this is the {kind} {shown[:60]!r}. Compare it, as in … == 'x'."
    raise expression_error([(field, message)], node=node)


def expression_error(errors: list[tuple[str, str]], *, node: str | None) -> ExpressionError:
    """All mistakes as one error."""
    field, message = errors[0]
    where = " · ".join(each for each in (node, field) if each)
    more = f" ({len(errors)} expressions are wrong.)" if len(errors) > 1 else ""
    return ExpressionError(
        f"{where}: {message}{more}" if where else f"{message}{more}",
        errors=[FieldError(each, words, node=node) for each, words in errors[:MAX_ERRORS]],
    )


class _Resolving:
    """One template on one context."""

    def __init__(self, context: Mapping[str, JsonValue], wait_url: WaitUrl | None, most_here: int) -> None:
        self.errors: list[tuple[str, str]] = []
        self._most_here = most_here
        self._context = context
        self._wait_url = wait_url
        self._left = MAX_TEXT

    def text(self, place: Place, text: Written) -> JsonValue:
        """One text's value; null, and an error noted, where an expression in it has none."""
        try:
            if (single := text.single) is not None:
                return value_of(single, self._context, self._wait_url, self._most_here)
            return self._joined(place, text)
        except EvaluationFault as fault:
            self.errors.append((dotted(place), str(fault)))
        return None

    def _joined(self, place: Place, text: Written) -> str:
        parts: list[str] = []
        for piece in text.pieces:
            if isinstance(piece, str):
                parts.append(piece)
            else:
                try:
                    parts.append(as_text(value_of(piece, self._context, self._wait_url, self._most_here)))
                except EvaluationFault as fault:
                    self.errors.append((dotted(place), str(fault)))
                    continue
            self._left -= len(parts[-1])
            if self._left < 0:
                raise EvaluationFault(f"The texts come to more than {MAX_TEXT // 2**20} MB with what stands in them.")
        return "".join(parts)


def value_of(
    formula: Formula, context: Mapping[str, JsonValue], wait_url: WaitUrl | None = None, most_here: int = MAX_INPUT
) -> JsonValue:
    """One expression's value; worked out elsewhere if it is given more than so much. Raises EvaluationFault."""
    if formula.plain is not None:
        return read(formula.plain, context)
    values: dict[str, Any] = {}
    lacking: dict[str, EvaluationFault] = {}
    allowance, size = [MAX_ELSEWHERE], 0
    for number, handed in enumerate(formula.handed):
        name, before = f"_{number}", allowance[0]
        try:
            values[name] = prepared(_handed_over(handed, context, wait_url), allowance)
        except TooMuch:
            raise EvaluationFault(
                f"{handed.path.written()!r} is too large to calculate with: 2 MB is the limit. "
                "Pass it on as it is, or take a part of it in a data node."
            ) from None
        except EvaluationFault as fault:
            lacking[name] = fault
        size += (before - allowance[0]) * formula.uses[number]
    try:
        return _evaluated(formula, values, size, most_here)
    except Unbound as unbound:
        raise lacking.get(unbound.name, unbound) from None


def _evaluated(formula: Formula, values: dict[str, Any], size: int, most_here: int) -> JsonValue:
    """``size`` counts a value as often as it stands in the expression: so often it may be written out."""
    if most_here and size <= most_here and not formula.needs_evaluator:
        from workflows.engine.expressions.cel import evaluated  # 8 MB, which a process without expressions spares

        try:
            return evaluated(formula, values)
        except NeedsFunctions:
            pass
    return evaluated_elsewhere(formula, values)


def _handed_over(handed: Handed, context: Mapping[str, JsonValue], wait_url: WaitUrl | None) -> JsonValue:
    match handed.reading:
        case "value":
            return read(handed.path, context)
        case "lenient":
            return read(handed.path, context) if is_there(handed.path, context) else None
        case "optional":
            return {"value": read(handed.path, context)} if is_there(handed.path, context) else {}
    if wait_url is None:
        raise EvaluationFault("wait_url() has an address only where a wait for a callback follows.")
    return wait_url(handed.path.root)


def _replaced(value: JsonValue, made: Mapping[Place, JsonValue]) -> JsonValue:
    """The value with each text at a path of ``made`` replaced; what holds none stays the same object."""
    children: dict[str | int, dict[Place, JsonValue]] = {}
    for path, inner in made.items():
        if not path:
            return inner
        children.setdefault(path[0], {})[path[1:]] = inner
    if isinstance(value, dict):
        changed = dict(value)
        for key, below in children.items():
            changed[str(key)] = _replaced(value[str(key)], below)
        return changed
    assert isinstance(value, list)
    copied = list(value)
    for place, below in children.items():
        assert isinstance(place, int)
        copied[place] = _replaced(value[place], below)
    return copied
