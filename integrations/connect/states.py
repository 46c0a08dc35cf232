"""What the states of a connection mean, in sets that everyone reads alike."""

from __future__ import annotations

from integrations.models import Connection

Status = Connection.Status

USABLE = frozenset({Status.ACTIVE, Status.REFRESH_FAILING, Status.SCOPE_MISSING})
"""Calls may be made on it; the credential and the granted scopes decide the rest."""

LIVE = USABLE | {Status.PAUSED}
"""It rests on a token that is believed to work."""
