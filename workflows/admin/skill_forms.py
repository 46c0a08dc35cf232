"""The forms by which skills are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from integrations.execution.audience import active_customers
from integrations.holders import Customer, Holder
from workflows.agents.skills.disclosure import prompt_part, skill_text
from workflows.agents.skills.document import MOST_REFERENCES, MOST_TEXT
from workflows.agents.skills.writing import LONGEST_NOTE, checked

SHAPE = "Front matter between two lines ---, with name and description; below it what the model should do."


class SkillSaveForm(forms.Form):
    """A text and what people read of it."""

    text = forms.CharField(
        label="SKILL.md",
        max_length=MOST_TEXT,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 22, "spellcheck": "false"}),
        help_text=SHAPE,
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "What has changed"}),
        help_text="People see it in the list of versions.",
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SkillForm(SkillSaveForm):
    """The same, and whose agents have it."""

    customer = forms.ModelChoiceField(
        active_customers(),
        required=False,
        empty_label="Everybody",
        widget=UnfoldAdminSelectWidget,
        help_text="One of a customer's own stands for everybody's of that name, and that for a shipped one.",
    )

    def holder(self) -> Holder | None:
        """None for everybody."""
        customer: Customer | None = self.cleaned_data["customer"]
        return None if customer is None else Holder.customer(customer)


class ReferenceForm(forms.Form):
    """One further text; without a path it is none."""

    path = forms.CharField(
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "references/prices.md", "spellcheck": "false"}),
    )
    text = forms.CharField(
        required=False,
        max_length=MOST_TEXT,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="Empty path: it is taken away.",
    )


if TYPE_CHECKING:
    ReferenceForms = forms.BaseFormSet[ReferenceForm]
else:
    ReferenceForms = forms.formset_factory(ReferenceForm, extra=1, max_num=MOST_REFERENCES, validate_max=True)


def references_in(files: ReferenceForms) -> dict[str, str]:
    """What was filled in, by path."""
    rows = [each.cleaned_data for each in files.forms if each.is_valid()]
    return {row["path"].strip(): row["text"].replace("\r\n", "\n") for row in rows if row.get("path", "").strip()}


def preview_of(text: str, references: Mapping[str, str]) -> dict[str, Any]:
    """What a model reads, piece by piece. Raises InputError."""
    document = checked(text, references)
    return {
        "prompt": prompt_part([document]),
        "text": skill_text(document),
        "references": sorted(document.references.items()),
        "tools": document.allowed_tools,
    }
