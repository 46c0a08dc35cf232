"""The page of a connect link. Opening it has no effect at all; every step is a form posted by a person."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from integrations.connect import link_states
from integrations.connect.accounts import mailboxes
from integrations.connect.handshake.browser import address_of, known_browser
from integrations.connect.handshake.views import pages
from integrations.connect.links.codes import has_code
from integrations.connect.links.embedding import told
from integrations.connect.links.guessing import check_guesses, note_miss
from integrations.connect.links.mails import masked
from integrations.connect.links.progress import progress_of
from integrations.connect.links.views import steps
from integrations.connect.operator_settings import operator_settings, return_addresses
from integrations.connect.return_urls import is_allowed
from integrations.errors import MachinaError, RateLimited
from integrations.models import ConnectLink
from integrations.providers.oauth2 import OAuth2

State = ConnectLink.State


class LinkPage(View):
    """``/connect/<token>/`` for whoever was sent it, and ``/connect/link/<id>/`` for the browser it is bound to."""

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @method_decorator(sensitive_post_parameters("code"))
    def dispatch(self, request: HttpRequest, token: str = "", link_id: UUID | None = None) -> HttpResponse:
        link = link_states.find_link(token) if token else _of_browser(request, link_id)
        if (link is None or not _is_bound_here(request, link)) and (slowed := _slowed_down(request)):
            return slowed
        if link is None:
            note_miss(address_of(request))
            text = "It may have been replaced by a newer one. Ask whoever sent it to you for a new link."
            return pages.message(request, "There is no such link", text, status=404)
        if ended := _how_it_ended(request, link):
            is_over = link.state == State.FINISHED
            return pages.message(request, *ended, status=410, shows_accounts=is_over)
        if link.state == State.FINISHED:
            return _finished(request, link)
        handler = self.post if request.method == "POST" else self.get
        return handler(request, link)

    def get(self, request: HttpRequest, link: ConnectLink) -> HttpResponse:
        return _list(request, link) if _is_bound_here(request, link) else _welcome(request, link)

    def post(self, request: HttpRequest, link: ConnectLink) -> HttpResponse:
        """One step. What a step refuses is said at the top of the page it leads back to."""
        step = steps.BOUND if _is_bound_here(request, link) else steps.OPEN
        action = step.get(request.POST.get("action", ""))
        if action is not None:
            try:
                if answer := action(request, link):
                    return answer
            except MachinaError as error:
                pages.say(request, error.detail, is_error=True)
        link.refresh_from_db()
        if _is_bound_here(request, link):
            return pages.redirect(reverse("connect_link_page", args=[link.pk]))
        return pages.redirect(request.path)


def _slowed_down(request: HttpRequest) -> HttpResponse | None:
    """Whoever is already at it in a bound browser is never held up by somebody guessing behind the same proxy."""
    try:
        check_guesses(address_of(request))
    except RateLimited as error:
        answer = pages.message(request, "Please wait", error.detail, status=429)
        answer.headers["Retry-After"] = str(int(error.retry_after or 0))
        return answer
    return None


def _welcome(request: HttpRequest, link: ConnectLink) -> HttpResponse:
    providers = progress_of(link)
    context = {
        "link": link,
        "providers": providers,
        "told": told(link, providers),
        "needs_code": link.verification == ConnectLink.Verification.EMAIL_CODE,
        "code_waits": has_code(link, known_browser(request)),
        "contact": masked(link.customer.email),
    }
    return pages.page(request, "welcome", context)


def _list(request: HttpRequest, link: ConnectLink) -> HttpResponse:
    providers = progress_of(link)
    context = {"link": link, "providers": providers, "told": told(link, providers)}
    return pages.page(request, "list", context, leads_to=_provider_addresses(link))


def _finished(request: HttpRequest, link: ConnectLink) -> HttpResponse:
    """What the link has brought. It takes no step any more: accounts are ended on the lasting page."""
    providers = progress_of(link)
    back = link.return_url if is_allowed(link.return_url, return_addresses(operator_settings())) else ""
    seen = mailboxes.connections_of(mailboxes.proved_by(known_browser(request)))
    context = {
        "link": link,
        "providers": providers,
        "told": told(link, providers),
        "endable": set(seen.values_list("pk", flat=True)),
        "waits": any(each.state == "waiting" for each in providers),
        "return_url": back,
    }
    is_step = request.method == "POST"
    if is_step:
        pages.say(request, "This link is finished. What is connected is on the page below.", is_error=True)
    return pages.page(request, "finished", context, status=410 if is_step else 200)


def _provider_addresses(link: ConnectLink) -> list[str]:
    leads_to = []
    for each in progress_of(link):
        if not isinstance(each.provider.credential, OAuth2):
            continue
        for environment in ("live", "sandbox"):
            try:
                leads_to.append(each.provider.addresses_in(environment)["authorize_url"])
            except MachinaError:  # the sandbox is switched off
                continue
    return leads_to


def _of_browser(request: HttpRequest, link_id: UUID | None) -> ConnectLink | None:
    if link_id is None:
        return None
    link = ConnectLink.objects.select_related("customer", "reconnect").filter(pk=link_id).first()
    return link if link is not None and _is_bound_here(request, link) else None


def _is_bound_here(request: HttpRequest, link: ConnectLink) -> bool:
    browser = known_browser(request)
    bound = link.state in (State.BOUND, State.FINISHED)
    return bound and bool(browser) and constant_time_compare(link.browser_hash, browser)


def _how_it_ended(request: HttpRequest, link: ConnectLink) -> tuple[str, str] | None:
    ask = "Nothing has been connected. Ask whoever sent it to you for a new link."
    if link.state == State.FINISHED:
        used = ("This link has been used", "Everything it was for is done.")
        return None if _is_bound_here(request, link) and link.customer.is_active else used
    if link.state == State.REVOKED or not link.customer.is_active:
        return "This link was withdrawn", ask
    if not link_states.is_usable(link):
        return "This link has expired", ask
    if link.state == State.BOUND and not _is_bound_here(request, link):
        return (
            "This link is already in use",
            "It was opened in another browser. Go on there, or ask whoever sent it to you to free it.",
        )
    return None
