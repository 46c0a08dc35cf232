"""Choices for fields that would otherwise ask a person for a name of Google's."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.catalog.readable import parts
from integrations.services.google_contacts.models.contacts import GoogleContact
from integrations.services.google_contacts.parsing import parse_contact, parse_group
from integrations.services.google_contacts.search import warm_up
from integrations.services.google_contacts.service import READ, service

SHOWN = "names,emailAddresses,organizations,metadata"
PAGE, MOST_GROUPS = 100, 1000


@service.options(scopes=[READ], price="choices", quota=2)
def contacts(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Contacts by first name; with something typed in, up to 30 that begin so."""
    people = ctx.google("people", "v1").people()
    if query.query.strip():
        warm_up(people)
        found = people.searchContacts(query=query.query.strip(), readMask=SHOWN, pageSize=30).execute()
        persons = [each["person"] for each in parts(found, "results") if isinstance(each.get("person"), dict)]
        return OptionsPage(options=[_option(parse_contact(person)) for person in persons])
    page = (
        people.connections()
        .list(
            resourceName="people/me",
            personFields=SHOWN,
            sortOrder="FIRST_NAME_ASCENDING",
            pageSize=PAGE,
            pageToken=query.page_token,
        )
        .execute()
    )
    options = [_option(parse_contact(person)) for person in parts(page, "connections")]
    return OptionsPage(options=options, next=page.get("nextPageToken"))


@service.options(scopes=[READ], price="choices")
def groups(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Groups by name, Google's own first."""
    listed = ctx.google("people", "v1").contactGroups()
    page = listed.list(groupFields="name,groupType", pageSize=MOST_GROUPS, pageToken=query.page_token).execute()
    wanted = query.query.casefold()
    found = [parse_group(group) for group in parts(page, "contactGroups")]
    options = [Option(value=each.group_id, label=each.name) for each in found if wanted in each.name.casefold()]
    return OptionsPage(options=options, next=page.get("nextPageToken"))


def _option(contact: GoogleContact) -> Option:
    address = contact.emails[0].value if contact.emails else contact.company
    words = [each for each in (contact.name, address) if each]
    return Option(value=contact.resource_name, label=" · ".join(words) or "(no name)")
