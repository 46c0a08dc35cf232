"""Which scopes services need, what is missing of them, and what they mean in plain words.

A provider that has no service of its own stands in a service's place under its own key: its accounts are there for
requests of anybody's choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from integrations.catalog.declare import Service
from integrations.catalog.registry import catalog
from integrations.errors import FieldError, InputError
from integrations.providers.declare import Provider
from integrations.providers.registry import all_providers


@dataclass(frozen=True)
class ServiceInWords:
    """One service and what it will be allowed to do, one plain sentence a scope."""

    key: str
    name: str
    lines: tuple[str, ...]

    folder: str = "services"

    @property
    def icon(self) -> str:
        """Path of the icon under the static files."""
        return f"{self.folder}/{self.key}/icon.svg"


def services_of(provider: str, wanted: Sequence[str] | None) -> list[str]:
    """The wanted services, all of this provider for None. Raises InputError for none and for another provider's."""
    offered = [service.key for service in catalog().of_provider(provider)] or [provider]
    if wanted is None:
        return offered
    if not wanted:
        words = f"Name at least one of: {', '.join(offered)}; or leave services out for all of them."
        raise InputError(words, errors=[FieldError("services", words)])
    if wrong := [key for key in wanted if key not in offered]:
        raise InputError(
            f"{provider} has no service {', '.join(map(repr, wrong))}.",
            errors=[FieldError("services", f"{key!r} is not one of: {', '.join(offered)}.") for key in wrong],
        )
    return list(dict.fromkeys(wanted))


def group_by_provider(services: Sequence[str]) -> dict[str, list[str]]:
    """Services by their provider, in the order given. Raises InputError naming every unknown service."""
    known = _providers()
    if wrong := [key for key in services if key not in known]:
        raise InputError(
            f"There is no service {', '.join(map(repr, wrong))}.",
            errors=[FieldError("services", f"{key!r} is not one of: {', '.join(known)}.") for key in wrong],
        )
    groups: dict[str, list[str]] = {}
    for key in dict.fromkeys(services):
        groups.setdefault(known[key], []).append(key)
    return groups


def group_installed(services: Sequence[str]) -> dict[str, list[str]]:
    """The same for what was stored once: a service that has been uninstalled since is left out."""
    known = _providers()
    return group_by_provider([key for key in services if key in known])


def connectable() -> list[str]:
    """Keys of everything a link can ask for: services, and providers without one; none that asks nobody."""
    known, providers = _providers(), all_providers()
    return [key for key, of in known.items() if of in providers and providers[of].credential.kind != "none"]


def asked_scopes(provider: Provider, services: Iterable[str], *, also: Iterable[str] = ()) -> list[str]:
    """What is asked at the provider: who it is, what these services need, and scopes that must not get lost."""
    kind = provider.credential
    kept = {kind.scope(scope) for scope in kind.identity_scopes}
    needed = [scope for each in _asked_for(services) for scope in each.scopes]
    return list(dict.fromkeys([*kind.identity_scopes, *needed, *(scope for scope in also if scope not in kept)]))


def missing_scopes(services: Iterable[str], granted: Sequence[str]) -> list[str]:
    """The scopes these services need and were not given."""
    missing = (
        each.missing_scopes(granted, tuple(each.scopes))
        if isinstance(each, Service)
        else tuple(scope for scope in each.scopes if scope not in granted)
        for each in _asked_for(services)
    )
    return list(dict.fromkeys(scope for scopes in missing for scope in scopes))


def in_words(services: Iterable[str], only: Sequence[str] | None = None) -> list[ServiceInWords]:
    """What services will be allowed to do, leaving out what another scope of theirs includes.

    A service without scopes has its name alone to say. With ``only``: the services that need one of these scopes, and
    just these.
    """
    described = (
        ServiceInWords(
            each.key, each.name, tuple(_lines(each, only)), "services" if isinstance(each, Service) else "providers"
        )
        for each in _asked_for(services)
    )
    return [each for each in described if each.lines or only is None]


def _lines(asked: Service | Provider, only: Sequence[str] | None) -> list[str]:
    if only is not None:
        return [words for scope, words in asked.scopes.items() if scope in only]
    covers = asked.covers if isinstance(asked, Service) else {}
    included = {narrow for scope in asked.scopes for narrow in covers.get(scope, ())}
    return [words for scope, words in asked.scopes.items() if scope not in included]


def _providers() -> dict[str, str]:
    """The provider of everything that can be asked for, by key."""
    of_services = {key: service.provider for key, service in catalog().services.items()}
    having = set(of_services.values())
    return {key: key for key in all_providers() if key not in having} | of_services


def _asked_for(services: Iterable[str]) -> list[Service | Provider]:
    """What is still there."""
    known, providers = catalog().services, all_providers()
    found = (known.get(key) or providers.get(key) for key in services)
    return [each for each in found if each is not None]
