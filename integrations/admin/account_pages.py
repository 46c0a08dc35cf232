"""The admin's pages that add an account by its credential, replace a credential, and name an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from unfold.decorators import action

from integrations.acting import actor_of
from integrations.admin.base import show_error
from integrations.admin.display import page_of
from integrations.admin.filled_in import (
    AddAccountForm,
    NameForm,
    NewAccountForm,
    ReplaceCredentialForm,
    providers_to_fill_in,
)
from integrations.connect.accounts.filled_in import add_account, replace_credential
from integrations.connect.accounts.labels import set_label
from integrations.connect.tokens.trying import BASE_URL
from integrations.errors import InputError, MachinaError
from integrations.holders import Holder
from integrations.models import Connection
from integrations.providers import registry

if TYPE_CHECKING:
    from integrations.admin.base import ReadOnlyAdmin as _Admin
else:
    _Admin = object


class AccountPages(_Admin):
    """Mixed into the admin of connections. All pages post; opening one changes nothing."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(providers_to_fill_in()) and self.has_operate_permission(request)

    @method_decorator(sensitive_post_parameters())
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """First whose and where, by the address; then what that provider asks for."""
        if not self.has_add_permission(request):
            messages.error(request, "Adding accounts needs the right to operate, and a provider of keys.")
            return redirect(reverse("admin:integrations_connection_changelist"))
        chosen = NewAccountForm(request.GET if "provider" in request.GET else None, initial=request.GET.dict())
        if not chosen.is_valid():
            return self._page(request, chosen, "Add account", submit="Continue", method="get")
        facts, customer = registry.provider(chosen.cleaned_data["provider"]), chosen.cleaned_data["customer"]
        form = AddAccountForm(facts, request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                made = add_account(
                    actor_of(request),
                    Holder.whose(customer),
                    facts.key,
                    fields=form.values,
                    base_url=form.cleaned_data.get(BASE_URL, ""),
                    label=form.cleaned_data["label"],
                )
            except InputError as error:
                form.tell(error)
            except MachinaError as error:
                show_error(request, error)
            else:
                messages.success(request, f"{made} is connected.")
                return redirect(page_of(made))
        return self._page(request, form, f"Add {facts.name} account of {customer or 'the owner'}", submit="Connect")

    @action(description="Replace credential", url_path="credential", permissions=["operate"], icon="key")
    @method_decorator(sensitive_post_parameters())
    def replace_credential(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Another credential under the same connection, once the vendor has accepted it."""
        row = self.get_object(request, object_id)
        if not isinstance(row, Connection) or not is_replaceable(row):
            raise Http404
        facts = registry.provider(row.provider)
        posted = request.POST if request.method == "POST" else None
        form = ReplaceCredentialForm(facts, posted, base_url=row.base_url)
        if form.is_valid():
            try:
                replaced = replace_credential(
                    actor_of(request),
                    row,
                    fields=form.values,
                    base_url=form.cleaned_data.get(BASE_URL),
                    other_account=form.cleaned_data["other_account"],
                )
            except InputError as error:
                form.tell(error)
            except MachinaError as error:
                show_error(request, error)
            else:
                messages.success(request, f"The credential of {replaced} was replaced.")
                return redirect(page_of(replaced))
        return self._page(request, form, f"Replace the credential of {row}", submit="Replace")

    @action(description="Rename", url_path="name", permissions=["operate"], icon="edit")
    def rename(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The operator's own name for the account."""
        row = self.get_object(request, object_id)
        if not isinstance(row, Connection):
            raise Http404
        form = NameForm(request.POST if request.method == "POST" else None, initial={"label": row.label})
        if form.is_valid():
            try:
                renamed = set_label(actor_of(request), row, form.cleaned_data["label"])
            except MachinaError as error:
                show_error(request, error)
            else:
                messages.success(request, f"It is called {renamed} from now on.")
                return redirect(page_of(renamed))
        return self._page(request, form, f"Rename {row}", submit="Rename")

    def _page(
        self, request: HttpRequest, form: forms.Form, title: str, *, submit: str, method: str = "post"
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "title": title,
            "opts": self.opts,
            "submit": submit,
            "method": method,
        }
        headers = {"Cache-Control": "no-store"}
        return TemplateResponse(request, "admin/integrations/credential_form.html", context, headers=headers)


def is_replaceable(row: Connection) -> bool:
    """Whether the connection has a credential that a person fills in."""
    filled_in = {each.key for each in providers_to_fill_in()}
    return row.provider in filled_in and row.status not in (Connection.Status.PENDING, Connection.Status.REVOKED)
