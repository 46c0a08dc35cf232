"""The operator's admin: customers, connections, calls, OAuth apps, links, usage, keys, settings and the audit log."""

from integrations.admin import (  # noqa: F401  (importing registers the pages)
    api_keys,
    budgets,
    calls,
    connections,
    customers,
    erasures,
    links,
    oauth_apps,
    operator,
    staff,
    usage,
    webhook_deliveries,
    webhooks,
)
