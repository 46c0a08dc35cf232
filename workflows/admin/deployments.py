"""The admin of deployments: what is switched on for whom, how well it is, and the buttons that change that."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from integrations.acting import actor_of
from integrations.actors import Actor
from integrations.admin.base import ReadOnlyAdmin, ReadOnlyInline, fitting, show_error
from integrations.admin.dashboard import SHOWN, Part, attention_row, more_attention
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import customer_link, in_words, lines, link_to, maker_words, page_of, pill, short
from integrations.admin.lookups import ChosenFilter, CustomerFilter
from integrations.admin.written import at, when
from integrations.errors import InputError, MachinaError
from integrations.holders import Holder
from workflows.admin.deploying import DeployForm, VersionForm, WorkflowForm
from workflows.admin.nodes import node_names
from workflows.admin.variables import show_refusals
from workflows.admin.versions import OfWorkflowFilter
from workflows.deployments import actions
from workflows.deployments.causes import causes_of
from workflows.deployments.many import Line, deploy_many
from workflows.models import Deployment, Trigger, Workflow
from workflows.triggers.shown import address_of, error_of, triggers_shown

LIST = "admin:workflows_deployment_changelist"
TRIGGER_TONES = {"active": "success", "pending": "waiting", "failing": "error"}
BUTTONS_OF_STATE = {"pause": True, "resume": False, "resume_and_catch_up": False}
"""Buttons that are offered while the deployment is active, or paused."""


class TriggerInline(ReadOnlyInline):
    """What starts the runs of a deployment."""

    model = Trigger
    hide_title = True
    fields = ("what", "how", "address", "next", "last", "problem")
    readonly_fields = fields
    ordering = ("created_at", "id")

    @display(description="Trigger")
    def what(self, row: Trigger) -> str:
        names = node_names(row.deployment.version.revision.document)
        return names.get(row.node_id) or in_words(row.type)

    @display(description="State")
    def how(self, row: Trigger) -> SafeString:
        return pill(in_words(row.state), TRIGGER_TONES.get(row.state, "neutral"))

    @display(description="Address")
    def address(self, row: Trigger) -> str:
        return address_of(row) or ""

    @display(description="Next")
    def next(self, row: Trigger) -> str:
        return when(row.next_run_at, never="")

    @display(description="Last event")
    def last(self, row: Trigger) -> str:
        return when(row.last_event_at, never="none yet")

    @display(description="What is wrong")
    def problem(self, row: Trigger) -> str:
        return " ".join(filter(None, (error_of(row), row.gap)))


class HealthFilter(ChosenFilter):
    """Deployments by how they are."""

    title = "health"
    parameter_name = "health"
    field = "health"

    def choices_in_words(self) -> Iterable[tuple[str, str]]:
        return [("unhealthy", "Unhealthy"), ("healthy", "Healthy")]


@admin.register(Deployment)
class DeploymentAdmin(ReadOnlyAdmin):
    """Versions that are switched on, newest first."""

    empty = "A deployment switches a published workflow on for a customer. Publish one in the editor first."
    list_display = ("of_workflow", "whose", "on_version", "state", "how", "why", "made")
    list_filter = (HealthFilter, "is_active", CustomerFilter, OfWorkflowFilter)
    list_filter_submit = True
    list_select_related = ("workflow", "version", "customer")
    search_fields = ("=id", "workflow__name", "customer__name", "customer__key")
    search_help_text = "Id of a deployment, a workflow's name, or a customer"
    ordering = ("-created_at", "-id")
    inlines = (TriggerInline,)
    actions = ("pause_all", "resume_all")
    actions_detail = ("edit", "pause", "resume", "resume_and_catch_up", "end")
    change_form_before_template = "admin/workflows/deployment_causes.html"
    fieldsets = (
        (None, {"fields": ("of_workflow", "whose", "on_version", "state", "how", "set_variables", "runs")}),
        ("When", {"fields": ("made_at", "made_by", "changed_at")}),
    )
    readonly_fields = tuple(name for _, options in fieldsets for name in options["fields"])

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_operate_permission(request)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:  # unfold's own signature
        """Only the buttons that fit; a press that comes late changes nothing."""
        row = Deployment.objects.filter(pk=object_id).first()
        if row is None:
            return []
        offered = super().get_actions_detail(request, object_id)
        return fitting(offered, BUTTONS_OF_STATE, of=Deployment, is_active=row.is_active)

    @display(description="Workflow", ordering="workflow__name")
    def of_workflow(self, row: Deployment) -> str:
        return row.workflow.name

    @display(description="For", ordering="customer__name")
    def whose(self, row: Deployment) -> str:
        return customer_link(row.customer)

    @display(description="Version", ordering="version__number")
    def on_version(self, row: Deployment) -> str:
        newest = row.workflow.version
        behind = "" if row.version.number == newest else f" (newest: {newest})"
        return format_html("{}{}", link_to(row.version), behind)

    @display(description="State", ordering="is_active")
    def state(self, row: Deployment) -> SafeString:
        if row.customer is not None and not row.customer.is_active:
            return pill("Customer switched off")
        return pill("Active", "success") if row.is_active else pill("Paused")

    @display(description="Health", ordering="health")
    def how(self, row: Deployment) -> SafeString:
        return pill("Healthy", "success") if row.health == "healthy" else pill("Unhealthy", "error")

    @display(description="Why")
    def why(self, row: Deployment) -> SafeString:
        return short(" ".join(each["message"] for each in row.causes))

    @display(description="Variables")
    def set_variables(self, row: Deployment) -> str | SafeString:
        return lines(f"{name}: {value}" for name, value in row.variables.items()) if row.variables else "all by default"

    @display(description="Runs")
    def runs(self, row: Deployment) -> SafeString:
        filters = {"workflow": row.workflow_id, "customer": row.customer_id or "owner"}
        page = f"{reverse('admin:workflows_run_changelist')}?{urlencode(filters)}"
        return format_html('<a class="machina-link" href="{}">Its runs</a>', page)

    @display(description="Made by", ordering="created_by")
    def made_by(self, row: Deployment) -> str:
        return maker_words(row.created_by)

    @display(description="Made", ordering="created_at")
    def made(self, row: Deployment) -> str:
        return when(row.created_at)

    @display(description="Made")
    def made_at(self, row: Deployment) -> str:
        return at(row.created_at)

    @display(description="Changed")
    def changed_at(self, row: Deployment) -> str:
        return at(row.updated_at)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Above its facts: what is wrong at this moment, and where to put it right."""
        row = self.get_object(request, object_id)
        shown = _causes(row) if isinstance(row, Deployment) and self.has_view_permission(request, row) else {}
        page: HttpResponse = super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})
        return page

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Which workflow, then which version for whom, then what became of it, with secrets for the only time."""
        if not self.has_add_permission(request):
            messages.error(request, "Deploying needs the right to operate.")
            return redirect(reverse(LIST))
        chosen = WorkflowForm(request.GET if "workflow" in request.GET else None)
        if not chosen.is_valid():
            return self._page(request, chosen, "Deploy a workflow", submit="Next", method="get")
        workflow: Workflow = chosen.cleaned_data["workflow"]
        form = DeployForm(workflow, request.POST or None)
        report = self._tried(request, form, lambda: _deployed(actor_of(request), form))
        if report is not None:
            return self._show_report(request, workflow, report)
        return self._page(request, form, f"Deploy {workflow.name}", submit="Deploy")

    @action(description="Change", url_path="edit", permissions=["operate"], icon="edit")
    def edit(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.get_object(request, object_id)
        if not isinstance(row, Deployment):
            raise Http404
        form = VersionForm(row.workflow, request.POST or None, deployment=row)

        def change() -> actions.Deployed:
            return actions.change(actor_of(request), row.pk, version=form.chosen.number, variables=form.variables())

        changed = self._tried(request, form, change)
        if changed is not None and changed.registered.secrets:
            return self._show_report(request, row.workflow, [Line(_name_of(row), "changed", changed)])
        if changed is not None:
            messages.success(request, "The deployment was changed.")
            return redirect(page_of(row))
        return self._page(request, form, f"Change {row.workflow.name} for {_name_of(row)}", submit="Save")

    @asking_button("Pause", "It starts nothing until it is resumed. What runs goes on.", path="pause", icon="pause")
    def pause(self, actor: Actor, row: Deployment) -> Done:
        actions.pause(actor, row.pk)
        return Done("The deployment is paused.")

    @asking_button("Resume", "It starts runs again. What came meanwhile is left out.", path="resume", icon="play_arrow")
    def resume(self, actor: Actor, row: Deployment) -> Done:
        actions.resume(actor, row.pk)
        return Done("The deployment is active.")

    @asking_button(
        "Resume and catch up",
        "It starts runs again, also for what came while it was paused, as far as the services still have it.",
        path="catch-up",
        icon="update",
        verb="Resume",
    )
    def resume_and_catch_up(self, actor: Actor, row: Deployment) -> Done:
        actions.resume(actor, row.pk, catch_up=True)
        return Done("The deployment is active and catches up.")

    @asking_button(
        "End",
        "Its triggers and their addresses end for good. Its runs stay, and those under way go on.",
        path="end",
        icon="delete",
        verb="End deployment",
        is_danger=True,
    )
    def end(self, actor: Actor, row: Deployment) -> Done:
        actions.delete(actor, row.pk)
        return Done("The deployment was ended.", reverse(LIST))

    @action(description="Pause the selected deployments", permissions=["operate"])
    def pause_all(self, request: HttpRequest, queryset: QuerySet[Deployment]) -> None:
        self._each(request, queryset, actions.pause, "paused")

    @action(description="Resume the selected deployments", permissions=["operate"])
    def resume_all(self, request: HttpRequest, queryset: QuerySet[Deployment]) -> None:
        self._each(request, queryset, actions.resume, "active")

    def _each(
        self, request: HttpRequest, rows: QuerySet[Deployment], do: Callable[[Actor, Any], object], state: str
    ) -> None:
        done = 0
        for row in rows:
            try:
                do(actor_of(request), row.pk)
                done += 1
            except MachinaError as error:
                messages.error(request, f"{row.workflow.name} for {_name_of(row)}: {error.detail}")
        if done:
            messages.success(request, f"{done:,} {'deployment is' if done == 1 else 'deployments are'} {state}.")

    def _tried(self, request: HttpRequest, form: forms.Form, do: Callable[[], Any]) -> Any:  # what ``do`` gives
        """What became of a posted form; None where there is something to correct."""
        if request.method != "POST" or not form.is_valid():
            return None
        try:
            return do()
        except InputError as error:
            show_refusals(form, error)
        except MachinaError as error:
            show_error(request, error)
        return None

    def _page(
        self, request: HttpRequest, form: forms.Form, title: str, *, submit: str, method: str = "post"
    ) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "form": form, "title": title, "opts": self.opts}
        page = "admin/integrations/webhook_form.html"
        return TemplateResponse(request, page, {**context, "verb": submit, "method": method})

    def _show_report(self, request: HttpRequest, workflow: Workflow, lines_: list[Line]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{workflow.name} was deployed",
            "opts": self.opts,
            "rows": [_row(each) for each in lines_],
            "list": f"{reverse(LIST)}?{urlencode({'workflow': workflow.pk})}",
        }
        page = "admin/workflows/deploy_report.html"
        return TemplateResponse(request, page, context, headers={"Cache-Control": "no-store"})


def _unhealthy() -> list[dict[str, object]]:
    """On the admin's first page: what is switched on and cannot work."""
    rows = Deployment.objects.started().filter(health=Deployment.Health.UNHEALTHY)
    rows = rows.select_related("workflow", "customer").order_by("-updated_at")
    return [
        attention_row(row, pill("Unhealthy", "error"), row.causes[0]["message"] if row.causes else "")
        for row in rows[:SHOWN]
    ]


more_attention.append(Part("deployments", Deployment, _unhealthy))
RESULTS = {
    "created": ("Deployed", "success"),
    "changed": ("Changed", "success"),
    "unchanged": ("Already so", "neutral"),
    "refused": ("Refused", "error"),
}


def _deployed(actor: Actor, form: DeployForm) -> list[Line]:
    """What became of each; a form for many goes on until all are done."""
    is_active = bool(form.cleaned_data["is_active"])
    version, variables = form.chosen, form.variables()
    if form.is_for_owner:
        made = actions.deploy(
            actor,
            version.workflow_id,
            Holder.owner(),
            version=version.number,
            variables=variables,
            is_active=is_active,
        )
        return [Line("Owner", "created", made)]
    report = deploy_many(
        actor,
        version.workflow_id,
        form.chosen_customers(),
        version=version.number,
        variables=variables,
        is_active=None if is_active else False,
    )
    return [*report.lines]


def _row(line: Line) -> dict[str, object]:
    words, tone = RESULTS[line.result]
    done = line.done
    return {
        "name": _name_of(done.deployment) if done else line.customer,
        "url": page_of(done.deployment) if done else "",
        "state": pill(words, tone),
        "why": line.error.detail if line.error else "",
        "triggers": [each for each in triggers_shown(done.deployment, done.registered) if "url" in each]
        if done
        else [],
    }


def _name_of(row: Deployment) -> str:
    return row.customer.name if row.customer else "the owner"


def _causes(row: Deployment) -> dict[str, object]:
    names = node_names(row.version.revision.document)
    return {
        "causes": [
            {
                "message": each.message,
                "nodes": ", ".join(names.get(node, node) for node in each.nodes),
                "connect_url": each.connect_url,
            }
            for each in causes_of(row)
        ]
    }
