"""The tables of integrations. Each module names the package that owns, and alone writes, its tables."""

from integrations.models.access import ApiKey
from integrations.models.call import Call
from integrations.models.connection import Connection, Grant
from integrations.models.customer import Customer
from integrations.models.journal import AuditEvent, OutboxEvent
from integrations.models.link import ConnectAttempt, ConnectLink, LinkCode
from integrations.models.oauth_app import OAuthApp
from integrations.models.operator import OperatorSettings
from integrations.models.payload import Payload, StoredFile
from integrations.models.usage import Price, PriceBook, UsageRecord, UsageRollup, UsageTail

__all__ = [
    "ApiKey",
    "AuditEvent",
    "Call",
    "ConnectAttempt",
    "ConnectLink",
    "Connection",
    "Customer",
    "Grant",
    "LinkCode",
    "OAuthApp",
    "OperatorSettings",
    "OutboxEvent",
    "Payload",
    "Price",
    "PriceBook",
    "StoredFile",
    "UsageRecord",
    "UsageRollup",
    "UsageTail",
]
