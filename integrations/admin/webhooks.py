"""The admin of webhook endpoints: who is told of events, and the buttons that test, switch and replay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin, fitting, show_error
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import link_to, maker_words, page_of, pill
from integrations.admin.lookups import CustomerFilter
from integrations.admin.written import at
from integrations.errors import InputError, MachinaError
from integrations.models import Customer, WebhookDelivery, WebhookEndpoint
from integrations.outgoing import endpoints, replays
from integrations.outgoing.kinds import EVERYTHING, KINDS, in_words

LIST = "admin:integrations_webhookendpoint_changelist"
REPLAYED_FOR = timedelta(days=3)
BUTTONS_OF_STATE = {"send_test": True, "replay_failed": True, "switch_off": True, "switch_on": False}
"""Buttons that are offered while the endpoint is on, or off."""


class EndpointForm(forms.Form):
    """Where events go, and which."""

    url = forms.CharField(
        label="Address",
        max_length=endpoints.LONGEST_URL,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "https://hooks.acme.example/machina"}),
        help_text="Events are posted there. Put no secret into it: messages are signed.",
    )
    description = forms.CharField(
        required=False,
        max_length=endpoints.LONGEST_DESCRIPTION,
        widget=UnfoldAdminTextInputWidget,
        help_text="What is behind it, for people.",
    )
    events = forms.MultipleChoiceField(
        choices=[
            (EVERYTHING, "Everything, also what is added later"),
            *((key, each.label) for key, each in KINDS.items()),
        ],
        initial=[EVERYTHING],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text="What it is told of.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own signature
        """Wishes that programs have written, such as those that end in a star, stay choices."""
        super().__init__(*args, **kwargs)
        choices = list(self.base_fields["events"].choices)  # type: ignore[attr-defined]  # a choice field
        known = {key for key, _ in choices}
        wished = [(each, in_words(each)) for each in self.initial.get("events", ()) if each not in known]
        self.fields["events"].choices = [*choices, *wished]  # type: ignore[attr-defined]

    def tell(self, error: InputError) -> None:
        """Show each refusal at its field."""
        for each in error.errors:
            name = each.field.partition(".")[0]
            self.add_error(name if name in self.fields else None, each.message)


class NewEndpointForm(EndpointForm):
    """The same, and whose it is."""

    customer = forms.ModelChoiceField(
        Customer.objects.all(),
        required=False,
        empty_label="Operator: hears of all customers",
        widget=UnfoldAdminSelectWidget,
        help_text="A customer's endpoint hears of that customer alone, and its own key sees it.",
    )
    field_order = ("url", "customer", "description", "events")


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyAdmin):
    """Addresses that are told of events. The operator's own take the right to security."""

    empty = "An address of your own server is told when an account connects, a link is finished or a run fails."
    list_display = ("where", "whose", "state", "wanted", "waiting", "made_by")
    list_filter = (CustomerFilter,)
    list_filter_submit = True
    list_select_related = ("customer",)
    search_fields = ("url", "description", "customer__name", "customer__key")
    ordering = ("-created_at",)
    actions_detail = (
        "send_test",
        "edit",
        {"title": "More", "icon": "more_horiz", "items": ["replay_failed", "new_secret", "switch_on", "switch_off"]},
        "remove",
    )
    fields = readonly_fields = (
        "address",
        "told_as",
        "whose",
        "state",
        "wanted",
        "sent",
        "paused",
        "made_by",
        "made",
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_operate_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEndpoint]:
        rows: QuerySet[WebhookEndpoint] = super().get_queryset(request)
        on_its_way = Q(deliveries__state=WebhookDelivery.State.WAITING)
        return rows.annotate(on_its_way=Count("deliveries", filter=on_its_way))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:  # unfold's own signature
        """Only the buttons that fit; a press that comes late is refused by the action itself."""
        row = WebhookEndpoint.objects.filter(pk=object_id).first()
        if row is None:
            return []
        offered = super().get_actions_detail(request, object_id)
        return fitting(offered, BUTTONS_OF_STATE, of=WebhookEndpoint, is_active=row.is_active)

    @display(description="Endpoint", ordering="url")
    def where(self, row: WebhookEndpoint) -> str:
        return str(row)

    @display(description="Address")
    def address(self, row: WebhookEndpoint) -> str:
        return row.url

    @display(description="What is behind it")
    def told_as(self, row: WebhookEndpoint) -> str:
        return row.description or "not said"

    @display(description="Hears of", ordering="customer__name")
    def whose(self, row: WebhookEndpoint) -> str:
        return link_to(row.customer, nothing="All customers")

    @display(description="State", ordering="is_active")
    def state(self, row: WebhookEndpoint) -> str:
        if row.is_active:
            return pill("On", "success")
        return pill(row.get_why_inactive_display(), "error" if row.why_inactive == row.Why.GONE else "neutral")

    @display(description="Is told of")
    def wanted(self, row: WebhookEndpoint) -> str:
        return ", ".join(dict.fromkeys(in_words(each) for each in row.events))

    @display(description="On their way")
    def waiting(self, row: Any) -> str:  # annotated by get_queryset
        return f"{row.on_its_way:,}" if row.on_its_way else "none"

    @display(description="Deliveries")
    def sent(self, row: WebhookEndpoint) -> SafeString:
        url = f"{reverse('admin:integrations_webhookdelivery_changelist')}?endpoint={row.pk}"
        return format_html('<a class="machina-link" href="{}">What it was told</a>', url)

    @display(description="Left alone until")
    def paused(self, row: WebhookEndpoint) -> str:
        until = row.turn.paused_until
        return at(until) if until and until > timezone.now() else "not at the moment"

    @display(description="Made by", ordering="created_by")
    def made_by(self, row: WebhookEndpoint) -> str:
        return maker_words(row.created_by)

    @display(description="Made")
    def made(self, row: WebhookEndpoint) -> str:
        return at(row.created_at)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A form, then one page that shows the secret for the only time."""
        if not self.has_add_permission(request):
            messages.error(request, "Making webhook endpoints needs the right to operate.")
            return redirect(reverse(LIST))
        form = NewEndpointForm(request.POST or None, initial={"events": [EVERYTHING]})
        made = self._tried(request, form, lambda: endpoints.create_endpoint(actor_of(request), **form.cleaned_data))
        if made is not None:
            return self._show_secret(request, made)
        return self._page(request, form, "New webhook endpoint", submit="Create endpoint")

    @action(description="Change", url_path="edit", permissions=["operate"], icon="edit")
    def edit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self._row(request, object_id)
        given = {"url": row.url, "description": row.description, "events": row.events}
        form = EndpointForm(request.POST or None, initial=given)
        changed = self._tried(
            request, form, lambda: endpoints.change_endpoint(actor_of(request), row, **form.cleaned_data)
        )
        if changed is not None:
            messages.success(request, "The endpoint was changed.")
            return redirect(page_of(row))
        return self._page(request, form, f"Change {row}", submit="Save")

    @action(description="New secret", url_path="secret", permissions=["operate"], icon="key")
    def new_secret(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks first; the page after it shows the secret for the only time."""
        row, form = self._row(request, object_id), forms.Form(request.POST if request.method == "POST" else None)
        made = self._tried(request, form, lambda: endpoints.rotate_secret(actor_of(request), row))
        if made is not None:
            return self._show_secret(request, made)
        title = f"New secret for {row}: for a day messages are signed by the old one as well"
        return self._page(request, form, title, submit="Make a new secret")

    @asking_button("Send test", "Sends an event that means nothing.", path="test", icon="send", verb="Send")
    def send_test(self, actor: Actor, row: WebhookEndpoint) -> Done:
        return Done("The test event is on its way.", page_of(endpoints.send_test(actor, row)))

    @asking_button(
        "Replay failures",
        "Sends again what has failed in the last three days, the oldest first.",
        path="replay",
        icon="replay",
        verb="Send again",
    )
    def replay_failed(self, actor: Actor, row: WebhookEndpoint) -> Done:
        count = replays.replay_failed(actor, row, since=timezone.now() - REPLAYED_FOR)
        return Done(f"{count:,} {'delivery is' if count == 1 else 'deliveries are'} sent again.")

    @asking_button("Switch on", "It is told of events again.", path="on", icon="toggle_on")
    def switch_on(self, actor: Actor, row: WebhookEndpoint) -> Done:
        endpoints.change_endpoint(actor, row, is_active=True)
        return Done("The endpoint is on.")

    @asking_button(
        "Switch off",
        "It is told nothing any more. What happens meanwhile is not sent later.",
        path="off",
        icon="toggle_off",
    )
    def switch_off(self, actor: Actor, row: WebhookEndpoint) -> Done:
        endpoints.change_endpoint(actor, row, is_active=False)
        return Done("The endpoint is off.")

    @asking_button(
        "Delete",
        "It is told nothing any more, and what it was told is deleted.",
        path="remove",
        icon="delete",
        is_danger=True,
    )
    def remove(self, actor: Actor, row: WebhookEndpoint) -> Done:
        endpoints.delete_endpoint(actor, row)
        return Done("The endpoint was deleted.", reverse(LIST))

    def _row(self, request: HttpRequest, object_id: str) -> WebhookEndpoint:
        row = self.get_object(request, object_id)
        if not isinstance(row, WebhookEndpoint):
            raise Http404
        return row

    def _tried(self, request: HttpRequest, form: forms.Form, do: Callable[[], Any]) -> Any:  # what ``do`` gives
        """What became of a posted form; None where there is something to correct."""
        if request.method != "POST" or not form.is_valid():
            return None
        try:
            return do()
        except InputError as error:
            if isinstance(form, EndpointForm):
                form.tell(error)
            else:
                show_error(request, error)
        except MachinaError as error:
            show_error(request, error)
        return None

    def _page(self, request: HttpRequest, form: forms.Form, title: str, *, submit: str) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "form": form, "title": title, "opts": self.opts}
        return TemplateResponse(request, "admin/integrations/webhook_form.html", {**context, "verb": submit})

    def _show_secret(self, request: HttpRequest, made: endpoints.CreatedEndpoint) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Secret of {made.endpoint}",
            "endpoint": made.endpoint,
            "secret": made.secret,
            "page": page_of(made.endpoint),
            "opts": self.opts,
        }
        return TemplateResponse(
            request, "admin/integrations/webhook_secret.html", context, headers={"Cache-Control": "no-store"}
        )
