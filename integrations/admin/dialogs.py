"""Buttons that change something ask first, in a dialog that posts; a GET changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.dataclasses import ActionDialog
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm

from integrations.acting import actor_of
from integrations.admin.base import shown_errors
from integrations.admin.display import page_of


@dataclass(frozen=True)
class Done:
    """What a button has done, in words, and the page to go on to if that is not the row's own."""

    words: str
    go_on_to: str = ""


Press = Callable[..., Done]
Button = Callable[[Any, HttpRequest, BaseDialogForm, str], HttpResponse]


def asking_button(
    label: str,
    explanation: str,
    *,
    path: str,
    icon: str,
    verb: str = "",
    is_danger: bool = False,
    form: type[BaseDialogForm] | None = None,
) -> Callable[[Press], Button]:
    """A button on a row's page for those who may operate: it says what will happen, and does it on confirmation.

    ``verb`` is what the confirming button says, if not the label. The method gets ``(actor, row)``; what it refuses
    with an error of the tree is shown on the row's page. With a ``form`` the dialog asks for more, and the method gets
    what was filled in as its third argument.
    """
    dialog = ActionDialog(
        title=label, description=explanation, form_class=form or BaseDialogForm, form_submit_text=verb or label
    )

    def decorate(press: Press) -> Button:
        @wraps(press)
        def pressed(self: Any, request: HttpRequest, filled: BaseDialogForm, object_id: str) -> HttpResponse:
            row = self.get_object(request, object_id)
            if row is None:
                raise Http404
            done = Done("")
            with shown_errors(request):
                given = (filled.cleaned_data,) if form else ()
                done = press(self, actor_of(request), row, *given)
                messages.success(request, done.words)
            return _leave(request, done.go_on_to or page_of(row))

        button: Button = action(
            description=label,
            url_path=path,
            permissions=["operate"],
            icon=icon,
            variant=ActionVariant.DANGER if is_danger else ActionVariant.DEFAULT,
            dialog=dialog,
        )(pressed)
        return button

    return decorate


def _leave(request: HttpRequest, url: str) -> HttpResponse:
    """Leave a dialog for a page, also when htmx posted it (which would swallow a plain redirect)."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)
