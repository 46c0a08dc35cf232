"""The admin of the operator's own settings, and of the audit log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import display

from integrations import audit
from integrations.acting import actor_of
from integrations.admin.base import ReadOnlyAdmin, RightsAdmin
from integrations.admin.display import when
from integrations.connect.return_urls import is_well_formed
from integrations.models import AuditEvent, OperatorSettings


class OperatorSettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Refuses return addresses that could never match, or match too much."""

    class Meta:
        model = OperatorSettings
        fields = ("name", "accent_color", "logo_svg", "contact", "return_urls", "currency")

    def clean_return_urls(self) -> list[str]:
        addresses = self.cleaned_data["return_urls"] or []
        if not isinstance(addresses, list):
            raise ValidationError('Write a JSON list, for example ["https://app.acme.example/done"].')
        wrong = [each for each in addresses if not (isinstance(each, str) and is_well_formed(each))]
        if wrong:
            raise ValidationError(
                f"{wrong[0]!r} is no address to lead back to. Write https:// (or http://), a host and a path, "
                "without a user name or dots that climb."
            )
        return addresses


@admin.register(OperatorSettings)
class OperatorSettingsAdmin(RightsAdmin):
    """One row: how the operator looks to customers, and where links may lead back to."""

    form = OperatorSettingsForm
    change_right = "security"
    fieldsets = (
        ("How customers see you", {"fields": ("name", "accent_color", "logo_svg", "contact")}),
        ("Links", {"fields": ("return_urls",)}),
        ("Money", {"fields": ("currency",)}),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        OperatorSettings.objects.get_or_create(pk=1)
        return redirect(reverse("admin:integrations_operatorsettings_change", args=[1]))

    def save_model(self, request: HttpRequest, obj: OperatorSettings, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        audit.record(
            actor_of(request),
            "operator_settings.change",
            obj,
            before={name: form.initial.get(name) for name in form.changed_data},
            after={name: form.cleaned_data[name] for name in form.changed_data},
        )


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what to which thing. Append-only."""

    list_display = ("moment", "actor_label", "action", "object_type", "object_id", "address")
    list_filter = ("actor_kind", "action", "object_type")
    search_fields = ("actor_label", "action", "object_id", "request_id")
    ordering = ("-at",)

    @display(description="When", ordering="at")
    def moment(self, row: AuditEvent) -> Any:  # marked-safe text
        return when(row.at)
