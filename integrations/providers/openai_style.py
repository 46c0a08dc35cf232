"""How those refuse whose API follows OpenAI's: ``{"error": {"message", "type", "code"}}``.

Source: https://platform.openai.com/docs/guides/error-codes
"""

from __future__ import annotations

from integrations.catalog.refusals import Refusals
from integrations.errors import ReconnectRequired, RemoteRejected

REFUSALS = Refusals(
    word=("error.code", "error.type", "type"),
    kinds={
        "invalid_api_key": ReconnectRequired,
        # A 429 that does not pass by waiting.
        "insufficient_quota": RemoteRejected,
        "billing_hard_limit_reached": RemoteRejected,
    },
    message=("error.message", "message", "detail"),
    advice={
        "insufficient_quota": "The account has no credit left: add some at the vendor.",
        "billing_hard_limit_reached": "The account's spending limit is reached: raise it at the vendor.",
        "context_length_exceeded": "Give the model less to read: fewer or shorter results, or a smaller memory.",
        "model_not_found": "Choose another model, or ask the vendor for access to this one.",
    },
)
