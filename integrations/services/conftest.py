"""Tests of services: a vendor that stumbles is asked again at once, and what got lost is looked for at once."""

from __future__ import annotations

import pytest

from integrations.egress import policy
from integrations.execution import perform


@pytest.fixture(autouse=True)
def _nobody_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "_FIRST_WAIT", 0.001)
    monkeypatch.setattr(perform, "BEFORE_FINDING_OUT", 0.0)
