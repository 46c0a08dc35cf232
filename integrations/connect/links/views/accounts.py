"""The lasting page: whoever reads a mailbox sees what is connected for it, and ends it. It needs no link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from integrations.connect import mailed_codes, postage
from integrations.connect.accounts import mailboxes
from integrations.connect.accounts.disconnect import disconnect_by_mailbox
from integrations.connect.handshake.browser import address_of, known_browser, remember_browser
from integrations.connect.handshake.views import pages
from integrations.connect.links import mails
from integrations.connect.links.guessing import check_guesses, network_of, note_miss
from integrations.connect.mailed_codes import CodeRefused
from integrations.connect.scopes import ServiceInWords, in_words
from integrations.connect.states import Status
from integrations.errors import Conflict, InputError, MachinaError, NotFound
from integrations.models import Connection
from integrations.providers import registry
from integrations.providers.declare import Provider

LONGEST = 254


@dataclass(frozen=True)
class Shown:
    """One connected account, as its person sees it."""

    connection: Connection
    provider: Provider | None
    """None where it has been uninstalled since."""
    services: list[ServiceInWords]

    @property
    def may_mend(self) -> bool:
        """Whether connecting it again helps."""
        return self.connection.status in (Status.NEEDS_RECONNECT, Status.SCOPE_MISSING) and self.provider is not None


class AccountsPage(View):
    """``/connect/accounts/``. Opening it has no effect; every step is a form posted by a person."""

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @method_decorator(sensitive_post_parameters("code"))
    def dispatch(self, request: HttpRequest) -> HttpResponse:
        return self.post(request) if request.method == "POST" else self.get(request)

    def get(self, request: HttpRequest) -> HttpResponse:
        browser = known_browser(request)
        if address := mailboxes.proved_by(browser):
            shown = [_shown(each) for each in mailboxes.connections_of(address)]
            return pages.page(request, "accounts", {"address": address, "accounts": shown})
        return pages.page(request, "accounts_sign_in", {"asked_for": mailboxes.asked_for(browser)})

    def post(self, request: HttpRequest) -> HttpResponse:
        step = STEPS.get(request.POST.get("action", ""))
        if step is not None:
            try:
                step(request)
            except MachinaError as error:
                pages.say(request, error.detail, is_error=True)
        return pages.redirect(request.path)


def start(request: HttpRequest) -> None:
    """Mail a code to an address that is known here, and say the same of one that is not.

    Raises InputError, RateLimited, RemoteUnavailable.
    """
    check_guesses(address_of(request))
    typed = request.POST.get("email", "").strip()
    try:
        validate_email(typed)
        is_address = len(typed) <= LONGEST
    except ValidationError:
        is_address = False
    if not is_address:
        raise InputError(f"{typed[:LONGEST]!r} is not an e-mail address, such as you@company.example.")
    # Also for an address that is not mailed, so that nothing tells the two apart; and for each network by itself, as
    # anybody can type in another person's address and must not use up his mails.
    with postage.stamped("mailbox", typed, about=network_of(address_of(request))) as stamp:
        code = mailboxes.new_code(typed, remember_browser(request))
        if mailboxes.is_known(typed):
            mails.send_mailbox_mail(typed, code, stamp)
        else:
            note_miss(address_of(request))


def check_code(request: HttpRequest) -> None:
    """The six digits. Raises Conflict."""
    try:
        mailboxes.open_with_code(known_browser(request), mailed_codes.typed(request.POST.get("code", "")))
    except CodeRefused as refusal:
        raise Conflict(mailed_codes.in_words(refusal)) from None


def disconnect(request: HttpRequest) -> None:
    """End one account that the proved mailbox may see. Raises NotFound."""
    address, wanted = mailboxes.proved_by(known_browser(request)), request.POST.get("connection", "")
    seen = {str(each.pk): each for each in mailboxes.connections_of(address)}
    if wanted not in seen:
        raise NotFound("There is nothing to disconnect any more.")
    ended = disconnect_by_mailbox(address, seen[wanted])
    pages.say(request, f"Disconnected {ended.connection}. Our access was deleted. {ended.words}")


def leave(request: HttpRequest) -> None:
    """This browser shows nothing any more."""
    if browser := known_browser(request):
        mailboxes.forget(browser)


STEPS: Mapping[str, Callable[[HttpRequest], None]] = {
    "start": start,
    "code": check_code,
    "disconnect": disconnect,
    "leave": leave,
}


def _shown(connection: Connection) -> Shown:
    return Shown(connection, registry.find(connection.provider), in_words(connection.services))
