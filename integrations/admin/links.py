"""The admin of connect links: make one, copy its address once, mail it, revoke it, free a bound one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanSwitchWidget,
)

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin, shown_errors
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import (
    customer_link,
    lines,
    link_pill,
    link_to,
    maker_words,
    provider_name,
    service_names,
)
from integrations.admin.lookups import CustomerFilter, shown_fieldsets
from integrations.admin.written import at, when
from integrations.connect.links import links
from integrations.connect.scopes import connectable
from integrations.models import ConnectLink, Customer


class NewLinkForm(forms.Form):
    """What a new link is for."""

    customer = forms.ModelChoiceField(
        Customer.objects.filter(is_active=True), widget=UnfoldAdminSelectWidget, help_text="Who will open it."
    )
    services = forms.MultipleChoiceField(
        widget=UnfoldAdminCheckboxSelectMultipleWidget, help_text="The customer grants exactly what these need."
    )
    verification = forms.ChoiceField(
        choices=ConnectLink.Verification.choices,
        initial=ConnectLink.Verification.EMAIL_CODE,
        widget=UnfoldAdminRadioSelectWidget,
        help_text="How it is proved who clicks. An account nobody expects waits for your confirmation.",
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=30,
        initial=7,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="Days until the link expires, 30 at most.",
    )
    return_url = forms.URLField(
        required=False,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
        help_text="Where the customer goes afterwards; it must be on the list in the operator settings.",
    )
    send_email = forms.BooleanField(
        required=False, widget=UnfoldBooleanSwitchWidget, label="E-mail it to the customer's contact"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = [(key, service_names([key])) for key in connectable()]  # type: ignore[attr-defined]  # a choice field


@admin.register(ConnectLink)
class ConnectLinkAdmin(ReadOnlyAdmin):
    """Connect links of all customers."""

    empty = "A customer opens a connect link, signs in at the vendor, and the account appears under Connections."
    list_display = ("wanted", "whose", "proof", "how_far", "made", "expires", "made_by")
    list_filter = (("state", ChoicesDropdownFilter), CustomerFilter)
    list_filter_submit = True
    list_select_related = ("customer",)
    search_fields = ("customer__name", "customer__key", "customer__email")
    ordering = ("-created_at",)
    actions_detail = ("resend", "reset", "revoke")
    fieldsets = (
        (None, {"fields": ("whose", "how_far", "wanted", "only_for", "proof", "done_at", "leads_to")}),
        ("When", {"fields": ("made_at", "made_by", "expires_at_all", "finished")}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # Django's own types
        """Without what there is nothing to say of."""
        optional = ("only_for", "done_at", "leads_to", "finished")
        return shown_fieldsets(self.fieldsets, obj, optional=optional, admin=self)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_operate_permission(request)

    @display(description="Customer", ordering="customer__name")
    def whose(self, row: ConnectLink) -> str:
        return customer_link(row.customer)

    @display(description="Services")
    def wanted(self, row: ConnectLink) -> str:
        return service_names(row.services)

    @display(description="Proof of who clicks")
    def proof(self, row: ConnectLink) -> str:
        return row.get_verification_display()

    @display(description="State", ordering="state")
    def how_far(self, row: ConnectLink) -> str:
        return link_pill(row)

    @display(description="Only for")
    def only_for(self, row: ConnectLink) -> str:
        return link_to(row.reconnect, nothing="")

    @display(description="Done at")
    def done_at(self, row: ConnectLink) -> str:
        return lines(provider_name(key) for key in row.finished_providers)

    @display(description="Leads back to")
    def leads_to(self, row: ConnectLink) -> str:
        return row.return_url

    @display(description="Made", ordering="created_at")
    def made(self, row: ConnectLink) -> str:
        return when(row.created_at)

    @display(description="Made")
    def made_at(self, row: ConnectLink) -> str:
        return at(row.created_at)

    @display(description="Made by")
    def made_by(self, row: ConnectLink) -> str:
        return maker_words(row.created_by)

    @display(description="Expires", ordering="expires_at")
    def expires(self, row: ConnectLink) -> str:
        return when(row.expires_at)

    @display(description="Expires")
    def expires_at_all(self, row: ConnectLink) -> str:
        return at(row.expires_at)

    @display(description="Finished")
    def finished(self, row: ConnectLink) -> str:
        return at(row.finished_at, never="")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A form, then one page that shows the new address for the only time."""
        if not self.has_add_permission(request):
            messages.error(request, "Making links needs the right to operate.")
            return redirect(reverse("admin:integrations_connectlink_changelist"))
        form = NewLinkForm(request.POST or None, initial={"customer": request.GET.get("customer")})
        if form.is_valid():
            with shown_errors(request):
                return self._show(request, self._create(request, form.cleaned_data))
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": "New connect link",
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/integrations/new_link.html", context)

    def _create(self, request: HttpRequest, wanted: dict[str, Any]) -> links.CreatedLink:
        created = links.create_link(
            actor_of(request),
            wanted["customer"],
            wanted["services"],
            expires_in=timedelta(days=wanted["days"]),
            return_url=wanted["return_url"] or None,
            verification=wanted["verification"],
        )
        if wanted["send_email"]:
            with shown_errors(request):  # whatever becomes of the mail, its address can be copied from the next page
                links.send_link(actor_of(request), created)
                messages.success(request, f"The link was mailed to {created.link.customer.email}.")
        return created

    def _show(self, request: HttpRequest, created: links.CreatedLink) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Link for {created.link.customer}",
            "link": created.link,
            "services": service_names(created.link.services),
            "url": created.url,
            "opts": self.opts,
        }
        return TemplateResponse(
            request, "admin/integrations/created_link.html", context, headers={"Cache-Control": "no-store"}
        )

    @asking_button(
        "Send again",
        "Mails a new address to the customer; the old address stops working.",
        path="resend",
        icon="forward_to_inbox",
        verb="Send",
    )
    def resend(self, actor: Actor, row: ConnectLink) -> Done:
        resent = links.resend_link(actor, row)
        return Done(f"A new address was mailed to {resent.link.customer.email}.")

    @asking_button(
        "Free for another browser",
        "The link is in use by one browser. Free it if the customer has to go on in another one.",
        path="reset",
        icon="lock_open",
        verb="Free",
    )
    def reset(self, actor: Actor, row: ConnectLink) -> Done:
        links.reset_link(actor, row)
        return Done("The link can be opened in another browser now.")

    @asking_button(
        "Revoke",
        "The address stops working. What is connected stays connected.",
        path="revoke",
        icon="block",
        is_danger=True,
    )
    def revoke(self, actor: Actor, row: ConnectLink) -> Done:
        links.revoke_link(actor, row)
        return Done("The link was revoked.")
