"""The admin of customers: one page shows a customer's accounts, links and money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, F, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from integrations.acting import actor_of
from integrations.admin.audited import said
from integrations.admin.base import FormAdmin
from integrations.admin.customer_overview import overview
from integrations.admin.display import pill
from integrations.admin.erasures import ErasingPages
from integrations.admin.lookups import TROUBLED
from integrations.admin.month import largest_sum_this_month, sums_this_month
from integrations.admin.written import sums
from integrations.connect.accounts.customers import create_customer, update_customer
from integrations.models import Connection, Customer

FIELDS = ("key", "name", "email", "domain", "expected_accounts", "any_account", "is_active", "time_zone", "metadata")


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A customer; the action it calls checks the domain and writes the audit log."""

    expected_accounts = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="E-mail addresses of accounts this customer may connect, one a line.",
    )

    class Meta:
        model = Customer
        fields = FIELDS
        widgets = {
            "domain": UnfoldAdminTextInputWidget(attrs={"placeholder": "acme.example"}),
            "time_zone": UnfoldAdminTextInputWidget(attrs={"placeholder": "Europe/Berlin"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        self.initial["expected_accounts"] = "\n".join(self.instance.expected_accounts)

    def clean_expected_accounts(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["expected_accounts"].splitlines() if line.strip()]


@admin.register(Customer)
class CustomerAdmin(ErasingPages, FormAdmin):
    """Customers. A customer's page opens on its connections, what it spends and its last failures."""

    empty = "A customer is whoever connects accounts: a company you work for, or a user of your product."
    form = CustomerForm
    change_form_before_template = "admin/integrations/customer_overview.html"
    list_display = ("name", "key", "email", "connections_health", "used_this_month", "protection", "state")
    list_filter = ("is_active", "any_account")
    list_filter_submit = False
    search_fields = ("key", "name", "email", "domain")
    actions_detail = (
        "create_link",
        "open_usage",
        {"title": "More", "icon": "more_horiz", "items": ["export_customer", "erase_customer"]},
    )
    fieldsets = (
        ("Customer", {"fields": ("name", "key", "email", "time_zone", "is_active")}),
        (
            "Whose accounts are accepted",
            {
                "fields": ("domain", "expected_accounts", "any_account"),
                "description": "After connecting, an account is usable at once only if it matches one of these.",
            },
        ),
        ("Your own data", {"fields": ("metadata",), "classes": ("collapse",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        working = Q(connections__status=Connection.Status.ACTIVE)
        pending = Q(connections__status=Connection.Status.PENDING)
        rows: QuerySet[Customer] = super().get_queryset(request)
        return rows.annotate(
            working=Count("connections", filter=working),
            troubled=Count("connections", filter=Q(connections__status__in=TROUBLED)),
            waiting=Count("connections", filter=pending),
            month_price=largest_sum_this_month(),
        ).order_by(F("name").asc(), "pk")

    def get_fieldsets(self, request: HttpRequest, obj: Customer | None = None) -> Any:  # Django's own types
        """Whoever may not change them reads lists and data of one's own as text."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        read = {"expected_accounts": "expected", "metadata": "own_data"}
        return [
            (title, {**options, "fields": tuple(read.get(name, name) for name in options["fields"])})
            for title, options in self.fieldsets
        ]

    @display(description="Expected accounts")
    def expected(self, row: Customer) -> str:
        return said(row.expected_accounts)

    @display(description="Your own data")
    def own_data(self, row: Customer) -> str:
        return said(row.metadata)

    def get_readonly_fields(self, request: HttpRequest, obj: Customer | None = None) -> tuple[str, ...]:
        return ("key", "expected", "own_data") if obj else ()

    @display(description="State", ordering="is_active")
    def state(self, row: Customer) -> str:
        return pill("On", "success") if row.is_active else pill("Switched off")

    @display(description="Connections")
    def connections_health(self, row: Any) -> str:  # annotated by get_queryset
        if row.troubled:
            return pill(f"{row.troubled} of {row.working + row.troubled} need attention", "error")
        if row.waiting:
            return pill(f"{row.waiting} waiting for you", "waiting")
        return pill(f"{row.working} working", "success") if row.working else pill("No account yet")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        response: HttpResponse = super().changelist_view(request, extra_context)
        rows = getattr(response, "context_data", {}).get("cl")
        if rows is not None:
            month = sums_this_month(row.pk for row in rows.result_list)
            for row in rows.result_list:
                row.month = month[row.pk]
        return response

    @display(description="Usage this month", ordering="month_price")
    def used_this_month(self, row: Any) -> str:  # its month is read by changelist_view
        return sums(row.month)

    @display(description="Accounts accepted")
    def protection(self, row: Customer) -> str:
        if row.any_account:
            return pill("Any account (unprotected)", "error")
        if row.domain or row.expected_accounts or row.email:
            return pill("Expected accounts", "success")
        return pill("You confirm each")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form below what there is to know about the customer."""
        row = self.get_object(request, object_id)
        told = overview(row) if isinstance(row, Customer) and self.has_view_permission(request, row) else {}
        page: HttpResponse = super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})
        return page

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Saved by the action that also the API calls; see ``_changeform_view`` for its refusals."""
        given = {name: form.cleaned_data[name] for name in form.cleaned_data if name in FIELDS}
        if change:
            stored = Customer.objects.get(pk=obj.pk)
            changed = {name: value for name, value in given.items() if name != "key"}
            update_customer(actor_of(request), stored, **changed)
        else:
            obj.pk = create_customer(actor_of(request), **given).pk

    @action(description="Create connect link", url_path="create-link", permissions=["change"], icon="add_link")
    def create_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:integrations_connectlink_add')}?customer={object_id}")

    @action(description="Usage", url_path="usage", permissions=["view"], icon="receipt_long")
    def open_usage(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:integrations_usageline_changelist')}?customer={object_id}")
