"""The tables of integrations. Each module names the package that owns, and alone writes, its tables."""

from integrations.models.access import ApiKey
from integrations.models.agent import AgentClient, AgentConsent
from integrations.models.budget import Budget
from integrations.models.call import Call
from integrations.models.chain import ChainEntry
from integrations.models.connection import ConfirmedConnection, Connection, Grant
from integrations.models.customer import Customer
from integrations.models.erasure import Erasure
from integrations.models.installation import Installation
from integrations.models.journal import AuditEvent, OutboxEvent
from integrations.models.link import ConnectAttempt, ConnectLink, LinkCode, MailboxCode
from integrations.models.mail_count import MailCount
from integrations.models.oauth_app import OAuthApp
from integrations.models.operator import OperatorSettings
from integrations.models.payload import Payload, StoredFile
from integrations.models.prices import Price, PriceBook
from integrations.models.revocation import Revocation
from integrations.models.usage import RollupWatermark, UsageLine, UsageRollup
from integrations.models.webhook import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookTurn

__all__ = [
    "AgentClient",
    "AgentConsent",
    "ApiKey",
    "AuditEvent",
    "Budget",
    "Call",
    "ChainEntry",
    "ConfirmedConnection",
    "ConnectAttempt",
    "ConnectLink",
    "Connection",
    "Customer",
    "Erasure",
    "Grant",
    "Installation",
    "LinkCode",
    "MailCount",
    "MailboxCode",
    "OAuthApp",
    "OperatorSettings",
    "OutboxEvent",
    "Payload",
    "Price",
    "PriceBook",
    "Revocation",
    "RollupWatermark",
    "StoredFile",
    "UsageLine",
    "UsageRollup",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookTurn",
]
