"""The operator's admin: customers, connections, OAuth apps, links, usage, keys, settings and the audit log."""
