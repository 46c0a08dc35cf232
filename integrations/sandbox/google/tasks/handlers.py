"""Which methods of Tasks the sandbox implements: all of them."""

from __future__ import annotations

from integrations.sandbox.google.tasks import listing, lists, moving, tasks

HANDLERS = {
    "tasks.tasklists.delete": lists.delete_list,
    "tasks.tasklists.get": lists.get_list,
    "tasks.tasklists.insert": lists.insert_list,
    "tasks.tasklists.list": lists.list_lists,
    "tasks.tasklists.patch": lists.patch_list,
    "tasks.tasklists.update": lists.update_list,
    "tasks.tasks.clear": tasks.clear_tasks,
    "tasks.tasks.delete": tasks.delete_task,
    "tasks.tasks.get": tasks.get_task,
    "tasks.tasks.insert": tasks.insert_task,
    "tasks.tasks.list": listing.list_tasks,
    "tasks.tasks.move": moving.move_task,
    "tasks.tasks.patch": tasks.patch_task,
    "tasks.tasks.update": tasks.update_task,
}
