"""Facts of OpenAI. Source: https://platform.openai.com/docs/api-reference/authentication"""

from __future__ import annotations

from pathlib import Path

from integrations.providers.declare import Provider
from integrations.providers.filled_in import ApiKey, CredentialTest
from integrations.providers.openai_style import REFUSALS

provider = Provider(
    key="openai",
    name="OpenAI",
    color="#0F766E",
    documentation_url="https://platform.openai.com/docs/api-reference/authentication",
    folder=Path(__file__).parent,
    addresses={"api_url": "https://api.openai.com"},
    credential=ApiKey(test=CredentialTest(path="/v1/models")),
    refusals=REFUSALS,
    access_page="https://platform.openai.com/api-keys",
)
