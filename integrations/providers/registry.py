"""The registry of providers: every folder beside this file, and every installed package of the entry-point group."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import entry_points
from types import MappingProxyType

from django.conf import settings

from integrations.catalog.declare import DeclarationError
from integrations.errors import NotFound
from integrations.providers.declare import Provider
from integrations.providers.switched_on.declared import declared

BUILT_IN = "integrations.providers"
ENTRY_POINTS = "machina.providers"

_current: Mapping[str, Provider] | None = None


def all_providers() -> Mapping[str, Provider]:
    """Every provider of this process by key, discovered at the first call."""
    global _current
    if _current is None:
        _current = discover()
    return _current


def provider(key: str) -> Provider:
    """Raises NotFound that lists what exists."""
    try:
        return all_providers()[key]
    except KeyError:
        known = ", ".join(all_providers())
        raise NotFound(f"There is no provider {key!r}. Providers are: {known}.") from None


def find(key: str) -> Provider | None:
    """None for one whose package is not installed any more, though rows may still name it."""
    return all_providers().get(key)


def discover() -> Mapping[str, Provider]:
    """Import every provider package, the built-in ones and those of entry-point group ``machina.providers``, and
    declare those of the setting MACHINA_PROVIDERS.

    Raises DeclarationError for a package without a provider, and for two providers of one key.
    """
    folders = pkgutil.iter_modules(importlib.import_module(BUILT_IN).__path__)
    names = [f"{BUILT_IN}.{folder.name}" for folder in folders if folder.ispkg]
    found = [name for name in names if importlib.util.find_spec(f"{name}.provider") is not None]
    found += [entry.value for entry in entry_points(group=ENTRY_POINTS)]
    return by_key([*(load_provider(name) for name in sorted(found)), *declared(settings.MACHINA_PROVIDERS)])


def by_key(providers: Iterable[Provider]) -> Mapping[str, Provider]:
    """Raises DeclarationError for two of one key."""
    listed = sorted(providers, key=lambda each: each.key)
    keys = [each.key for each in listed]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise DeclarationError(
            f"Providers declared twice: {', '.join(twice)}. Uninstall one package of each, or take it out of"
            " MACHINA_PROVIDERS."
        )
    return MappingProxyType({each.key: each for each in listed})


@contextmanager
def using(*replacements: Provider) -> Iterator[Mapping[str, Provider]]:
    """Work with these providers alone for a while, for tests and for checking a single package."""
    global _current
    before, _current = _current, by_key(replacements)
    try:
        yield _current
    finally:
        _current = before


def load_provider(package: str) -> Provider:
    """Import a provider package. Raises DeclarationError where it declares none."""
    declared = getattr(importlib.import_module(f"{package}.provider"), "provider", None)
    if not isinstance(declared, Provider):
        raise DeclarationError(f"{package}.provider must define `provider = Provider(…)`, not {declared!r}")
    return declared
