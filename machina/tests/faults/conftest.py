"""One running Machina for all tests of faults, which each of them leaves in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from integrations.egress.tests.vendor import Vendor
from machina.bench.desk import opened
from machina.testing.stack import HERE
from machina.tests.faults.factory import Factory, serve


@pytest.fixture(scope="session")
def running_factory() -> Iterator[Factory]:
    vendor = Vendor()
    serve(vendor)
    # Directly under /tmp: the path of a unix socket may have 107 bytes only.
    with (
        TemporaryDirectory(prefix="machina-faults-", dir="/tmp", ignore_cleanup_errors=True) as folder,
        opened("faults", Path(folder), HERE, vendor.url) as desk,
    ):
        factory = Factory(desk, vendor)
        yield factory
        factory.rest.close()
    vendor.close()


@pytest.fixture
def factory(running_factory: Factory) -> Factory:
    """With nothing sent yet."""
    running_factory.vendor.received.clear()
    return running_factory
