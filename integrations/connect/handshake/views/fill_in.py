"""The page where a person fills in a credential; only the browser that the attempt belongs to is shown it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from integrations.connect.accounts.filled_in import as_account_of
from integrations.connect.handshake import attempts, consents
from integrations.connect.handshake.failures import ConnectFailure
from integrations.connect.handshake.views import finish, pages
from integrations.connect.scopes import in_words
from integrations.connect.tokens.trying import BASE_URL, read_filled, try_filled
from integrations.errors import FieldError, InputError, MachinaError
from integrations.holders import Holder
from integrations.models import ConnectAttempt
from integrations.providers import registry
from integrations.providers.base_urls import BaseUrl
from integrations.providers.consent import Consent
from integrations.providers.declare import Provider
from integrations.providers.fields import PLACE, CredentialField


@dataclass(frozen=True)
class Blank:
    """One field of the form: its words, what is wrong with it, and what was typed, unless that is secret."""

    name: str
    label: str
    help: str
    example: str
    is_secret: bool
    is_optional: bool
    value: str
    problem: str


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def fill_in(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """A credential that the vendor does not accept may be corrected; the first one that it accepts is taken in."""
    attempt = attempts.waiting_here(request, attempt_id)
    if attempt is None:
        return pages.refused(request)
    facts = registry.provider(attempt.provider)
    if request.method != "POST":
        return _form(request, attempt, facts)
    try:
        consents.require_still_allowed(attempt)
        consent = _tried(request, attempt, facts)
    except ConnectFailure as failure:
        return finish.failed(request, attempt, failure.code)
    except InputError as error:
        return _form(request, attempt, facts, error=error, problems=error.errors)
    except MachinaError as error:
        return _form(request, attempt, facts, error=error)
    if not attempts.claim_here(request, attempt):
        return pages.refused(request)
    return finish.completed(request, attempt, consent)


@sensitive_variables("typed", "filled", "consent")
def _tried(request: HttpRequest, attempt: ConnectAttempt, facts: Provider) -> Consent:
    """Raises InputError that names the fields, and what ``try_filled`` raises."""
    typed = {each.name: request.POST.get(each.name, "") for each in facts.filled_in.fields}
    filled, wrong = read_filled(facts, typed, request.POST.get(BASE_URL, ""))
    if wrong:
        raise InputError("Please look at what is marked below. Nothing has been connected.", errors=wrong)
    consent = try_filled(facts, filled, Holder.whose(attempt.customer))
    return consent if attempt.reconnect is None else as_account_of(attempt.reconnect, facts, consent)


def _form(
    request: HttpRequest,
    attempt: ConnectAttempt,
    facts: Provider,
    *,
    error: MachinaError | None = None,
    problems: Sequence[FieldError] = (),
) -> HttpResponse:
    told = {problem.field: problem.message for problem in problems}
    base = facts.filled_in.base_url
    blanks = [_blank(request, each, told) for each in facts.filled_in.fields]
    if base is not None and base.is_typed:
        blanks.insert(0, _address(request, attempt, base, told))
    context = {
        "provider": facts,
        "customer": attempt.customer,
        "reconnect": attempt.reconnect,
        "services": in_words(attempt.services),
        "blanks": blanks,
        "error": error,
    }
    return pages.page(request, "fill_in", context, status=error.status if error else 200)


def _blank(request: HttpRequest, field: CredentialField, told: Mapping[str, str]) -> Blank:
    return Blank(
        name=field.name,
        label=field.label,
        help=field.help,
        example=field.example,
        is_secret=field.is_secret,
        is_optional=field.is_optional,
        value="" if field.is_secret else request.POST.get(field.name, ""),
        problem=told.get(f"{PLACE}.{field.name}", ""),
    )


def _address(request: HttpRequest, attempt: ConnectAttempt, base: BaseUrl, told: Mapping[str, str]) -> Blank:
    known = attempt.reconnect.base_url if attempt.reconnect else ""
    return Blank(
        name=BASE_URL,
        label=base.label,
        help=base.help,
        example=base.example,
        is_secret=False,
        is_optional=False,
        value=request.POST.get(BASE_URL, known),
        problem=told.get(BASE_URL, ""),
    )
