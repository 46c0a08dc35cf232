"""A list without rows says what it is for; one where a search found none says that."""

from __future__ import annotations

import html

import pytest
from django.contrib import admin
from django.urls import reverse

from integrations.admin.base import RightsAdmin
from integrations.models import OperatorSettings
from machina.tests.admin.conftest import SignIn


def test_an_empty_list_says_what_it_is_for(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = signed_in(is_superuser=True)
    for model, pages in admin.site._registry.items():
        if model is OperatorSettings:  # always one row, and its list leads to it
            continue
        nothing = model._default_manager.none()
        monkeypatch.setattr(type(pages), "get_queryset", lambda *_, nothing=nothing: nothing)
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

        shown = html.unescape(staff.get(address).text)

        assert isinstance(pages, RightsAdmin)
        assert pages.empty in shown, model
        assert "Show all" not in shown, model


def test_a_search_that_finds_nothing_says_so(signed_in: SignIn) -> None:
    shown = html.unescape(signed_in(is_superuser=True).get("/admin/integrations/customer/?q=nobody").text)
    assert "Nothing here matches “nobody”." in shown
    assert "Show all customers" in shown
