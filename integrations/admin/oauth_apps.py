"""The admin of OAuth apps: client id and secret go in; the secret never comes out again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget

from integrations.acting import actor_of
from integrations.admin.base import RightsAdmin
from integrations.admin.display import health_reason_words, link_to, pill, provider_name
from integrations.admin.lookups import ProviderFilter
from integrations.connect.tokens.oauth_apps import save_app
from integrations.connect.ways_out import callback_url
from integrations.models import OAuthApp
from integrations.providers.oauth2 import OAuth2
from integrations.providers.registry import all_providers, find


class OAuthAppForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """An app; an empty secret keeps the stored one."""

    client_secret = forms.CharField(
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="Stored sealed and shown to nobody. Leave it empty to keep the present one.",
    )

    signing_secret = forms.CharField(
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text="What the provider signs the app's events with (Slack's Signing Secret). Sealed and shown to nobody; "
        "empty keeps the present one.",
    )

    class Meta:
        model = OAuthApp
        fields = ("provider", "environment", "customer", "name", "client_id", "is_default")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        if "provider" in self.fields:
            by_oauth = (each for each in all_providers().values() if isinstance(each.credential, OAuth2))
            choices = [(provider.key, provider.name) for provider in by_oauth]
            self.fields["provider"] = forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget)
        if not self.instance.secret_sealed:
            self.fields["client_secret"].required = True
            self.fields["client_secret"].help_text = "Stored sealed and shown to nobody."


@admin.register(OAuthApp)
class OAuthAppAdmin(RightsAdmin):
    """OAuth apps of the operator and of customers."""

    empty = "Register Machina at Google, Slack or Notion, and enter here the client id and secret you are given."
    change_right = "security"
    form = OAuthAppForm
    list_display = ("__str__", "at_provider", "environment", "whose", "is_default", "state")
    list_filter = (ProviderFilter, "environment", "health")
    list_select_related = ("customer",)
    search_fields = ("name", "client_id")
    autocomplete_fields = ("customer",)
    readonly_fields = ("redirect_address", "events_address", "state")
    fieldsets = (
        (None, {"fields": ("provider", "environment", "name", "client_id", "client_secret", "is_default")}),
        ("Events", {"fields": ("signing_secret", "events_address")}),
        ("Whose", {"fields": ("customer",), "description": "A customer with an app of its own connects through it."}),
        ("At the provider", {"fields": ("redirect_address", "state")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: OAuthApp | None = None) -> tuple[str, ...]:
        fixed = ("at_provider", "environment", "whose") if obj else ()
        return (*self.readonly_fields, *fixed)

    def get_fieldsets(self, request: HttpRequest, obj: OAuthApp | None = None) -> Any:  # Django's own types
        """What never changes is shown by its name once the app is there; events only where the provider sends them."""
        if obj is None:
            return self.fieldsets
        named = {"provider": "at_provider", "customer": "whose"}
        declared = find(obj.provider)
        return [
            (title, {**options, "fields": tuple(named.get(name, name) for name in options["fields"])})
            for title, options in self.fieldsets
            if title != "Events" or (declared is not None and declared.events is not None)
        ]

    @display(description="Provider", ordering="provider")
    def at_provider(self, row: OAuthApp) -> str:
        return provider_name(row.provider)

    @display(description="Whose", ordering="customer__name")
    def whose(self, row: OAuthApp) -> str:
        return link_to(row.customer, nothing="Operator")

    @display(description="State", ordering="health")
    def state(self, row: OAuthApp) -> str:
        if row.health == OAuthApp.Health.HEALTHY:
            return pill("Works", "success")
        return format_html("{} {}", pill("Refused", "error"), health_reason_words(row.health_reason))

    @display(description="Redirect address")
    def redirect_address(self, row: OAuthApp) -> str:
        return format_html("<code>{}</code>", callback_url(row.provider or "<provider>"))

    @display(description="Address for events")
    def events_address(self, row: OAuthApp) -> str:
        declared = find(row.provider)
        if row._state.adding or declared is None or declared.events is None:
            return "None"
        return format_html("<code>{}</code>", f"{settings.PUBLIC_URL}/hooks/apps/{row.provider}/{row.pk}/")

    def save_model(self, request: HttpRequest, obj: OAuthApp, form: Any, change: bool) -> None:
        saved = save_app(
            actor_of(request),
            provider=obj.provider,
            environment=obj.environment,
            client_id=obj.client_id,
            client_secret=form.cleaned_data["client_secret"] or None,
            customer=obj.customer,
            name=obj.name,
            is_default=obj.is_default,
            app=OAuthApp.objects.get(pk=obj.pk) if change else None,
            signing_secret=form.cleaned_data.get("signing_secret") or None,
        )
        obj.pk = saved.pk
