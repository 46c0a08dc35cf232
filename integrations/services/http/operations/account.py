"""Whether a connected account still works."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.http.web import WebRequest
from integrations.errors import InputError
from integrations.services.http import samples
from integrations.services.http.models.answers import HttpAccountAnswer, HttpAccountTest
from integrations.services.http.reading import LONGEST_INLINE
from integrations.services.http.service import service

OTHERWISE_FINE = frozenset({400, 404, 405, 406, 409, 410, 415, 422})
"""What an API may answer to an address of nobody knows what, having accepted who asks."""


@service.operation(
    effect="read",
    scopes=[],
    price="account_check",
    account="required",
    accounts="any",
    sample=samples.ACCOUNT,
    icon="key",
)
def check_account(ctx: Ctx, data: HttpAccountTest) -> HttpAccountAnswer:
    """Ask the account's own address whether its key still works.

    Free of charge; this is how a connection is tested. Any answer will do but a refusal of the key.
    """
    url = ctx.web.account_url
    if not url:
        raise InputError("This account has no address that could be asked.", field="connection")
    asked = WebRequest(method="GET", url=url, accept_status=OTHERWISE_FINE)
    reply = ctx.web.send(asked, as_file=lambda status, headers: False, at_most=LONGEST_INLINE)
    return HttpAccountAnswer(url=url, status=reply.status)
