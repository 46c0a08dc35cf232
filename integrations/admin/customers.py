"""The admin of customers: one page shows a customer's accounts, links and money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, F, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from unfold.admin import TabularInline
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from integrations.acting import actor_of
from integrations.admin.base import RightsAdmin, show_error
from integrations.admin.display import CONNECTION_COLORS, LINK_COLORS, money, when
from integrations.admin.month import usage_this_month
from integrations.connect.accounts.customers import create_customer, update_customer
from integrations.errors import MachinaError
from integrations.models import Connection, ConnectLink, Customer

FIELDS = ("key", "name", "email", "domain", "expected_accounts", "any_account", "is_active", "metadata")


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
        widgets = {"domain": UnfoldAdminTextInputWidget(attrs={"placeholder": "acme.example"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        self.initial["expected_accounts"] = "\n".join(self.instance.expected_accounts)

    def clean_expected_accounts(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["expected_accounts"].splitlines() if line.strip()]


class ConnectionsOfCustomer(TabularInline):
    """The customer's accounts and their health."""

    model = Connection
    fk_name = "customer"
    tab = True
    extra = 0
    can_delete = False
    show_change_link = True
    fields = readonly_fields = ("account", "provider", "health", "status_reason", "default", "used")
    verbose_name_plural = "Connections"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Account")
    def account(self, row: Connection) -> str:
        return str(row)

    @display(description="Health", label=CONNECTION_COLORS)
    def health(self, row: Connection) -> tuple[str, str]:
        return row.status, row.get_status_display()

    @display(description="Default", boolean=True)
    def default(self, row: Connection) -> bool:
        return row.is_default

    @display(description="Last used")
    def used(self, row: Connection) -> str:
        return when(row.last_used_at)


class LinksOfCustomer(TabularInline):
    """Links made for the customer, newest first."""

    model = ConnectLink
    tab = True
    extra = 0
    can_delete = False
    show_change_link = True
    fields = readonly_fields = ("made", "services", "verification", "how_far", "expires")
    verbose_name_plural = "Connect links"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Made")
    def made(self, row: ConnectLink) -> str:
        return when(row.created_at)

    @display(description="State", label=LINK_COLORS)
    def how_far(self, row: ConnectLink) -> tuple[str, str]:
        return row.state, row.get_state_display()

    @display(description="Expires")
    def expires(self, row: ConnectLink) -> str:
        return when(row.expires_at)


@admin.register(Customer)
class CustomerAdmin(RightsAdmin):
    """Customers with the health of their connections and this month's usage."""

    form = CustomerForm
    inlines = (ConnectionsOfCustomer, LinksOfCustomer)
    list_display = ("name", "key", "email", "connections_health", "used_this_month", "protection", "is_active")
    list_filter = ("is_active", "any_account")
    list_filter_submit = False
    search_fields = ("key", "name", "email", "domain")
    actions_detail = ("create_link", "open_usage")
    readonly_fields = ("used_this_month",)
    fieldsets = (
        (None, {"fields": ("name", "key", "email", "is_active", "used_this_month")}),
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
        gone = Q(connections__status=Connection.Status.REVOKED)
        rows: QuerySet[Customer] = super().get_queryset(request)
        return rows.annotate(
            working=Count("connections", filter=working),
            troubled=Count("connections", filter=~working & ~gone & Q(connections__isnull=False)),
            month_price=usage_this_month("price"),
            month_currency=usage_this_month("currency"),
        ).order_by(F("name").asc(), "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Customer | None = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "key") if obj else self.readonly_fields

    @display(description="Connections", label={"working": "success", "attention": "danger", "none": "info"})
    def connections_health(self, row: Any) -> tuple[str, str]:  # annotated by get_queryset
        if row.troubled:
            return "attention", f"{row.troubled} of {row.working + row.troubled} need attention"
        return ("working", f"{row.working} working") if row.working else ("none", "none yet")

    @display(description="Usage this month", ordering="month_price")
    def used_this_month(self, row: Any) -> str:  # annotated by get_queryset
        currency = getattr(row, "month_currency", None)
        return money(row.month_price, currency) if currency else "nothing yet"

    @display(description="Accounts", label={"matched": "success", "unprotected": "danger", "confirmed": "info"})
    def protection(self, row: Customer) -> tuple[str, str]:
        if row.any_account:
            return "unprotected", "any account (unprotected)"
        if row.domain or row.expected_accounts or row.email:
            return "matched", "expected accounts"
        return "confirmed", "you confirm each"

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Saved by the action that also the API calls; see ``_changeform_view`` for its refusals."""
        given = {name: form.cleaned_data[name] for name in form.cleaned_data if name in FIELDS}
        if change:
            stored = Customer.objects.get(pk=obj.pk)
            changed = {name: value for name, value in given.items() if name != "key"}
            update_customer(actor_of(request), stored, **changed)
        else:
            obj.pk = create_customer(actor_of(request), **given).pk

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # Django's own
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
            return response
        except MachinaError as error:
            show_error(request, error)
            return redirect(request.get_full_path())

    @action(description="Create connect link", url_path="create-link", permissions=["change"], icon="add_link")
    def create_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:integrations_connectlink_add')}?customer={object_id}")

    @action(description="Usage", url_path="usage", icon="receipt_long")
    def open_usage(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return redirect(f"{reverse('admin:integrations_usageline_changelist')}?customer={object_id}")
