"""Facts of the service HTTP: requests to any address, as nobody or as a connected account."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Service

service = Service(
    key="http",
    name="HTTP",
    provider="http",
    color="#475569",
    documentation_url="https://www.rfc-editor.org/rfc/rfc9110",
    folder=Path(__file__).parent,
    scopes={},
    hosts=(),
    test_operation="check_account",
    account="optional",
    exempt={
        "idempotency:request": "Nobody knows how an API of anybody's choice could be asked what has happened.",
        "limits": "Nobody knows the limits of an API of anybody's choice; what one says of its own is kept.",
        "connection": "Accounts are granted no scopes here, so none can be missing.",
        "triggers": "What an address sends by itself arrives at a workflow's webhook.",
        "missing_fields": "It reads no fields: an answer is handed on as it is.",
    },
)
