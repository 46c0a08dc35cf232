"""The one place that speaks with a provider about tokens: it exchanges, refreshes, revokes and asks whose they are.

What is sent and how an answer is read is the provider's; where it may go, how often and how long, is decided here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from integrations.catalog.declare import Effect
from integrations.connect.tokens import oauth_apps
from integrations.connect.tokens.talks import Talk, Whose
from integrations.egress.client import shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.policy import MAX_ATTEMPTS
from integrations.egress.request import EgressRequest
from integrations.egress.response import EgressResponse
from integrations.errors import MachinaError, OutcomeUnknown, RemoteUnavailable
from integrations.models import OAuthApp
from integrations.providers.addresses import Addresses
from integrations.providers.answers import ReadTokens, TokenJSON, error_word, read_answer
from integrations.providers.consent import Tokens
from integrations.providers.declare import Provider
from integrations.providers.oauth2 import NotRevocable
from integrations.providers.requests import Code, Method, OAuthClient, VendorRequest

logger = logging.getLogger(__name__)

EXCHANGE_SECONDS = 20.0


class GrantRefused(Exception):
    """The provider does not accept this refresh token (``invalid_grant``), or this code."""


class AppRefused(Exception):
    """The provider does not accept the OAuth app; the text is its word for why."""


class AccountBlocked(Exception):
    """Somebody at the provider keeps this one account from the app; the text is its word for why."""


class Outage(Exception):
    """The provider did not answer, or not with a decision. ``answer_lost``: it may have exchanged the token."""

    def __init__(self, reason: str, *, retry_after: float | None = None, answer_lost: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.answer_lost = answer_lost


class UnknownRefusal(Outage):
    """It refused in a word that is not known: neither the account nor the app is blamed for it, and it is reported."""


def exchange_code(provider: Provider, app: OAuthApp, code: Code, *, whose: Whose) -> TokenJSON:
    """The answer to a code, which has tokens in it; the call log is told of it.

    Raises GrantRefused, AccountBlocked, AppRefused, Outage, MachinaError from egress, vault.VaultError.
    """
    talk = Talk("exchange_code", provider.key, whose)
    try:
        with _put_down(talk, provider):
            client = _client(provider, app)
            answer = _send(provider.oauth2.exchange(client, code), client.addresses, talk=talk)
            body = read_answer(answer.content, answer.headers.get("content-type", ""))
            read_granted(provider, answer.status, body, provider.oauth2.read_tokens, answer.retry_after)
        return body
    finally:
        talk.tell()


def exchange_refresh_token(
    provider: Provider, app: OAuthApp, refresh_token: str, *, deadline: Deadline, talk: Talk
) -> Tokens:
    """New tokens; nothing is sent after the deadline. The caller tells of the ``talk``.

    Raises GrantRefused, AccountBlocked, AppRefused, Outage, vault.VaultError.
    """
    with _put_down(talk, provider):
        client = _client(provider, app)
        try:
            answer = _send(
                provider.oauth2.refresh(client, refresh_token), client.addresses, deadline=deadline, talk=talk
            )
        except OutcomeUnknown:
            raise Outage("no_answer", answer_lost=True) from None
        except MachinaError as error:
            raise Outage("unreachable", retry_after=error.retry_after) from None
        body = read_answer(answer.content, answer.headers.get("content-type", ""))
        return read_granted(provider, answer.status, body, provider.oauth2.read_refreshed, answer.retry_after)


def revoke_tokens(provider: Provider, app: OAuthApp, tokens: Tokens, *, whose: Whose) -> bool:
    """Whether they no longer work at the provider: just revoked there, or gone already. The call log is told of it.

    Raises MachinaError without an answer, vault.VaultError.
    """
    talk = Talk("revoke_token", provider.key, whose)
    try:
        with _put_down(talk, provider):
            has_ended = _has_ended(provider, app, tokens, talk)
        if not has_ended:
            talk.failure = f"{provider.name} did not say that the access has ended."
        return has_ended
    finally:
        talk.tell()


def _has_ended(provider: Provider, app: OAuthApp, tokens: Tokens, talk: Talk) -> bool:
    revocation = provider.oauth2.revocation
    if isinstance(revocation, NotRevocable):
        return False
    client = _client(provider, app)
    answer = _send(revocation.request(client, tokens), client.addresses, talk=talk)
    word = error_word(read_answer(answer.content))
    return (
        (answer.status < 300 and not word) or word in revocation.gone_words or answer.status in revocation.gone_statuses
    )


def ask_json(
    method: Method, url: str, addresses: Addresses, access_token: str, headers: Mapping[str, str] | None = None
) -> object:
    """What the provider says at one of its own addresses to the bearer of a new token.

    Raises ValueError for a refusal and for what is no JSON, MachinaError without an answer.
    """
    sent = {"Accept": "application/json", **(headers or {}), "Authorization": f"Bearer {access_token}"}
    answer = _send(VendorRequest(method, url, sent), addresses, attempts=MAX_ATTEMPTS)
    if answer.status >= 300:
        raise ValueError(f"the provider answered {answer.status} when it was asked whose account it is")
    try:
        return answer.json()
    except RemoteUnavailable as error:
        raise ValueError("the provider did not say in JSON whose account it is") from error


def read_granted(
    provider: Provider, status: int, body: TokenJSON, read: ReadTokens, retry_after: float | None = None
) -> Tokens:
    """The tokens of an answer. Raises what it means if it grants nothing; vendors also refuse with status 200."""
    if status < 300:
        try:
            return read(body)
        except ValueError:
            if not error_word(body):
                raise Outage("unreadable_answer", answer_lost=True) from None
    facts, word = provider.oauth2, error_word(body)
    if word in facts.dead_grant_errors:
        raise GrantRefused(word)
    if status >= 500 or status in (408, 429) or word in facts.passing_errors:
        raise Outage(word if word in facts.passing_errors else f"http_{status}", retry_after=retry_after)
    if word in facts.blocked_errors:
        raise AccountBlocked(word)
    # A status without a word is the standard's: 401 is a client that could not prove itself (RFC 6749, 5.2).
    if word in facts.app_errors or (status == 401 and not word):
        raise AppRefused(word or f"http_{status}")
    logger.error("connect.unknown_word", extra={"provider": provider.key, "word": word, "status": status})
    raise UnknownRefusal(word or f"http_{status}", retry_after=retry_after)


@contextmanager
def _put_down(talk: Talk, provider: Provider) -> Iterator[None]:
    """What is raised of a conversation is how it failed."""
    try:
        yield
    except (GrantRefused, AccountBlocked, AppRefused) as refusal:
        talk.failure = f"{provider.name} refused: {refusal}."
        raise
    except Outage as outage:
        talk.failure = f"{provider.name} granted nothing: {outage.reason}."
        raise
    except MachinaError as error:
        talk.failure = error.detail
        raise


def _client(provider: Provider, app: OAuthApp) -> OAuthClient:
    return OAuthClient(
        client_id=app.client_id,
        client_secret=oauth_apps.open_secret(app),
        addresses=provider.addresses_in(app.environment),
        form=provider.oauth2.form,
    )


def _send(
    request: VendorRequest,
    addresses: Addresses,
    *,
    attempts: int = 1,
    deadline: Deadline | None = None,
    talk: Talk | None = None,
) -> EgressResponse:
    """To the provider's own origins alone, within 20 seconds.

    One attempt: a code is good once, and whether a token is tried again is decided with the lease in hand.
    """
    effect: Effect = "read" if attempts > 1 else "write"
    deadline = deadline or Deadline(EXCHANGE_SECONDS)
    told = talk.exchanged if talk is not None else None
    permit = Permit(reach=Reach(origins=addresses.origins), effect=effect, deadline=deadline, on_exchanged=told)
    sent = EgressRequest(
        request.method,
        request.url,
        permit,
        headers=request.headers,
        body=request.body,
        max_redirects=0,
        route=urlsplit(request.url).path,
    )
    return shared_egress().send(sent, attempts=attempts)
