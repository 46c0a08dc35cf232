"""What a webhook's node says about its address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import to_json

Authentication = Literal["secret", "hmac", "none"]
Respond = Literal["at_once", "when_done", "node"]


class HookSettings(BaseModel):
    """The parameters of a webhook that its address goes by; the rest of them is for people."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    methods: tuple[str, ...] = Field(default=("POST",), min_length=1)
    """Those that are offered, in capitals."""
    authentication: Authentication = "secret"
    """How a caller proves himself."""
    respond: Respond = "at_once"
    """When he is answered, and by what."""
    delivery_id: str = ""
    """Where a delivery's identifier is: ``header:<name>`` or ``body:<path>``."""
    origins: tuple[str, ...] = ()
    """Origins whose pages may call it from a browser; ``*`` for any."""

    def allows(self, origin: str) -> bool:
        """Whether a page of this origin may call it."""
        return "*" in self.origins or origin in self.origins


def settings_of(parameters: Mapping[str, Any]) -> HookSettings:
    """Those of a registered node. What cannot be read is closed: a secret, and POST alone."""
    return _settings(to_json(parameters))


@lru_cache(maxsize=1024)
def _settings(text: bytes) -> HookSettings:
    try:
        return HookSettings.model_validate_json(text)
    except ValidationError:
        return HookSettings()
