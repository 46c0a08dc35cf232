"""The credential that egress opens at send time: an access token that is refreshed early, once, by one holder."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from uuid import UUID

from integrations.connect.tokens import grants
from integrations.connect.tokens.refresh import LookedAt, access_refused, look, refresh
from integrations.connect.tokens.vault import VaultError
from integrations.database import release_database
from integrations.errors import MachinaError, RemoteUnavailable

logger = logging.getLogger(__name__)

DOES_NOT_OPEN = (
    "Machina's keys do not open the tokens of this account. Nothing is lost: once an operator has put the right key "
    "back, which `manage.py doctor` names, it works again."
)
PATIENCE_SECONDS = 20.0


class GrantCredential:
    """The access token of one grant, shared with every other thread and process through the database alone.

    ``patience`` is how long a caller waits for another holder's refresh once the old token has ended; a step that can
    go back to the queue passes 0. ``seen`` saves the first look where the grant has just been read. ``on_renewed`` is
    called whenever time was spent on a refresh, before the token is handed out: what it raises keeps the token here.
    """

    def __init__(
        self,
        grant_id: UUID,
        *,
        patience: float = PATIENCE_SECONDS,
        seen: LookedAt | None = None,
        on_renewed: Callable[[], object] | None = None,
    ) -> None:
        self._grant_id = grant_id
        self._patience = patience
        self._seen = seen
        self._on_renewed = on_renewed

    def token(self) -> str:
        """A token believed to be good. While the old one lasts, only the lease holder spends time on a new one.

        Raises ReconnectRequired, RemoteUnavailable when no good token is to be had in time, MachinaError when the
        vault cannot open it, and what ``on_renewed`` raises.
        """
        try:
            seen, has_waited = self._good()
            token = grants.open_access(seen.grant)
        except VaultError as error:
            logger.exception("connect.token_does_not_open", extra={"grant": str(self._grant_id)})
            raise MachinaError(DOES_NOT_OPEN) from error
        if has_waited:
            self._renewed()
        return token

    def _good(self) -> tuple[LookedAt, bool]:
        """The grant with a token that is believed to be good, and whether the right to it may have been lost since."""
        give_up_at, has_waited = time.monotonic() + self._patience, False
        while True:
            seen, self._seen = self._seen or look(self._grant_id), None
            if not seen.is_due:
                return seen, has_waited
            try:
                refreshed = refresh(seen)
            except RemoteUnavailable:
                if not seen.is_valid:
                    raise
                return seen, True
            if not refreshed:
                if seen.is_valid:
                    return seen, has_waited
                _wait(seen, give_up_at)
            has_waited = True

    def _renewed(self) -> None:
        if self._on_renewed is not None:
            self._on_renewed()

    def rejected(self, token: str) -> bool:
        """The provider refused this token: refresh once, unless somebody has already stored another one.

        Raises ReconnectRequired where nothing can renew it, RemoteUnavailable, MachinaError, and as ``on_renewed``.
        """
        give_up_at = time.monotonic() + self._patience
        seen = look(self._grant_id)
        if grants.open_access(seen.grant) != token:
            return True
        version = seen.grant.version
        while seen.grant.version == version:
            if not refresh(seen, is_refused=True):
                _wait(seen, give_up_at)
            seen = look(self._grant_id)
        self._renewed()
        return grants.open_access(seen.grant) != token

    def refused(self, token: str) -> None:
        """The provider refuses even a token that has just been renewed: the account has to be connected again.

        Nothing happens if another token has been stored since.
        """
        seen = look(self._grant_id)
        if grants.open_access(seen.grant) == token:
            access_refused(seen)


def _wait(seen: LookedAt, give_up_at: float) -> None:
    """Let the other holder finish. Raises RemoteUnavailable when there is nothing to wait for any longer."""
    if seen.wait_for_retry > 0:
        raise RemoteUnavailable(
            "The provider could not renew the access a moment ago. It is tried again by itself.",
            retry_after=seen.wait_for_retry,
        )
    if time.monotonic() >= give_up_at:
        raise RemoteUnavailable("The access is still being renewed. Try again in a moment.", retry_after=2)
    release_database()
    time.sleep(random.uniform(0.05, 0.15))  # noqa: S311  # spreads the callers; not a secret
