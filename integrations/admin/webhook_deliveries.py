"""The admin of webhook deliveries: what was told to whom, every attempt and how it was answered, and sending again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin, ReadOnlyInline
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import STATE_WORDS, customer_link, link_to, short, state_pill
from integrations.admin.lookups import ChosenFilter, CustomerFilter, MomentFilter, shown_fieldsets, uuid_of
from integrations.admin.written import at, duration, when
from integrations.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from integrations.outgoing import replays
from integrations.outgoing.kinds import label_of

MOST_CHOICES = 200


class DeliveryStateFilter(ChosenFilter):
    """Deliveries by how far they are."""

    title = "state"
    parameter_name = "state"
    field = "state"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        return [(state, STATE_WORDS[state]) for state in WebhookDelivery.State.values]


class EndpointFilter(DropdownFilter):
    """Deliveries of one endpoint."""

    title = "endpoint"
    parameter_name = "endpoint"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(row.pk), str(row)) for row in WebhookEndpoint.objects.order_by("url", "pk")[:MOST_CHOICES]]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        wanted = uuid_of(str(self.value()))
        return queryset.filter(endpoint=wanted) if wanted else queryset.none()


class AttemptInline(ReadOnlyInline):
    """Every attempt, the last one first."""

    model = WebhookAttempt
    verbose_name_plural = "Attempts"
    fields = readonly_fields = ("number", "moment", "took", "answered", "begun")

    @display(description="When")
    def moment(self, row: WebhookAttempt) -> str:
        return at(row.at)

    @display(description="Took")
    def took(self, row: WebhookAttempt) -> str:
        return duration(row.milliseconds)

    @display(description="Answer")
    def answered(self, row: WebhookAttempt) -> str:
        return row.error or f"{row.status}: it has understood"

    @display(description="It began")
    def begun(self, row: WebhookAttempt) -> str:
        return row.answer or "with nothing"


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """What goes out, newest first."""

    empty = "Each event that is sent to an address of yours appears here. Add an address under Webhooks."
    list_display = ("what", "how", "why_short", "to", "whose", "tries", "written")
    list_filter = (DeliveryStateFilter, EndpointFilter, CustomerFilter, ("created_at", MomentFilter))
    list_filter_submit = True
    list_select_related = ("endpoint", "customer")
    search_fields = ("=id", "message_id", "event", "endpoint__url", "customer__name", "customer__key")
    ordering = ("-created_at", "-id")
    inlines = (AttemptInline,)
    actions_detail = ("replay",)
    fieldsets = (
        (None, {"fields": ("what", "how", "why", "to", "whose")}),
        ("When", {"fields": ("written_at", "next_at", "until", "ended")}),
        ("What is sent", {"fields": ("sent_body",)}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # Django's own types
        """Without what there is nothing to say of."""
        return shown_fieldsets(self.fieldsets, obj, optional=("why", "next_at", "until", "ended"), admin=self)

    @display(description="Event", ordering="event")
    def what(self, row: WebhookDelivery) -> str:
        return label_of(row.event)

    @display(description="State", ordering="state")
    def how(self, row: WebhookDelivery) -> str:
        return state_pill(row.state)

    @display(description="Why")
    def why(self, row: WebhookDelivery) -> str:
        return row.error

    @display(description="Why")
    def why_short(self, row: WebhookDelivery) -> str:
        return short(row.error)

    @display(description="Endpoint", ordering="endpoint__url")
    def to(self, row: WebhookDelivery) -> str:
        return link_to(row.endpoint)

    @display(description="Customer", ordering="customer__name")
    def whose(self, row: WebhookDelivery) -> str:
        return customer_link(row.customer)

    @display(description="Attempts", ordering="attempts")
    def tries(self, row: WebhookDelivery) -> str:
        return f"{row.attempts:,}" if row.attempts else "none"

    @display(description="Happened", ordering="created_at")
    def written(self, row: WebhookDelivery) -> str:
        return when(row.created_at)

    @display(description="Happened")
    def written_at(self, row: WebhookDelivery) -> str:
        return at(row.created_at)

    @display(description="Next attempt")
    def next_at(self, row: WebhookDelivery) -> str:
        return at(row.due_at, never="")

    @display(description="Given up after")
    def until(self, row: WebhookDelivery) -> str:
        return at(row.give_up_at) if row.state == row.State.WAITING else ""

    @display(description="Ended")
    def ended(self, row: WebhookDelivery) -> str:
        return at(row.finished_at, never="")

    @display(description="Body")
    def sent_body(self, row: WebhookDelivery) -> SafeString:
        text = '<textarea class="machina-json" readonly rows="6" aria-label="Body">{}</textarea>'
        return format_html(text, row.body)

    @asking_button(
        "Send again",
        "Sends the same message under its old id once more, and tries it for three days.",
        path="replay",
        icon="replay",
    )
    def replay(self, actor: Actor, row: WebhookDelivery) -> Done:
        replays.replay(actor, row)
        return Done("It is sent again.")
