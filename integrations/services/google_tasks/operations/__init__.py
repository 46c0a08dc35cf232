"""Google Tasks' operations, in the order the palette shows them."""

from integrations.services.google_tasks.operations import tasks, moving, tasklists  # noqa: I001  # palette

__all__ = ["moving", "tasklists", "tasks"]
