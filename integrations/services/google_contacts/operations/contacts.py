"""Making, changing and deleting contacts."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import InputError, MachinaError
from integrations.services.google_contacts import samples
from integrations.services.google_contacts.marks import find_created, mark_of
from integrations.services.google_contacts.models.contacts import GoogleContact
from integrations.services.google_contacts.models.inputs import (
    GoogleContactCreate,
    GoogleContactDelete,
    GoogleContactDeleted,
    GoogleContactUpdate,
)
from integrations.services.google_contacts.parsing import FIELDS, parse_contact
from integrations.services.google_contacts.person_body import body_of_new, fields_of_change
from integrations.services.google_contacts.service import CONTACTS, service
from integrations.services.google_contacts.updating import change_contact

REFERENCE = "https://developers.google.com/people/api/rest/v1/people"
_SAYS_SOMETHING = frozenset({"names", "nicknames", "emailAddresses", "phoneNumbers", "organizations"})


@service.operation(
    effect="write",
    scopes=[CONTACTS],
    price="contact_create",
    icon="user-plus",
    sample=samples.CONTACT,
    example={
        "given_name": "Ines",
        "family_name": "Roth",
        "emails": [{"value": "ines@printshop.example", "type": "work"}],
        "company": "Print Shop",
        "notes": "Delivers on Tuesdays.",
    },
    documentation_url=f"{REFERENCE}/createContact",
    reconcile=find_created,
)
def create_contact(ctx: Ctx, data: GoogleContactCreate) -> GoogleContact:
    """Make a contact.

    It needs a name, an e-mail address, a telephone number or a company. Google does not mind a second contact of the
    same name or address: look with search_contacts first.
    """
    body = body_of_new(data)
    if not body.keys() & _SAYS_SOMETHING:
        raise InputError(
            "There is nobody to keep: give a name, an e-mail address, a telephone number or a company.",
            field="given_name",
        )
    people = ctx.google("people", "v1").people()
    made = people.createContact(body={**body, "clientData": [mark_of(ctx.call_key)]}, personFields=FIELDS).execute()
    return parse_contact(made)


@service.operation(
    effect="idempotent_write",
    scopes=[CONTACTS],
    price="contact_update",
    icon="user-edit",
    quota=2,
    sample=samples.CONTACT,
    example={
        "resource_name": samples.COLLEAGUE,
        "family_name": "Brandt-Keller",
        "phones": [{"value": "+49 40 5550 118", "type": "work"}],
    },
    documentation_url=f"{REFERENCE}/updateContact",
)
def update_contact(ctx: Ctx, data: GoogleContactUpdate) -> GoogleContact:
    """Change a contact; fields that are not given stay as they are.

    New e-mail addresses, numbers and pages are added to those there are; remove_emails and remove_phones take some
    away. An empty text or list clears its field. If others change the contact twice meanwhile it is a conflict.
    """
    if data.model_fields_set == {"resource_name"}:
        raise InputError("There is nothing to change: give at least one field besides resource_name.")
    return parse_contact(change_contact(ctx, data.resource_name, lambda person: fields_of_change(data, person)))


@service.operation(
    effect="destructive",
    scopes=[CONTACTS],
    price="contact_delete",
    icon="user-minus",
    sample={"resource_name": "people/c8121234567890123456", "deleted": True},
    example={"resource_name": samples.OBSOLETE},
    documentation_url=f"{REFERENCE}/deleteContact",
)
def delete_contact(ctx: Ctx, data: GoogleContactDelete) -> GoogleContactDeleted:
    """Delete a contact.

    For thirty days the person can bring it back in Google Contacts, under Trash.
    """
    try:
        ctx.google("people", "v1").people().deleteContact(resourceName=data.resource_name).execute()
    except MachinaError as error:
        # On a later attempt "gone" is the work of an earlier one.
        if ctx.attempt == 1 or error.vendor_status not in (404, 410):
            raise
    return GoogleContactDeleted(resource_name=data.resource_name)
