"""Facts of the service Data: it works on what it is given, and asks nobody."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Service

service = Service(
    key="data",
    name="Data",
    provider="",
    color="#0F766E",
    documentation_url="https://www.rfc-editor.org/rfc/rfc8259",
    folder=Path(__file__).parent,
    scopes={},
    hosts=(),
    account="none",
)
