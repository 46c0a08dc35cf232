"""Reads one expression: a plain path stays one, anything else becomes CEL in which every path is a value handed in.

The names of a person never reach CEL: ``gmail.messages[0].subject`` is looked up by us and stands as ``_0`` in the text
that CEL reads, with only that value handed over. So a node may be called anything, only what an expression refers to is
converted, and a name that does not exist is reported in words, with a suggestion. Our functions take their arguments
as one list, since the library finds no overload whose parameter may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

from workflows.engine.expressions.faults import SyntaxFault, suggestion
from workflows.engine.expressions.functions import FUNCTIONS
from workflows.engine.expressions.lexer import Token, tokens_of
from workflows.engine.expressions.paths import CONSTANTS, NODES, Path, path_at

MACROS: Final = frozenset({"all", "exists", "exists_one", "filter", "map"})
BUILT_IN: Final = frozenset({"bool", "double", "duration", "dyn", "has", "int", "size", "string", "timestamp"})
"""What CEL itself offers under a name of its own."""
BUILT_IN_METHODS: Final = frozenset(
    {"contains", "endsWith", "hasValue", "matches", "orValue", "size", "startsWith", "value"}
)
_ENDS_OPTIONAL: Final = frozenset({"hasValue", "orValue", "value"})
WAIT_URL: Final = "wait_url"
DEFAULT: Final = "default"
MAX_VALUES: Final = 100

Reading = Literal["value", "lenient", "optional", "wait_url"]


@dataclass(frozen=True, slots=True)
class Handed:
    """One value that is looked up before CEL runs: the path, and how it is read.

    ``lenient``: what is missing is null. ``optional``: handed over in an object that lacks it when it is missing, so
    that what comes next can tell.
    ``wait_url``: the address that the caller makes for the key that stands as the path's root.
    """

    path: Path
    reading: Reading = "value"


@dataclass(frozen=True, slots=True)
class Formula:
    """One expression, read. With ``plain`` there is nothing to evaluate."""

    source: str
    plain: Path | None = None
    cel: str = ""
    handed: tuple[Handed, ...] = ()
    has_macro: bool = False
    has_functions: bool = False
    """Whether it calls functions of ours, or a regular expression."""
    uses: tuple[int, ...] = ()
    """How often each of the values handed over stands in it."""
    key_orders: tuple[tuple[str, ...], ...] = ()
    """The names of each object written out in the expression, in their order."""

    @property
    def needs_evaluator(self) -> bool:
        """Whether it is worked out in an evaluator process, however little it is given."""
        return self.has_macro or self.has_functions

    @property
    def names(self) -> frozenset[str]:
        """The roots it refers to."""
        if self.plain is not None:
            return frozenset({self.plain.root})
        return frozenset(each.path.root for each in self.handed if each.reading != WAIT_URL)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every path it reads."""
        if self.plain is not None:
            return (self.plain,)
        return tuple(each.path for each in self.handed if each.reading != WAIT_URL)


@lru_cache(maxsize=4096)
def formula_of(source: str) -> Formula:
    """The expression between two pairs of braces. Raises SyntaxFault."""
    tokens = tokens_of(source)
    if not tokens:
        raise SyntaxFault("There is no expression between the braces.")
    whole = path_at(tokens, 0)
    if whole is not None and whole[1] == len(tokens) and tokens[0].written not in CONSTANTS:
        return Formula(source, plain=whole[0])
    writing = _Writing(tokens)
    writing.write(0, len(tokens))
    return Formula(
        source,
        cel=" ".join(writing.written),
        handed=tuple(writing.handed),
        has_macro=writing.has_macro,
        has_functions=bool(writing.closing) or writing.has_pattern,
        uses=tuple(writing.uses),
        key_orders=tuple(_key_orders(tokens)),
    )


@dataclass(slots=True)
class _Writing:
    """The CEL text while it is being written."""

    tokens: list[Token]
    written: list[str] = field(default_factory=list)
    handed: dict[Handed, int] = field(default_factory=dict)
    uses: list[int] = field(default_factory=list)
    has_macro: bool = False
    has_pattern: bool = False
    closing: dict[int, str] = field(default_factory=dict)
    """What comes before the bracket at this place, where a call's arguments became a list."""
    variable: str = ""
    variable_until: int = -1

    def write(self, start: int, end: int) -> None:
        position = start
        while position < end:
            token = self.tokens[position]
            if position in self.closing:
                self.written.append(self.closing[position])
            if token.kind == "name":
                position = self._name(position)
                continue
            if token.is_sign("{") and position and self.tokens[position - 1].kind in ("name", "text", "number"):
                raise SyntaxFault(f"'{{' cannot follow {self.tokens[position - 1].written!r}.")
            if token.is_sign(".") and not self._follows_value(position):
                raise SyntaxFault("'.' has to follow a value.")
            if token.is_sign("?"):
                self._question(position)
            self.written.append(token.written)
            position += 1

    def _name(self, position: int) -> int:
        """Write the name at ``position`` and what belongs to it; where to go on."""
        name = self.tokens[position].written
        is_call = self._is(position + 1, "(")
        if self._is_member(position):
            if is_call:
                return self._method(position, name)
            self.written.append(name)
            return position + 1
        if name in CONSTANTS or name == "in":
            self.written.append(name)
            return position + 1
        if is_call:
            return self._call(position, name)
        if self._is_variable(position):
            self.written.append(name)
            return position + 1
        return self._path(position)

    def _method(self, position: int, name: str) -> int:
        if name in MACROS:
            return self._macro(position, name)
        if name in BUILT_IN_METHODS:
            self.has_pattern = self.has_pattern or name == "matches"
            self.written += [name, "("]
            return position + 2
        if name in FUNCTIONS and FUNCTIONS[name].is_method:
            return self._with_list(position, name)
        known = [*MACROS, *BUILT_IN_METHODS, *(each.name for each in FUNCTIONS.values() if each.is_method)]
        raise SyntaxFault(f"There is no function '.{name}(…)'.{suggestion(name, known)}")

    def _call(self, position: int, name: str) -> int:
        if name == WAIT_URL:
            return self._wait_url(position)
        if name == "has":
            return self._has(position)
        if name == DEFAULT and (lenient := self._default(position)) is not None:
            return lenient
        if name in FUNCTIONS:
            return self._with_list(position, name)
        if name in BUILT_IN:
            self.written += [name, "("]
            return position + 2
        raise SyntaxFault(f"There is no function {name!r}.{suggestion(name, [*BUILT_IN, *FUNCTIONS, WAIT_URL])}")

    def _with_list(self, position: int, name: str) -> int:
        self.written += [name, "(", "["]
        self.closing[self.tokens[position + 1].partner] = "]"
        return position + 2

    def _macro(self, position: int, name: str) -> int:
        if self.has_macro:
            raise SyntaxFault(
                f"An expression may hold one of {', '.join(sorted(MACROS))}, and only once. "
                "To filter and map at once: list.map(x, condition, value); else do one part in a node before."
            )
        variable = self.tokens[position + 2] if position + 3 < len(self.tokens) else None
        if variable is None or variable.kind != "name" or not self._is(position + 3, ","):
            raise SyntaxFault(f"Write .{name}(x, …): a name for the item first.")
        if variable.written.startswith("_") or variable.written in CONSTANTS | {"in"}:
            raise SyntaxFault(f"{variable.written!r} cannot be the name of an item.")
        self.has_macro = True
        self.variable, self.variable_until = variable.written, self.tokens[position + 1].partner
        self.written += [name, "(", variable.written]
        return position + 3

    def _wait_url(self, position: int) -> int:
        end = self.tokens[position + 1].partner
        if end != position + 3 or self.tokens[position + 2].kind != "text":
            raise SyntaxFault("Write wait_url('name of the wait node'): one text in quotes.")
        self._hand(Handed(Path(self.tokens[position + 2].value), WAIT_URL))
        return end + 1

    def _has(self, position: int) -> int:
        """``has(a.b.c)`` asks ``a.b`` whether it has ``c``."""
        end = self.tokens[position + 1].partner
        found = None if self._is_variable(position + 2) else path_at(self.tokens, position + 2)
        if found is None or found[1] != end:
            self.written += ["has", "("]
            return position + 2
        path = found[0]
        if not path.steps or not isinstance(path.steps[-1], str) or path.lenient_from is not None:
            raise SyntaxFault("Write has(thing.field): a field of something.")
        self.written += ["(", _quoted(path.steps[-1]), "in"]
        self._hand(Handed(Path(path.root, path.steps[:-1], said_nodes=path.said_nodes)))
        self.written.append(")")
        return end + 1

    def _default(self, position: int) -> int | None:
        """``default(path, other)``: the path may break off anywhere."""
        if self._is_variable(position + 2) or self.tokens[position + 2].written in CONSTANTS:
            return None
        found = path_at(self.tokens, position + 2)
        if found is None or not self._is(found[1], ","):
            return None
        self._with_list(position, DEFAULT)
        self._hand(Handed(found[0], "lenient"))
        return found[1]

    def _question(self, position: int) -> None:
        """Optional steps are allowed where what they give is taken out at once.

        An optional value must not get anywhere else: the library cannot hand it over, and reads wild memory where
        one lies in a list that a function is given.
        """
        before = self.tokens[position - 1] if position else None
        if before is None or before.written in ("(", ",", "{") or (before.is_sign("[") and not self._indexes(position)):
            raise SyntaxFault("'?' cannot stand there. Write thing.?field.orValue(…) for what may be missing.")
        if before.is_sign(".") or before.is_sign("["):
            end = before.partner + 1 if before.is_sign("[") else position + 2
            while (step := self._end_of_step(end)) is not None:
                end = step
            if not self._takes_out(end):
                raise SyntaxFault("Say what counts where it is missing: end with .orValue(…).")

    def _indexes(self, position: int) -> bool:
        """Whether the bracket before this place asks a value for an item, and begins no list."""
        return self._follows_value(position - 1)

    def _end_of_step(self, position: int) -> int | None:
        if self._is(position, "["):
            return self.tokens[position].partner + 1
        if not self._is(position, "."):
            return None
        name = position + 1 + self._is(position + 1, "?")
        return None if self._is(name + 1, "(") else name + 1

    def _takes_out(self, position: int) -> bool:
        """Whether ``.orValue(``, ``.hasValue(`` or ``.value(`` stands here."""
        return (
            self._is(position, ".")
            and self._is(position + 2, "(")
            and self.tokens[position + 1].written in _ENDS_OPTIONAL
        )

    def _path(self, position: int) -> int:
        name = self.tokens[position].written
        found = path_at(self.tokens, position)
        if found is None:
            hint = "Name a node after it, as in nodes.gmail." if name == NODES else ""
            raise SyntaxFault(f"{name!r} cannot stand alone. {hint}".rstrip())
        path, end = found
        if path.lenient_from is None:
            self._hand(Handed(path))
        elif self._takes_out(end):
            self._hand(Handed(path, "optional"))
            self.written += [".", "?", "value"]
        elif self._end_of_step(end) is not None or self._is(end, "."):
            raise SyntaxFault("Say what counts where it is missing: end with .orValue(…).")
        else:
            self._hand(Handed(path, "lenient"))
        return end

    def _hand(self, handed: Handed) -> None:
        number = self.handed.setdefault(handed, len(self.handed))
        if number >= MAX_VALUES:
            raise SyntaxFault(f"The expression refers to more than {MAX_VALUES} values.")
        if number == len(self.uses):
            self.uses.append(0)
        self.uses[number] += 1
        self.written.append(f"_{number}")

    def _is(self, position: int, sign: str) -> bool:
        return position < len(self.tokens) and self.tokens[position].is_sign(sign)

    def _is_variable(self, position: int) -> bool:
        """Whether the name is the item of the macro that it stands in."""
        return position < self.variable_until and self.tokens[position].written == self.variable

    def _is_member(self, position: int) -> bool:
        """Whether the name comes after ``.`` or ``.?``."""
        if position and self.tokens[position - 1].is_sign("."):
            return True
        return position > 1 and self.tokens[position - 1].is_sign("?") and self.tokens[position - 2].is_sign(".")

    def _follows_value(self, position: int) -> bool:
        if not position:
            return False
        before = self.tokens[position - 1]
        return (before.kind == "name" and before.written != "in") or before.kind == "text" or before.written in ")]}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _key_orders(tokens: list[Token]) -> Iterator[tuple[str, ...]]:
    for position, token in enumerate(tokens):
        if not token.is_sign("{"):
            continue
        keys: list[str] = []
        inner = position + 1
        while inner < token.partner:
            each = tokens[inner]
            if each.kind == "text" and tokens[inner + 1].is_sign(":"):
                keys.append(each.value)
            inner = each.partner if each.partner > inner else inner + 1
        if len(keys) > 1:
            yield tuple(keys)
