"""For tests of services: a context for operations over declared answers of the vendor."""

from integrations.catalog.testing.context import FakeContext, fake_context
from integrations.catalog.testing.declarations import declaring_on

__all__ = ["FakeContext", "declaring_on", "fake_context"]
