"""What comes of an operator's yes: a code, then access that is renewed for as long as he may act himself."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import SYSTEM, Actor, ToolLevel
from integrations.api import keys
from integrations.api.oauth.errors import OAuthError
from integrations.connect.one_time import hashed, new_secret
from integrations.errors import MachinaError
from integrations.holders import Holder, authorise_now
from integrations.models import AgentClient, AgentConsent, Customer

CODE_SECONDS, ACCESS_SECONDS = 60, 3_600
REFRESH = timedelta(days=30)
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Wish:
    """What a program asks for, once it has been checked."""

    client: AgentClient
    redirect_uri: str
    challenge: str
    resource: str
    state: str
    level: ToolLevel


@dataclass(frozen=True)
class Access:
    """What a program gets, known at this moment only."""

    token: str
    refresh: str
    level: str


def consent(actor: Actor, wish: Wish, customer: Customer, level: ToolLevel) -> str:
    """The code for the program. Raises NotFound, PermissionDenied, NotConnected for a customer who is switched off."""
    code = new_secret()
    with transaction.atomic():
        authorise_now(actor, Holder.customer(customer))
        row = AgentConsent.objects.create(
            client=wish.client,
            customer=customer,
            given_by=actor.id,
            tools=level,
            resource=wish.resource,
            redirect_uri=wish.redirect_uri,
            challenge=wish.challenge,
            code_hash=hashed(code),
            code_expires_at=timezone.now() + timedelta(seconds=CODE_SECONDS),
        )
        after = {"client": wish.client.name, "tools": level}
        audit.record(actor, "agent_consent.give", row, customer_id=customer.pk, after=after)
    return code


def exchange(client: AgentClient, code: str, verifier: str, redirect_uri: str) -> Access:
    """Access for a code, once. Raises OAuthError."""
    found = AgentConsent.objects.filter(code_hash=hashed(code), client=client).first()
    if found is None:
        raise _invalid("The code is not known.")
    taken = AgentConsent.objects.filter(pk=found.pk, code_used_at=None, ended_at=None).update(
        code_used_at=timezone.now()
    )
    if not taken:
        end(found)  # somebody else has it as well
        raise _invalid("The code was used before.")
    if found.code_expires_at <= timezone.now() or redirect_uri != found.redirect_uri:
        raise _invalid("The code has expired, or was given for another redirect_uri.")
    if not VERIFIER.fullmatch(verifier) or not constant_time_compare(challenge_of(verifier), found.challenge):
        raise _invalid("The code_verifier is not the one that was asked with.")
    return _issued(found, earlier="")


def refresh(client: AgentClient, token: str) -> Access:
    """New access for a refresh token, once. Raises OAuthError; one that comes again ends the consent."""
    mark = hashed(token)
    reused = AgentConsent.objects.filter(earlier_refresh_hash=mark, client=client, ended_at=None).first()
    if reused is not None:
        end(reused)
        raise _invalid("This refresh token was used before. Ask for consent again.")
    found = AgentConsent.objects.filter(
        refresh_hash=mark, client=client, ended_at=None, refresh_expires_at__gt=timezone.now()
    ).first()
    if found is None:
        raise _invalid("The refresh token is not known, or has ended. Ask for consent again.")
    taken = AgentConsent.objects.filter(pk=found.pk, refresh_hash=mark).update(
        refresh_hash="", earlier_refresh_hash=mark
    )
    if not taken:
        raise _invalid("This refresh token was used before. Ask for consent again.")
    return _issued(found, earlier=mark)


def end(row: AgentConsent) -> None:
    """The consent and its access are over. Ending it twice changes nothing."""
    with transaction.atomic():
        if AgentConsent.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now(), refresh_hash=""):
            audit.record(SYSTEM, "agent_consent.end", row, customer_id=row.customer_id)
        if row.key is not None:
            keys.revoke_key(SYSTEM, row.key)


def end_by_token(token: str) -> None:
    """Revocation by the program itself (RFC 7009), by either token; an unknown one is no error."""
    mark = hashed(token)
    for row in AgentConsent.objects.filter(Q(refresh_hash=mark) | Q(key__key_hash=mark)):
        end(row)


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _issued(row: AgentConsent, *, earlier: str) -> Access:
    """Rights are read anew each time: of the operator who has consented, and of the customer."""
    token, refresh_token = keys.MARK + secrets.token_urlsafe(32), new_secret()
    given_by = Actor(kind="staff", id=row.given_by, label="whoever consented")
    try:
        with transaction.atomic():
            stored = AgentConsent.objects.select_for_update(of=("self",)).select_related("customer", "client", "key")
            row = stored.get(pk=row.pk)
            actor = authorise_now(as_of_now(given_by), Holder.customer(row.customer))
            if row.ended_at is not None or (row.key is not None and row.key.revoked_at is not None):
                raise _invalid("The consent has ended. Ask for it again.")
            row.key = keys.give_access(actor, row.key, token, row, seconds=ACCESS_SECONDS)
            row.refresh_hash, row.earlier_refresh_hash = hashed(refresh_token), earlier
            row.refresh_expires_at = timezone.now() + REFRESH
            row.save(update_fields=["key", "refresh_hash", "earlier_refresh_hash", "refresh_expires_at"])
    except MachinaError as error:
        raise _invalid(error.detail) from None
    return Access(token, refresh_token, row.tools)


def _invalid(words: str) -> OAuthError:
    return OAuthError("invalid_grant", words)
