"""The folder of a new service: small, working, with tests that pass."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from string import Template

from integrations.catalog.planned import PROFILE, Planned, camel, checked
from integrations.catalog.projections.skill import BEGIN, END
from integrations.catalog.scaffold_imports import SHARED, imports

KEY = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
HOST = re.compile(r"^(?=.{4,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$")
TEMPLATES = Path(__file__).parent / "scaffold_files"
PARTS = Path(__file__).parent / "scaffold_parts"
NO_HOST = "api.example.com"
_PAGING = '''
PAGING = Cursor("cursor", next="next_cursor")
"""How the vendor pages; see the README for other ways."""
'''


def scaffold(
    key: str, *, into: Path, package: str, provider: str = "", operations: Sequence[Planned] = (), host: str = ""
) -> list[Path]:
    """Write the files of a new service ``key`` into the folder ``into``/``key`` and return their paths.

    ``package`` is what they are imported as, ``host`` where the vendor's API is. Raises ValueError for a key that is
    no name or is taken, for a host that is none, and for operations that collide.
    """
    if not KEY.match(key):
        raise ValueError(f"{key!r} is no key of a service; write vendor_product in lower case, for example acme_notes.")
    if provider and not KEY.match(provider):
        raise ValueError(f"{provider!r} is no key of a provider; write the vendor's name in lower case, such as acme.")
    if host and not HOST.match(host):
        raise ValueError(f"{host!r} is no host; write it without https:// and path, such as api.acme.example.")
    wanted = checked(operations)
    words = _words(key, package, provider or key.partition("_")[0], host or NO_HOST)
    return write_templates(
        TEMPLATES,
        into / key,
        {**words, **_written_out(wanted, words)},
        without=_unused(wanted),
        imported=_importable(wanted, words),
    )


def write_templates(
    templates: Path,
    folder: Path,
    words: Mapping[str, str],
    *,
    without: Collection[str] = (),
    imported: Mapping[str, Collection[str]] | None = None,
) -> list[Path]:
    """Fill every template with these words and write it into a new folder. Raises ValueError where there is one.

    Templates whose places are in ``without`` are left out; ``$imports`` in one takes in what it uses of ``imported``.
    """
    if folder.exists():
        raise ValueError(f"{folder} exists already; choose another key or remove it first.")
    written = []
    for template in sorted(path for path in templates.rglob("*.txt")):
        place = template.relative_to(templates).with_suffix("")
        if place.as_posix() in without:
            continue
        text = Template(template.read_text(encoding="utf-8")).substitute({"imports": "$imports", **words})
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("$imports", imports(imported or {}, text)), encoding="utf-8")
        written.append(path)
    return written


def import_path(folder: Path) -> str:
    """What a folder is imported as: its name after those of the packages that it lies in."""
    names = [folder.name]
    while ((folder := folder.parent) / "__init__.py").is_file():
        names.insert(0, folder.name)
    return ".".join(names)


def _words(key: str, package: str, provider: str, host: str) -> dict[str, str]:
    name = key.replace("_", " ").title()
    return {
        "key": key,
        "name": name,
        "model": name.replace(" ", ""),
        "dashed": key.replace("_", "-"),
        "package": package,
        "provider": provider,
        "host": host,
        "begin": BEGIN,
        "end": END,
    }


def _unused(operations: Sequence[Planned]) -> list[str]:
    unused = [] if operations else ["parsing.py"]
    return unused if _listed(operations) else [*unused, "options.py", "tests/test_options.py"]


def _listed(operations: Sequence[Planned]) -> dict[str, Planned]:
    """What can be listed, and so be chosen from, by what one of it is called."""
    return {each.item: each for each in reversed(operations) if each.part == "list"}


def _importable(operations: Sequence[Planned], words: Mapping[str, str]) -> dict[str, Collection[str]]:
    """What the modules of the service may take from each other and from the product."""
    package, model = words["package"], words["model"]
    items = {each.item for each in operations}
    models = ["Profile", "ProfileGet", *map(camel, items), *(name for each in operations for name in each.models())]
    return {
        **SHARED,
        f"{package}.models": [f"{model}{name}" for name in models],
        f"{package}.operations": [PROFILE, *(each.name for each in operations)],
        f"{package}.options": [f"{each.items}_to_choose" for each in _listed(operations).values()],
        f"{package}.parsing": [f"parse_{item}" for item in items],
        f"{package}.service": ["PAGING", "READ", "WRITE", "service"],
    }


def _written_out(operations: Sequence[Planned], words: Mapping[str, str]) -> dict[str, str]:
    """What stands in the templates for all operations together."""
    listed = _listed(operations)
    filled = [(each.part, {**words, **_words_of(each, has_choices=each.item in listed)}) for each in operations]
    one_of_each = {each["item"]: each for _, each in reversed(filled)}
    items = [("item", each) for each in one_of_each.values()]
    lists = [("item", one_of_each[item]) for item in listed]
    writes = any(each.effect != "read" for each in operations)
    return {
        "models": _each(items, "models") + _each(filled, "models"),
        "parsers": _each(items, "parsing"),
        "loaders": _each(lists, "options"),
        "operations": _each(filled, "operations"),
        "tests": _each(filled, "tests"),
        "tests_of_loaders": _each(lists, "tests_of_options"),
        "prices": "".join(f'\n[{name}]\nprice = "0"\n' for name in _pricing_keys(operations)),
        "calls": "".join(f'    ("{each.name}", {_example(each)}),\n' for each in operations),
        "paging": _PAGING if any(each.part in ("list", "search") for each in operations) else "",
        "write_scope": f'WRITE = "{words["key"]}.write"\n' if writes else "",
        "write_words": f'        WRITE: "Change what is in {words["name"]}",\n' if writes else "",
    }


def _pricing_keys(operations: Sequence[Planned]) -> list[str]:
    return [*(each.price for each in operations), *(["choices"] if _listed(operations) else [])]


def _words_of(operation: Planned, *, has_choices: bool) -> dict[str, str]:
    verb = operation.verb
    return {
        "operation": operation.name,
        "verb": verb,
        "Verb": verb.title(),
        "given": operation.given,
        "item": operation.item,
        "items": operation.items,
        "Item": camel(operation.item),
        "Input": next(operation.models()),
        "words": operation.item.replace("_", " "),
        "many_words": operation.items.replace("_", " "),
        "price": operation.price,
        "icon": operation.icon,
        "choices": f' = Field(json_schema_extra=ui(options="{operation.items}_to_choose"))' if has_choices else "",
    }


def _example(operation: Planned) -> str:
    fields = {
        "list": '{"max_results": 10}',
        "search": '{"query": "one", "max_results": 10}',
        "create": '{"name": "One"}',
        "update": f'{{"{operation.item}_id": "1", "name": "One"}}',
    }
    return fields.get(operation.part, f'{{"{operation.item}_id": "1"}}')


def _each(filled: Sequence[tuple[str, Mapping[str, str]]], file: str) -> str:
    """The part ``file`` of each, one after another."""
    return "".join(
        Template((PARTS / part / f"{file}.txt").read_text(encoding="utf-8")).substitute(words)
        for part, words in filled
    )
