"""Buttons that change something ask first, in a dialog that posts; a GET changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.dataclasses import ActionDialog
from unfold.decorators import action
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm

Button = Callable[[Any, HttpRequest, BaseDialogForm, str], HttpResponse]


def asking_button(
    label: str, explanation: str, *, path: str, icon: str, verb: str = "", is_danger: bool = False
) -> Callable[[Button], Button]:
    """A button on a row's page for those who may operate: it says what will happen, and does it on confirmation.

    ``verb`` is what the confirming button says, if not the label. The method gets ``(request, form, object_id)``.
    """
    dialog = ActionDialog(
        title=label, description=explanation, form_class=BaseDialogForm, form_submit_text=verb or label
    )
    decorate: Callable[[Button], Button] = action(
        description=label,
        url_path=path,
        permissions=["operate"],
        icon=icon,
        variant=ActionVariant.DANGER if is_danger else ActionVariant.DEFAULT,
        dialog=dialog,
    )
    return decorate


def finished(request: HttpRequest, url: str) -> HttpResponse:
    """Leave a dialog for a page, also when htmx posted it (which would swallow a plain redirect)."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)
