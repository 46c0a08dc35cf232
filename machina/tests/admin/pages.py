"""Every address of the admin, from its own URL map, with the rows that are there in place of its parameters."""

from __future__ import annotations

import re

from django.contrib import admin
from django.urls import reverse

PARAMETER = re.compile(r"<[^>]+>")


def of_the_site() -> list[str]:
    """What belongs to no model: the first page, searches, an app's list of pages."""
    plain = [str(each.pattern) for each in admin.site.urls[0] if getattr(each, "name", None)]
    apps = sorted({model._meta.app_label for model in admin.site._registry})
    return [f"/admin/{route}" for route in plain if "(" not in route] + [f"/admin/{label}/" for label in apps]


def of_models(*, rows: int | None = 1) -> list[str]:
    """Each address of each model, that of a row for so many of its rows (None: for all)."""
    found: list[str] = []
    for model, model_admin in admin.site._registry.items():
        keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:rows])
        prefix = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for each in model_admin.urls:
            route = str(each.pattern)
            filled = [PARAMETER.sub(str(key), route) for key in keys] if "<" in route else [route]
            found.extend(f"{prefix}{path}" for path in filled)
    return found
