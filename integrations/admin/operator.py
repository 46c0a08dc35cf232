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
from unfold.views import ChangeList
from unfold.widgets import UnfoldAdminTextareaWidget

from integrations import audit
from integrations.acting import actor_of
from integrations.admin.audit_sentences import tell
from integrations.admin.audited import ActionFilter, changes, kind_link, object_link
from integrations.admin.base import ReadOnlyAdmin, RightsAdmin, Rows
from integrations.admin.display import actor_words, lines
from integrations.admin.lookups import MomentFilter
from integrations.admin.written import at, when
from integrations.connect.return_urls import is_well_formed
from integrations.models import AuditEvent, OperatorSettings


class OperatorSettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """Refuses return addresses that could never match, or match too much."""

    return_urls = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        label="Return addresses",
        help_text="Where a link may lead back to, one a line: exact origin and path prefix, "
        "for example https://app.acme.example/done.",
    )

    class Meta:
        model = OperatorSettings
        fields = ("name", "accent_color", "logo_svg", "contact", "return_urls", "currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        self.initial["return_urls"] = "\n".join(self.instance.return_urls)

    def clean_return_urls(self) -> list[str]:
        addresses = [line.strip() for line in self.cleaned_data["return_urls"].splitlines() if line.strip()]
        wrong = [each for each in addresses if not is_well_formed(each)]
        if wrong:
            raise ValidationError(
                f"{wrong[0]!r} is no address to lead back to. Write https:// (or http://), a host and a path, "
                "without a user name or dots that climb."
            )
        return addresses


@admin.register(OperatorSettings)
class OperatorSettingsAdmin(RightsAdmin):
    """One row: how the operator looks to customers, and where links may lead back to."""

    empty = "How your company looks to customers."
    form = OperatorSettingsForm
    change_right = "security"
    fieldsets = (
        ("How customers see you", {"fields": ("name", "accent_color", "logo_svg", "contact")}),
        ("Links", {"fields": ("return_urls",)}),
        ("Money", {"fields": ("currency",)}),
    )

    readonly_fields = ("leads_back",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # Django's own types
        """Whoever may not change them reads the addresses as text."""
        shown = "return_urls" if self.has_change_permission(request, obj) else "leads_back"
        links = ("Links", {"fields": (shown,)})
        return [links if title == "Links" else (title, options) for title, options in self.fieldsets]

    @display(description="Return addresses")
    def leads_back(self, row: OperatorSettings) -> str:
        return lines(row.return_urls) or "none"

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


class _Told(Rows):
    """A list of events, each with its sentence."""

    result_list: Any  # as Django's own finds it: what the page shows, still to be read

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = [*self.result_list]
        tell(self.result_list)


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what to which thing. Append-only."""

    empty = "Who changed what is written down here, and never changed. Create a customer to see the first line."
    list_display = ("what", "kind", "who", "moment", "address_text")
    list_filter = (ActionFilter, ("at", MomentFilter))
    list_filter_submit = True
    search_fields = ("actor_label", "action", "object_id", "request_id")
    ordering = ("-at",)
    fieldsets = (
        (None, {"fields": ("what", "thing", "who", "moment_all", "address_text", "request_text")}),
        ("What changed", {"fields": ("before_and_after",)}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return _Told

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> AuditEvent | None:
        found: AuditEvent | None = super().get_object(request, object_id, from_field)
        tell([found] if found else [])
        return found

    @display(description="What", ordering="action")
    def what(self, row: AuditEvent) -> str:
        return row.told

    @display(description="Of", ordering="object_type")
    def kind(self, row: AuditEvent) -> str:
        return kind_link(row)

    @display(description="Of")
    def thing(self, row: AuditEvent) -> str:
        return object_link(row)

    @display(description="By", ordering="actor_label")
    def who(self, row: AuditEvent) -> str:
        return actor_words(row.actor_kind, row.actor_label)

    @display(description="When", ordering="at")
    def moment(self, row: AuditEvent) -> str:
        return when(row.at)

    @display(description="When")
    def moment_all(self, row: AuditEvent) -> str:
        return at(row.at)

    @display(description="From")
    def address_text(self, row: AuditEvent) -> str:
        return row.address or "this machine"

    @display(description="Request")
    def request_text(self, row: AuditEvent) -> str:
        return row.request_id or "not by a request"

    @display(description="Before and after")
    def before_and_after(self, row: AuditEvent) -> str:
        return changes(row)
