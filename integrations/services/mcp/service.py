"""Facts of the service MCP: tools of other people's servers, by the Model Context Protocol over streamable HTTP."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Service

service = Service(
    key="mcp",
    name="MCP",
    provider="http",
    color="#475569",
    documentation_url="https://modelcontextprotocol.io/specification/2025-11-25",
    folder=Path(__file__).parent,
    scopes={},
    hosts=(),
    account="optional",
    exempt={
        "limits": "Nobody knows the limits of a server of anybody's choice; what one says of its own is kept.",
        "connection": "Accounts are granted no scopes here, and http.check_account tests their keys.",
        "vendor_errors": "What a server of anybody's choice refuses, it says in its own words.",
        "missing_fields": "Answers lie in JSON-RPC, which the recorder does not read; tests have such answers.",
        "triggers": "The protocol has no events that last longer than a connection.",
    },
)
