"""The vendors of language models: where below its address each one is asked, and as what the price list knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from integrations.catalog.declare import Service
from integrations.catalog.refusals import Refusals
from integrations.errors import InputError, RemoteRejected

SANDBOX = "sandbox"
KEYLESS = "http"
"""The provider of those who are asked as nobody."""


@dataclass(frozen=True, kw_only=True)
class ModelVendor:
    """One vendor; ``key`` is that of its provider, but for the sandbox, which has none."""

    key: str
    name: str
    style: Literal["openai", "openrouter", "anthropic", "google", "compatible"]
    host: str = ""
    """Empty where every account has an address of its own."""
    below: str = ""
    """The part of the address that all its requests begin with."""
    priced_as: str = ""
    """Empty for machines of one's own: what they cost is on no list."""
    family: str = ""
    """What the names of its models begin with, where that list has others' under the same heading."""

    @property
    def service(self) -> Service:
        """As what the pipeline of calls sees it."""
        is_keyless = self.key == SANDBOX
        return Service(
            key="models",
            name=self.name,
            provider=KEYLESS if is_keyless else self.key,
            color="#475569",
            documentation_url="https://example.com/",
            folder=Path(__file__).parent,
            scopes={},
            hosts=(self.host,) if self.host else (),
            account="optional",
            refusals=Refusals(kinds={401: RemoteRejected}) if is_keyless else Refusals(),
        )


_ALL = (
    ModelVendor(key=SANDBOX, name="Sandbox", style="compatible", below="/v1", priced_as="sandbox"),
    ModelVendor(key="openai", name="OpenAI", style="openai", host="api.openai.com", below="/v1", priced_as="openai"),
    ModelVendor(key="anthropic", name="Anthropic", style="anthropic", host="api.anthropic.com", priced_as="anthropic"),
    ModelVendor(
        key="google_ai",
        name="Google AI",
        style="google",
        host="generativelanguage.googleapis.com",
        priced_as="google",
        family="gemini",
    ),
    ModelVendor(key="groq", name="Groq", style="compatible", host="api.groq.com", below="/openai/v1", priced_as="groq"),
    ModelVendor(
        key="mistral", name="Mistral", style="compatible", host="api.mistral.ai", below="/v1", priced_as="mistral"
    ),
    ModelVendor(
        key="openrouter",
        name="OpenRouter",
        style="openrouter",
        host="openrouter.ai",
        below="/api/v1",
        priced_as="openrouter",
    ),
    ModelVendor(key="openai_compatible", name="OpenAI-compatible server", style="compatible"),
)
VENDORS: Mapping[str, ModelVendor] = {each.key: each for each in _ALL}


def vendor(key: str) -> ModelVendor:
    """Raises InputError that lists them."""
    try:
        return VENDORS[key]
    except KeyError:
        known = ", ".join(each for each in VENDORS if each != SANDBOX)
        raise InputError(f"{key!r} has no language models here. Those that do: {known}.", field="model") from None


def chosen(model: str, provider: str | None) -> tuple[ModelVendor, str]:
    """Vendor and bare name of a model; without a provider the name begins with it: ``openai/gpt-5-mini``.

    ``sandbox/…`` is the sandbox's whatever the account. Raises InputError.
    """
    first, _, rest = model.partition("/")
    if first == SANDBOX:
        return VENDORS[SANDBOX], model
    if provider is not None:
        return vendor(provider), rest if first == provider and rest else model
    if not rest:
        raise InputError(
            f"Whose model is {model!r}? Choose an account, or put its provider in front, as in openai/{model}.",
            field="model",
        )
    return vendor(first), rest
