"""Two customers, to keep apart."""

from __future__ import annotations

import pytest

from integrations.models import Customer


@pytest.fixture
def acme(db: None) -> Customer:
    return Customer.objects.create(key="acme", name="Acme")


@pytest.fixture
def globex(db: None) -> Customer:
    return Customer.objects.create(key="globex", name="Globex")
