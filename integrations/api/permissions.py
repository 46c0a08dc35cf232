"""What an actor needs for a view: a right for reading, and one for changing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from integrations.acting import actor_of
from integrations.actors import Right
from integrations.errors import PermissionDenied

if TYPE_CHECKING:  # rest_framework.views itself imports this class, by its name in the settings
    from rest_framework.views import APIView


class HasRight(BasePermission):
    """``view`` to read and ``operate`` to change, unless the view names others in ``read_right``/``write_right``."""

    read_right: ClassVar[Right] = "view"
    write_right: ClassVar[Right] = "operate"

    def has_permission(self, request: Request, view: APIView) -> bool:
        reading = request.method in SAFE_METHODS
        default = self.read_right if reading else self.write_right
        right: Right = getattr(view, "read_right" if reading else "write_right", default)
        actor = actor_of(request)
        if not actor.may(right):
            raise PermissionDenied(f"{actor.label!r} lacks the right {right!r}. Ask an administrator for the group.")
        return True
