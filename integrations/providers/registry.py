"""The registry of providers: every folder beside this file that has a ``facts`` module."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from integrations import providers
from integrations.errors import NotFound
from integrations.providers.declare import Provider


@cache
def all_providers() -> Mapping[str, Provider]:
    """Every provider by key."""
    folders = (module.name for module in pkgutil.iter_modules(providers.__path__) if module.ispkg)
    facts = (importlib.import_module(f"{providers.__name__}.{name}.facts").PROVIDER for name in sorted(folders))
    return MappingProxyType({provider.key: provider for provider in facts})


def provider(key: str) -> Provider:
    """Raises NotFound that lists what exists."""
    try:
        return all_providers()[key]
    except KeyError:
        known = ", ".join(all_providers())
        raise NotFound(f"There is no provider {key!r}. Providers are: {known}.") from None
