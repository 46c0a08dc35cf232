"""The guests of an event as Google is sent them: a new list keeps what is known of those who stay."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.catalog.email_addresses import parse_address
from integrations.errors import FieldError, InputError
from integrations.services.google_calendar.event_times import Body
from integrations.services.google_calendar.parsing import Resource

_OMITTED = (
    "Google keeps a part of the guest list from this account, so replacing it would uninvite those left out; "
    "let the organizer change it, or connect the organizer's account"
)


def invited(addresses: Sequence[str]) -> list[Body]:
    """Guests by address and, where one was given, by name; each once."""
    found = {each.addr_spec.casefold(): each for each in map(parse_address, addresses)}
    return [
        {"email": each.addr_spec, **({"displayName": each.display_name} if each.display_name else {})}
        for each in found.values()
    ]


def guests_of_change(addresses: Sequence[str], event: Resource) -> list[Body]:
    """The whole list to write: those who stay with their answers, comments and all that Google knows of them.

    An entry without an address cannot be named, so it stays as long as anybody does.
    Raises InputError where the present list cannot be read whole.
    """
    present = [guest for guest in event.get("attendees") or () if isinstance(guest, dict)]
    if event.get("attendeesOmitted"):
        raise InputError(f"attendees: {_OMITTED}", errors=[FieldError("attendees", _OMITTED)])
    known = {str(guest["email"]).casefold(): guest for guest in present if guest.get("email")}
    named = [_kept(known.get(str(each["email"]).casefold()), each) for each in invited(addresses)]
    return [*named, *(guest for guest in present if not guest.get("email"))] if named else []


def _kept(known: Resource | None, given: Body) -> Body:
    return given if known is None else {**given, **known, **{key: given[key] for key in given if key != "email"}}
