"""Facts of Groq. Source: https://console.groq.com/docs/api-reference"""

from __future__ import annotations

from pathlib import Path

from integrations.providers.declare import Provider
from integrations.providers.filled_in import ApiKey, CredentialTest
from integrations.providers.openai_style import REFUSALS

provider = Provider(
    key="groq",
    name="Groq",
    color="#C2410C",
    documentation_url="https://console.groq.com/docs/api-reference",
    folder=Path(__file__).parent,
    addresses={"api_url": "https://api.groq.com"},
    credential=ApiKey(test=CredentialTest(path="/openai/v1/models")),
    refusals=REFUSALS,
    access_page="https://console.groq.com/keys",
)
