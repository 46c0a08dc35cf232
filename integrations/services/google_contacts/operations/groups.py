"""Groups of contacts, and who is in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.catalog.readable import parts
from integrations.errors import InputError
from integrations.services.google_contacts import samples
from integrations.services.google_contacts.models.groups import (
    GROUPS_CAP,
    GoogleContactGroup,
    GoogleContactGroupChange,
    GoogleContactGroupCreate,
    GoogleContactGroupList,
    GoogleContactGroupMembers,
    GoogleContactGroups,
)
from integrations.services.google_contacts.parsing import Resource, parse_group
from integrations.services.google_contacts.service import CONTACTS, READ, service

REFERENCE = "https://developers.google.com/people/api/rest/v1/contactGroups"
FIELDS = "name,groupType,memberCount,metadata"
_CLOCKS_DIFFER = timedelta(minutes=5)
_MOST = 1000


@service.operation(
    effect="read",
    scopes=[READ],
    price="group_list",
    icon="group",
    sample=samples.GROUPS,
    documentation_url=f"{REFERENCE}/list",
)
def list_groups(ctx: Ctx, data: GoogleContactGroupList) -> GoogleContactGroups:
    """List the groups of contacts, Google's own among them.

    In myContacts is everybody who is a contact; starred are the favourites.
    """
    groups = ctx.google("people", "v1").contactGroups()

    def fetch(token: str | None) -> tuple[list[Resource], str | None]:
        page = groups.list(groupFields=FIELDS, pageSize=data.max_results, pageToken=token).execute()
        return parts(page, "contactGroups"), page.get("nextPageToken")

    found, token = read_pages(fetch, page_token=data.page_token, cap=GROUPS_CAP, follow=data.all_pages)
    parsed = [parse_group(group) for group in found]
    return GoogleContactGroups(groups=parsed, count=len(parsed), next_page_token=token)


def find_group(ctx: Ctx, data: GoogleContactGroupCreate) -> GoogleContactGroup | None:
    """The group that an earlier attempt has made: no two have the same name, and an older one was there before."""
    page = ctx.google("people", "v1").contactGroups().list(groupFields=FIELDS, pageSize=_MOST).execute()
    groups = (parse_group(group) for group in parts(page, "contactGroups"))
    made_since = ctx.now - _CLOCKS_DIFFER
    return next(
        (each for each in groups if each.name == data.name and each.updated and each.updated >= made_since), None
    )


@service.operation(
    effect="write",
    scopes=[CONTACTS],
    price="group_manage",
    icon="group-plus",
    sample={**samples.GROUP, "member_count": 0},
    example={"name": "Suppliers"},
    documentation_url=f"{REFERENCE}/create",
    reconcile=find_group,
)
def create_group(ctx: Ctx, data: GoogleContactGroupCreate) -> GoogleContactGroup:
    """Make a group of contacts.

    A name that another group has is refused.
    """
    body = {"contactGroup": {"name": data.name}, "readGroupFields": FIELDS}
    return parse_group(ctx.google("people", "v1").contactGroups().create(body=body).execute())


@service.operation(
    effect="idempotent_write",
    scopes=[CONTACTS],
    price="group_manage",
    icon="user-check",
    sample=samples.CHANGED_GROUP,
    example={"group_id": samples.CUSTOMERS, "resource_names": [samples.COLLEAGUE]},
    documentation_url=f"{REFERENCE}.members/modify",
)
def add_to_group(ctx: Ctx, data: GoogleContactGroupMembers) -> GoogleContactGroupChange:
    """Put contacts into a group.

    Of Google's own groups only myContacts and starred take any. Who is in the group already stays in it.
    """
    return _modified(ctx, data, "resourceNamesToAdd")


@service.operation(
    effect="idempotent_write",
    scopes=[CONTACTS],
    price="group_manage",
    icon="group-minus",
    sample=samples.CHANGED_GROUP,
    example={"group_id": samples.CUSTOMERS, "resource_names": [samples.FRIEND]},
    documentation_url=f"{REFERENCE}.members/modify",
)
def remove_from_group(ctx: Ctx, data: GoogleContactGroupMembers) -> GoogleContactGroupChange:
    """Take contacts out of a group; they stay contacts.

    Nobody can be taken out of the last group: not_removed names those who stay for that reason.
    """
    return _modified(ctx, data, "resourceNamesToRemove")


def _modified(
    ctx: Ctx, data: GoogleContactGroupMembers, change: Literal["resourceNamesToAdd", "resourceNamesToRemove"]
) -> GoogleContactGroupChange:
    """Raises InputError where not one contact could be put in or taken out."""
    names = list(dict.fromkeys(data.resource_names))
    members = ctx.google("people", "v1").contactGroups().members()
    told = members.modify(resourceName=f"contactGroups/{data.group_id}", body={change: names}).execute()
    missing, stay = _named(told, "notFoundResourceNames"), _named(told, "canNotRemoveLastContactGroupResourceNames")
    done = [name for name in names if name not in missing and name not in stay]
    if not done:
        raise InputError(_nobody(names, missing), field="resource_names")
    return GoogleContactGroupChange(
        group_id=data.group_id, resource_names=done, count=len(done), not_found=missing, not_removed=stay
    )


def _named(told: Mapping[str, object], name: str) -> list[str]:
    names = told.get(name)
    return [str(each) for each in names] if isinstance(names, list) else []


def _nobody(names: list[str], missing: list[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:5])
    if missing:
        return f"None of these is a contact of this account: {shown}. Take resource_name from list_contacts."
    return f"These are in no other group: {shown}. Add them to another one first, or delete them."
