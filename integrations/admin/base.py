"""What all admin pages share: the one source of rights, and errors of actions shown as messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.admin import ModelAdmin, TabularInline
from unfold.dataclasses import UnfoldAction
from unfold.views import ChangeList

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


class Rights:
    """Permissions of rows, on a page of their own or inside another's, by the right of whoever asks; Django's own
    permissions count nowhere. One right to look, one to change, none by default to delete."""

    view_right: ClassVar[Right] = "view"
    change_right: ClassVar[Right] = "operate"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may(self.view_right)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_operate_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_operate_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_operate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For buttons that call an action, also where the row itself is not editable."""
        return actor_of(request).may(self.change_right)


class ReadOnly(Rights):
    """Rows that people look at and never edit here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def fitting(
    offered: Iterable[UnfoldAction], buttons: Mapping[str, bool], *, of: type[Model], is_active: bool
) -> list[UnfoldAction]:
    """Without the buttons of a row that is on where it is off, and the other way round, as ``buttons`` names them."""
    prefix = f"{of._meta.label_lower.replace('.', '_')}_"
    return [each for each in offered if buttons.get(each.action_name.removeprefix(prefix), is_active) is is_active]


class Rows(ChangeList):
    """A list that tells how many rows were found only where somebody has searched."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


class RightsAdmin(Rights, ModelAdmin):
    """A model's pages. The site takes no other."""

    list_fullwidth = True
    list_per_page = 50
    show_full_result_count = False
    empty: ClassVar[str]
    """What the rows are and how the first one comes: what a list says that has none."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class FormAdmin(RightsAdmin):
    """Pages whose form calls an action: what that refuses is shown on the form's page."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # Django's own
        try:
            response: HttpResponse = super().changeform_view(request, *args, **kwargs)
            return response
        except MachinaError as error:
            show_error(request, error)
            return redirect(request.get_full_path())


class ReadOnlyAdmin(ReadOnly, RightsAdmin):
    """Pages of a record."""


class ReadOnlyInline(ReadOnly, TabularInline):
    """Rows of a record on the page of what they belong to."""

    extra = 0
    can_delete = False
