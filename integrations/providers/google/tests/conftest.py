"""The scripted vendor of egress's own tests, for the client that runs on it, refusing as Google does."""

from __future__ import annotations

from functools import partial

import pytest

from integrations.egress.tests.conftest import MakePermit, _short_pauses, egress, permit_for, tls, vendor
from integrations.egress.tests.vendor import Vendor
from integrations.providers.google.refusals import REFUSALS

__all__ = ["_short_pauses", "egress", "tls", "vendor"]


@pytest.fixture
def make_permit(vendor: Vendor) -> MakePermit:
    return partial(permit_for, vendor, refusals=REFUSALS)
