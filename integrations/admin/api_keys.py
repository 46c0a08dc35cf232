"""The admin of API keys: made here, shown once, revoked here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin, shown_errors
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import RIGHT_WORDS, lines, link_to, maker_words, pill
from integrations.admin.written import at, when
from integrations.api import keys
from integrations.models import ApiKey, Customer


class NewKeyForm(forms.Form):
    """What a new key is for, and how long it lasts."""

    name = forms.CharField(
        max_length=120, widget=UnfoldAdminTextInputWidget, help_text="What uses it, for example billing export."
    )
    customer = forms.ModelChoiceField(
        Customer.objects.all(),
        required=False,
        empty_label="Operator: sees all customers",
        widget=UnfoldAdminSelectWidget,
        help_text="A customer's key sees only that customer.",
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=keys.MAX_DAYS,
        initial=keys.DEFAULT_DAYS,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="Days until it expires.",
    )
    tools = forms.ChoiceField(
        choices=ApiKey.Tools.choices,
        required=False,
        initial=ApiKey.Tools.READ,
        widget=UnfoldAdminSelectWidget,
        help_text="The most that agents do with it, over REST and MCP.",
    )
    approves = forms.BooleanField(
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        label="Asks nobody",
        help_text="What cannot be undone is done without waiting for a person. The operator's keys only.",
    )

    def clean_tools(self) -> str:
        """Reading, where nothing is said."""
        return self.cleaned_data["tools"] or ApiKey.Tools.READ.value


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    """Keys for programs. Only hashes are stored."""

    empty = "A key lets a program, or an agent's client, act as the operator or as one customer."
    change_right = "security"
    list_display = ("name", "shown_prefix", "whose", "state", "used", "expires", "made_by")
    list_select_related = ("customer",)
    search_fields = ("name", "prefix", "customer__name")
    ordering = ("-created_at",)
    actions_detail = ("revoke",)
    fields = readonly_fields = (
        "name",
        "state",
        "whose",
        "may",
        "agents",
        "shown_prefix",
        "last_used",
        "ends",
        "made_by",
        "made",
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_operate_permission(request)

    @display(description="Starts with")
    def shown_prefix(self, row: ApiKey) -> str:
        return f"{row.prefix}…"

    @display(description="Sees")
    def whose(self, row: ApiKey) -> str:
        return link_to(row.customer, nothing="All customers")

    @display(description="May")
    def may(self, row: ApiKey) -> str:
        return lines(words for right, words in RIGHT_WORDS.items() if right in row.rights) or "nothing"

    @display(description="Agents may")
    def agents(self, row: ApiKey) -> str:
        """What is called as a tool with it, over REST and MCP."""
        asked = "nobody is asked first" if row.approves else "a person is asked before what cannot be undone"
        return (
            f"{row.get_tools_display()}; {asked}" if row.tools == ApiKey.Tools.DESTRUCTIVE else row.get_tools_display()
        )

    @display(description="State")
    def state(self, row: ApiKey) -> str:
        if row.revoked_at:
            return pill("Revoked", "error")
        return pill("Expired") if row.expires_at <= timezone.now() else pill("Live", "success")

    @display(description="Last used", ordering="last_used_at")
    def used(self, row: ApiKey) -> str:
        return when(row.last_used_at)

    @display(description="Expires", ordering="expires_at")
    def expires(self, row: ApiKey) -> str:
        return when(row.expires_at)

    @display(description="Last used")
    def last_used(self, row: ApiKey) -> str:
        return at(row.last_used_at)

    @display(description="Ends")
    def ends(self, row: ApiKey) -> str:
        return at(row.revoked_at or row.expires_at)

    @display(description="Made by", ordering="created_by")
    def made_by(self, row: ApiKey) -> str:
        return maker_words(row.created_by)

    @display(description="Made")
    def made(self, row: ApiKey) -> str:
        return at(row.created_at)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A form, then one page that shows the key for the only time."""
        if not self.has_add_permission(request):
            messages.error(request, "Making keys needs the right to security.")
            return redirect(reverse("admin:integrations_apikey_changelist"))
        form = NewKeyForm(request.POST or None)
        context = {**self.admin_site.each_context(request), "form": form, "title": "New API key", "opts": self.opts}
        if form.is_valid():
            with shown_errors(request):
                created = keys.create_key(actor_of(request), **form.cleaned_data)
                context |= {"title": f"API key {created.row.name}", "key": created.row, "secret": created.secret}
                return TemplateResponse(
                    request, "admin/integrations/created_key.html", context, headers={"Cache-Control": "no-store"}
                )
        return TemplateResponse(request, "admin/integrations/new_key.html", context)

    @asking_button(
        "Revoke",
        "Programs that use this key are refused from now on.",
        path="revoke",
        icon="block",
        is_danger=True,
    )
    def revoke(self, actor: Actor, row: ApiKey) -> Done:
        keys.revoke_key(actor, row)
        return Done("The key was revoked.", reverse("admin:integrations_apikey_changelist"))
