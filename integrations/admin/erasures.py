"""The admin of erasing: a customer's page for it, and the reports that stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextInputWidget

from integrations.acting import actor_of
from integrations.admin.base import ReadOnlyAdmin, show_error
from integrations.admin.display import in_words, lines, maker_words, page_of, pill, provider_name
from integrations.admin.written import at, when
from integrations.erasing import erase
from integrations.erasing.export import export
from integrations.errors import InputError, MachinaError
from integrations.models import Customer, Erasure

if TYPE_CHECKING:
    from integrations.admin.base import RightsAdmin as _Admin
else:
    _Admin = object

TONES = {Erasure.State.DONE: "success", Erasure.State.WAITING: "waiting", Erasure.State.RUNNING: "running"}
AT_PROVIDER = {
    "revoked": "ended at the provider as well",
    "in_use": "left at the provider, because another connection rests on it",
    "not_revocable": "cannot be ended from here: the account's owner has to",
    "retrying": "the provider is told again, for three days",
    "failed": "the provider could not be told: the account's owner can end it there",
    "nothing": "there was nothing to end",
    "not_installed": "the provider is not installed here any more and could not be told",
}


class EraseForm(forms.Form):
    """The customer's key once more."""

    confirm = forms.CharField(
        label="Key of the customer",
        max_length=64,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="Accounts are disconnected at their providers, and everything of this customer is deleted for good. "
        "The usage ledger, which names nobody, and the audit log stay. Write its key to confirm.",
    )


class ErasingPages(_Admin):
    """Mixed into the admin of customers."""

    def has_erase_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may("security")

    def has_export_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may("read_content")

    @action(description="Export", url_path="export", permissions=["export"], icon="download")
    def export_customer(self, request: HttpRequest, object_id: str) -> HttpResponse | StreamingHttpResponse:
        """Everything that is kept of the customer, as JSON without secrets."""
        row = self._customer(request, object_id)
        try:
            pieces = export(actor_of(request), row)
        except MachinaError as error:
            show_error(request, error)
            return redirect(page_of(row))
        headers = {"Content-Disposition": f'attachment; filename="{row.key}.json"', "Cache-Control": "no-store"}
        return StreamingHttpResponse(pieces, content_type="application/json", headers=headers)

    @action(description="Erase", url_path="erase", permissions=["erase"], icon="delete_forever")
    def erase_customer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks for the key; opening the page changes nothing."""
        row = self._customer(request, object_id)
        form = EraseForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                begun = erase.begin(actor_of(request), row, confirm=form.cleaned_data["confirm"])
            except InputError as error:
                form.add_error("confirm", error.detail)
            except MachinaError as error:
                show_error(request, error)
            else:
                messages.success(request, f"{row} is switched off and is being erased.")
                return redirect(page_of(begun))
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": f"Erase {row}",
            "opts": self.opts,
            "verb": "Erase for good",
        }
        return TemplateResponse(request, "admin/integrations/webhook_form.html", context)

    def _customer(self, request: HttpRequest, object_id: str) -> Customer:
        row = self.get_object(request, object_id)
        if not isinstance(row, Customer):
            raise Http404
        return row


@admin.register(Erasure)
class ErasureAdmin(ReadOnlyAdmin):
    """Customers that are being erased, or were. The report names no person."""

    empty = "A customer is erased from the customer's own page. How far that is, and its report, appear here."
    list_display = ("key", "how", "asked", "by")
    search_fields = ("key",)
    ordering = ("-created_at", "-id")
    fields = readonly_fields = ("key", "how", "access", "deleted", "kept", "asked_at", "ended", "by")

    @display(description="State", ordering="state")
    def how(self, row: Erasure) -> SafeString:
        return pill(str(row.get_state_display()), TONES[Erasure.State(row.state)])

    @display(description="Accounts")
    def access(self, row: Erasure) -> str:
        counts: Mapping[str, int] = row.report.get("access", {})
        told = (
            f"{provider_name(provider)}: {count} {AT_PROVIDER.get(end, in_words(end))}"
            for (provider, end), count in ((name.split(" ", 1), count) for name, count in counts.items())
        )
        return lines(told) or "none were connected"

    @display(description="Deleted")
    def deleted(self, row: Erasure) -> str:
        return self._counts(row, "deleted")

    @display(description="Kept, without a person's data or because nobody can change it")
    def kept(self, row: Erasure) -> str:
        return self._counts(row, "kept")

    @display(description="Asked", ordering="created_at")
    def asked(self, row: Erasure) -> str:
        return when(row.created_at)

    @display(description="Asked")
    def asked_at(self, row: Erasure) -> str:
        return at(row.created_at)

    @display(description="Done")
    def ended(self, row: Erasure) -> str:
        return at(row.finished_at, never="not yet")

    @display(description="By", ordering="asked_by")
    def by(self, row: Erasure) -> str:
        return maker_words(row.asked_by)

    def _counts(self, row: Erasure, part: str) -> str:
        counts: Mapping[str, int] = row.report.get(part, {})
        return lines(f"{in_words(name)}: {count:,}" for name, count in counts.items()) or "nothing yet"
