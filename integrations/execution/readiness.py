"""Whether operations and triggers could work for somebody now. Nothing is written, and no vendor is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from integrations.actors import SYSTEM
from integrations.catalog.declare import AccountNeed, Operation, Trigger
from integrations.connect.accounts.selectors import find_connection, has_account, require_active
from integrations.errors import MachinaError
from integrations.execution.admission import scope_missing
from integrations.holders import Holder
from integrations.models import Connection


@dataclass
class Readiness:
    """Looks at each account once, however many nodes use it."""

    _found: dict[tuple[str, str | None, UUID | None], Connection | MachinaError] = field(default_factory=dict)

    def obstacle(
        self, node: Operation | Trigger, *, holder: Holder, connection_id: UUID | None, provider: str | None = None
    ) -> MachinaError | None:
        """What keeps it from working on the account that a call would take, as that call would be refused.

        ``provider`` is the one that is named where an operation takes accounts of any. None: nothing does.
        """
        try:
            require_active(holder)
        except MachinaError as error:
            return error
        takes_any = isinstance(node, Operation) and node.accounts == "any"
        wanted = provider if takes_any else node.service.provider
        if not _needs_account(node.account, takes_any, holder, wanted, connection_id):
            return None
        account = self._account(holder, wanted, connection_id)
        return account if isinstance(account, MachinaError) else scope_missing(node.service, node.scopes, account)

    def _account(self, holder: Holder, provider: str | None, connection_id: UUID | None) -> Connection | MachinaError:
        place = (holder.scope, provider, connection_id)
        if place not in self._found:
            try:
                self._found[place] = find_connection(
                    SYSTEM, holder=holder, provider=provider, connection_id=connection_id
                )
            except MachinaError as error:
                self._found[place] = error
        return self._found[place]


def _needs_account(
    need: AccountNeed, takes_any: bool, holder: Holder, provider: str | None, connection_id: UUID | None
) -> bool:
    if need != "optional":
        return need == "required"
    if connection_id is not None or takes_any:
        return connection_id is not None or provider is not None
    return provider is not None and has_account(holder, provider)
