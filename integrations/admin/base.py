"""What all admin pages share: rights by actor, and errors of actions shown as messages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from integrations.acting import actor_of
from integrations.actors import Right
from integrations.errors import MachinaError

ModelT = TypeVar("ModelT", bound=Model)


@contextmanager
def shown_errors(request: HttpRequest) -> Iterator[None]:
    """Run an action and show what it refuses, in its own words, at the top of the page."""
    try:
        yield
    except MachinaError as error:
        show_error(request, error)


def show_error(request: HttpRequest, error: MachinaError) -> None:
    """What was refused, and each wrong field, at the top of the next page."""
    messages.error(request, error.detail)
    for field in error.errors:
        messages.error(request, f"{field.field}: {field.message}")


class RightsAdmin(ModelAdmin):
    """Pages whose permissions come from staff groups: one right to look, one to change, none by default to delete."""

    view_right: ClassVar[Right] = "view"
    change_right: ClassVar[Right] = "operate"
    list_fullwidth = True
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may(self.view_right)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may(self.change_right)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may(self.change_right)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(RightsAdmin):
    """A record that people look at and never edit here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_operate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For buttons that call an action although the row itself is not editable."""
        return actor_of(request).may(self.change_right)
