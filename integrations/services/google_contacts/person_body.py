"""What Google is sent to make a contact or to change one: whole fields, merged from what there is and what is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from integrations.catalog.readable import parts
from integrations.services.google_contacts import birthdays
from integrations.services.google_contacts.models.given import GivenAddress, GivenEmail, GivenPhone, GivenWebsite
from integrations.services.google_contacts.models.inputs import GoogleContactCreate, GoogleContactUpdate
from integrations.services.google_contacts.parsing import Resource, first

Entry = dict[str, Any]  # one entry of a field in Google's shape
Body = dict[str, list[Entry]]

_NAME = {
    "given_name": "givenName",
    "family_name": "familyName",
    "middle_name": "middleName",
    "name_prefix": "honorificPrefix",
    "name_suffix": "honorificSuffix",
}
_JOB = {"company": "name", "job_title": "title", "department": "department"}
_ADDRESS = {
    "street": "streetAddress",
    "extended": "extendedAddress",
    "po_box": "poBox",
    "postal_code": "postalCode",
    "city": "city",
    "region": "region",
    "country": "country",
    "country_code": "countryCode",
}
_GOOGLES_OWN = frozenset({"metadata", "formattedType"})
# What Google makes of a name: sent back beside a part that has changed, the old name could win.
_MADE_OF_NAMES = ("displayName", "displayNameLastFirst", "unstructuredName")
MY_CONTACTS = "myContacts"

Given = GivenEmail | GivenPhone | GivenWebsite


def body_of_new(data: GoogleContactCreate) -> Body:
    """The fields of a new contact; what was not given is left out."""
    given = {name: getattr(data, name) for name in data.model_fields_set if name != "group_ids"}
    body = fields_of_change(GoogleContactUpdate(resource_name="people/new", **given), {})
    if data.group_ids:
        groups = dict.fromkeys([MY_CONTACTS, *data.group_ids])
        body["memberships"] = [_membership(each) for each in groups]
    return body


def fields_of_change(data: GoogleContactUpdate, person: Resource) -> Body:
    """Only the fields that change, each whole as it is to be: entries that stay are Google's own."""
    given = data.model_fields_set
    body: Body = {}
    if given & _NAME.keys():
        name = first(person, "names")
        made_of = _MADE_OF_NAMES if name.keys() & set(_NAME.values()) else ()
        body["names"] = _one(_with_parts(name, data, _NAME, without=made_of))
    if given & _JOB.keys():
        job = _with_parts(first(person, "organizations"), data, _JOB)
        body["organizations"] = _with_first(person, "organizations", job)
    if "notes" in given:
        body["biographies"] = [{"value": data.notes, "contentType": "TEXT_PLAIN"}] if data.notes else []
    if "nickname" in given:
        body["nicknames"] = _with_first(person, "nicknames", {"value": data.nickname} if data.nickname else {})
    if "birthday" in given:
        body["birthdays"] = [{"date": birthdays.sent(data.birthday)}] if data.birthday else []
    if data.emails is not None or data.remove_emails:
        body["emailAddresses"] = _merged(person, "emailAddresses", data.emails, data.remove_emails, _same_text)
    if data.phones is not None or data.remove_phones:
        body["phoneNumbers"] = _merged(person, "phoneNumbers", data.phones, data.remove_phones, _same_number)
    if data.websites is not None:
        body["urls"] = _merged(person, "urls", data.websites, (), _same_text)
    if data.addresses is not None:
        body["addresses"] = _with_addresses(person, data.addresses)
    return {name: value for name, value in body.items() if _told(value) != _told(parts(person, name))}


def _membership(group_id: str) -> Entry:
    return {"contactGroupMembership": {"contactGroupResourceName": f"contactGroups/{group_id}"}}


def _with_parts(
    entry: Resource, data: GoogleContactUpdate, names: Mapping[str, str], *, without: Sequence[str] = ()
) -> Entry:
    """The entry with the parts that were given; one that was emptied is left out."""
    kept = {name: value for name, value in entry.items() if name not in without}
    given = {names[name]: getattr(data, name) or "" for name in data.model_fields_set & names.keys()}
    return {name: value for name, value in (kept | given).items() if value != ""}


def _one(entry: Entry) -> list[Entry]:
    """The entry, if it says anything at all."""
    return [entry] if entry.keys() - {*_GOOGLES_OWN, "type", "current"} else []


def _with_first(person: Resource, field: str, changed: Entry) -> list[Entry]:
    """The main entry changed where it stands, the others as they are."""
    main, told = first(person, field), parts(person, field)
    kept = (_one(changed) if each is main else [dict(each)] for each in told)
    return [entry for each in kept for entry in each] if told else _one(changed)


def _merged(
    person: Resource,
    field: str,
    given: Sequence[Given] | None,
    remove: Sequence[str],
    same: Callable[[str], str],
) -> list[Entry]:
    """What there is without what is to go, with other types where they are given, and then what is new.

    An empty list given clears all.
    """
    if given is not None and not given:
        return []
    gone = {same(each) for each in remove}
    merged = [dict(each) for each in parts(person, field) if same(_value(each)) not in gone]
    for new in given or ():
        known = next((place for place, each in enumerate(merged) if same(_value(each)) == same(new.value)), None)
        if known is None:
            merged.append(_typed({"value": new.value}, new.type))
        else:
            merged[known] = _typed(merged[known], new.type)
    return merged


def _value(entry: Resource) -> str:
    return str(entry.get("value") or "")


def _typed(entry: Entry, kind: str) -> Entry:
    if not kind or entry.get("type") == kind:
        return entry
    return {**{name: value for name, value in entry.items() if name != "formattedType"}, "type": kind}


def _with_addresses(person: Resource, given: Sequence[GivenAddress]) -> list[Entry]:
    """One of a type that is there already is changed where fields are given; others are added."""
    if not given:
        return []
    merged = [dict(each) for each in parts(person, "addresses")]
    for each in given:
        known = next((entry for entry in merged if (entry.get("type") or "") == each.type), None)
        if known is None:
            merged.append(_with_address({"type": each.type} if each.type else {}, each))
        else:
            merged[merged.index(known)] = _with_address(known, each)
    return [entry for entry in merged if entry.keys() & _ADDRESS_PARTS]


def _with_address(entry: Entry, given: GivenAddress) -> Entry:
    """Without the whole text that Google makes of the parts."""
    told = {_ADDRESS[name]: getattr(given, name) or "" for name in given.model_fields_set & _ADDRESS.keys()}
    kept = {name: value for name, value in entry.items() if name != "formattedValue" or not told}
    return {name: value for name, value in (kept | told).items() if value != ""}


_ADDRESS_PARTS = frozenset({*_ADDRESS.values(), "formattedValue"})


def _told(entries_of_a_field: Sequence[Resource]) -> list[Entry]:
    """What people have said in them, to see whether that changes."""
    own = {*_GOOGLES_OWN, *_MADE_OF_NAMES, "formattedValue"}
    return [{name: value for name, value in each.items() if name not in own} for each in entries_of_a_field]


def _same_text(value: str) -> str:
    return value.strip().casefold()


def _same_number(value: str) -> str:
    """Digits and a plus before them; a number of letters is compared as it is."""
    digits = "".join(each for each in value if each.isdigit())
    return f"{'+' if value.strip().startswith('+') else ''}{digits}" if digits else _same_text(value)
