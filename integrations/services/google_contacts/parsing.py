"""From Google's resources to ours, whatever is missing in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.catalog.readable import as_far_as_readable, part, parts, present
from integrations.services.google_contacts import birthdays
from integrations.services.google_contacts.models.contacts import GoogleContact
from integrations.services.google_contacts.models.groups import GoogleContactGroup

Resource = Mapping[str, Any]  # JSON as Google sent it; every key may be missing

FIELDS = (
    "names,nicknames,emailAddresses,phoneNumbers,organizations,addresses,birthdays,biographies,photos,urls,relations,"
    "events,userDefined,memberships,metadata"
)
"""What is read of a person: the mask of every request that reads one."""
_MY_OWN = ("CONTACT", "OTHER_CONTACT", "DOMAIN_CONTACT")


def parse_contact(person: Resource) -> GoogleContact:
    """A person; of a deleted one there is no more than the name."""
    name, job = first(person, "names"), first(person, "organizations")
    photo = first(person, "photos")
    fields = {
        "resource_name": person.get("resourceName") or "",
        "name": name.get("displayName") or name.get("unstructuredName"),
        "given_name": name.get("givenName"),
        "family_name": name.get("familyName"),
        "middle_name": name.get("middleName"),
        "name_prefix": name.get("honorificPrefix"),
        "name_suffix": name.get("honorificSuffix"),
        "nickname": first(person, "nicknames").get("value"),
        "emails": [_email(each) for each in parts(person, "emailAddresses") if each.get("value")],
        "phones": [_phone(each) for each in parts(person, "phoneNumbers") if each.get("value")],
        "company": job.get("name"),
        "job_title": job.get("title"),
        "department": job.get("department"),
        "organizations": [_organization(each) for each in parts(person, "organizations")],
        "addresses": [_address(each) for each in parts(person, "addresses")],
        "birthday": _birthday(person),
        "notes": first(person, "biographies").get("value"),
        "photo_url": photo.get("url"),
        "has_photo": bool(photo.get("url")) and not photo.get("default"),
        "websites": [_valued(each) for each in parts(person, "urls") if each.get("value")],
        "relations": [
            present({"person": each["person"], "type": each.get("type")})
            for each in parts(person, "relations")
            if each.get("person")
        ],
        "events": [
            present({"date": birthdays.read(each.get("date")), "type": each.get("type")})
            for each in parts(person, "events")
        ],
        "custom_fields": [
            present({"key": each.get("key"), "value": each.get("value")}) for each in parts(person, "userDefined")
        ],
        "group_ids": _group_ids(person),
        "updated": _updated(person),
        "etag": person.get("etag"),
    }
    return as_far_as_readable(GoogleContact, present(fields))


def parse_group(group: Resource) -> GoogleContactGroup:
    """A group by the name in the person's language."""
    fields = {
        "group_id": str(group.get("resourceName") or "").removeprefix("contactGroups/"),
        "name": group.get("formattedName") or group.get("name"),
        "is_system": group.get("groupType") == "SYSTEM_CONTACT_GROUP",
        "member_count": group.get("memberCount"),
        "updated": part(group, "metadata").get("updateTime"),
        "etag": group.get("etag"),
    }
    return as_far_as_readable(GoogleContactGroup, present(fields))


def is_deleted(person: Resource) -> bool:
    """Whether a list of changes tells that it is gone."""
    return bool(part(person, "metadata").get("deleted"))


def first(person: Resource, name: str) -> Resource:
    """The main entry of a field, and without one the first."""
    told = parts(person, name)
    return next((each for each in told if is_primary(each)), next(iter(told), {}))


def is_primary(entry: Resource) -> bool:
    metadata = part(entry, "metadata")
    return bool(metadata.get("primary") or metadata.get("sourcePrimary"))


def _valued(entry: Resource) -> Resource:
    return present({"value": entry["value"], "type": entry.get("type")})


def _email(entry: Resource) -> Resource:
    told = {**_valued(entry), "is_primary": is_primary(entry), "display_name": entry.get("displayName")}
    return present(told)


def _phone(entry: Resource) -> Resource:
    return present({**_valued(entry), "is_primary": is_primary(entry), "canonical": entry.get("canonicalForm")})


def _organization(entry: Resource) -> Resource:
    return present(
        {
            "company": entry.get("name"),
            "job_title": entry.get("title"),
            "department": entry.get("department"),
            "type": entry.get("type"),
            "is_current": entry.get("current"),
        }
    )


def _address(entry: Resource) -> Resource:
    return present(
        {
            "street": entry.get("streetAddress"),
            "extended": entry.get("extendedAddress"),
            "po_box": entry.get("poBox"),
            "postal_code": entry.get("postalCode"),
            "city": entry.get("city"),
            "region": entry.get("region"),
            "country": entry.get("country"),
            "country_code": entry.get("countryCode"),
            "type": entry.get("type"),
            "formatted": entry.get("formattedValue"),
        }
    )


def _birthday(person: Resource) -> object:
    """That with a date, if there is one: what people have written in words is not checked by anybody."""
    told = parts(person, "birthdays")
    dates = (birthdays.read(each.get("date")) for each in told)
    return next((each for each in dates if each), next((each.get("text") for each in told), None))


def _group_ids(person: Resource) -> list[str]:
    groups = (part(each, "contactGroupMembership") for each in parts(person, "memberships"))
    return [str(each["contactGroupId"]) for each in groups if each.get("contactGroupId")]


def _updated(person: Resource) -> object:
    sources = parts(part(person, "metadata"), "sources")
    told = [each.get("updateTime") for each in sources if each.get("type") in _MY_OWN]
    return next((each for each in told if each), None)
