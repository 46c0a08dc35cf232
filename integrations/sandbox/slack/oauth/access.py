"""`oauth.v2.access`: codes and refresh tokens become tokens of the bot and of the person, each for itself."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from integrations.sandbox import clock
from integrations.sandbox.models import AuthorizationCode, Behaviour, Consent
from integrations.sandbox.oauth import tokens
from integrations.sandbox.oauth.clients import ClientRefused, is_client, read_client
from integrations.sandbox.oauth.codes import find_code, use_code
from integrations.sandbox.oauth.endpoint import Answer, respond
from integrations.sandbox.slack.errors import SlackOAuthFailure
from integrations.sandbox.slack.installing import consent_of_bot
from integrations.sandbox.slack.resources import APP_ID, Resource

PROVIDER = "slack"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest) -> HttpResponse:
    """Answer one exchange. The grant type is the detail of the log, and rules may name it after a dot."""
    fields = {**request.GET.dict(), **request.POST.dict()}
    grant_type = fields.get("grant_type") or "authorization_code"
    return respond(
        PROVIDER,
        "slack.oauth.v2.access",
        lambda: _exchange(request, fields, grant_type),
        detail=grant_type,
        failure=SlackOAuthFailure,
    )


def _exchange(request: HttpRequest, fields: dict[str, str], grant_type: str) -> Answer:
    try:
        client_id = read_client(fields, request.headers.get("Authorization", ""))
    except ClientRefused as error:
        word = "bad_client_secret" if is_client(fields.get("client_id", "")) else "invalid_client_id"
        raise _refused(word) from error
    if "code_verifier" in fields:
        raise _refused("pkce_not_allowed")
    try:
        if grant_type == "authorization_code":
            return _redeem(fields, client_id)
        if grant_type == "refresh_token":
            return _refresh(fields, client_id)
    except IntegrityError as error:  # the consent was revoked meanwhile
        raise _refused("invalid_code") from error
    raise _refused("invalid_grant_type")


def _redeem(fields: dict[str, str], client_id: str) -> Answer:
    now, code = clock.now(), find_code(PROVIDER, fields.get("code", ""), client_id)
    if code is None:
        raise _refused("invalid_code")
    if fields.get("redirect_uri", "") != code.redirect_uri:
        raise _refused("bad_redirect_uri")
    with transaction.atomic():
        if not use_code(code, now):
            raise _refused("invalid_code")
        body = _installed(code)
    return Answer(body, code.consent.account.email)


def _installed(code: AuthorizationCode) -> Resource:
    """The bot on top, where there is one, and the person in ``authed_user``, with a token where one was asked for."""
    behaviour, member = Behaviour.current(), code.consent.account.slack_member
    team = member.team
    person: Resource = {"id": member.user_id}
    if code.scopes:
        person |= {"scope": ",".join(code.scopes), "token_type": "user"}
        person |= _tokens(code.consent, code.scopes, behaviour, bot=False)
    answer: Resource = {
        "ok": True,
        "app_id": APP_ID,
        "authed_user": person,
        "team": {"id": team.team_id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if bot_scopes := code.details.get("bot"):
        consent = consent_of_bot(team, code.consent.client_id, bot_scopes, now=clock.now())
        bot = consent.account.slack_member
        answer |= {"scope": ",".join(consent.scopes), "token_type": "bot", "bot_user_id": bot.user_id}
        answer |= _tokens(consent, consent.scopes, behaviour, bot=True)
    return answer


def _refresh(fields: dict[str, str], client_id: str) -> Answer:
    now, behaviour = clock.now(), Behaviour.current()
    token = tokens.find_refresh_token(PROVIDER, fields.get("refresh_token", ""), client_id)
    if token is None:
        raise _refused("invalid_refresh_token")
    consent, member = token.consent, token.consent.account.slack_member
    is_bot = bool(member.bot_id)
    with transaction.atomic():
        if not tokens.replace_refresh_token(token, now):
            raise _refused("invalid_refresh_token")
        given = _tokens(consent, token.scopes, behaviour, bot=is_bot, rotates=True)
    body: Resource = {
        "ok": True,
        "app_id": APP_ID,
        "scope": ",".join(token.scopes),
        "token_type": "bot" if is_bot else "user",
        "team": {"id": member.team.team_id, "name": member.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        **given,
        **({"bot_user_id": member.user_id} if is_bot else {"authed_user": {"id": member.user_id}}),
    }
    return Answer(body, consent.account.email)


def _tokens(
    consent: Consent, scopes: list[str], behaviour: Behaviour, *, bot: bool, rotates: bool | None = None
) -> Resource:
    """Where the app rotates, a token that expires and a refresh token that is good once; else one that lasts."""
    rotates = behaviour.rotate_refresh_tokens if rotates is None else rotates
    kind = "xoxb" if bot else "xoxp"
    prefix = f"xoxe.{kind}-sandbox-" if rotates else f"{kind}-sandbox-"
    given: Resource = {
        "access_token": tokens.issue_access_token(
            consent, scopes, prefix=prefix, behaviour=behaviour, now=clock.now(behaviour), lasts=not rotates
        )
    }
    if rotates:
        given["refresh_token"] = tokens.issue_refresh_token(consent, scopes, prefix="xoxe-1-sandbox-")
        given["expires_in"] = behaviour.access_token_seconds
    return given


def _refused(word: str) -> SlackOAuthFailure:
    return SlackOAuthFailure(200, word, "")
