"""Facts of Google AI, whose keys are no Google accounts. Source: https://ai.google.dev/gemini-api/docs/api-key"""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.refusals import Refusals
from integrations.errors import RateLimited, ReconnectRequired, RemoteUnavailable
from integrations.providers.declare import Provider
from integrations.providers.filled_in import ApiKey, CredentialTest

provider = Provider(
    key="google_ai",
    name="Google AI",
    color="#1D4ED8",
    documentation_url="https://ai.google.dev/gemini-api/docs/api-key",
    folder=Path(__file__).parent,
    addresses={"api_url": "https://generativelanguage.googleapis.com"},
    # Never in the query, as Google's examples have it: addresses end up in logs.
    credential=ApiKey(headers={"x-goog-api-key": "{key}"}, test=CredentialTest(path="/v1beta/models")),
    refusals=Refusals(
        word=("error.details.*.reason", "error.status"),
        kinds={
            "API_KEY_INVALID": ReconnectRequired,
            "UNAUTHENTICATED": ReconnectRequired,
            "RESOURCE_EXHAUSTED": RateLimited,
            "UNAVAILABLE": RemoteUnavailable,
        },
        message=("error.message",),
    ),
    access_page="https://aistudio.google.com/apikey",
)
