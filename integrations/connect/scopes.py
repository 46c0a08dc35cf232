"""Which scopes services need, what is missing of them, and what they mean in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from integrations.catalog.declare import Service
from integrations.catalog.registry import catalog
from integrations.errors import FieldError, InputError
from integrations.providers.declare import Provider


@dataclass(frozen=True)
class ServiceInWords:
    """One service and what it will be allowed to do, one plain sentence a scope."""

    key: str
    name: str
    lines: tuple[str, ...]

    @property
    def icon(self) -> str:
        """Path of the icon under the static files."""
        return f"services/{self.key}/icon.svg"


def services_of(provider: str, wanted: Sequence[str] | None) -> list[str]:
    """The wanted services, all of this provider for None. Raises InputError for none and for another provider's."""
    offered = [service.key for service in catalog().of_provider(provider)]
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
    known = catalog().services
    if wrong := [key for key in services if key not in known]:
        raise InputError(
            f"There is no service {', '.join(map(repr, wrong))}.",
            errors=[FieldError("services", f"{key!r} is not one of: {', '.join(known)}.") for key in wrong],
        )
    groups: dict[str, list[str]] = {}
    for key in dict.fromkeys(services):
        groups.setdefault(known[key].provider, []).append(key)
    return groups


def group_installed(services: Sequence[str]) -> dict[str, list[str]]:
    """The same for what was stored once: a service that has been uninstalled since is left out."""
    return group_by_provider([key for key in services if key in catalog().services])


def asked_scopes(provider: Provider, services: Iterable[str], *, also: Iterable[str] = ()) -> list[str]:
    """What is asked at the provider: who it is, what these services need, and scopes that must not get lost."""
    kind = provider.credential
    kept = {kind.scope(scope) for scope in kind.identity_scopes}
    needed = [scope for service in _installed(services) for scope in service.scopes]
    return list(dict.fromkeys([*kind.identity_scopes, *needed, *(scope for scope in also if scope not in kept)]))


def missing_scopes(services: Iterable[str], granted: Sequence[str]) -> list[str]:
    """The scopes these services need and were not given."""
    missing = (service.missing_scopes(granted, tuple(service.scopes)) for service in _installed(services))
    return list(dict.fromkeys(scope for scopes in missing for scope in scopes))


def in_words(services: Iterable[str], only: Sequence[str] | None = None) -> list[ServiceInWords]:
    """What services will be allowed to do, leaving out what another scope of theirs includes.

    A service without scopes has its name alone to say. With ``only``: the services that need one of these scopes, and
    just these.
    """
    described = (
        ServiceInWords(service.key, service.name, tuple(_lines(service, only))) for service in _installed(services)
    )
    return [each for each in described if each.lines or only is None]


def _lines(service: Service, only: Sequence[str] | None) -> list[str]:
    if only is not None:
        return [words for scope, words in service.scopes.items() if scope in only]
    included = {narrow for scope in service.scopes for narrow in service.covers.get(scope, ())}
    return [words for scope, words in service.scopes.items() if scope not in included]


def _installed(services: Iterable[str]) -> list[Service]:
    known = catalog().services
    return [known[key] for key in services if key in known]
