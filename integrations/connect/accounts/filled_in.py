"""Accounts whose credential is filled in: adding one, and putting a new credential in the place of an old one.

Nothing is stored before the vendor has accepted it; rights are read again when it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet

from integrations import audit
from integrations.actors import Actor
from integrations.connect.accounts import connections, proofs
from integrations.connect.accounts.changing import connection_to_change
from integrations.connect.accounts.selectors import require_active
from integrations.connect.actors import require_operate
from integrations.connect.scopes import services_of
from integrations.connect.states import Status
from integrations.connect.tokens.trying import Filled, read_filled, try_filled
from integrations.errors import Conflict, FieldError, InputError, NotFound, PermissionDenied
from integrations.holders import Holder, authorise, authorise_now
from integrations.models import ConnectAttempt, Connection
from integrations.providers import registry
from integrations.providers.consent import Consent
from integrations.providers.declare import Provider
from integrations.providers.filled_in import FilledIn, NoCredential

LONGEST_LABEL = 120


def add_account(
    actor: Actor,
    holder: Holder,
    provider: str,
    *,
    fields: Mapping[str, object],
    base_url: str = "",
    label: str = "",
    services: Sequence[str] | None = None,
) -> Connection:
    """Connect an account by its credential; an account that was connected before keeps its id.

    One that a customer's own key brings and that nobody expects waits for the operator. Raises InputError with every
    wrong field, NotFound, PermissionDenied, NotConnected, RateLimited, RemoteRejected, RemoteUnavailable.
    """
    authorise(actor, holder)
    require_active(holder)
    facts, filled, wanted = check_account(provider, fields=fields, base_url=base_url, label=label, services=services)
    consent = try_filled(facts, filled, holder)
    with transaction.atomic():
        now = authorise_now(actor, holder)
        wish = ConnectAttempt(provider=facts.key, customer=holder.of, services=wanted, scopes=list(consent.scopes))
        connection = _taken_in(now, wish, consent)
        if label:
            connection.label = label.strip()
            connection.save(update_fields=["label", "updated_at"])
        _record(now, "connect", connection)
    return connection


def replace_credential(
    actor: Actor,
    connection: Connection,
    *,
    fields: Mapping[str, object],
    base_url: str | None = None,
    other_account: bool = False,
) -> Connection:
    """Put a new credential under the same id: the same account's, unless the operator allows another one.

    ``base_url`` None keeps the address. Where the vendor does not say whose credential it is, one that a customer's own
    key brings waits, as a row of its own, for the operator to confirm. Raises as ``add_account``, and Conflict for
    another account, or a connection that has no credential to replace.
    """
    seen = Connection.objects.visible_to(actor).select_related("customer").filter(pk=connection.pk).first()
    if seen is None:
        raise NotFound(f"There is no connection {str(connection.pk)!r}.")
    require_operate(actor, "replace credentials")
    if other_account and not actor.sees_all:
        raise PermissionDenied("Only the operator puts another account in the place of one. Leave other_account out.")
    filled = check_credential(seen, fields=fields, base_url=base_url)
    facts, holder = registry.provider(seen.provider), Holder.whose(seen.customer)
    consent = try_filled(facts, filled, holder)
    with transaction.atomic():
        now = authorise_now(actor, holder)
        found = connection_to_change(now, seen, to="replace credentials")
        _require_replaceable(found)
        return _replaced(now, found, facts, consent, other_account=other_account)


def check_account(
    provider: str,
    *,
    fields: Mapping[str, object],
    base_url: str = "",
    label: str = "",
    services: Sequence[str] | None = None,
) -> tuple[Provider, Filled, list[str]]:
    """What can be said without asking the vendor. Raises InputError with every wrong field."""
    facts = _facts(provider)
    filled, wrong = read_filled(facts, fields, base_url)
    wrong = [*wrong, *_label_problems(label)]
    wanted: list[str] = []
    try:
        wanted = services_of(facts.key, services)
    except InputError as error:
        wrong += error.errors
    if wrong:
        raise InputError(f"The {facts.name} account was not connected.", errors=wrong)
    return facts, filled, wanted


def check_credential(connection: Connection, *, fields: Mapping[str, object], base_url: str | None = None) -> Filled:
    """The same for a credential that is to replace another. Raises InputError, and Conflict where none can be."""
    _require_replaceable(connection)
    facts = registry.provider(connection.provider)
    filled, wrong = read_filled(facts, fields, _kept_address(facts, connection) if base_url is None else base_url)
    if wrong:
        raise InputError("The credential was not replaced.", errors=list(wrong))
    return filled


def as_account_of(known: Connection, facts: Provider, consent: Consent) -> Consent:
    """A credential of nobody knows whom, as one of the account it is to renew, if it is for the same address."""
    if facts.credential.tells_account or known.base_url != consent.base_url:
        return consent
    return replace(consent, identity=replace(consent.identity, account_id=known.account_id))


def _replaced(actor: Actor, found: Connection, facts: Provider, consent: Consent, *, other_account: bool) -> Connection:
    consent = as_account_of(found, facts, consent)
    same = (consent.identity.account_id, consent.base_url) == (found.account_id, found.base_url)
    if not same and not other_account:
        raise Conflict(
            f"This is the credential of another {facts.name} account than {found}. Nothing has been changed: add it as"
            " an account of its own."
        )
    if not same and _of_same_identity(found, consent).exists():
        raise Conflict(f"That {facts.name} account is connected already. Replace the credential there.")
    before = {"account": str(found), "status": found.status}
    proof = proofs.judge_by_key(actor, found.customer, facts.key, consent.identity)
    if not facts.credential.tells_account and proof.waits is not None:
        wish = ConnectAttempt(provider=facts.key, customer=found.customer, services=found.services)
        replaced = connections.hold(wish, consent, waits=proof.waits, address="", country="")
    else:
        replaced = connections.replace(found, consent)
    _record(actor, "replace", replaced, before=before)
    return replaced


def _taken_in(actor: Actor, wish: ConnectAttempt, consent: Consent) -> Connection:
    proof = proofs.judge_by_key(actor, wish.customer, wish.provider, consent.identity)
    if proof.waits is None:
        return connections.take_in(wish, consent, expected_as=proof.expected_as)[0]
    return connections.hold(wish, consent, waits=proof.waits, address="", country="")


def _facts(provider: str) -> Provider:
    """Raises InputError for a provider that is not there, or whose accounts are connected in another way."""
    try:
        facts = registry.provider(provider)
    except NotFound as error:
        raise InputError(error.detail, errors=[FieldError("provider", error.detail)]) from None
    if isinstance(facts.credential, FilledIn):
        return facts
    words = (
        f"{facts.name} asks nobody who they are: its operations run without an account."
        if isinstance(facts.credential, NoCredential)
        else f"{facts.name} accounts are connected by consent: send a connect link, or connect one in the editor."
    )
    raise InputError(words, errors=[FieldError("provider", words)])


def _require_replaceable(connection: Connection) -> None:
    name = registry.provider(connection.provider).name
    if not isinstance(registry.provider(connection.provider).credential, FilledIn):
        raise Conflict(f"{connection} was connected by consent at {name}: connect it again instead.")
    if connection.status in (Status.PENDING, Status.REVOKED):
        raise Conflict(f"{connection} is {connection.status}: there is nothing to replace. Add the account anew.")


def _kept_address(facts: Provider, connection: Connection) -> str:
    base = facts.filled_in.base_url
    return connection.base_url if base is not None and base.is_typed else ""


def _of_same_identity(found: Connection, consent: Consent) -> QuerySet[Connection]:
    others = Connection.objects.of(found.customer_id).exclude(pk=found.pk).exclude(status=Status.PENDING)
    return others.filter(provider=found.provider, base_url=consent.base_url, account_id=consent.identity.account_id)


def _label_problems(label: str) -> list[FieldError]:
    if len(label.strip()) <= LONGEST_LABEL:
        return []
    return [FieldError("label", f"A label has at most {LONGEST_LABEL} characters.")]


def _record(actor: Actor, action: str, connection: Connection, **before: Mapping[str, object]) -> None:
    audit.record(
        actor,
        f"connect.connection.{action}",
        connection,
        customer_id=connection.customer_id,
        **{name: dict(value) for name, value in before.items()},
        after={"account": str(connection), "provider": connection.provider, "status": connection.status},
    )
