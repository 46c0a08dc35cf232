"""The admin of the operator's own settings, and of the audit log."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import display

from integrations import audit
from integrations.admin.base import ReadOnlyAdmin, RightsAdmin, actor_of
from integrations.admin.display import when
from integrations.models import AuditEvent, OperatorSettings


@admin.register(OperatorSettings)
class OperatorSettingsAdmin(RightsAdmin):
    """One row: how the operator looks to customers, and where links may lead back to."""

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
