"""The contact book of an account: finding, numbering and storing."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db.models import F, QuerySet

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import insufficient_scope, invalid, not_found
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Account, Contact, ContactBook, ContactGroup

CONTACTS = "https://www.googleapis.com/auth/contacts"
READ_CONTACTS = f"{CONTACTS}.readonly"
SYSTEM_GROUPS = ("myContacts", "starred", "friends", "family", "coworkers", "blocked")
MY_CONTACTS = "myContacts"


def make_contact_book(account: Account, now: datetime) -> ContactBook:
    """The book that every account has, with Google's own groups."""
    book = ContactBook.objects.create(account=account)
    for name in SYSTEM_GROUPS:
        ContactGroup.objects.create(book=book, group_id=name, name=name, is_system=True, updated_at=now)
    return book


def people(call: ApiCall, kind: Contact.Kind = Contact.Kind.CONTACT) -> QuerySet[Contact]:
    """Everybody of this kind who is not deleted, with their groups."""
    found = call.account.contact_book.contacts.filter(kind=kind, is_deleted=False)
    return found.prefetch_related("groups")


def contact_of(call: ApiCall, resource_name: str) -> Contact:
    """The contact, or the person of the directory. Raises 404, and 403 for a token that reads no contacts."""
    if call.scopes.isdisjoint({CONTACTS, READ_CONTACTS}):
        raise insufficient_scope([CONTACTS, READ_CONTACTS], service="people", method=call.method)
    contact_id = resource_name.removeprefix("people/")
    book = call.account.contact_book
    shown = (Contact.Kind.CONTACT, Contact.Kind.DIRECTORY)
    found = book.contacts.filter(contact_id=contact_id, kind__in=shown, is_deleted=False).first()
    if found is None:
        raise not_found()
    return found


def own_contact_of(call: ApiCall) -> Contact:
    """The contact that the path names, to be changed. Raises 404, and 400 for somebody who is no contact."""
    contact = contact_of(call, call.parameters.text("resourceName"))
    if contact.kind != Contact.Kind.CONTACT:
        raise invalid("Contact person resources are required.", location="resourceName")
    return contact


def next_change_number(book: ContactBook) -> int:
    """The number of the next change. The row stays locked until the transaction ends, so numbers commit in order."""
    rows = ContactBook.objects.filter(pk=book.pk)
    rows.update(change_number=F("change_number") + 1)
    return rows.values_list("change_number", flat=True).get()


def add_contact(
    book: ContactBook,
    body: Resource,
    *,
    now: datetime,
    contact_id: str = "",
    kind: Contact.Kind = Contact.Kind.CONTACT,
    groups: tuple[str, ...] = (MY_CONTACTS,),
    photo_url: str = "",
) -> Contact:
    """A new one; a contact is at least in one group. Raises 400 for a group that there is not."""
    number = next_change_number(book)
    contact = Contact.objects.create(
        book=book,
        kind=kind,
        contact_id=contact_id or f"c{secrets.randbelow(10**19)}",
        body=body,
        photo_url=photo_url,
        created_number=number,
        change_number=number,
        updated_at=now,
    )
    if kind == Contact.Kind.CONTACT:
        contact.groups.set(groups_named(book, groups))
    return contact


def groups_named(book: ContactBook, group_ids: tuple[str, ...]) -> list[ContactGroup]:
    """The groups by their ids. Raises 400 for one that there is not."""
    known = {group.group_id: group for group in book.groups.filter(group_id__in=group_ids)}
    for group_id in group_ids:
        if group_id not in known:
            raise invalid(f"Contact group not found: contactGroups/{group_id}", location="memberships")
    return [known[group_id] for group_id in group_ids]


def touch(contact: Contact, now: datetime) -> None:
    """Store a change of it under a new number, which is its etag."""
    contact.change_number = next_change_number(contact.book)
    contact.updated_at = now
    contact.save()
