"""The admin of budgets: what customers may spend, how that stands, and making, changing and deleting them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from integrations.acting import actor_of
from integrations.admin.base import FormAdmin
from integrations.admin.display import customer_link, pill
from integrations.admin.lookups import CustomerFilter
from integrations.admin.written import at, money
from integrations.billing.budgets.actions import change_budget, create_budget, delete_budget
from integrations.billing.budgets.standing import spent_now, standing_of
from integrations.models import Budget

FIELDS = ("customer", "amount", "currency", "period", "hard", "thresholds")
PERIODS = {"month": "A month", "day": "A day", "total": "In all"}


class BudgetForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A budget; the action it calls writes the audit log."""

    thresholds = forms.CharField(
        required=False,
        initial="80, 100",
        widget=UnfoldAdminTextInputWidget,
        help_text="Percent of the amount at which webhooks are told, with commas.",
    )

    class Meta:
        model = Budget
        fields = FIELDS
        help_texts = {
            "amount": "What may be spent in one period of the customer's time zone.",
            "currency": "Three letters, such as EUR. Only what is charged in it counts.",
            "hard": "Refuse calls that would overspend. Without it the budget only tells.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        if self.instance.thresholds:
            self.initial["thresholds"] = ", ".join(f"{each:g}" for each in self.instance.thresholds)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean_thresholds(self) -> list[float]:
        said = [each.strip() for each in self.cleaned_data["thresholds"].split(",") if each.strip()]
        try:
            return [float(each) if "." in each else int(each) for each in said]
        except ValueError:
            raise forms.ValidationError("Write numbers with commas between them, such as 80, 100.") from None


@admin.register(Budget)
class BudgetAdmin(FormAdmin):
    """Budgets, newest first."""

    empty = "A budget warns of what a customer spends in a day or month, or stops it there."
    change_right = "billing"
    form = BudgetForm
    list_display = ("whose", "may_spend", "each", "spent", "kind")
    list_filter = (CustomerFilter, "period", "hard")
    list_filter_submit = True
    list_select_related = ("customer",)
    search_fields = ("customer__name", "customer__key")
    ordering = ("-created_at", "id")
    autocomplete_fields = ("customer",)
    fieldsets = (
        (None, {"fields": FIELDS}),
        ("How it stands", {"fields": ("spent", "on_its_way", "since", "until")}),
    )
    readonly_fields = ("spent", "on_its_way", "since", "until")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_operate_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:  # Django's own types
        """Each is deleted on its page, by the action that writes the audit log."""
        return {}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # Django's own types
        return self.fieldsets if obj else self.fieldsets[:1]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("customer", *self.readonly_fields) if obj else ()

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        """Saved by the action that also the API calls; see ``changeform_view`` for its refusals."""
        given = {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
        customer = given.pop("customer", None)
        if change:
            stored = Budget.objects.select_related("customer").get(pk=obj.pk)
            change_budget(actor_of(request), stored, **given)
        else:
            obj.pk = create_budget(actor_of(request), customer, **given).pk

    def delete_model(self, request: HttpRequest, obj: Budget) -> None:
        delete_budget(actor_of(request), obj)

    @display(description="Customer", ordering="customer__name")
    def whose(self, row: Budget) -> str:
        return customer_link(row.customer)

    @display(description="May spend", ordering="amount")
    def may_spend(self, row: Budget) -> str:
        return money(row.amount, row.currency)

    @display(description="Period", ordering="period")
    def each(self, row: Budget) -> str:
        return PERIODS[row.period]

    @display(description="Spent")
    def spent(self, row: Budget) -> str:
        return money(spent_now(row), row.currency)

    @display(description="On its way")
    def on_its_way(self, row: Budget) -> str:
        return money(standing_of(row).reserved, row.currency)

    @display(description="Since")
    def since(self, row: Budget) -> str:
        return "the first call" if row.period == Budget.Period.TOTAL else at(standing_of(row).since)

    @display(description="Until")
    def until(self, row: Budget) -> str:
        return at(standing_of(row).until, never="raised")

    @display(description="Kind")
    def kind(self, row: Budget) -> str:
        return pill("Stops", "warning") if row.hard else pill("Tells")
