"""A server of one's own with OpenAI's API. A server on a private address has to be named in MACHINA_ALLOW_PRIVATE.

Sources: https://docs.ollama.com/openai, https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
"""

from __future__ import annotations

from pathlib import Path

from integrations.providers.base_urls import BaseUrl
from integrations.providers.declare import Provider
from integrations.providers.fields import CredentialField
from integrations.providers.filled_in import ApiKey, CredentialTest
from integrations.providers.openai_style import REFUSALS

KEY = CredentialField(
    name="key", label="API key", help="Leave it empty for a server that asks for none.", is_optional=True
)

provider = Provider(
    key="openai_compatible",
    name="OpenAI-compatible server",
    color="#334155",
    documentation_url="https://docs.ollama.com/openai",
    folder=Path(__file__).parent,
    credential=ApiKey(
        fields=(KEY,),
        base_url=BaseUrl(
            label="Address of the API",
            help="With the part that comes before /chat/completions, most often /v1.",
            example="https://llm.globex.example/v1",
        ),
        test=CredentialTest(path="/models", any_answer=True),
    ),
    refusals=REFUSALS,
)
