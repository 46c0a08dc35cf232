"""Whether what relied on an older contract of an operation or trigger can rely on a newer one, and if not, why.

It may take more and give more than before. It may not refuse what it took, give less than it gave, or do worse.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import cast

from integrations.catalog.declare import Effect
from integrations.catalog.schema import JSONSchema

EFFECTS: tuple[Effect, ...] = ("read", "idempotent_write", "write", "destructive")
"""From the harmless to what cannot be undone."""
AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")


def incompatibilities(old: JSONSchema, new: JSONSchema, *, given: Collection[str]) -> list[str]:
    """Why a node that was drawn for ``old`` cannot run on ``new``, in words; nothing where it can.

    ``given`` are the input fields that the node sets: of the others only those matter that are required by now.
    """
    worse = EFFECTS.index(cast(Effect, new["effect"])) > EFFECTS.index(cast(Effect, old["effect"]))
    words = f"what it does was {old['effect']} and is {new['effect']} by now"
    return [
        *([words] if worse else []),
        *_refused(cast(JSONSchema, old["input"]), cast(JSONSchema, new["input"]), "", given),
        *_lost(cast(JSONSchema, old["output"]), cast(JSONSchema, new["output"]), ""),
    ]


def _refused(old: JSONSchema, new: JSONSchema, path: str, given: Collection[str] | None) -> Iterator[str]:
    """What an input took and takes no more."""
    if old == new or not new:
        return
    if alternatives := _alternatives(new):
        if not any(_covers(old, each, path) for each in alternatives):
            yield f"{path or 'the input'} takes something else"
        return
    if combined := _alternatives(old):
        yield from (words for each in combined for words in _refused(each, new, path, None))
        return
    if gone := _types(old) - _types(new):
        yield f"{path or 'the input'} takes no {' or '.join(sorted(gone))} any more"
        return
    yield from _stricter(old, new, path)
    yield from _refused_fields(old, new, path, given)
    if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
        yield from _refused(cast(JSONSchema, old["items"]), cast(JSONSchema, new["items"]), f"{path}[]", None)


def _covers(old: JSONSchema, new: JSONSchema, path: str) -> bool:
    return not any(_refused(old, new, path, None))


def _refused_fields(old: JSONSchema, new: JSONSchema, path: str, given: Collection[str] | None) -> Iterator[str]:
    before, now = _properties(old), _properties(new)
    for name in sorted(_required(new) - _required(old) - set(given or ())):
        yield f"{_below(path, name)} is required"
    for name, schema in before.items():
        if given is not None and name not in given:
            continue
        if name in now:
            yield from _refused(schema, now[name], _below(path, name), None)
        elif new.get("additionalProperties") is False:
            yield f"there is no {_below(path, name)} any more"


def _stricter(old: JSONSchema, new: JSONSchema, path: str) -> Iterator[str]:
    place = path or "the input"
    values = _values(new)
    if values is not None and (_values(old) is None or not {*_texts(_values(old))} <= {*_texts(values)}):
        yield f"{place} takes only {', '.join(_texts(values))}"
    for words, is_stricter in ((AT_LEAST, float.__gt__), (AT_MOST, float.__lt__)):
        for word in words:
            limit, before = new.get(word), old.get(word)
            if isinstance(limit, int | float) and (
                not isinstance(before, int | float) or is_stricter(float(limit), float(before))
            ):
                yield f"{place} has {word} {limit}"
    if new.get("pattern") is not None and new.get("pattern") != old.get("pattern"):
        yield f"{place} takes another form of text"


def _lost(old: JSONSchema, new: JSONSchema, path: str) -> Iterator[str]:
    """What an output gave and gives no more, or gives as something else."""
    if old == new or not old:
        return
    if _alternatives(old) or _alternatives(new):
        if not _kinds(new) <= _kinds(old):
            yield f"{path or 'the output'} gives something else"
        return
    if more := _types(new) - _types(old):
        yield f"{path or 'the output'} may be {' or '.join(sorted(more))}"
        return
    now = _properties(new)
    for name, schema in _properties(old).items():
        if name not in now:
            yield f"it gives no {_below(path, name)} any more"
        else:
            yield from _lost(schema, now[name], _below(path, name))
    if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
        yield from _lost(cast(JSONSchema, old["items"]), cast(JSONSchema, new["items"]), f"{path}[]")


def _alternatives(schema: JSONSchema) -> Sequence[JSONSchema]:
    found = schema.get("anyOf") or schema.get("oneOf")
    return cast(Sequence[JSONSchema], found) if isinstance(found, list) else ()


def _kinds(schema: JSONSchema) -> set[str]:
    return set().union(*(_types(each) for each in _alternatives(schema) or (schema,)))


ANYTHING = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})


def _types(schema: JSONSchema) -> set[str]:
    named = schema.get("type")
    if named is None:
        values = _values(schema)
        return set(ANYTHING) if values is None else {_type_of(each) for each in values}
    types = {named} if isinstance(named, str) else {*cast(list[str], named)}
    return types | {"integer"} if "number" in types else types


def _type_of(value: object) -> str:
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "null" if value is None else "object"


def _values(schema: JSONSchema) -> Sequence[object] | None:
    if "const" in schema:
        return [schema["const"]]
    return cast(Sequence[object], schema["enum"]) if "enum" in schema else None


def _texts(values: Sequence[object] | None) -> list[str]:
    return [json.dumps(each) for each in values or ()]


def _properties(schema: JSONSchema) -> Mapping[str, JSONSchema]:
    return cast(Mapping[str, JSONSchema], schema.get("properties") or {})


def _required(schema: JSONSchema) -> set[str]:
    return {*cast(list[str], schema.get("required") or [])}


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
