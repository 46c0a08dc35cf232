"""Facts of Anthropic. Sources: https://platform.claude.com/docs/en/api/overview, https://platform.claude.com/docs/en/api/errors"""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.refusals import Refusals
from integrations.errors import ReconnectRequired, RemoteRejected, RemoteUnavailable
from integrations.providers.declare import Provider
from integrations.providers.filled_in import ApiKey, CredentialTest

VERSION = "2023-06-01"

provider = Provider(
    key="anthropic",
    name="Anthropic",
    color="#B45309",
    documentation_url="https://platform.claude.com/docs/en/api/overview",
    folder=Path(__file__).parent,
    addresses={"api_url": "https://api.anthropic.com"},
    credential=ApiKey(
        headers={"x-api-key": "{key}"},
        test=CredentialTest(path="/v1/models", headers={"anthropic-version": VERSION}),
    ),
    refusals=Refusals(
        word=("error.type",),
        kinds={
            529: RemoteUnavailable,
            "authentication_error": ReconnectRequired,
            "overloaded_error": RemoteUnavailable,
            "billing_error": RemoteRejected,
        },
        message=("error.message",),
        advice={"billing_error": "The account has no credit left: add some at the vendor."},
    ),
    access_page="https://platform.claude.com/settings/keys",
)
