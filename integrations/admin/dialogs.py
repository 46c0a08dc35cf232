"""Buttons that change something ask first, in a dialog that posts; a GET changes nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from unfold.dataclasses import ActionDialog
from unfold.forms import BaseDialogForm


def confirmation(title: str, description: str, *, submit: str) -> ActionDialog:
    """The dialog of a button: what will happen, in words, and the verb that does it."""
    return ActionDialog(title=title, description=description, form_class=BaseDialogForm, form_submit_text=submit)


def finished(request: HttpRequest, url: str) -> HttpResponse:
    """Leave a dialog for a page, also when htmx posted it (which would swallow a plain redirect)."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)
