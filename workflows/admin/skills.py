"""The admin of skills: what agents know, written here in versions, with what a model reads of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin, fitting, show_error
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import customer_link, maker_words, page_of, pill
from integrations.admin.lookups import CustomerFilter
from integrations.admin.written import at, when
from integrations.errors import InputError, MachinaError
from workflows.admin.skill_forms import ReferenceForms, SkillForm, SkillSaveForm, preview_of, references_in
from workflows.agents.skills import writing
from workflows.agents.skills.comparing import compare
from workflows.agents.skills.registry import document_of
from workflows.agents.skills.shipped import shipped_skills
from workflows.models import Skill, SkillVersion

LIST = "admin:workflows_skill_changelist"
BUTTONS_OF_STATE = {"switch_off": True, "switch_on": False}
EMPTY = """---
name: house-rules
description: How we write to customers - tone, length, what is never promised.
---

# House rules

- Answer in the customer's language, in at most eight sentences.
"""


class RestoreForm(BaseDialogForm):
    """Which version."""

    version = forms.IntegerField(min_value=1, max_value=writing.LARGEST, widget=UnfoldAdminIntegerFieldWidget)


@admin.register(Skill)
class SkillAdmin(ReadOnlyAdmin):
    """Skills that were written here; above them stand those that are shipped."""

    empty = "A skill tells an agent how your company does something. Those that are shipped need none of yours."
    list_display = ("name", "about", "whose", "state", "number", "made_by", "changed")
    list_filter = (CustomerFilter, "is_active")
    list_filter_submit = True
    list_select_related = ("customer",)
    search_fields = ("name",)
    search_help_text = "Part of a name"
    ordering = ("name",)
    list_before_template = "admin/workflows/shipped_skills.html"
    change_form_after_template = "admin/workflows/skill.html"
    actions_detail = ("edit", "restore", "switch_off", "switch_on", "delete_it")
    fields = ("name", "whose", "state", "number", "made_by", "made_at", "changed_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_operate_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        rows: QuerySet[Skill] = super().get_queryset(request)
        return rows.prefetch_related(Prefetch("versions", SkillVersion.objects.current(), to_attr="current_ones"))

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:  # unfold's own signature
        """Only the buttons that fit; a press that comes late changes nothing."""
        row = Skill.objects.filter(pk=object_id).first()
        if row is None:
            return []
        offered = super().get_actions_detail(request, object_id)
        return fitting(offered, BUTTONS_OF_STATE, of=Skill, is_active=row.is_active)

    @display(description="What it is for")
    def about(self, row: Any) -> str:  # prefetched by get_queryset
        document = next(map(document_of, row.current_ones), None)
        return document.description if document else "cannot be read any more"

    @display(description="For agents of", ordering="customer__name")
    def whose(self, row: Skill) -> str:
        return customer_link(row.customer) if row.customer else "everybody"

    @display(description="State", ordering="is_active")
    def state(self, row: Skill) -> SafeString:
        return pill("On", "success") if row.is_active else pill("Off")

    @display(description="Version", ordering="version")
    def number(self, row: Skill) -> str:
        return f"version {row.version}"

    @display(description="Made by", ordering="created_by")
    def made_by(self, row: Skill) -> str:
        return maker_words(row.created_by)

    @display(description="Changed", ordering="updated_at")
    def changed(self, row: Skill) -> str:
        return when(row.updated_at)

    @display(description="Made")
    def made_at(self, row: Skill) -> str:
        return at(row.created_at)

    @display(description="Changed")
    def changed_at(self, row: Skill) -> str:
        return at(row.updated_at)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Above the list, what is shipped, each with the way to write one's own in its place."""
        shipped = {"shipped": shipped_skills().values(), "may_write": self.has_add_permission(request)}
        page: HttpResponse = super().changelist_view(request, {**(extra_context or {}), **shipped})
        return page

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Below its facts: what the model reads, and what a version has changed."""
        row = self.get_object(request, object_id)
        shown = _shown(request, row) if isinstance(row, Skill) and self.has_view_permission(request, row) else {}
        page: HttpResponse = super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})
        return page

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A new one, empty or from a shipped one that it shall stand for."""
        if not self.has_add_permission(request):
            messages.error(request, "Writing skills needs the right to operate.")
            return redirect(reverse(LIST))
        begun = shipped_skills().get(request.GET.get("from", ""))
        form = SkillForm(request.POST or None, initial={"text": begun.text if begun else EMPTY})
        files = _files(request, dict(begun.references) if begun else {})

        def save() -> Skill:
            given = form.cleaned_data
            return writing.create_skill(
                actor_of(request),
                form.holder(),
                text=given["text"],
                references=references_in(files),
                note=given["note"],
            )

        return self._written(request, form, files, "Write a skill", save)

    @action(description="Write", url_path="edit", permissions=["operate"], icon="edit")
    def edit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.get_object(request, object_id)
        if not isinstance(row, Skill):
            raise Http404
        current = row.versions.get(number=row.version)
        form = SkillSaveForm(request.POST or None, initial={"text": current.text, "base": row.version})
        files = _files(request, current.references)

        def save() -> Skill:
            given = form.cleaned_data
            writing.save_version(
                actor_of(request),
                row.pk,
                text=given["text"],
                references=references_in(files),
                note=given["note"],
                base=given["base"],
            )
            return row

        return self._written(request, form, files, f"Write {row.name}", save)

    @asking_button(
        "Take a version back",
        "The text of an earlier version becomes the next one. Agents read it from their next run on.",
        path="restore",
        icon="restore",
        form=RestoreForm,
    )
    def restore(self, actor: Actor, row: Skill, given: dict[str, Any]) -> Done:
        made = writing.restore_version(actor, row.pk, given["version"])
        return Done(f"It is version {made.number} now.")

    @asking_button(
        "Switch off", "Agents have what is below it: the operator's, or the shipped one.", path="off", icon="toggle_off"
    )
    def switch_off(self, actor: Actor, row: Skill) -> Done:
        writing.switch_skill(actor, row.pk, is_active=False)
        return Done("The skill is off.")

    @asking_button("Switch on", "Agents have it again.", path="on", icon="toggle_on")
    def switch_on(self, actor: Actor, row: Skill) -> Done:
        writing.switch_skill(actor, row.pk, is_active=True)
        return Done("The skill is on.")

    @asking_button(
        "Delete",
        "With all its versions, for good.",
        path="delete-it",
        icon="delete",
        verb="Delete skill",
        is_danger=True,
    )
    def delete_it(self, actor: Actor, row: Skill) -> Done:
        writing.delete_skill(actor, row.pk)
        return Done("The skill was deleted.", reverse(LIST))

    def _written(
        self,
        request: HttpRequest,
        form: forms.Form,
        files: ReferenceForms,
        title: str,
        save: Any,  # () -> Skill
    ) -> HttpResponse:
        """The page to write on: saved, or shown again with what is wrong or with what a model would read."""
        preview = None
        if request.method == "POST" and form.is_valid() and files.is_valid():
            try:
                if "_preview" not in request.POST:
                    row = save()
                    messages.success(request, "The skill was saved.")
                    return redirect(page_of(row))
                preview = preview_of(form.cleaned_data["text"], references_in(files))
            except InputError as error:
                for each in error.errors:
                    named = f"{each.field}: {each.message}" if each.field not in form.fields else each.message
                    form.add_error(each.field if each.field in form.fields else "text", named)
            except MachinaError as error:
                show_error(request, error)
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "files": files,
            "title": title,
            "opts": self.opts,
            "preview": preview,
        }
        return TemplateResponse(request, "admin/workflows/skill_form.html", context)


def _files(request: HttpRequest, initial: dict[str, str]) -> ReferenceForms:
    rows = [{"path": path, "text": text} for path, text in initial.items()]
    return ReferenceForms(request.POST or None, initial=rows, prefix="files")


def _shown(request: HttpRequest, row: Skill) -> dict[str, object]:
    versions = [*row.versions.all()[:50]]
    current = next((each for each in versions if each.number == row.version), None)
    if current is None:
        return {}
    asked = request.GET.get("since", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else row.version - 1
    older = next((each for each in versions if each.number == number), None)
    return {
        "preview": _preview(current),
        "versions": [(each, maker_words(each.created_by), when(each.created_at)) for each in versions],
        "since": older.number if older else None,
        "changed_files": compare((older.text, older.references), (current.text, current.references)) if older else (),
    }


def _preview(version: SkillVersion) -> dict[str, object] | None:
    try:
        return preview_of(version.text, version.references)
    except InputError:
        return None
