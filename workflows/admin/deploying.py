"""The forms by which versions are deployed and deployments changed."""

from __future__ import annotations

from typing import Any

from django import forms
from pydantic import JsonValue
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from integrations.execution.audience import active_customers
from workflows.admin.variables import read_variables, variable_fields
from workflows.deployments.actions import declared, kept_variables
from workflows.deployments.many import Chosen
from workflows.models import Deployment, Version, Workflow

OWNER, CUSTOMERS, TAG, CONNECTED, DEPLOYED = "owner", "customers", "tag", "connected", "deployed"
WHOM = [
    (OWNER, "The owner"),
    (CUSTOMERS, "Customers chosen here"),
    (TAG, "Customers with a tag"),
    (CONNECTED, "Every customer who has the accounts it needs"),
    (DEPLOYED, "Everybody it is deployed for already"),
]


class WorkflowForm(forms.Form):
    """Which workflow; the rest depends on it."""

    workflow = forms.ModelChoiceField(
        Workflow.objects.filter(version__isnull=False).order_by("name"),
        widget=UnfoldAdminSelectWidget,
        help_text="Only what is published can be deployed.",
    )


class VersionForm(forms.Form):
    """A version of one workflow with its variables."""

    version = forms.ModelChoiceField(Version.objects.none(), empty_label=None, widget=UnfoldAdminSelectWidget)

    def __init__(self, workflow: Workflow, *args: Any, deployment: Deployment | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = workflow.versions.select_related("revision").order_by("-number")
        newest = versions.first()
        shown = deployment.version if deployment else newest
        self.declared = declared(newest) if newest else []
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]  # a field of models
        self.fields["version"].initial = shown.pk if shown else None
        if deployment is not None:
            self.fields["version"].help_text = "Moved to another version, triggers that it has as well go on."
        self.fields.update(variable_fields(self.declared, kept_variables(deployment) if deployment else {}))

    @property
    def chosen(self) -> Version:
        """The version that was chosen."""
        version: Version = self.cleaned_data["version"]
        return version

    def variables(self) -> dict[str, JsonValue]:
        """What was filled in for those variables that the chosen version has."""
        return read_variables(self, declared(self.chosen))


class DeployForm(VersionForm):
    """The same, and for whom."""

    whom = forms.ChoiceField(
        label="For", choices=WHOM, initial=OWNER, widget=UnfoldAdminRadioSelectWidget, help_text="Each gets its own."
    )
    customers = forms.ModelMultipleChoiceField(
        active_customers(),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
        help_text="With customers chosen here.",
    )
    tag = forms.CharField(
        required=False,
        max_length=100,
        widget=UnfoldAdminTextInputWidget,
        help_text="With a tag: one of the texts in the list tags of a customer's metadata.",
    )
    is_active = forms.BooleanField(
        required=False, initial=True, label="Active at once", widget=UnfoldBooleanSwitchWidget
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("whom") == CUSTOMERS and not given.get("customers"):
            self.add_error("customers", "Choose at least one.")
        if given.get("whom") == TAG and not given.get("tag"):
            self.add_error("tag", "Say which.")
        return given

    @property
    def is_for_owner(self) -> bool:
        """Whether it is for the owner alone."""
        return bool(self.cleaned_data["whom"] == OWNER)

    def chosen_customers(self) -> Chosen:
        """Whom else."""
        given = self.cleaned_data
        return Chosen(
            customers=[each.key for each in given["customers"]] if given["whom"] == CUSTOMERS else None,
            tag=given["tag"] if given["whom"] == TAG else None,
            connected=given["whom"] == CONNECTED,
            deployed=given["whom"] == DEPLOYED,
        )
