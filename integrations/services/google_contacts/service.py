"""Facts of the service Google Contacts (People API v1)."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Limit, Service
from integrations.catalog.refusals import Refusals
from integrations.errors import RemoteRejected

CONTACTS = "https://www.googleapis.com/auth/contacts"
READ = "https://www.googleapis.com/auth/contacts.readonly"
OTHERS = "https://www.googleapis.com/auth/contacts.other.readonly"
DIRECTORY = "https://www.googleapis.com/auth/directory.readonly"

STALE = frozenset({"failedPrecondition", "FAILED_PRECONDITION"})
"""Google's words where somebody has changed the contact since it was read; the status is 400."""
PLACE_EXPIRED = "EXPIRED_SYNC_TOKEN"
"""Google's word where it no longer knows a place among the changes; the status is 400, not 410 as elsewhere."""

service = Service(
    key="google_contacts",
    name="Google Contacts",
    provider="google",
    color="#1B72E8",
    documentation_url="https://developers.google.com/people/api/rest",
    folder=Path(__file__).parent,
    scopes={
        CONTACTS: "See, make, change and delete your contacts",
        READ: "See your contacts",
        OTHERS: "See people you have written with who are no contacts",
        DIRECTORY: "See the directory of your organisation",
    },
    covers={CONTACTS: (READ,)},
    hosts=("people.googleapis.com",),
    # https://developers.google.com/people/quotas: as a project of the OAuth app is shown them for each user.
    limits=(Limit(amount=90, seconds=60, per="connection"),),
    test_operation="list_groups",
    # "Mutate requests for the same user should be sent sequentially to avoid increased latency and failures."
    writes_in_turn=True,
    refusals=Refusals(
        word=("error.details.*.reason", "error.errors.*.reason", "error.status"),
        kinds=dict.fromkeys((PLACE_EXPIRED, *STALE), RemoteRejected),
    ),
    exempt={"paging:search_contacts": "Google gives at most 30 matches, and no pages."},
)
