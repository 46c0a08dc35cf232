"""Lists of people: contacts with their changes, people written to once, and those of the same company."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.paging import mark_of, offset_of, token_for
from integrations.sandbox.google.people.masks import OF_OTHERS, read_mask
from integrations.sandbox.google.people.resources import display_name, person_resource
from integrations.sandbox.google.people.store import people
from integrations.sandbox.google.people.sync import Place, place_of
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Contact

USUAL_RESULTS, MOST_RESULTS = 100, 1000


def list_connections(call: ApiCall) -> Resource:
    """people.connections.list: all contacts, or with a sync token what has changed, deleted ones included."""
    if call.parameters.text("resourceName") != "people/me":
        raise invalid('Only "people/me" is valid.', location="resourceName")
    mask, place = read_mask(call, "personFields"), place_of(call)
    contacts = _in_order(call, _changed(call, place) if place else list(people(call)))
    # Changes made while a client turns the pages belong to its next sync.
    mark = mark_of(call.parameters.text("pageToken")) or call.account.contact_book.change_number
    shown, next_page = page(call, contacts, mark=mark)
    answer: Resource = {"connections": [person_resource(each, mask) for each in shown]} if shown else {}
    answer |= {"totalPeople": len(contacts), "totalItems": len(contacts)} if not place else {}
    if next_page:
        return answer | {"nextPageToken": next_page}
    if call.parameters.flag("requestSyncToken") or place:
        since = place.since if place else int(call.now.timestamp())
        answer["nextSyncToken"] = Place(mark, since).token(call)
    return answer


def list_other_contacts(call: ApiCall) -> Resource:
    """otherContacts.list: people the account has written with, who are in no group."""
    if call.parameters.text("syncToken"):
        raise invalid("The sandbox gives no sync tokens for other contacts.", location="syncToken")
    mask = read_mask(call, "readMask", known=OF_OTHERS)
    found = list(people(call, Contact.Kind.OTHER))
    return _listed(call, found, "otherContacts", mask) | {"totalSize": len(found)}


def list_directory(call: ApiCall) -> Resource:
    """people.listDirectoryPeople"""
    _check_sources(call)
    return _listed(call, list(people(call, Contact.Kind.DIRECTORY)), "people", read_mask(call, "readMask"))


def search_directory(call: ApiCall) -> Resource:
    """people.searchDirectoryPeople: with pages, unlike the other searches."""
    _check_sources(call)
    mask, query = read_mask(call, "readMask"), call.parameters.text("query")
    found = [each for each in people(call, Contact.Kind.DIRECTORY) if matches(each, query)]
    return _listed(call, found, "people", mask) | {"totalSize": len(found)}


def search_contacts(call: ApiCall) -> Resource:
    """people.searchContacts: knows what there was at the last empty search. At most 30, and no pages."""
    mask, query, book = read_mask(call, "readMask"), call.parameters.text("query"), call.account.contact_book
    if not query:
        book.search_number = book.change_number
        book.save(update_fields=["search_number"])
        return {}
    known = people(call).filter(change_number__lte=book.search_number)
    found = [each for each in known if matches(each, query)]
    size = min(call.parameters.number("pageSize", default=0) or 10, 30)
    return {"results": [{"person": person_resource(each, mask)} for each in found[:size]]} if found else {}


def matches(contact: Contact, query: str) -> bool:
    """Whether the query is the beginning of a phrase in a name, address, number or company."""
    wanted = " ".join(query.casefold().split())
    texts = [display_name(contact.body), *_values(contact)]
    phrases = (" ".join(text.casefold().split()) for text in texts)
    return any(f" {phrase}".find(f" {wanted}") >= 0 for phrase in phrases)


def page(call: ApiCall, found: Sequence[Contact], *, mark: int = 0) -> tuple[Sequence[Contact], str | None]:
    """One page of them, and the token of the next. Raises 400 for a size that cannot be."""
    size = call.parameters.number("pageSize", default=0) or USUAL_RESULTS
    if not 0 < size <= MOST_RESULTS:
        raise invalid(f"Page size must be between 1 and {MOST_RESULTS}.", location="pageSize")
    begin = offset_of(call.parameters.text("pageToken"))
    end = begin + size
    return found[begin:end], token_for(end, mark=mark) if end < len(found) else None


def _listed(call: ApiCall, found: Sequence[Contact], name: str, mask: frozenset[str]) -> Resource:
    shown, next_page = page(call, found)
    answer: Resource = {name: [person_resource(each, mask) for each in shown]} if shown else {}
    return answer | ({"nextPageToken": next_page} if next_page else {})


def _changed(call: ApiCall, place: Place) -> list[Contact]:
    book = call.account.contact_book
    changed = book.contacts.filter(kind=Contact.Kind.CONTACT, change_number__gt=place.number)
    # What came and went in between was never there for this client.
    return [each for each in changed if not (each.is_deleted and each.created_number > place.number)]


def _in_order(call: ApiCall, contacts: list[Contact]) -> list[Contact]:
    order = call.parameters.text("sortOrder")
    if order == "LAST_MODIFIED_DESCENDING":
        return contacts[::-1]
    if order in NAME_PARTS:
        return sorted(contacts, key=NAME_PARTS[order])
    return contacts


def _by(*parts: str) -> Callable[[Contact], list[str]]:
    def key(contact: Contact) -> list[str]:
        names = contact.body.get("names") or [{}]
        return [str(names[0].get(part) or "").casefold() for part in parts]

    return key


NAME_PARTS = {
    "FIRST_NAME_ASCENDING": _by("givenName", "familyName"),
    "LAST_NAME_ASCENDING": _by("familyName", "givenName"),
}


def _values(contact: Contact) -> list[str]:
    places = {
        "nicknames": ("value",),
        "emailAddresses": ("value",),
        "phoneNumbers": ("value",),
        "organizations": ("name", "title"),
    }
    return [
        str(entry[part])
        for name, parts in places.items()
        for entry in contact.body.get(name) or ()
        for part in parts
        if entry.get(part)
    ]


def _check_sources(call: ApiCall) -> None:
    if not call.parameters.texts("sources"):
        raise invalid("sources is required. Please specify one or more valid sources.", location="sources")
