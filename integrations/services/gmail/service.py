"""Facts of the service Gmail (Gmail API v1)."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Limit, Service

SEND = "https://www.googleapis.com/auth/gmail.send"
READ = "https://www.googleapis.com/auth/gmail.readonly"
MODIFY = "https://www.googleapis.com/auth/gmail.modify"
SETTINGS = "https://www.googleapis.com/auth/gmail.settings.basic"

service = Service(
    key="gmail",
    name="Gmail",
    provider="google",
    color="#EA4335",
    documentation_url="https://developers.google.com/workspace/gmail/api/reference/rest",
    folder=Path(__file__).parent,
    scopes={
        SEND: "Send mail as you",
        READ: "Read your mail",
        MODIFY: "Read, draft and send your mail, label it, and move it to the trash",
        SETTINGS: "See and change your mail settings, such as the automatic reply",
    },
    covers={MODIFY: (SEND, READ)},
    hosts=("gmail.googleapis.com",),
    # https://developers.google.com/workspace/gmail/api/reference/quota
    limits=(
        Limit(amount=250, seconds=1, per="connection", unit="quota_unit"),
        Limit(amount=1_200_000, seconds=60, per="oauth_app", unit="quota_unit"),
    ),
    test_operation="get_profile",
    exempt={
        "paging:list_labels": "Gmail returns all labels of a mailbox at once.",
        "paging:list_send_as": "Gmail returns all addresses of an account at once.",
        "idempotency:send_draft": "Gmail gives a draft other ids when it is sent, so nothing is left to search for.",
        "choices:get_attachment": "Attachment ids belong to one message and change whenever it is read.",
    },
)
