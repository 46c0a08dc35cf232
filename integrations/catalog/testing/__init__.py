"""For tests of services: a context for operations over declared answers of the vendor."""

from integrations.catalog.testing.context import FakeContext, fake_context

__all__ = ["FakeContext", "fake_context"]
