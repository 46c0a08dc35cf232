"""Gmail's operations, in the order the palette shows them."""

from integrations.services.gmail.operations import sending  # noqa: I001  # the order of the palette
from integrations.services.gmail.operations import messages, threads, drafts, labels, settings, profile

__all__ = ["drafts", "labels", "messages", "profile", "sending", "settings", "threads"]
