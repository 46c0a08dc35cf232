"""The one wrapper around CEL (cel-expr-python): compile and evaluate, with errors that are errors.

What the library does that one has to know: an evaluation that fails returns a value of type ERROR, whose text is true
in Python; a comprehension goes through fewer than 10,000 items; text ends at U+0000; an overload with a parameter that
may be anything is never found; optional values cannot be taken out; whole and broken numbers do not mix unless
overloads for it are added; objects come back in another order of keys. Every call of a
function that is written in Python leaves its arguments and its result in memory for good: such expressions are
evaluated in processes that are replaced after a while.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cel_expr_python import cel
from cel_expr_python.ext import ext_optional

from workflows.engine.expressions.conversion import KeyOrder, prepared
from workflows.engine.expressions.faults import EvaluationFault, NeedsFunctions, SyntaxFault, Unbound
from workflows.engine.expressions.formula import MAX_VALUES, Formula
from workflows.engine.expressions.functions import FUNCTIONS, Function
from workflows.engine.expressions.functions.allowance import MOST, allow
from workflows.engine.expressions.running import current, running

if TYPE_CHECKING:
    from pydantic import JsonValue

MOST_ITEMS: Final = 9_999
"""How many items a comprehension goes through at most; a bound of the library."""

_KINDS: Final = (
    cel.Type.STRING, cel.Type.INT, cel.Type.DOUBLE, cel.Type.BOOL, cel.Type.LIST, cel.Type.MAP, cel.Type.TIMESTAMP,
    cel.Type.DURATION,
)  # fmt: skip
_MIXED = re.compile(r"No matching overloads found : _[-+*/]_\((int64, double|double, int64)\)")
_UNBOUND = re.compile(r'No value with name "(_[0-9]+)" found')
_WORDS: Final = (
    (
        re.compile(r"Iteration budget exceeded"),
        f"An expression goes through at most {MOST_ITEMS:,} items. Use a data node.",
    ),
    (re.compile(r'Key not found in map : "?([^"]*)"?'), r"There is no {0!r} in the object."),
    (re.compile(r"Index error: index=(-?\d+) size=(\d+)"), "There is no item [{0}]; the list has {1}."),
    (re.compile(r"Index error: expected integer type, got (\w+)"), "A list is asked for a place, as in [0]."),
    (re.compile(r"Applying SELECT to non-message type"), "A field was asked of something that is no object."),
    (re.compile(r"divide by zero|modulus by zero"), "Division by zero."),
    (re.compile(r"integer overflow|overflow"), "The number is too large."),
    (re.compile(r"cannot convert (\w+) to (\w+)"), "The {0} cannot be read as {1}."),
    (re.compile(r"No matching overloads found : <jump_condition>"), "What stands before ? has to be true or false."),
    (re.compile(r"No matching overloads found : (_&&_|_\|\|_|!_)"), "&&, || and ! need true or false on each side."),
    (re.compile(r"No matching overloads found : -_\((\w+)"), "There is no minus {0}."),
    (re.compile(r"No matching overloads found : @in"), "What stands after in has to be a list or an object."),
    (
        re.compile(r"No matching overloads found : <iter_range>"),
        "Only the items of a list or an object can be gone through.",
    ),
    (re.compile(r"Invalid map key type: '(\w+)'"), "{0} cannot be the name of a field."),
    (re.compile(r"Invalid container type: '(\w+)'"), "{0} has no items."),
    (re.compile(r"overload for '_\[_\]' applied to '\((.*)\)'"), "{0}: the first has no such item."),
    (re.compile(r"No matching overloads found : _\[\?_\]|_\?\._"), "Something before .? is no object or list."),
    (re.compile(r"No matching overloads found : _(\S+)_\((\w+), (\w+)\)"), "{1} {0} {2} cannot be calculated."),
    (re.compile(r"No matching overloads found : (?:\((\w+)\)\.)?(\w+)\((.*)\)"), "{1}() does not take {0} {2}."),
    (
        re.compile(r"Exceeded max recursion depth"),
        "The expression is too deeply nested, or has too many parts in a row.",
    ),
    (re.compile(r"undeclared reference to '(\w+)'"), "There is no {0!r}."),
    (re.compile(r"found no matching overload for '(-|!)_' applied to '\((.*)\)'"), "{1} cannot follow {0}."),
    (re.compile(r"found no matching overload for '(?:@in|_in_)' applied to '\((.*)\)'"), "{0} cannot be joined by in."),
    (re.compile(r"found no matching overload for '_(\S+)_' applied to '\((.*)\)'"), "{1} cannot be joined by {0}."),
    (re.compile(r"found no matching overload for '(\w+)' applied to '(.*)'"), "{0} does not take {1}."),
    (re.compile(r"(?:extraneous|mismatched) input '<EOF>'"), "Something is missing at its end."),
    (re.compile(r"(?:extraneous|mismatched) input '(.*?)' expecting"), "{0!r} is not expected there."),
    (re.compile(r"no viable alternative at input '(.*?)'"), "It cannot be read near {0!r}."),
    (re.compile(r"Syntax error: (.*)"), "It cannot be read: {0}"),
)
_CODE: Final = re.compile(r"^[A-Z_]+: (ERROR: <input>:-?\d+:-?\d+: )?|( \[[A-Z_]+\])$")
_KIND_NAMES: Final = {
    "int64": "a whole number", "int": "a whole number", "uint64": "a whole number", "double": "a number",
    "string": "a text", "bool": "true or false", "null_type": "null", "list": "a list", "map": "an object",
    "dyn": "anything",
}  # fmt: skip


@lru_cache(maxsize=2048)
def program_of(formula: Formula, *, with_functions: bool = True) -> cel.Expression:
    """The compiled expression, with all that is offered or with CEL's own alone. Raises SyntaxFault."""
    environment = _environment(with_functions)
    if with_functions:
        try:
            return environment.compile(formula.cel)
        except RuntimeError as error:
            if "'_?_:_'" not in str(error):
                raise SyntaxFault(_named(formula, in_words(str(error)))) from error
    try:  # both sides of a choice may be of different kinds
        return environment.compile(formula.cel, disable_check=True)
    except RuntimeError as error:
        raise SyntaxFault(_named(formula, in_words(str(error)))) from error


def _named(formula: Formula, words: str) -> str:
    """The words with what a person wrote in place of what CEL was given."""
    written = {f"_{number}": handed.path.written() for number, handed in enumerate(formula.handed)}
    return re.sub(r"_[0-9]+", lambda match: written.get(match.group(), match.group()), words)


def evaluated(formula: Formula, values: Mapping[str, Any], *, with_functions: bool = False) -> JsonValue:
    """The formula's value on values that are ``prepared``; one that lacks is a fault only where it is needed.

    Raises EvaluationFault: ``Unbound`` where a value lacks that is needed, ``NeedsFunctions`` where it has no value
    without them.
    """
    program = program_of(formula, with_functions=with_functions)
    allow(MOST)
    order = KeyOrder(values.values(), formula.key_orders)
    with running(order) as evaluation:
        try:
            result = program.eval(data=dict(values))
            if result.type() != cel.Type.ERROR:
                value: JsonValue = _json(order.restored(result.plain_value()))
                return value
            words = _error_text(result)
        except RuntimeError as error:
            words = str(error)
    for fault in evaluation.faults:
        if str(fault) in words:
            raise fault
    if not with_functions and _MIXED.search(words):
        raise NeedsFunctions(words)
    unbound = _UNBOUND.search(words)
    if unbound:
        raise Unbound(unbound.group(1))
    raise EvaluationFault(in_words(words))


def in_words(message: str) -> str:
    """What the library says, as a person can act on it."""
    for pattern, words in _WORDS:
        match = pattern.search(message)
        if match:
            return words.format(*(_kinds(each or "") for each in match.groups()))
    return f"It cannot be evaluated: {_CODE.sub('', message.splitlines()[0])[:200]}"


def _kinds(text: str) -> str:
    return re.sub(r"\w+", lambda match: _KIND_NAMES.get(match.group(), match.group()), text)


def _json(value: Any) -> Any:
    return prepared(value, [2**62])


def _error_text(result: cel.Value) -> str:
    try:
        return str(result.value())
    except TypeError as error:
        raise EvaluationFault("The value may be missing: end with .orValue(…).") from error


@lru_cache(maxsize=2)
def _environment(with_functions: bool) -> cel.Env:
    """Made once in a process, a tenth of a second."""
    variables = {f"_{number}": cel.Type.DYN for number in range(MAX_VALUES)}
    if not with_functions:
        return cel.NewEnv(variables=variables, extensions=[ext_optional.ExtOptional()])
    functions = [_declared(each) for each in FUNCTIONS.values()]
    functions += [
        _mixed("_+_", operator.add), _mixed("_-_", operator.sub), _mixed("_*_", operator.mul), _mixed("_/_", _divided),
    ]  # fmt: skip
    made = cel.NewEnv(
        variables=variables,
        extensions=[ext_optional.ExtOptional(), cel.CelExtension("machina", functions)],
    )
    made.compile("true")  # declarations that do not go together are reported only here
    return made


def _declared(function: Function) -> cel.FunctionDecl:
    """``f(…)``, and ``x.f(…)`` for every kind of x: all other arguments come as one list."""
    name, call = function.name, _guarded(function)
    overloads = [
        cel.Overload(f"machina_{name}", cel.Type.DYN, [cel.Type.LIST], impl=lambda handed: call(*handed)),
    ]
    if function.is_method:
        overloads += [
            cel.Overload(
                f"machina_{name}_{number}",
                cel.Type.DYN,
                [kind, cel.Type.LIST],
                is_member=True,
                impl=lambda first, handed: call(first, *handed),
            )
            for number, kind in enumerate(_KINDS)
        ]
    return cel.FunctionDecl(name, overloads)


def _guarded(function: Function) -> Callable[..., Any]:
    """The function on plain JSON; its faults are kept, since the library hands on no more than their text."""

    def call(*handed: Any) -> Any:
        evaluation = current()
        try:
            made = function(*(evaluation.order.restored(each) for each in handed))
            return prepared(made, [2**62])
        except EvaluationFault as fault:
            evaluation.faults.append(fault)
            raise
        except (ArithmeticError, ValueError, TypeError, RecursionError) as error:
            evaluation.faults.append(EvaluationFault(f"{function.name}() cannot do that: {str(error)[:200]}"))
            raise evaluation.faults[-1] from error

    return call


def _mixed(name: str, calculate: Callable[[Any, Any], float]) -> cel.FunctionDecl:
    """The operator between a whole and a broken number."""
    whole, broken = cel.Type.INT, cel.Type.DOUBLE
    return cel.FunctionDecl(
        name,
        [
            cel.Overload(f"{name}_whole_broken", broken, [whole, broken], impl=calculate),
            cel.Overload(f"{name}_broken_whole", broken, [broken, whole], impl=calculate),
        ],
    )


def _divided(one: float, other: float) -> float:
    if other == 0:
        raise EvaluationFault("divide by zero")
    return one / other
