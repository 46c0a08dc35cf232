"""By which addresses an account sends, and which are its own: aliases, tags after a plus, Gmail's dots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from integrations.catalog.address_lists import Mailbox
from integrations.catalog.context import Ctx
from integrations.catalog.email_addresses import parse_address
from integrations.catalog.lines import as_line
from integrations.errors import RemoteRejected
from integrations.services.gmail.media import Resource
from integrations.services.gmail.service import READ, service

_GMAIL = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True)
class Identities:
    """The addresses an account may send from, its own first, each with the name people see."""

    mailboxes: tuple[Mailbox, ...]

    def owns(self, address: str) -> bool:
        """Whether mail to this address reaches the account, a tag after a plus and the like included."""
        return _same_box(address) in {_same_box(each.addr_spec) for each in self.mailboxes}

    def sender(self, wanted: str | None) -> str:
        """The From line: the one that was asked for, else the account's own; with its name where none was given."""
        if not wanted:
            return str(self.mailboxes[0])
        asked = parse_address(wanted)
        names = {comparable(each.addr_spec): each.display_name for each in self.mailboxes}
        return str(Mailbox(asked.display_name or names.get(comparable(asked.addr_spec), ""), asked.addr_spec))


def sending_identities(ctx: Ctx) -> Identities:
    """For an operation that needs no permission to read: without it no more than the account's own address."""
    if service.missing_scopes(ctx.account.scopes, [READ]):
        return identities_of((), own=ctx.account.email)
    return identities(ctx)


def identities(ctx: Ctx) -> Identities:
    """As Gmail's settings say."""
    own = ctx.account.email
    try:
        answer = ctx.google("gmail", "v1").users().settings().sendAs().list(userId="me").execute()
    except RemoteRejected:  # an administrator may have closed the settings; mail can be sent all the same
        return identities_of((), own=own)
    return identities_of(answer.get("sendAs") or (), own=own)


def identities_of(aliases: Iterable[Resource], *, own: str) -> Identities:
    """From Gmail's list of addresses to send from. An alias without a name has that of the account's own address."""
    names = {str(each["sendAsEmail"]): as_line(each.get("displayName") or "") for each in aliases if is_confirmed(each)}
    own_name = next((name for address, name in names.items() if comparable(address) == comparable(own)), "")
    others = (address for address in names if comparable(address) != comparable(own))
    return Identities((Mailbox(own_name, own), *(Mailbox(names[each] or own_name, each) for each in others)))


def is_confirmed(alias: Resource) -> bool:
    """Whether mail can be sent from an address of Gmail's list: its own, or one that was proven to be the account's."""
    is_proven = alias.get("isPrimary") or alias.get("verificationStatus", "accepted") == "accepted"
    return bool(alias.get("sendAsEmail") and is_proven)


def comparable(address: str) -> str:
    """An address as it is compared with others: nobody tells them apart by upper and lower case."""
    return address.strip().casefold()


def _same_box(address: str) -> str:
    local_part, _, domain = comparable(address).rpartition("@")
    local_part = local_part.partition("+")[0]
    if domain in _GMAIL:
        return f"{local_part.replace('.', '')}@gmail.com"
    return f"{local_part}@{domain}"
