"""The operations, in the order the palette shows them."""

from integrations.services.data.operations import selecting, gathering, joining, shaping  # noqa: I001  # the palette's

__all__ = ["gathering", "joining", "selecting", "shaping"]
