"""The whole configuration, as Django's system checks see it."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.core.checks import run_checks
from django.core.management import call_command

from machina import urls


def test_no_check_has_anything_to_say() -> None:
    assert urls.urlpatterns  # loaded first, so that the admin's pages are among what is checked
    assert len(admin.site._registry) >= 5
    assert run_checks(include_deployment_checks=False) == []


@pytest.mark.django_db
def test_the_models_have_all_their_migrations() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
