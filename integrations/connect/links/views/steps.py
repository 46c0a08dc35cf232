"""The steps a person takes on the page of a connect link; each returns an answer, or None to show the page anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

from integrations.connect import link_states, mailed_codes
from integrations.connect.accounts.disconnect import disconnect_by_link
from integrations.connect.handshake.attempts import begin_from_link
from integrations.connect.handshake.browser import remember_browser
from integrations.connect.handshake.views import pages
from integrations.connect.handshake.views.leave import to_provider
from integrations.connect.links import codes, mails
from integrations.connect.links.progress import progress_of
from integrations.connect.mailed_codes import CodeRefused
from integrations.connect.scopes import group_installed
from integrations.errors import Conflict, NotFound
from integrations.models import ConnectLink

Step = Callable[[HttpRequest, ConnectLink], HttpResponse | None]


def start(request: HttpRequest, link: ConnectLink) -> None:
    """Mail a code where one is the proof, else bind the link to this browser. Raises RateLimited, Conflict,
    RemoteUnavailable.
    """
    if link.verification == ConnectLink.Verification.EMAIL_CODE:
        _mail_code(link, remember_browser(request))
    elif not link_states.bind(link, remember_browser(request)):
        raise Conflict(mailed_codes.in_words(CodeRefused("taken")))


def check_code(request: HttpRequest, link: ConnectLink) -> None:
    """The six digits; the right ones bind the link to this browser. Raises Conflict."""
    try:
        codes.open_with_code(link, remember_browser(request), mailed_codes.typed(request.POST.get("code", "")))
    except CodeRefused as refusal:
        raise Conflict(mailed_codes.in_words(refusal)) from None


def connect(request: HttpRequest, link: ConnectLink) -> HttpResponse:
    """Off to one of the link's providers. Raises NotFound, NotConnected, RemoteUnavailable, and Conflict where one of
    its accounts has been connected with this link.
    """
    provider, services = _wanted(request, link)
    if provider in link.finished_providers:
        raise Conflict("That is done already with this link. Disconnect it first to connect another account.")
    return to_provider(request, begin_from_link(link, provider, services))


def disconnect(request: HttpRequest, link: ConnectLink) -> None:
    """Wrong account: end what this link has connected, and let another be connected. Raises NotFound, Conflict."""
    provider, _ = _wanted(request, link)
    connected = next((each.connection for each in progress_of(link) if each.provider.key == provider), None)
    if connected is None:
        raise NotFound("There is nothing to disconnect any more.")
    ended = disconnect_by_link(link, connected)
    link_states.take_back(link, provider)
    pages.say(request, f"Disconnected {connected}. Our access was deleted. {ended.words}")


def _mail_code(link: ConnectLink, browser: str) -> None:
    with mails.stamped("code", link) as stamp:
        mails.send_code_mail(link, codes.new_code(link, browser), stamp)


def _wanted(request: HttpRequest, link: ConnectLink) -> tuple[str, list[str]]:
    provider = request.POST.get("provider", "")
    groups = group_installed(link.services)
    if provider not in groups:
        raise NotFound("This link is not for that provider.")
    return provider, groups[provider]


OPEN: Mapping[str, Step] = {"start": start, "code": check_code}
"""What any browser may do on a link that is not bound."""

BOUND: Mapping[str, Step] = {"connect": connect, "disconnect": disconnect}
"""What the browser may do that the link is bound to."""
