"""The library's models, one for each vendor and name, whose clients send through the bridge. Only workers load it."""

from __future__ import annotations

import logging
from functools import lru_cache

import httpx2
from openai import AsyncOpenAI
from pydantic_ai.models import Model
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.settings import ModelSettings

from integrations.execution.llm.bridge import NO_KEY, NOWHERE, Transport
from integrations.execution.llm.vendors import ModelVendor

# It would tell of each request at an address that is none; egress keeps what was really asked.
logging.getLogger("httpx2").setLevel(logging.WARNING)
SECONDS = 600
"""The call's own deadline is shorter, and egress keeps it."""
_COMPLETE = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
"""A stream that ends without saying why has broken off."""


@lru_cache(maxsize=64)
def library_model(vendor: ModelVendor, name: str) -> Model:
    """Making one takes milliseconds, so they are kept."""
    match vendor.style:
        case "openai":
            return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=_openai()), profile=_COMPLETE)
        case "compatible":
            provider = OpenAICompatibleProvider(vendor.key, openai_client=_openai())
            return OpenAIChatModel(name, provider=provider, profile=_COMPLETE)
        case "openrouter":
            return _openrouter(name)
        case "anthropic":
            return _anthropic(name)
        case "google":
            return _google(name)


def settings_for(vendor: ModelVendor, max_tokens: int | None) -> ModelSettings:
    """What is said with every question."""
    settings = ModelSettings() if max_tokens is None else ModelSettings(max_tokens=max_tokens)
    if vendor.style == "openrouter":
        from pydantic_ai.models.openrouter import OpenRouterModelSettings

        asked = OpenRouterModelSettings(openrouter_usage={"include": True})
        return asked if max_tokens is None else OpenRouterModelSettings(**asked, max_tokens=max_tokens)
    return settings


def _openrouter(name: str) -> Model:
    from pydantic_ai.models.openrouter import OpenRouterModel
    from pydantic_ai.providers.openrouter import OpenRouterProvider

    return OpenRouterModel(name, provider=OpenRouterProvider(openai_client=_openai()), profile=_COMPLETE)


def _anthropic(name: str) -> Model:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    client = AsyncAnthropic(api_key=NO_KEY, base_url=NOWHERE, http_client=_http(), max_retries=0)
    return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=client))


def _google(name: str) -> Model:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    return GoogleModel(name, provider=GoogleProvider(api_key=NO_KEY, base_url=NOWHERE, http_client=_http()))


def _openai() -> AsyncOpenAI:
    return AsyncOpenAI(api_key=NO_KEY, base_url=NOWHERE, http_client=_http(), max_retries=0)


def _http() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=Transport(), timeout=SECONDS, trust_env=False)
