"""Listing, searching and reading contacts."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.catalog.readable import parts
from integrations.services.google_contacts import samples
from integrations.services.google_contacts.models.contacts import (
    GoogleContact,
    GoogleContacts,
    GoogleContactsFound,
    GoogleContactsRead,
)
from integrations.services.google_contacts.models.inputs import (
    CONTACTS_CAP,
    GoogleContactGet,
    GoogleContactList,
    GoogleContactSearch,
    GoogleContactsGet,
)
from integrations.services.google_contacts.parsing import FIELDS, Resource, parse_contact
from integrations.services.google_contacts.search import warm_up
from integrations.services.google_contacts.service import READ, service

REFERENCE = "https://developers.google.com/people/api/rest/v1/people"
_ORDERS = {
    "last_modified": "LAST_MODIFIED_DESCENDING",
    "first_modified": "LAST_MODIFIED_ASCENDING",
    "first_name": "FIRST_NAME_ASCENDING",
    "last_name": "LAST_NAME_ASCENDING",
}


@service.operation(
    effect="read",
    scopes=[READ],
    price="contact_list",
    icon="contacts",
    sample=samples.CONTACTS,
    example={"order_by": "first_name"},
    documentation_url=f"{REFERENCE}.connections/list",
)
def list_contacts(ctx: Ctx, data: GoogleContactList) -> GoogleContacts:
    """List the contacts of the account.

    People who are no contacts are found by list_other_contacts and search_directory.
    """
    connections = ctx.google("people", "v1").people().connections()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = connections.list(
            resourceName="people/me",
            personFields=FIELDS,
            sortOrder=_ORDERS[data.order_by],
            pageSize=data.max_results,
            pageToken=token,
        ).execute()
        return parts(page, "connections"), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=CONTACTS_CAP, follow=data.all_pages)
    contacts = [parse_contact(person) for person in found]
    return GoogleContacts(contacts=contacts, count=len(contacts), next_page_token=token)


@service.operation(
    effect="read",
    scopes=[READ],
    price="contact_search",
    icon="user-search",
    quota=2,
    sample=samples.FOUND,
    example={"query": "Jo"},
    documentation_url=f"{REFERENCE}/searchContacts",
)
def search_contacts(ctx: Ctx, data: GoogleContactSearch) -> GoogleContactsFound:
    """Look for contacts by the beginning of a name, an e-mail address, a telephone number or a company.

    At most 30 are found, and there are no further pages: ask more precisely. A contact that was made a moment ago may
    be found only a little later.
    """
    people = ctx.google("people", "v1").people()
    warm_up(people)
    found = people.searchContacts(query=data.query, readMask=FIELDS, pageSize=data.max_results).execute()
    persons = [each["person"] for each in parts(found, "results") if isinstance(each.get("person"), dict)]
    contacts = [parse_contact(person) for person in persons]
    return GoogleContactsFound(contacts=contacts, count=len(contacts))


@service.operation(
    effect="read",
    scopes=[READ],
    price="contact_read",
    icon="contact",
    sample=samples.CONTACT,
    example={"resource_name": samples.COLLEAGUE},
    documentation_url=f"{REFERENCE}/get",
)
def get_contact(ctx: Ctx, data: GoogleContactGet) -> GoogleContact:
    """Read one contact.

    What a profile at Google tells about the same person is shown as well, where there is one.
    """
    person = ctx.google("people", "v1").people().get(resourceName=data.resource_name, personFields=FIELDS).execute()
    return parse_contact(person)


@service.operation(
    effect="read",
    scopes=[READ],
    price="contact_read",
    icon="users",
    sample={"contacts": [samples.CONTACT], "count": 1, "not_found": []},
    example={"resource_names": [samples.COLLEAGUE, samples.FRIEND]},
    documentation_url=f"{REFERENCE}/getBatchGet",
)
def get_contacts(ctx: Ctx, data: GoogleContactsGet) -> GoogleContactsRead:
    """Read up to 200 contacts at once.

    Those that there are not are named in not_found and take nothing from the others.
    """
    names = list(dict.fromkeys(data.resource_names))
    answer = ctx.google("people", "v1").people().getBatchGet(resourceNames=names, personFields=FIELDS).execute()
    told = {
        str(each.get("requestedResourceName")): each["person"]
        for each in parts(answer, "responses")
        if isinstance(each.get("person"), dict)
    }
    contacts = [parse_contact(told[name]) for name in names if name in told]
    missing = [name for name in names if name not in told]
    return GoogleContactsRead(contacts=contacts, count=len(contacts), not_found=missing)
