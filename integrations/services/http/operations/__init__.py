"""The operations, in the order the palette shows them."""

from integrations.services.http.operations import request, account  # noqa: I001  # the order of the palette

__all__ = ["account", "request"]
