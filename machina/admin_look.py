"""How django-unfold looks here: the accent, the sidebar, the first page. Read by the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.templatetags.static import static
from django.urls import reverse_lazy

from integrations import gate
from integrations.places import API, EDITOR, SANDBOX, Place, places

if TYPE_CHECKING:
    from django.http import HttpRequest

INDIGO = {
    "50": "#eef2ff",
    "100": "#e0e7ff",
    "200": "#c7d2fe",
    "300": "#a5b4fc",
    "400": "#818cf8",
    "500": "#6366f1",
    "600": "#4f46e5",
    "700": "#4338ca",
    "800": "#3730a3",
    "900": "#312e81",
    "950": "#1e1b4b",
}


GREY = {
    "50": "#f6f7f9",
    "100": "#f1f3f6",
    "200": "#e5e8ee",
    "300": "#d0d6df",
    "400": "#8f99a8",
    "500": "#616b7c",
    "600": "#495365",
    "700": "#323947",
    "800": "#20252e",
    "900": "#101318",
    "950": "#0a0c10",
}
"""The editor's greys (`look/tokens.css`), by the names that unfold has for them."""


def _part(place: Place) -> dict[str, object]:
    """A way out of the admin, in the words of all other menus."""
    return {
        "title": place.title,
        "icon": place.icon,
        "link": place.url,
        "active": lambda request: False,
        "permission": lambda request: place in places(),
    }


def _item(title: str, icon: str, model: str) -> dict[str, object]:
    """A list in the sidebar, for those who may open it."""
    app_label, _, name = model.partition("_")

    def may_open(request: HttpRequest) -> bool:
        from django.contrib import admin  # 25 MB, which only processes that serve pages need

        return bool(admin.site.get_model_admin(apps.get_model(app_label, name)).has_view_permission(request))

    link = reverse_lazy(f"admin:{model}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": may_open}


def mode(request: HttpRequest) -> list[str] | None:
    """A word beside the name on every page while nothing is begun."""
    return ["Safe mode", "danger"] if gate.is_shut() else None


UNFOLD = {
    "SITE_TITLE": "Machina",
    "SITE_HEADER": "Machina",
    "SITE_SUBHEADER": "Connections and automation",
    "SITE_ICON": lambda request: static("accounts/mark.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("accounts/mark.svg")}],
    "SITE_URL": "/",
    "BORDER_RADIUS": "8px",
    "COLORS": {"base": GREY, "primary": INDIGO},
    "ENVIRONMENT": "machina.admin_look.mode",
    "DASHBOARD_CALLBACK": "integrations.admin.dashboard.context",
    "STYLES": [lambda request: static("admin/machina.css")],
    "SIDEBAR": {
        "show_search": True,
        "navigation": [
            {
                "items": [
                    {"title": "Today", "icon": "today", "link": reverse_lazy("admin:index")},
                    {"title": "Catalog", "icon": "widgets", "link": reverse_lazy("admin:catalog")},
                    {"title": "Outside agents", "icon": "smart_toy", "link": reverse_lazy("admin:agents")},
                    *[_part(place) for place in (EDITOR, API, SANDBOX)],
                ]
            },
            {
                "title": "Customers",
                "separator": True,
                "items": [
                    _item("Customers", "apartment", "integrations_customer"),
                    _item("Connections", "link", "integrations_connection"),
                    _item("Connect links", "add_link", "integrations_connectlink"),
                ],
            },
            {
                "title": "Workflows",
                "separator": True,
                "items": [
                    _item("Workflows", "schema", "workflows_workflow"),
                    _item("Deployments", "rocket_launch", "workflows_deployment"),
                    _item("Versions", "history_edu", "workflows_version"),
                    _item("Runs", "play_circle", "workflows_run"),
                    _item("Inbox", "inbox", "workflows_inboxevent"),
                    _item("Approvals", "approval", "workflows_approval"),
                    _item("Calls", "swap_vert", "integrations_call"),
                    _item("Skills", "school", "workflows_skill"),
                    _item("Chat links", "forum", "workflows_chatlink"),
                    _item("Memories", "psychology", "workflows_memory"),
                ],
            },
            {
                "title": "Money",
                "separator": True,
                "items": [
                    _item("Usage records", "receipt_long", "integrations_usageline"),
                    _item("Budgets", "savings", "integrations_budget"),
                ],
            },
            {
                "title": "Set-up",
                "separator": True,
                "items": [
                    _item("OAuth apps", "vpn_key", "integrations_oauthapp"),
                    _item("API keys", "key", "integrations_apikey"),
                    _item("Webhook endpoints", "webhook", "integrations_webhookendpoint"),
                    _item("Webhook deliveries", "outbox", "integrations_webhookdelivery"),
                    _item("Operator settings", "tune", "integrations_operatorsettings"),
                    _item("Staff", "group", "auth_user"),
                    _item("Staff groups", "groups", "auth_group"),
                    _item("Erased customers", "delete_forever", "integrations_erasure"),
                    _item("Audit log", "history", "integrations_auditevent"),
                ],
            },
        ],
    },
}
