"""The scripted vendor of egress's own tests, for the client that runs on it."""

from integrations.egress.tests.conftest import _short_pauses, egress, make_permit, tls, vendor

__all__ = ["_short_pauses", "egress", "make_permit", "tls", "vendor"]
