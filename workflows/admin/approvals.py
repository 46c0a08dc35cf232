"""The admin of approvals: what waits for a person, and the answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin, fitting
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import customer_link, link_to, operation_label, origin_words, pill
from integrations.admin.lookups import ChosenFilter, CustomerFilter, MomentFilter, shown_fieldsets
from integrations.admin.written import at, when
from integrations.errors import InputError, MachinaError
from workflows.agents.approvals.answering import LONGEST_NOTE, answer
from workflows.agents.approvals.mails import send_link
from workflows.agents.approvals.selectors import parameters_of
from workflows.models import Approval

WORDS = {"open": "Waits for an answer", "approved": "Approved", "refused": "Refused", "expired": "Expired"}
TONES = {"open": "waiting", "approved": "success", "refused": "error"}
CONTENTS = ("told", "asked_for", "why")
"""Fields that say what a call would do; who may not read contents sees the others."""
BUTTONS = {"approve": True, "approve_changed": True, "refuse": True, "mail_link": True}


class NoteForm(BaseDialogForm):
    """Why it is answered so."""

    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "Why"}),
        help_text="Whoever asked reads it.",
    )


class ChangedForm(NoteForm):
    """What to do instead."""

    parameters = forms.JSONField(
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 10}),
        help_text="All parameters as JSON: copy them from the page, and change what is to be different.",
    )


class AddressForm(BaseDialogForm):
    """Who answers."""

    address = forms.EmailField(
        widget=UnfoldAdminEmailInputWidget(), help_text="Whoever opens the link in this mail may answer."
    )


class ApprovalStateFilter(ChosenFilter):
    """Approvals by what became of them."""

    title = "state"
    parameter_name = "state"
    field = "state"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        return WORDS.items()


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    """What waits for a person, newest first."""

    empty = "What an agent may not do by itself waits here for an answer."
    list_display = ("what", "how", "whose", "asker", "asked", "until")
    list_filter = (ApprovalStateFilter, CustomerFilter, ("requested_at", MomentFilter))
    list_filter_submit = True
    list_select_related = ("customer",)
    search_fields = ("=id", "=run_id", "=call_id", "customer__name", "customer__key")
    search_help_text = "Id of an approval, of its run or call, or a customer"
    ordering = ("-requested_at", "-id")
    actions_detail = ("approve", "approve_changed", "refuse", "mail_link")
    fieldsets = (
        (None, {"fields": ("told", "how", "what", "asked_for", "whose")}),
        ("Who", {"fields": ("asker", "way_in", "its_run", "mailed_to")}),
        ("Answer", {"fields": ("answered", "why", "its_call", "problem")}),
        ("When", {"fields": ("asked_at", "until_when", "answered_when")}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Approval]:
        rows: QuerySet[Approval] = super().get_queryset(request)
        return rows.select_related("customer", "parameters", "run__workflow")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # Django's own types
        """Without what there is nothing to say of, and what the reader may not read."""
        optional = ("its_run", "mailed_to", "why", "its_call", "problem")
        shown = shown_fieldsets(self.fieldsets, obj, optional=optional, admin=self)
        if not actor_of(request).may("read_content"):
            for _, options in shown:
                options["fields"] = [name for name in options["fields"] if name not in CONTENTS]
        return shown

    def get_actions_detail(self, request: HttpRequest, object_id: int | str) -> Any:  # unfold's own types
        """Buttons only where an answer counts."""
        row = self.get_object(request, str(object_id))
        is_open = row is not None and row.state == Approval.State.OPEN
        offered = super().get_actions_detail(request, object_id)
        return fitting(offered, BUTTONS, of=Approval, is_active=is_open)

    @display(description="What would be done")
    def told(self, row: Approval) -> str:
        return row.summary

    @display(description="Note")
    def why(self, row: Approval) -> str:
        return row.note

    @display(description="What")
    def what(self, row: Approval) -> str:
        return operation_label(row.operation)

    @display(description="State", ordering="state")
    def how(self, row: Approval) -> str:
        return pill(WORDS[row.state], TONES.get(row.state, "neutral"))

    @display(description="Parameters")
    def asked_for(self, row: Approval) -> str:
        try:
            said = json.dumps(parameters_of(row), indent=2, ensure_ascii=False)
        except MachinaError as error:
            said = error.detail
        return format_html('<pre class="machina-words">{}</pre>', said)

    @display(description="Customer", ordering="customer__name")
    def whose(self, row: Approval) -> str:
        return customer_link(row.customer)

    @display(description="Asked by")
    def asker(self, row: Approval) -> str:
        return str(row.actor["label"])

    @display(description="Asked over")
    def way_in(self, row: Approval) -> str:
        return origin_words(row.source)

    @display(description="Run")
    def its_run(self, row: Approval) -> str:
        return link_to(row.run, nothing="") if row.run else ""

    @display(description="Mailed to")
    def mailed_to(self, row: Approval) -> str:
        return row.mail_to

    @display(description="Answered by")
    def answered(self, row: Approval) -> str:
        return row.answered_by.partition(":")[2] or "nobody"

    @display(description="Call")
    def its_call(self, row: Approval) -> str:
        if row.call_id is None:
            return ""
        page = reverse("admin:integrations_call_change", args=[row.call_id])
        return format_html('<a class="machina-link" href="{}">Its call</a>', page)

    @display(description="Why nothing was done")
    def problem(self, row: Approval) -> str:
        return str(row.error["detail"]) if row.error else ""

    @display(description="Asked", ordering="requested_at")
    def asked(self, row: Approval) -> str:
        return when(row.requested_at)

    @display(description="Until", ordering="expires_at")
    def until(self, row: Approval) -> str:
        return when(row.expires_at)

    @display(description="Asked")
    def asked_at(self, row: Approval) -> str:
        return at(row.requested_at)

    @display(description="To be answered until")
    def until_when(self, row: Approval) -> str:
        return at(row.expires_at)

    @display(description="Answered")
    def answered_when(self, row: Approval) -> str:
        return at(row.answered_at, never="not yet")

    @asking_button("Approve", "It is done as it stands here.", path="approve", icon="check", form=NoteForm)
    def approve(self, actor: Actor, row: Approval, given: Mapping[str, Any]) -> Done:
        answer(actor, row.pk, "approve", note=given["note"])
        return Done("Approved.")

    @asking_button(
        "Approve with changes",
        "It is done with the parameters that you give.",
        path="approve-changed",
        icon="edit",
        verb="Approve",
        form=ChangedForm,
    )
    def approve_changed(self, actor: Actor, row: Approval, given: Mapping[str, Any]) -> Done:
        if not isinstance(given["parameters"], dict):
            raise InputError("The parameters are a JSON object: names and values.", field="parameters")
        answer(actor, row.pk, "approve", parameters=given["parameters"], note=given["note"])
        return Done("Approved, with your changes.")

    @asking_button("Refuse", "It is not done.", path="refuse", icon="block", is_danger=True, form=NoteForm)
    def refuse(self, actor: Actor, row: Approval, given: Mapping[str, Any]) -> Done:
        answer(actor, row.pk, "refuse", note=given["note"])
        return Done("Refused.")

    @asking_button("Mail a link", "Whoever gets the mail may answer.", path="mail", icon="mail", form=AddressForm)
    def mail_link(self, actor: Actor, row: Approval, given: Mapping[str, Any]) -> Done:
        send_link(actor, row.pk, given["address"])
        return Done(f"Mailed to {given['address']}.")
