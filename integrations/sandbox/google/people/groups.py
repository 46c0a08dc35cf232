"""contactGroups: Google's own ones, and those of the person."""

from __future__ import annotations

import secrets

from django.db.models import Count, Q

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, invalid, not_found
from integrations.sandbox.google.paging import offset_of, token_for
from integrations.sandbox.google.people.resources import resource_name
from integrations.sandbox.google.people.store import touch
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.timestamps import write_timestamp
from integrations.sandbox.models import Contact, ContactGroup

USUAL_RESULTS, MOST_RESULTS, MOST_READ, MOST_CHANGED = 30, 1000, 200, 1000
TAKE_MEMBERS = ("myContacts", "starred")


def list_groups(call: ApiCall) -> Resource:
    """contactGroups.list: with how many are in each, not with who."""
    if call.parameters.text("syncToken"):
        raise invalid("The sandbox gives no sync tokens for groups.", location="syncToken")
    groups = list(_groups(call))
    size = call.parameters.number("pageSize", default=0) or USUAL_RESULTS
    if not 0 < size <= MOST_RESULTS:
        raise invalid(f"Page size must be between 1 and {MOST_RESULTS}.", location="pageSize")
    begin = offset_of(call.parameters.text("pageToken"))
    answer: Resource = {
        "contactGroups": [_resource(group) for group in groups[begin : begin + size]],
        "totalItems": len(groups),
    }
    return answer | ({"nextPageToken": token_for(begin + size)} if begin + size < len(groups) else {})


def get_group(call: ApiCall) -> Resource:
    """contactGroups.get: with as many members as are asked for."""
    return _with_members(_group_of(call), call.parameters.number("maxMembers", default=0))


def get_groups(call: ApiCall) -> Resource:
    """contactGroups.batchGet"""
    names = call.parameters.texts("resourceNames")
    if not names or len(names) > MOST_READ:
        raise invalid(f"Between 1 and {MOST_READ} resourceNames are required.", location="resourceNames")
    known = {f"contactGroups/{group.group_id}": group for group in _groups(call)}
    most = call.parameters.number("maxMembers", default=0)
    return {"responses": [_answer(name, known.get(name), most) for name in names]}


def create_group(call: ApiCall) -> Resource:
    """contactGroups.create: no two of the same name."""
    name = _free_name(call, call.body)
    group = call.account.contact_book.groups.create(
        group_id=secrets.token_hex(8), name=name, is_system=False, updated_at=call.now
    )
    return _resource(group)


def update_group(call: ApiCall) -> Resource:
    """contactGroups.update: another name for one of the person's own."""
    group = _own_group_of(call)
    group.name = _free_name(call, call.body, but=group)
    group.updated_at = call.now
    group.save()
    return _resource(group)


def delete_group(call: ApiCall) -> Resource:
    """contactGroups.delete: its members stay, unless they are to go as well."""
    group = _own_group_of(call)
    if call.parameters.flag("deleteContacts"):
        for contact in group.members.filter(is_deleted=False):
            contact.is_deleted = True
            touch(contact, call.now)
    group.delete()
    return {}


def modify_members(call: ApiCall) -> Resource:
    """contactGroups.members.modify: who is not there, and who would be in no group at all, is told and left out."""
    group = _group_of(call)
    add, remove = (call.body.get(name) or [] for name in ("resourceNamesToAdd", "resourceNamesToRemove"))
    if not 0 < len(add) + len(remove) <= MOST_CHANGED:
        raise invalid(f"Between 1 and {MOST_CHANGED} resource names are required.")
    if add and group.is_system and group.group_id not in TAKE_MEMBERS:
        raise invalid(f"Contacts cannot be added to contactGroups/{group.group_id}.")
    known = {resource_name(each): each for each in _members(call, {*add, *remove})}
    last = [name for name in remove if name in known and _is_last(known[name], group)]
    for name in {*add} & known.keys():
        known[name].groups.add(group)
        touch(known[name], call.now)
    for name in ({*remove} & known.keys()) - {*last}:
        known[name].groups.remove(group)
        touch(known[name], call.now)
    told = {
        "notFoundResourceNames": [name for name in (*add, *remove) if name not in known],
        "canNotRemoveLastContactGroupResourceNames": last,
    }
    return {name: names for name, names in told.items() if names}


def _groups(call: ApiCall) -> list[ContactGroup]:
    living = Count("members", filter=Q(members__is_deleted=False))
    # An aggregate forgets the model's own order, which PostgreSQL then does not keep.
    return list(call.account.contact_book.groups.annotate(living=living).order_by("-is_system", "id"))


def _group_of(call: ApiCall) -> ContactGroup:
    group_id = call.parameters.text("resourceName").removeprefix("contactGroups/")
    found = call.account.contact_book.groups.filter(group_id=group_id).first()
    if found is None:
        raise not_found()
    return found


def _own_group_of(call: ApiCall) -> ContactGroup:
    group = _group_of(call)
    if group.is_system:
        raise invalid("System contact groups cannot be changed.", location="resourceName")
    return group


def _free_name(call: ApiCall, body: Resource, *, but: ContactGroup | None = None) -> str:
    name = str((body.get("contactGroup") or {}).get("name") or "").strip()
    if not name:
        raise invalid("Contact group name is required.", location="contactGroup.name")
    taken = call.account.contact_book.groups.filter(name__iexact=name)
    if any(group != but for group in taken):
        raise GoogleError(409, "alreadyExists", "Contact group name already exists.")
    return name


def _members(call: ApiCall, names: set[str]) -> list[Contact]:
    ids = [name.removeprefix("people/") for name in names if name.startswith("people/")]
    return list(
        call.account.contact_book.contacts.filter(kind=Contact.Kind.CONTACT, is_deleted=False, contact_id__in=ids)
    )


def _is_last(contact: Contact, group: ContactGroup) -> bool:
    return [each.pk for each in contact.groups.all()] == [group.pk]


def _answer(name: str, group: ContactGroup | None, most: int) -> Resource:
    if group is None:
        status = {"code": 5, "message": "Requested entity was not found."}
        return {"requestedResourceName": name, "status": status}
    return {"requestedResourceName": name, "status": {}, "contactGroup": _with_members(group, most)}


def _with_members(group: ContactGroup, most: int) -> Resource:
    members = [resource_name(each) for each in group.members.filter(is_deleted=False)[:most]]
    return _resource(group) | ({"memberResourceNames": members} if members else {})


def _resource(group: ContactGroup) -> Resource:
    count = vars(group).get("living")
    count = group.members.filter(is_deleted=False).count() if count is None else count
    shown: Resource = {
        "resourceName": f"contactGroups/{group.group_id}",
        "etag": f"{group.group_id}:{group.updated_at.timestamp():.0f}",
        "groupType": "SYSTEM_CONTACT_GROUP" if group.is_system else "USER_CONTACT_GROUP",
        "name": group.name,
        "formattedName": group.name,
    }
    shown |= {"memberCount": count} if count else {}
    return shown | ({} if group.is_system else {"metadata": {"updateTime": write_timestamp(group.updated_at)}})
