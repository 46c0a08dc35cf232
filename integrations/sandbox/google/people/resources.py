"""A person in Google's shape: what was written, and what Google makes of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import write_timestamp
from integrations.sandbox.models import Account, Contact, ContactGroup

ROOTS = {Contact.Kind.CONTACT: "people", Contact.Kind.OTHER: "otherContacts", Contact.Kind.DIRECTORY: "people"}


def resource_name(contact: Contact) -> str:
    return f"{ROOTS[Contact.Kind(contact.kind)]}/{contact.contact_id}"


def etag_of(contact: Contact) -> str:
    """Changes with every change of the person."""
    return base64.b64encode(f"%{contact.contact_id}:{contact.change_number}".encode()).decode()


def person_resource(contact: Contact, mask: frozenset[str]) -> Resource:
    """The fields of the mask. A deleted one, which only a sync shows, is no more than its name."""
    shown: Resource = {"resourceName": resource_name(contact), "etag": etag_of(contact)}
    if "metadata" in mask or contact.is_deleted:
        shown["metadata"] = _metadata(contact)
    if contact.is_deleted:
        return shown
    source = {"type": contact.kind, "id": contact.contact_id}
    fields = {name: contact.body[name] for name in mask & contact.body.keys() if contact.body[name]}
    if "memberships" in mask:
        fields["memberships"] = [_membership(group) for group in contact.groups.all()]
    if "photos" in mask:
        fields["photos"] = [{"url": contact.photo_url} if contact.photo_url else _default_photo(contact)]
    return shown | {name: _with_source(name, entries, source) for name, entries in fields.items() if entries}


def own_profile(account: Account, mask: frozenset[str]) -> Resource:
    """`people/me`"""
    source = {"type": "PROFILE", "id": account.subject}
    name = {"givenName": account.given_name, "familyName": account.family_name}
    fields: Resource = {"names": [name], "emailAddresses": [{"value": account.email}]}
    shown = {each: _with_source(each, entries, source) for each, entries in fields.items() if each in mask}
    return {"resourceName": f"people/{account.subject}", "etag": f"%{account.pk}"} | shown


def display_name(body: Mapping[str, object]) -> str:
    """The whole name as Google writes it."""
    names = body.get("names")
    name = names[0] if isinstance(names, list) and names else {}
    order = ("honorificPrefix", "givenName", "middleName", "familyName", "honorificSuffix")
    return " ".join(name[part] for part in order if name.get(part)) or name.get("unstructuredName") or ""


def _metadata(contact: Contact) -> Resource:
    source: Resource = {
        "type": contact.kind,
        "id": contact.contact_id,
        "etag": f"#{etag_of(contact)}",
        "updateTime": write_timestamp(contact.updated_at),
    }
    told: Resource = {"sources": [source], "objectType": "PERSON"}
    return told | ({"deleted": True} if contact.is_deleted else {})


def _with_source(name: str, entries: list[Resource], source: Resource) -> list[Resource]:
    first: Resource = {"primary": True, "sourcePrimary": True}
    return [
        {"metadata": (first if position == 0 else {}) | {"source": source}, **entry, **_derived(name, entry)}
        for position, entry in enumerate(entries)
    ]


def _derived(name: str, entry: Resource) -> Resource:
    if name == "names":
        whole = display_name({"names": [entry]})
        last_first = ", ".join(entry[part] for part in ("familyName", "givenName") if entry.get(part))
        return {"displayName": whole, "displayNameLastFirst": last_first or whole, "unstructuredName": whole}
    if name == "addresses" and not entry.get("formattedValue"):
        town = " ".join(entry[part] for part in ("postalCode", "city") if entry.get(part))
        lines = (entry.get("streetAddress"), town, entry.get("country"))
        return {"formattedValue": "\n".join(line for line in lines if line)}
    if "type" in entry:
        return {"formattedType": str(entry["type"]).capitalize()}
    return {}


def _membership(group: ContactGroup) -> Resource:
    told = {"contactGroupId": group.group_id, "contactGroupResourceName": f"contactGroups/{group.group_id}"}
    return {"contactGroupMembership": told}


def _default_photo(contact: Contact) -> Resource:
    return {"url": f"https://lh3.googleusercontent.com/cm/{contact.contact_id}=s100", "default": True}
