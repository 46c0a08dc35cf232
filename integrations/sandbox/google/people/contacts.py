"""people: contacts made, read, changed and deleted."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import PRECONDITION, GoogleError, invalid
from integrations.sandbox.google.people.masks import WRITABLE, read_mask
from integrations.sandbox.google.people.resources import etag_of, own_profile, person_resource
from integrations.sandbox.google.people.store import (
    MY_CONTACTS,
    add_contact,
    contact_of,
    groups_named,
    own_contact_of,
    touch,
)
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Contact

ME = "people/me"
MOST_READ = 200
SINGLE = ("biographies", "birthdays", "genders", "names")
# What only Google writes in an entry.
DERIVED = frozenset({"metadata", "formattedType", "displayNameLastFirst", "canonicalForm"})


def get_person(call: ApiCall) -> Resource:
    """people.get"""
    return _person(call, call.parameters.text("resourceName"), read_mask(call, "personFields"))


def get_people(call: ApiCall) -> Resource:
    """people.getBatchGet: each by itself; one that is not there takes none of the others with it."""
    mask, names = read_mask(call, "personFields"), call.parameters.texts("resourceNames")
    if not names or len(names) > MOST_READ:
        raise invalid(f"Between 1 and {MOST_READ} resourceNames are required.", location="resourceNames")
    return {"responses": [_answer(call, name, mask) for name in names]}


def create_contact(call: ApiCall) -> Resource:
    """people.createContact: in the group myContacts, unless memberships say otherwise. Google takes no id."""
    mask = read_mask(call, "personFields") if "personFields" in call.parameters else WRITABLE | {"metadata"}
    body = _written(call.body, WRITABLE)
    groups = _group_ids(call.body) or (MY_CONTACTS,)
    contact = add_contact(call.account.contact_book, body, now=call.now, groups=groups)
    return person_resource(contact, mask)


def update_contact(call: ApiCall) -> Resource:
    """people.updateContact: what the mask names is replaced whole; who has not read the newest one is refused."""
    mask = read_mask(call, "updatePersonFields", known=WRITABLE)
    shown = read_mask(call, "personFields") if "personFields" in call.parameters else WRITABLE | {"metadata"}
    contact = own_contact_of(call)
    _check_etag(contact, call.body)
    if "memberships" in mask:
        groups = _group_ids(call.body)
        if not groups:
            raise invalid("person.memberships must have at least one contact group.", location="person.memberships")
        contact.groups.set(groups_named(contact.book, groups))
    kept = {name: value for name, value in contact.body.items() if name not in mask}
    contact.body = kept | _written(call.body, mask)
    touch(contact, call.now)
    return person_resource(contact, shown)


def delete_contact(call: ApiCall) -> Resource:
    """people.deleteContact"""
    contact = own_contact_of(call)
    contact.is_deleted = True
    touch(contact, call.now)
    return {}


def _person(call: ApiCall, name: str, mask: frozenset[str]) -> Resource:
    return own_profile(call.account, mask) if name == ME else person_resource(contact_of(call, name), mask)


def _answer(call: ApiCall, name: str, mask: frozenset[str]) -> Resource:
    try:
        person = _person(call, name, mask)
    except GoogleError as error:
        if error.code != 404:
            raise
        status = {"code": 5, "message": error.message}
        return {"httpStatusCode": 404, "requestedResourceName": name, "status": status}
    return {"httpStatusCode": 200, "requestedResourceName": name, "status": {}, "person": person}


def _written(body: Resource, mask: frozenset[str]) -> Resource:
    """The fields of the mask as they are kept. Raises 400 for two of what there can be one of."""
    fields = {name: body.get(name) or [] for name in mask & body.keys() if name != "memberships"}
    for name in SINGLE:
        if len(fields.get(name, ())) > 1:
            raise invalid(f"Only one {name} can be specified for a contact.", location=f"person.{name}")
    return {name: [_kept(entry) for entry in entries] for name, entries in fields.items()}


def _kept(entry: Resource) -> Resource:
    return {name: value for name, value in entry.items() if name not in DERIVED}


def _group_ids(body: Resource) -> tuple[str, ...]:
    named = (each.get("contactGroupMembership") or {} for each in body.get("memberships") or ())
    return tuple(str(each.get("contactGroupResourceName", "")).removeprefix("contactGroups/") for each in named)


def _check_etag(contact: Contact, body: Resource) -> None:
    sources = (body.get("metadata") or {}).get("sources") or []
    known = next((each for each in sources if each.get("type") == Contact.Kind.CONTACT), None)
    if known is None or not known.get("etag"):
        raise invalid("Request must contain person.metadata.sources with a contact source and its etag.")
    if known["etag"] != f"#{etag_of(contact)}":
        words = "Request person.metadata.sources.etag is different than the current person.metadata.sources.etag."
        raise GoogleError(400, PRECONDITION, f"{words} Clear local cache and get the latest person.")
