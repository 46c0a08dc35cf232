"""The test plumbing itself."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection


@pytest.mark.django_db
def test_each_process_has_a_database_file_or_postgresql() -> None:
    User.objects.create(username="someone")
    assert ":memory:" not in str(connection.settings_dict["NAME"])
