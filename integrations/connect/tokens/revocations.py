"""Access that has to end at the vendor: told at once, and for three days again where it could not be told.

The row is written before the vendor is told, in the transaction that takes the tokens away here, so that no death of a
process loses them.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from integrations import events
from integrations.connect.states import LIVE, Status
from integrations.connect.tokens import grants, vault
from integrations.connect.tokens.talks import Whose
from integrations.connect.tokens.token_endpoint import revoke_tokens
from integrations.connect.tokens.vault import VaultError
from integrations.errors import MachinaError
from integrations.models import Connection, Grant, OAuthApp, Revocation
from integrations.providers import registry
from integrations.providers.consent import Tokens
from integrations.providers.oauth2 import NotRevocable

logger = logging.getLogger(__name__)

State = Revocation.State
TABLE = "revocation"
TRIED_FOR = timedelta(days=3)
SHORTEST_PAUSE = 60.0
LONGEST_PAUSE = 8 * 3600.0
AT_WORK = timedelta(minutes=2)
"""So long nobody else tells the vendor, whatever becomes of who does."""
KEPT_FOR = timedelta(days=90)


def keep(
    app: OAuthApp, account_id: str, tokens: Tokens, *, ended: Connection | None = None, is_personal: bool = False
) -> Revocation:
    """Write down what is to end. ``ended`` is the connection it was of, if that row stays."""
    now = timezone.now()
    row = Revocation(
        oauth_app=app,
        account_id=account_id,
        is_personal=is_personal,
        connection=ended,
        customer=ended.customer if ended else None,
        due_at=now + AT_WORK,
        give_up_at=now + TRIED_FOR,
    )
    row.access_sealed, row.refresh_sealed = (
        _sealed(row, "access", tokens.access),
        _sealed(row, "refresh", tokens.refresh),
    )
    row.save(force_insert=True)
    return row


def begin(row: Revocation) -> bool:
    """Tell the vendor for the first time; whether the access has ended. Raises nothing."""
    Revocation.objects.filter(pk=row.pk, state=State.WAITING).update(attempts=F("attempts") + 1)
    return _told(row)


def retry(revocation_id: UUID) -> State | None:
    """Tell the vendor again, if it is time; what has become of it, None where it was not. Safe to run twice at once.

    Nothing is ended that has come to life again since: an account that was connected anew at a vendor where the end
    would be the end of that as well.
    """
    now = timezone.now()
    due = Revocation.objects.filter(pk=revocation_id, state=State.WAITING, due_at__lte=now)
    if not due.update(due_at=now + AT_WORK, attempts=F("attempts") + 1):
        return None
    row = Revocation.objects.select_related("oauth_app", "connection__customer").get(pk=revocation_id)
    if _is_superseded(row):
        _end(row, State.SUPERSEDED)
        return State.SUPERSEDED
    _told(row)
    return State(Revocation.objects.values_list("state", flat=True).get(pk=revocation_id))


def due(at_most: int) -> list[UUID]:
    """Those whose time has come."""
    waiting = Revocation.objects.filter(state=State.WAITING, due_at__lte=timezone.now()).order_by("due_at")
    return list(waiting.values_list("pk", flat=True)[:at_most])


def forget_old() -> int:
    """Delete rows that ended long ago."""
    return Revocation.objects.filter(finished_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def end_at_vendor(app: OAuthApp, tokens: Tokens, *, whose: Whose) -> bool:
    """Whether they no longer work at the vendor, who may be down or unable to end any. Raises nothing."""
    try:
        return revoke_tokens(registry.provider(app.provider), app, tokens, whose=whose)
    except VaultError:
        logger.exception("connect.revoke_cannot_open", extra={"oauth_app": str(app.pk)})
        return False
    except MachinaError as error:
        logger.warning("connect.revoke_failed", extra={"provider": app.provider, "reason": error.code})
        return False


def pause_of(row: Revocation, now: datetime) -> float:
    """Seconds until the vendor is told again: about as long as it has been tried already."""
    tried_for = (now - (row.give_up_at - TRIED_FOR)).total_seconds()
    return min(max(tried_for, SHORTEST_PAUSE), LONGEST_PAUSE)


def _told(row: Revocation) -> bool:
    try:
        tokens = Tokens(_opened(row, "access"), _opened(row, "refresh"), expires_in=None, refresh_expires_in=None)
    except VaultError:
        logger.exception("connect.revoke_cannot_open", extra={"revocation": str(row.pk)})
        tokens = None
    if tokens is not None and end_at_vendor(row.oauth_app, tokens, whose=Whose.of(row.connection)):
        _end(row, State.REVOKED)
        return True
    now = timezone.now()
    if now >= row.give_up_at:
        _end(row, State.FAILED)
    else:
        later = min(now + timedelta(seconds=pause_of(row, now)), row.give_up_at)
        Revocation.objects.filter(pk=row.pk, state=State.WAITING).update(due_at=later)
    return False


@transaction.atomic
def _end(row: Revocation, state: State) -> None:
    """Whatever the end is, the tokens go."""
    ended: dict[str, object] = {
        "state": state,
        "due_at": None,
        "finished_at": timezone.now(),
        "access_sealed": "",
        "refresh_sealed": "",
    }
    if row.connection_id is None:
        ended["account_id"] = ""  # nothing of ours is about this account any more
    changed = Revocation.objects.filter(pk=row.pk, state=State.WAITING).update(**ended)
    connection = row.connection
    if changed and connection is not None and not row.is_personal:
        events.emit(
            "connection.revocation",
            {
                "connection": str(connection.pk),
                "customer_id": connection.customer.key if connection.customer else None,
                "provider": connection.provider,
                "state": str(state.value),
            },
            customer_id=connection.customer_id,
        )


def _is_superseded(row: Revocation) -> bool:
    facts = registry.find(row.oauth_app.provider)
    if facts is None or isinstance(facts.credential.revocation, NotRevocable):
        return False
    if row.is_personal:
        return Grant.objects.filter(oauth_app=row.oauth_app, account_id=row.account_id).exists()
    revocation = facts.credential.revocation
    if revocation.ends != "account" and facts.credential.tokens_belong_to != "account":
        return False
    return grants.rests_on_account(row.oauth_app, row.account_id, statuses=LIVE | {Status.PENDING}).exists()


def _sealed(row: Revocation, column: str, token: str) -> str:
    return vault.seal(token, table=TABLE, row=row.pk, column=column) if token else ""


def _opened(row: Revocation, column: str) -> str:
    sealed: str = getattr(row, f"{column}_sealed")
    return vault.open_sealed(sealed, table=TABLE, row=row.pk, column=column) if sealed else ""
