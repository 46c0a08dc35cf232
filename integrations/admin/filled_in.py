"""The admin's forms for credentials that are filled in, drawn from what a provider declares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from integrations.connect.accounts.filled_in import LONGEST_LABEL
from integrations.connect.tokens.trying import BASE_URL
from integrations.errors import InputError
from integrations.models import Customer
from integrations.providers.base_urls import BaseUrl
from integrations.providers.declare import Provider
from integrations.providers.fields import PLACE, CredentialField
from integrations.providers.filled_in import FilledIn
from integrations.providers.registry import all_providers

_VALUE = "value_"
"""Before the names of a provider's fields, which may be called like ours."""
UNSEEN = {"autocomplete": "off", "spellcheck": "false"}


def providers_to_fill_in() -> Sequence[Provider]:
    """Those whose accounts can be added in the admin."""
    return [each for each in all_providers().values() if isinstance(each.credential, FilledIn)]


class NewAccountForm(forms.Form):
    """At which provider, and whose."""

    provider = forms.ChoiceField(widget=UnfoldAdminSelectWidget, help_text="Providers of keys and passwords.")
    customer = forms.ModelChoiceField(
        Customer.objects.filter(is_active=True),
        required=False,
        empty_label="Owner",
        widget=UnfoldAdminSelectWidget,
        help_text="You vouch that the account belongs to this customer.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = [  # type: ignore[attr-defined]  # a choice field
            (each.key, each.name) for each in providers_to_fill_in()
        ]


class NameForm(forms.Form):
    """What the operator calls an account."""

    label = forms.CharField(
        max_length=LONGEST_LABEL,
        required=False,
        strip=True,
        widget=UnfoldAdminTextInputWidget,
        label="Your name for it",
        help_text="Shown instead of the account's own name. Leave it empty to call it as the provider does.",
    )


class CredentialForm(forms.Form):
    """What a provider asks for. Nothing secret is ever written into it."""

    def __init__(self, provider: Provider, *args: Any, base_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        declared = provider.filled_in
        if declared.base_url is not None and declared.base_url.is_typed:
            self.fields[BASE_URL] = _address(declared.base_url, base_url)
        for each in declared.fields:
            self.fields[f"{_VALUE}{each.name}"] = _blank(each)

    @property
    def values(self) -> dict[str, object]:
        """By the names of the provider."""
        given = self.cleaned_data.items()
        return {name.removeprefix(_VALUE): value for name, value in given if name.startswith(_VALUE)}

    def tell(self, error: InputError) -> None:
        """Show what was refused at its field, and what belongs to none at the top."""
        for problem in error.errors:
            name = problem.field.replace(f"{PLACE}.", _VALUE, 1)
            self.add_error(name if name in self.fields else None, problem.message)
        if not error.errors:
            self.add_error(None, error.detail)


class AddAccountForm(CredentialForm):
    """A new account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"] = forms.CharField(
            required=False,
            max_length=LONGEST_LABEL,
            widget=UnfoldAdminTextInputWidget,
            help_text="Your own name for this account.",
        )


class ReplaceCredentialForm(CredentialForm):
    """Another credential of an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other_account"] = forms.BooleanField(
            required=False,
            widget=UnfoldBooleanSwitchWidget,
            label="It may be another account's",
            help_text="What used this connection will act on that account from then on.",
        )


def _blank(each: CredentialField) -> forms.CharField:
    widget = UnfoldAdminPasswordWidget if each.is_secret else UnfoldAdminTextInputWidget
    return forms.CharField(
        required=not each.is_optional,
        label=each.label,
        help_text=each.help,
        max_length=each.longest,
        widget=widget(attrs={**UNSEEN, "placeholder": each.example}),
    )


def _address(base: BaseUrl, initial: str) -> forms.CharField:
    return forms.CharField(
        label=base.label,
        help_text=base.help,
        initial=initial,
        max_length=500,
        widget=UnfoldAdminTextInputWidget(attrs={**UNSEEN, "placeholder": base.example}),
    )
