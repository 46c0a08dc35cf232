"""Choices for fields that would otherwise ask a person for an id."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.catalog.context import Ctx
from integrations.catalog.identifiers import identifier_problem
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.services.google_tasks.models.tasks import GoogleTask
from integrations.services.google_tasks.parsing import parse_task, parse_tasklist
from integrations.services.google_tasks.service import TASKS, service

PAGE = 100


@service.options(scopes=[TASKS], price="choices")
def tasklists(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Task lists by name, the account's own first."""
    page = ctx.google("tasks", "v1").tasklists().list(maxResults=PAGE, pageToken=query.page_token).execute()
    found = [parse_tasklist(each) for each in page.get("items", ())]
    wanted = query.query.casefold()
    options = [
        Option(value=each.tasklist_id, label=each.title or "(no name)")
        for each in found
        if wanted in each.title.casefold()
    ]
    return OptionsPage(options=options, next=page.get("nextPageToken"))


@service.options(scopes=[TASKS], price="choices")
def tasks(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Open tasks of the list that the form names, by title and day; of the account's own where it names none."""
    tasklist_id = _tasklist_of(query.form)
    if tasklist_id is None:
        return OptionsPage(options=[])
    page = (
        ctx.google("tasks", "v1")
        .tasks()
        .list(tasklist=tasklist_id, showCompleted=False, showAssigned=True, maxResults=PAGE, pageToken=query.page_token)
        .execute()
    )
    found = [parse_task(each, tasklist_id=tasklist_id) for each in page.get("items", ())]
    wanted = query.query.casefold()
    options = [Option(value=each.task_id, label=_label(each)) for each in found if wanted in each.title.casefold()]
    return OptionsPage(options=options, next=page.get("nextPageToken"))


def _tasklist_of(form: Mapping[str, object]) -> str | None:
    """The list that the task is in or goes to; None where that is not known before it runs, or is no id."""
    given = form.get("to_tasklist_id") or form.get("tasklist_id") or "@default"
    if not isinstance(given, str) or "{{" in given or identifier_problem(given):
        return None
    return given


def _label(task: GoogleTask) -> str:
    title = task.title or "(no title)"
    return f"{title} · {task.due}" if task.due else title
