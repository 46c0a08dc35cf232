"""The admin of staff users and groups: superusers alone look and change, so that nobody raises his own rights."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from integrations import audit
from integrations.acting import actor_of
from integrations.actors import STAFF_RIGHTS, Actor
from integrations.admin.base import ReadOnlyAdmin, RightsAdmin
from integrations.admin.dialogs import Done, asking_button
from integrations.admin.display import RIGHT_WORDS, lines
from integrations.admin.written import at, when


class SuperuserAdmin(RightsAdmin):
    """Pages for superusers and nobody else, whatever Django's own permissions say."""

    empty = "Operators sign in here. Groups say what each of them may see and change."

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_operate_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)


@admin.register(User)
class StaffAdmin(UserAdmin, SuperuserAdmin):  # type: ignore[type-arg, misc]  # not generic; stubs name no argument
    """Operators. Groups give the rights; Django's own permissions give none and are not shown."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "is_active", "is_staff", "is_superuser", "member_of", "second_factor", "seen")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups")
    filter_horizontal = ("groups",)
    readonly_fields = ("password_change", "second_factor", "seen", "joined")
    actions_detail = ("remove_second_factor",)
    fieldsets = (
        (None, {"fields": ("username", "password_change")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Sign-in", {"fields": ("second_factor", "seen", "joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups", "authenticator_set")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One at a time, and never oneself."""
        return self.has_view_permission(request) and obj is not None and obj.pk != request.user.pk

    @display(description="Password")
    def password_change(self, row: User) -> str:
        page = reverse("admin:auth_user_password_change", args=[row.pk])
        return format_html('<a class="machina-link" href="{}">Set another password</a>', page)

    @display(description="Groups")
    def member_of(self, row: User) -> str:
        return ", ".join(each.name for each in row.groups.all()) or "none"

    @display(description="Second factor")
    def second_factor(self, row: User) -> str:
        kinds = {Authenticator.Type(each.type).label for each in row.authenticator_set.all()}  # type: ignore[attr-defined]  # allauth has no types
        return ", ".join(sorted(str(kind) for kind in kinds)) or "none"

    @display(description="Last sign-in", ordering="last_login")
    def seen(self, row: User) -> Any:  # text or marked-safe text
        return when(row.last_login)

    @display(description="Joined", ordering="date_joined")
    def joined(self, row: User) -> Any:  # text or marked-safe text
        return at(row.date_joined)

    @asking_button(
        "Remove second factor",
        "For a person who has lost it. The password alone signs in until a new one is set up.",
        path="remove-second-factor",
        icon="phonelink_erase",
        verb="Remove",
        is_danger=True,
    )
    def remove_second_factor(self, actor: Actor, row: User) -> Done:
        with transaction.atomic():
            removed, _ = Authenticator.objects.filter(user=row).delete()
            audit.record(actor, "staff.remove_second_factor", row, before={"second_factors": removed})
        return Done(f"{row.username} signs in with the password alone now.")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        names = [name for name in form.changed_data if "password" not in name]
        audit.record(
            actor_of(request),
            "staff.change" if change else "staff.create",
            form.instance,
            before={name: _plain(form.initial.get(name)) for name in names} if change else {},
            after={name: _plain(form.cleaned_data.get(name)) for name in names},
        )

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> Any:  # Django's own types
        """Django's page that sets a password leaves nothing else to hold on to."""
        if request.resolver_match is not None and request.resolver_match.url_name == "auth_user_password_change":
            audit.record(actor_of(request), "staff.set_password", obj)
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        audit.record(actor_of(request), "staff.delete", obj, before={"username": obj.username, "email": obj.email})
        super().delete_model(request, obj)


@admin.register(Group)
class StaffGroupAdmin(ReadOnlyAdmin, SuperuserAdmin):
    """The staff groups with what each allows. They are fixed; who is in them is said on a user's page."""

    list_display = ("name", "allows", "members")
    fields = readonly_fields = ("name", "allows", "members")
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        rows: QuerySet[Group] = super().get_queryset(request)
        return rows.annotate(people=Count("user"))

    @display(description="Allows")
    def allows(self, row: Group) -> str:
        rights = STAFF_RIGHTS.get(row.name, frozenset())
        return lines(words for right, words in RIGHT_WORDS.items() if right in rights) or "nothing"

    @display(description="Members", ordering="people")
    def members(self, row: Any) -> str:  # annotated by get_queryset
        return f"{row.people:,}"


def _plain(value: object) -> object:
    """A form's value as JSON: the names of rows, everything else as it is."""
    if isinstance(value, QuerySet | list):
        return [str(each) for each in value]
    return str(value) if isinstance(value, Model) else value
