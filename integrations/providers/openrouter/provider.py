"""Facts of OpenRouter. Source: https://openrouter.ai/docs/api/reference/authentication

Its list of models is open to everybody, so a key is tried by asking what it is.
"""

from __future__ import annotations

from pathlib import Path

from integrations.providers.declare import Provider
from integrations.providers.filled_in import ApiKey, CredentialTest
from integrations.providers.openai_style import REFUSALS

provider = Provider(
    key="openrouter",
    name="OpenRouter",
    color="#475569",
    documentation_url="https://openrouter.ai/docs/api/reference/authentication",
    folder=Path(__file__).parent,
    addresses={"api_url": "https://openrouter.ai"},
    credential=ApiKey(test=CredentialTest(path="/api/v1/key")),
    refusals=REFUSALS,
    access_page="https://openrouter.ai/settings/keys",
)
