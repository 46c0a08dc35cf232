"""Google's answers about people for tests, trimmed from its documentation."""

from __future__ import annotations

from typing import Any

from integrations.catalog.testing import FakeContext
from integrations.errors import RemoteRejected

ADA = "people/c7"
PERSON_PATH = f"/v1/{ADA}"
UPDATE_PATH = f"/v1/{ADA}:updateContact"
CONNECTIONS = "/v1/people/me/connections"
SEARCH = "/v1/people:searchContacts"
GROUPS = "/v1/contactGroups"
UNHEARD_OF = {"moodOfTheContact": {"value": "cheerful"}}
"""What Google may add one day."""
OWN = {"source": {"type": "CONTACT", "id": "7"}}
MAIN = {"primary": True, "sourcePrimary": True, **OWN}
PERSON: dict[str, Any] = {
    "resourceName": ADA,
    "etag": "%etag-1",
    "metadata": {
        "sources": [
            {"type": "CONTACT", "id": "7", "etag": "#source-1", "updateTime": "2026-03-02T08:00:00.123456Z"},
            {"type": "PROFILE", "id": "117", "etag": "#profile"},
        ],
        "objectType": "PERSON",
    },
    "names": [
        {
            "metadata": MAIN,
            "displayName": "Dr. Ada King Lovelace",
            "displayNameLastFirst": "Lovelace, Ada King",
            "unstructuredName": "Dr. Ada King Lovelace",
            "givenName": "Ada",
            "middleName": "King",
            "familyName": "Lovelace",
            "honorificPrefix": "Dr.",
            "phoneticGivenName": "Ey-da",
        }
    ],
    "nicknames": [{"metadata": MAIN, "value": "Countess"}],
    "emailAddresses": [
        {"metadata": OWN, "value": "ada@home.example", "type": "home", "formattedType": "Home"},
        {"metadata": MAIN, "value": "Ada@globex.example", "type": "work", "formattedType": "Work", "displayName": "A"},
    ],
    "phoneNumbers": [
        {"metadata": MAIN, "value": "+49 40 5550 117", "canonicalForm": "+49405550117", "type": "work"},
        {"metadata": OWN, "value": "0151 5550117", "type": "mobile"},
    ],
    "organizations": [
        {"metadata": OWN, "name": "Old Mill", "title": "Clerk", "type": "work"},
        {"metadata": MAIN, "name": "Globex", "title": "Analyst", "department": "Engines", "current": True},
    ],
    "addresses": [
        {
            "metadata": MAIN,
            "formattedValue": "1 Square\nLondon",
            "streetAddress": "1 Square",
            "city": "London",
            "type": "home",
            "formattedType": "Home",
        }
    ],
    "birthdays": [{"metadata": MAIN, "date": {"year": 1985, "month": 12, "day": 10}, "text": "10 December 1985"}],
    "biographies": [{"metadata": MAIN, "value": "Likes engines.", "contentType": "TEXT_PLAIN"}],
    "photos": [{"metadata": MAIN, "url": "https://photos.example/7"}],
    "urls": [{"metadata": MAIN, "value": "https://ada.example", "type": "blog"}],
    "relations": [{"metadata": MAIN, "person": "William", "type": "spouse"}],
    "events": [{"metadata": MAIN, "date": {"month": 7, "day": 8}, "type": "anniversary"}],
    "userDefined": [{"metadata": MAIN, "key": "Customer", "value": "4711"}],
    "memberships": [
        {"contactGroupMembership": {"contactGroupId": "myContacts"}, "metadata": OWN},
        {"domainMembership": {"inViewerDomain": True}},
    ],
}
GROUP: dict[str, Any] = {
    "resourceName": "contactGroups/g1",
    "etag": "g-etag",
    "groupType": "USER_CONTACT_GROUP",
    "name": "Customers",
    "formattedName": "Customers",
    "memberCount": 3,
    "metadata": {"updateTime": "2026-03-02T09:00:00Z"},
}


def stale() -> RemoteRejected:
    """As Google answers to an etag that is not the newest."""
    refused = RemoteRejected("Contacts answered 400: etag is different.", vendor_status=400)
    refused.vendor_word = "failedPrecondition"
    return refused


def sent(ctx: FakeContext) -> Any:
    """The JSON body of the last request."""
    return ctx.vendor.requests[-1].json
