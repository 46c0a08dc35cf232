"""The registry: every installed service, found once by importing the service packages."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import pkgutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path

from integrations.catalog import pricing
from integrations.catalog.declare import DeclarationError, Operation, OptionsLoader, Service, Trigger
from integrations.catalog.pricing import ShippedPrice
from integrations.catalog.schema import input_schema, property_hints
from integrations.errors import NotFound

logger = logging.getLogger(__name__)

BUILT_IN = "integrations.services"
ENTRY_POINTS = "machina.services"
PARTS = ("operations", "triggers", "options")


class Catalog:
    """An immutable view of services and what is declared on them, looked up by key.

    A service whose provider is not one of ``providers`` is installed but not offered; None offers all. One that needs
    no provider always is.
    """

    def __init__(self, services: Iterable[Service], *, providers: Collection[str] | None = None) -> None:
        self.installed: Mapping[str, Service] = {service.key: service for service in services}
        self.services: Mapping[str, Service] = {
            key: service
            for key, service in self.installed.items()
            if providers is None or service.is_local or service.provider in providers
        }
        self._known_providers = tuple(providers or ())

    @property
    def operations(self) -> Mapping[str, Operation]:
        """All operations by full key, in order of service and declaration."""
        return {
            operation.key: operation for service in self.services.values() for operation in service.operations.values()
        }

    @property
    def triggers(self) -> Mapping[str, Trigger]:
        """All triggers by full key."""
        return {t.key: t for service in self.services.values() for t in service.triggers.values()}

    @property
    def providers(self) -> tuple[str, ...]:
        """Keys of the providers that have at least one service, sorted."""
        return tuple(sorted({service.provider for service in self.services.values() if not service.is_local}))

    def service(self, key: str) -> Service:
        """Raises NotFound that lists what exists, or says why one that is installed is not offered."""
        try:
            return self.services[key]
        except KeyError:
            if key in self.installed:
                raise NotFound(self.why_not_offered(self.installed[key])) from None
            known = ", ".join(self.services)
            raise NotFound(f"There is no service {key!r}. Services are: {known}.") from None

    def operation(self, key: str) -> Operation:
        """Raises NotFound naming the key and where to look."""
        service_key, _, name = key.partition(".")
        service = self.services.get(service_key)
        if service is None or name not in service.operations:
            raise NotFound(f"There is no operation {key!r}. GET /api/v1/operations/ lists them.")
        return service.operations[name]

    def trigger(self, key: str) -> Trigger:
        """Raises NotFound naming the key and where to look."""
        service_key, _, name = key.partition(".")
        service = self.services.get(service_key)
        if service is None or name not in service.triggers:
            raise NotFound(f"There is no trigger {key!r}. GET /api/v1/nodes/ lists them.")
        return service.triggers[name]

    def node(self, key: str) -> Operation | Trigger:
        """What stands behind a node of the editor: an operation or a trigger. Raises NotFound."""
        return self.triggers.get(key) or self.operation(key)

    def options_loader(self, node: Operation | Trigger, field: str) -> OptionsLoader:
        """The loader that a field of an operation or trigger names. Raises NotFound."""
        hints = property_hints(input_schema(node.input_model)).get(field, {})
        name = hints.get("options")
        if not isinstance(name, str) or name not in node.service.option_loaders:
            raise NotFound(f"Field {field!r} of {node.key} has no dynamic options.")
        return node.service.option_loaders[name]

    def price(self, service_key: str, pricing_key: str) -> ShippedPrice:
        """The shipped price of a pricing key. Raises NotFound; a system check keeps that from happening."""
        prices = self.prices(service_key)
        if pricing_key not in prices:
            raise NotFound(f"{service_key}: pricing.toml has no key {pricing_key!r}.")
        return prices[pricing_key]

    def prices(self, service_key: str) -> Mapping[str, ShippedPrice]:
        """The shipped prices of a service by pricing key. Raises NotFound for an unknown service."""
        service = self.installed.get(service_key) or self.service(service_key)
        return pricing.load(service.folder / pricing.FILE)

    def why_not_offered(self, service: Service) -> str:
        """What to do about a service that names a provider there is not."""
        return (
            f"The service {service.key!r} is not offered, because there is no provider {service.provider!r}. Install"
            f" the package that brings it, make it with `manage.py providers new {service.provider}`, or name one of"
            f" these in its service.py: {', '.join(self._known_providers)}."
        )

    def of_provider(self, provider: str) -> tuple[Service, ...]:
        return tuple(service for service in self.services.values() if service.provider == provider)


_current: Catalog | None = None
_provider_keys: Callable[[], Collection[str]] | None = None


def offer_services_of(providers: Callable[[], Collection[str]]) -> None:
    """Told once, when the process starts, which providers there are; the catalog itself knows none."""
    global _provider_keys
    _provider_keys = providers


def catalog() -> Catalog:
    """The catalog of this process, discovered at the first call."""
    global _current
    if _current is None:
        _current = discover()
    return _current


def discover() -> Catalog:
    """Import every service package, the built-in ones and those of entry-point group ``machina.services``."""
    package = importlib.import_module(BUILT_IN)
    names = [f"{BUILT_IN}.{module.name}" for module in pkgutil.iter_modules(package.__path__) if module.ispkg]
    names += [entry.value for entry in entry_points(group=ENTRY_POINTS)]
    services = [load_service(name) for name in sorted(names)]
    keys = [service.key for service in services]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise DeclarationError(f"Services declared twice: {', '.join(sorted(twice))}. Uninstall one package of each.")
    found = Catalog(services, providers=_provider_keys() if _provider_keys else None)
    for service in found.installed.values():
        if service.key not in found.services:
            logger.error("catalog.service_not_offered", extra={"reason": found.why_not_offered(service)})
    return found


@contextmanager
def using(replacement: Catalog) -> Iterator[Catalog]:
    """Work with another catalog for a while, for tests and for ``services check`` of a single package."""
    global _current
    before, _current = _current, replacement
    try:
        yield replacement
    finally:
        _current = before


def load_service(package: str) -> Service:
    """Import a service package with everything declared in it. Raises DeclarationError where it has no service."""
    service = importlib.import_module(f"{package}.service").service
    if not isinstance(service, Service):
        raise DeclarationError(f"{package}.service must define `service = Service(…)`, not {service!r}")
    for part in PARTS:
        if importlib.util.find_spec(f"{package}.{part}") is not None:
            importlib.import_module(f"{package}.{part}")
    return service


def loaded_apart(package: str, folder: Path) -> Service:
    """The service in a folder that need not be installed, imported as ``package``; nothing of it stays imported."""
    known = set(sys.modules)
    root = str(folder.parents[package.count(".")])
    sys.path.insert(0, root)
    importlib.invalidate_caches()
    try:
        return load_service(package)
    finally:
        sys.path.remove(root)
        for name in [name for name in sys.modules if name == package or name.startswith(f"{package}.")]:
            if name not in known:
                del sys.modules[name]
