"""Realistic outputs, shown before a node has run and offered as variables; and what examples of inputs name.

The names are those of contacts and groups that every demo account of the sandbox has.
"""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.services.google_contacts.models.contacts import (
    ContactAddress,
    ContactEmail,
    ContactOrganization,
    ContactPhone,
    GoogleContact,
)
from integrations.services.google_contacts.models.groups import GoogleContactGroup

COLLEAGUE = "people/c3472851636781678441"
FRIEND = "people/c1253128416502909836"
OBSOLETE = "people/c11653725395096204365"
CUSTOMERS = "f51eec73d0add89c"

_CHANGED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

CONTACT: dict[str, object] = GoogleContact(
    resource_name="people/c8121234567890123456",
    name="Mara Oyelaran",
    given_name="Mara",
    family_name="Oyelaran",
    emails=[ContactEmail(value="mara@northwind.example", type="work", is_primary=True)],
    phones=[ContactPhone(value="+44 20 5550 9834", type="work", is_primary=True, canonical="+442055509834")],
    company="Northwind",
    job_title="Head of Pilot Projects",
    organizations=[ContactOrganization(company="Northwind", job_title="Head of Pilot Projects", is_current=True)],
    addresses=[
        ContactAddress(
            street="12 Quay Street",
            city="Bristol",
            country="United Kingdom",
            type="work",
            formatted="12 Quay Street\nBristol\nUnited Kingdom",
        )
    ],
    birthday="--12-10",
    notes="Prefers to be called in the morning.",
    photo_url="https://lh3.googleusercontent.com/contacts/AKYAkg=s100",
    has_photo=True,
    group_ids=["myContacts", CUSTOMERS],
    updated=_CHANGED,
    etag="%EgUBAj0DLhoEAQIFBw==",
).model_dump(mode="json")
CONTACTS: dict[str, object] = {"contacts": [CONTACT], "count": 1, "next_page_token": None}
FOUND: dict[str, object] = {"contacts": [CONTACT], "count": 1}

_OTHER = GoogleContact(
    resource_name="otherContacts/c5121234567890123456",
    name="Ines Roth",
    given_name="Ines",
    family_name="Roth",
    emails=[ContactEmail(value="ines@printshop.example", is_primary=True)],
    etag="%EgQBAj0uGgE=",
).model_dump(mode="json")
OTHERS: dict[str, object] = {"contacts": [_OTHER], "count": 1, "next_page_token": None}

_COLLEAGUE = GoogleContact(
    resource_name="people/112345678901234567890",
    name="Jonas Brandt",
    given_name="Jonas",
    family_name="Brandt",
    emails=[ContactEmail(value="jonas.brandt@globex.example", type="work", is_primary=True)],
    company="Globex",
    job_title="Purchasing",
    organizations=[ContactOrganization(company="Globex", job_title="Purchasing", is_current=True)],
    etag="%EgcBAgkBDhoEAQ==",
).model_dump(mode="json")
DIRECTORY: dict[str, object] = {"contacts": [_COLLEAGUE], "count": 1, "next_page_token": None}

GROUP: dict[str, object] = GoogleContactGroup(
    group_id=CUSTOMERS, name="Customers", member_count=12, updated=_CHANGED, etag="h5RrXvzqAfo="
).model_dump(mode="json")
GROUPS: dict[str, object] = {"groups": [GROUP], "count": 1, "next_page_token": None}
CHANGED_GROUP: dict[str, object] = {
    "group_id": CUSTOMERS,
    "resource_names": ["people/c8121234567890123456"],
    "count": 1,
    "not_found": [],
    "not_removed": [],
}
