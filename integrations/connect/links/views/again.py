"""Where an error about a customer's connection leads to: a page that mails its contact a link to connect it again."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from integrations.actors import SYSTEM
from integrations.connect.handshake.browser import address_of
from integrations.connect.handshake.views import pages
from integrations.connect.links.guessing import check_guesses, note_miss
from integrations.connect.links.mails import masked
from integrations.connect.links.reconnects import send_reconnect_link
from integrations.connect.states import Status
from integrations.errors import MachinaError, RateLimited
from integrations.models import Connection
from integrations.providers import registry


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Anyone who knows the id may ask for the mail; it goes to the customer's contact alone, and not often."""
    try:
        check_guesses(address_of(request))
    except RateLimited as error:
        return pages.message(request, "Please wait", error.detail, status=429)
    connection = Connection.objects.select_related("customer").filter(pk=connection_id).first()
    facts = registry.find(connection.provider) if connection else None
    if connection is None or facts is None or connection.status in (Status.PENDING, Status.REVOKED):
        note_miss(address_of(request))
        return pages.message(request, "There is nothing to connect again", "Ask for a new connect link.", status=404)
    if connection.customer is None:
        return pages.redirect(reverse("connect_owner", args=[connection.provider]))
    if request.method == "POST":
        _send(request, connection)
        return pages.redirect(request.path)
    context = {
        "provider": facts,
        "customer": connection.customer,
        "account": masked(connection.email) if connection.email else "",
        "contact": masked(connection.customer.email) if connection.customer.email else "",
    }
    return pages.page(request, "again", context)


def _send(request: HttpRequest, connection: Connection) -> None:
    try:
        link = send_reconnect_link(SYSTEM, connection)
        pages.say(request, f"A link is on its way to {masked(link.customer.email)}.")
    except MachinaError as error:
        pages.say(request, error.detail, is_error=True)
