"""Trying a credential that a person has filled in: one harmless request, before anything of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.utils.crypto import salted_hmac

from integrations.connect.scopes import asked_scopes, services_of
from integrations.connect.tokens.tries import count_try
from integrations.egress.client import shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.endpoints import LIVE
from integrations.egress.guard import AddressRefused
from integrations.egress.permit import Permit
from integrations.egress.policy import refusal_of
from integrations.egress.request import EgressRequest
from integrations.egress.response import EgressResponse
from integrations.errors import (
    FieldError,
    InputError,
    MachinaError,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
)
from integrations.holders import Holder
from integrations.providers.consent import Consent, Identity, Tokens
from integrations.providers.declare import Provider
from integrations.providers.fields import PLACE, read_fields
from integrations.providers.filled_in import sealed_text
from integrations.providers.filled_in_guide import API_URL
from integrations.providers.reaching import Reached

SECONDS = 15.0
ATTEMPTS = 2
BASE_URL = "base_url"
OTHERWISE_FINE = frozenset({400, 404, 405, 406, 409, 410, 415, 422})
"""What an API may answer to an address of nobody knows what, having accepted who asks."""


@dataclass(frozen=True)
class Filled:
    """Values of the right form, and the account's own address where it has one."""

    values: Mapping[str, str] = field(repr=False)
    base_url: str


def read_filled(provider: Provider, fields: Mapping[str, object], base_url: str) -> tuple[Filled, Sequence[FieldError]]:
    """What was filled in, and everything that is wrong with it; ``fields.<name>`` and ``base_url`` are the places."""
    declared = provider.filled_in
    values, wrong = read_fields(declared.fields, fields)
    address = ""
    if base_url and (declared.base_url is None or not declared.base_url.is_typed):
        wrong.append(FieldError(BASE_URL, f"{provider.name} takes no address here. Leave it out."))
    if declared.base_url is not None and (declared.base_url.is_typed or not wrong):
        try:
            address = declared.base_url.address(values, base_url)
        except InputError as error:
            wrong.append(FieldError(_place_of_address(provider), error.detail))
    return Filled(values, address), wrong


def try_filled(provider: Provider, filled: Filled, holder: Holder) -> Consent:
    """Ask the vendor with it, and return what may be kept.

    Raises InputError that names the fields the vendor does not accept, RemoteRejected, RemoteUnavailable, and
    RateLimited for a holder who has tried too often.
    """
    count_try(holder)
    try:
        answer = _ask(provider, filled)
    except AddressRefused as error:
        raise _wrong(error.detail, [_place_of_address(provider)]) from None
    except (RemoteUnavailable, RateLimited):
        raise
    except MachinaError as error:
        raise _refused(provider, error) from None
    return Consent(
        identity=_identity(provider, filled, None if provider.filled_in.test.any_answer else _json(provider, answer)),
        scopes=tuple(asked_scopes(provider, services_of(provider.key, None))),
        tokens=Tokens(access=sealed_text(filled.values), refresh="", expires_in=None, refresh_expires_in=None),
        base_url=filled.base_url,
    )


@dataclass(frozen=True, repr=False)
class _JustFilledIn:
    """A credential that nothing has stored yet."""

    text: str

    def token(self) -> str:
        return self.text

    def rejected(self, token: str) -> bool:
        return False


def _ask(provider: Provider, filled: Filled) -> EgressResponse:
    declared = provider.filled_in
    hosts = tuple(filter(None, [urlsplit(provider.addresses.get(API_URL, "")).hostname]))
    reached = Reached.at(provider.key, LIVE, hosts=hosts, base_url=filled.base_url)
    permit = Permit(
        reach=reached.reach,
        effect="read",
        deadline=Deadline(SECONDS),
        credential=_JustFilledIn(sealed_text(filled.values)),
        place=declared.place_sealed,
        vendor=provider.name,
        refusals=provider.refusals,
    )
    headers = {"Accept": "application/json", **declared.test.headers}
    url = reached.url.rstrip("/") + declared.test.path
    request = EgressRequest("GET", url, permit, headers=headers, max_redirects=0)
    if not declared.test.any_answer:
        return shared_egress().call(request, attempts=ATTEMPTS)
    answer = shared_egress().send(request, attempts=ATTEMPTS)
    if answer.status < 300 or answer.status in OTHERWISE_FINE:
        return answer
    raise refusal_of(answer, permit, may_repeat=True) or RemoteRejected(f"{answer.host} answered {answer.status}.")


def _json(provider: Provider, answer: EgressResponse) -> object:
    """What it says. A web page under a typed address is no vendor's API."""
    try:
        said: object = answer.json()
    except RemoteUnavailable as error:
        if provider.filled_in.base_url is None:
            raise
        words = f"{answer.host} answers, but not as {provider.name} does: {error.detail}"
        raise _wrong(words, [_place_of_address(provider)]) from None
    return said


def _identity(provider: Provider, filled: Filled, said: object) -> Identity:
    """Who the vendor says it is; where it says nothing, a keyed hash that tells this credential from others."""
    read = provider.filled_in.test.read
    if read is not None:
        try:
            return read(said if isinstance(said, dict) else {})
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise RemoteRejected(
                f"{provider.name} did not say whose account this is. Nothing has been connected."
            ) from error
    told = "\n".join((provider.key, filled.base_url, sealed_text(filled.values)))
    digest = salted_hmac("integrations.connect.filled_in", told, algorithm="sha256").hexdigest()[:40]
    plain = [urlsplit(filled.base_url).hostname or ""]
    plain += [filled.values[each.name] for each in provider.filled_in.fields if not each.is_secret]
    name = " ".join(filter(None, plain)) or f"{provider.name} {digest[:6]}"
    return Identity(f"hash:{digest}", "", False, "", name)


def _refused(provider: Provider, error: MachinaError) -> InputError:
    """In the vendor's words, at the fields that a person can correct."""
    secret = [each for each in provider.filled_in.fields if each.is_secret]
    places = [f"{PLACE}.{each.name}" for each in secret]
    if isinstance(error, ReconnectRequired):
        labels = " and ".join(each.label for each in secret)
        return _wrong(f"{provider.name} does not accept this {labels}.", places)
    if provider.filled_in.base_url is not None and error.vendor_status != 403:
        places = [_place_of_address(provider)]
    return _wrong(f"{provider.name} refuses it: {error.detail}", places)


def _wrong(message: str, places: Sequence[str]) -> InputError:
    return InputError(
        f"{message} Nothing has been kept.", errors=[FieldError(place, message) for place in dict.fromkeys(places)]
    )


def _place_of_address(provider: Provider) -> str:
    base = provider.filled_in.base_url
    if base is None or base.is_typed:
        return BASE_URL
    return f"{PLACE}.{base.names[0]}"
