"""A vendor's answer that is no refusal, as operations read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.catalog.answer import Answer
from integrations.errors import OutcomeUnknown, RemoteUnavailable


@dataclass(frozen=True)
class HttpReply:
    """What the vendor has answered; refusals raise instead.

    ``is_done`` says that the vendor has carried out something that must not be sent twice.
    """

    answer: Answer
    is_done: bool = False

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def headers(self) -> Mapping[str, str]:
        """Under lower-case names."""
        return self.answer.headers

    @property
    def body(self) -> bytes:
        return self.answer.content

    @property
    def text(self) -> str:
        return self.answer.text

    def json(self) -> Any:  # whatever the vendor sent; operations validate it with their output model
        """The parsed body. Raises RemoteUnavailable when it is not JSON, after a write OutcomeUnknown."""
        try:
            return self.answer.json()
        except RemoteUnavailable as error:
            if not self.is_done:
                raise
            raise OutcomeUnknown(
                f"{error.detail} What was asked for has been carried out: look there before you try again."
            ) from error
