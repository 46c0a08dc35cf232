"""The admin of chat links: made for a customer's person, shown once, freed and revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin, shown_errors
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import customer_link, link_to, maker_words, pill
from integrations.admin.lookups import CustomerFilter
from integrations.admin.written import at, when
from workflows.agents.chat import links
from workflows.models import ChatLink, Deployment
from workflows.triggers.kinds import CHAT

WORDS = {"open": "Not opened yet", "bound": "In use by the customer", "expired": "Expired", "revoked": "Revoked"}
TONES = {"bound": "running", "open": "neutral"}


if TYPE_CHECKING:
    ChoiceField = forms.ModelChoiceField[Deployment]
else:
    ChoiceField = forms.ModelChoiceField


class DeploymentField(ChoiceField):
    """Deployments by workflow and customer."""

    def label_from_instance(self, row: Any) -> str:  # a deployment
        return f"{row.workflow.name} for {row.customer.name}"


class ChatLinkForm(forms.Form):
    """What a link leads to, and what may be done with it."""

    deployment = DeploymentField(
        Deployment.objects.filter(triggers__type=CHAT, customer__isnull=False)
        .select_related("workflow", "customer")
        .order_by("workflow__name", "customer__name")
        .distinct(),
        widget=UnfoldAdminSelectWidget,
        help_text="One of a customer, whose workflow begins with a chat.",
    )
    days = forms.IntegerField(
        min_value=1, max_value=links.LONGEST.days, initial=links.LIFETIME.days, widget=UnfoldAdminIntegerFieldWidget
    )
    may_approve = forms.BooleanField(
        required=False,
        label="Answers approvals",
        widget=UnfoldBooleanSwitchWidget,
        help_text="What the agent asks before it does it is answered in the chat; else by operators alone.",
    )


@admin.register(ChatLink)
class ChatLinkAdmin(ReadOnlyAdmin):
    """Links to chats, newest first. Only hashes are stored."""

    empty = "A link lets somebody of a customer talk to a workflow that begins with a chat. Deploy one first."
    list_display = ("leads_to", "whose", "state", "opened", "ends", "made_by")
    list_filter = (CustomerFilter,)
    list_filter_submit = True
    list_select_related = ("customer", "deployment__workflow")
    search_fields = ("customer__name", "customer__key", "deployment__workflow__name")
    search_help_text = "A customer, or a workflow's name"
    ordering = ("-created_at", "-id")
    actions_detail = ("free", "revoke")
    fields = ("leads_to", "of_deployment", "whose", "state", "answers", "opened_at", "ends_at", "made_by", "made_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_operate_permission(request)

    @display(description="Leads to")
    def leads_to(self, row: ChatLink) -> str:
        return row.deployment.workflow.name

    @display(description="Deployment")
    def of_deployment(self, row: ChatLink) -> str:
        return link_to(row.deployment)

    @display(description="For", ordering="customer__name")
    def whose(self, row: ChatLink) -> str:
        return customer_link(row.customer)

    @display(description="State")
    def state(self, row: ChatLink) -> SafeString:
        state = links.state_of(row)
        return pill(WORDS[state], TONES.get(state, "neutral"))

    @display(description="Approvals")
    def answers(self, row: ChatLink) -> str:
        return "answered in the chat" if row.may_approve else "answered by operators alone"

    @display(description="Opened", ordering="bound_at")
    def opened(self, row: ChatLink) -> str:
        return when(row.bound_at, never="not yet")

    @display(description="Opened")
    def opened_at(self, row: ChatLink) -> str:
        return at(row.bound_at) if row.bound_at else "not yet"

    @display(description="Ends", ordering="expires_at")
    def ends(self, row: ChatLink) -> str:
        return when(row.revoked_at or row.expires_at)

    @display(description="Ends")
    def ends_at(self, row: ChatLink) -> str:
        return at(row.revoked_at or row.expires_at)

    @display(description="Made by", ordering="created_by")
    def made_by(self, row: ChatLink) -> str:
        return maker_words(row.created_by)

    @display(description="Made")
    def made_at(self, row: ChatLink) -> str:
        return at(row.created_at)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A new link, with its address for the only time."""
        if not self.has_add_permission(request):
            messages.error(request, "Making chat links needs the right to operate.")
            return redirect(reverse("admin:workflows_chatlink_changelist"))
        context = {**self.admin_site.each_context(request), "title": "Make a chat link", "opts": self.opts}
        form = ChatLinkForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            with shown_errors(request):
                made = links.create_chat_link(
                    actor_of(request),
                    given["deployment"].pk,
                    expires_in=timedelta(days=given["days"]),
                    may_approve=given["may_approve"],
                )
                page = "admin/workflows/created_chat_link.html"
                told = {**context, "link": made.link, "url": made.url}
                return TemplateResponse(request, page, told, headers={"Cache-Control": "no-store"})
        return TemplateResponse(
            request, "admin/integrations/webhook_form.html", {**context, "form": form, "verb": "Make link"}
        )

    @asking_button(
        "Free it", "Another browser may open it; the one that has it is shut out.", path="free", icon="lock_open"
    )
    def free(self, actor: Actor, row: ChatLink) -> Done:
        links.free_chat_link(actor, row.pk)
        return Done("Another browser may open it.")

    @asking_button(
        "Revoke",
        "It ends at once, also for the browser that has it. What was said stays.",
        path="revoke",
        icon="block",
        verb="Revoke link",
        is_danger=True,
    )
    def revoke(self, actor: Actor, row: ChatLink) -> Done:
        links.revoke_chat_link(actor, row.pk)
        return Done("The link was revoked.")
