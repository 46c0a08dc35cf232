"""People who are no contacts: those the account has written with, and those of its organisation."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.catalog.readable import parts
from integrations.services.google_contacts import samples
from integrations.services.google_contacts.models.contacts import GoogleContacts
from integrations.services.google_contacts.models.inputs import (
    DIRECTORY_CAP,
    OTHERS_CAP,
    GoogleDirectorySearch,
    GoogleOtherContactList,
)
from integrations.services.google_contacts.parsing import FIELDS, Resource, parse_contact
from integrations.services.google_contacts.service import DIRECTORY, OTHERS, service

OTHER_FIELDS = "names,emailAddresses,phoneNumbers,photos,metadata"
"""All that Google tells of somebody who is no contact."""
SOURCES = ["DIRECTORY_SOURCE_TYPE_DOMAIN_CONTACT", "DIRECTORY_SOURCE_TYPE_DOMAIN_PROFILE"]


@service.operation(
    effect="read",
    scopes=[OTHERS],
    price="other_contact_list",
    icon="at-sign",
    sample=samples.OTHERS,
    documentation_url="https://developers.google.com/people/api/rest/v1/otherContacts/list",
)
def list_other_contacts(ctx: Ctx, data: GoogleOtherContactList) -> GoogleContacts:
    """List people the account has written with who are no contacts.

    Google tells their names, e-mail addresses, telephone numbers and pictures, and no more.
    """
    others = ctx.google("people", "v1").otherContacts()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = others.list(readMask=OTHER_FIELDS, pageSize=data.max_results, pageToken=token).execute()
        return parts(page, "otherContacts"), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=OTHERS_CAP, follow=data.all_pages)
    contacts = [parse_contact(person) for person in found]
    return GoogleContacts(contacts=contacts, count=len(contacts), next_page_token=token)


@service.operation(
    effect="read",
    scopes=[DIRECTORY],
    price="directory_search",
    icon="building",
    sample=samples.DIRECTORY,
    example={"query": "Jo"},
    documentation_url="https://developers.google.com/people/api/rest/v1/people/searchDirectoryPeople",
)
def search_directory(ctx: Ctx, data: GoogleDirectorySearch) -> GoogleContacts:
    """Look for people in the directory of the account's organisation.

    For accounts of Google Workspace whose administrators share the directory; others are refused by Google.
    """
    people = ctx.google("people", "v1").people()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = people.searchDirectoryPeople(
            query=data.query, readMask=FIELDS, sources=SOURCES, pageSize=data.max_results, pageToken=token
        ).execute()
        return parts(page, "people"), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=DIRECTORY_CAP, follow=data.all_pages)
    contacts = [parse_contact(person) for person in found]
    return GoogleContacts(contacts=contacts, count=len(contacts), next_page_token=token)
