"""Facts of Mistral. Source: https://docs.mistral.ai/api/"""

from __future__ import annotations

from pathlib import Path

from integrations.providers.declare import Provider
from integrations.providers.filled_in import ApiKey, CredentialTest
from integrations.providers.openai_style import REFUSALS

provider = Provider(
    key="mistral",
    name="Mistral",
    color="#D97706",
    documentation_url="https://docs.mistral.ai/api/",
    folder=Path(__file__).parent,
    addresses={"api_url": "https://api.mistral.ai"},
    credential=ApiKey(test=CredentialTest(path="/v1/models")),
    refusals=REFUSALS,
    access_page="https://console.mistral.ai/api-keys",
)
