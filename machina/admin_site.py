"""The admin's site: the pages on a written list and no others, whatever an installed package registers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import ImproperlyConfigured
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from unfold.dataclasses import SearchResult
from unfold.sites import UnfoldAdminSite

PAGES = frozenset(
    {
        "auth.group",
        "auth.user",
        "integrations.apikey",
        "integrations.auditevent",
        "integrations.budget",
        "integrations.call",
        "integrations.connection",
        "integrations.connectlink",
        "integrations.customer",
        "integrations.erasure",
        "integrations.oauthapp",
        "integrations.operatorsettings",
        "integrations.usageline",
        "integrations.webhookdelivery",
        "integrations.webhookendpoint",
        "workflows.chatlink",
        "workflows.approval",
        "workflows.deployment",
        "workflows.inboxevent",
        "workflows.memory",
        "workflows.run",
        "workflows.skill",
        "workflows.version",
        "workflows.workflow",
    }
)
"""Every model that has pages here. Tables of packages that hold secrets, such as second factors, never do."""
NOT_SERVED = frozenset({"view_on_site"})
"""Django's own address that tells whether a row of any table exists."""


class MachinaAdminSite(UnfoldAdminSite):
    """What is not on the list of pages is passed over; what is on it has to take its rights from ours."""

    index_title = "Today"

    def register(
        self, model_or_iterable: Any, admin_class: type[ModelAdmin[Any]] | None = None, **options: Any
    ) -> None:
        """Raises ImproperlyConfigured for a listed page whose rights do not come from ``RightsAdmin``."""
        from integrations.admin.base import RightsAdmin  # reads the models, which are not there yet when this is

        models: Iterable[Any] = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        for model in models:
            if model._meta.label_lower not in PAGES or _is_djangos_own(admin_class):
                continue
            if admin_class is None or not issubclass(admin_class, RightsAdmin):
                raise ImproperlyConfigured(f"The admin of {model._meta.label} has to be a RightsAdmin.")
            super().register(model, admin_class, **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from integrations.admin import (  # reads the models, which are not there yet when this is
            agents_page,
            catalog_pages,
        )

        catalog = [
            path("agents/", self.admin_view(agents_page.agents_page), name="agents"),
            path("catalog/", self.admin_view(catalog_pages.service_list), name="catalog"),
            path("catalog/<slug:key>/", self.admin_view(catalog_pages.service_page), name="catalog_service"),
        ]
        return [*catalog, *(each for each in super().get_urls() if getattr(each, "name", None) not in NOT_SERVED)]

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """One form changes one's own password, the one that knows rate limits and second factors."""
        return redirect("account_change_password")

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:
        """What tables an app has is a matter of programmers: the sidebar lists all there are."""
        return redirect("admin:index")

    def search(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Pages by their name, as far as the person may open them; nothing is kept for later."""
        asked = request.GET.get("s", "").strip().lower()
        if not asked:
            return HttpResponse()
        found = [
            SearchResult(title=str(model["name"]), description="", link=model["admin_url"], icon="tag")
            for app in self.get_app_list(request)
            for model in app["models"]
            if asked in str(model["name"]).lower()
        ]
        headers = {"HX-Trigger": "search"}
        return TemplateResponse(request, "unfold/helpers/search_results.html", {"results": found}, headers=headers)


def _is_djangos_own(admin_class: type[ModelAdmin[Any]] | None) -> bool:
    """Django registers its own pages of users and groups before ours."""
    return admin_class is not None and admin_class.__module__.startswith("django.")
