"""Watching the tests of services: what a test really touches, kept only if it passes."""

from integrations.catalog.testing.recording.recorder import recorder

__all__ = ["recorder"]
