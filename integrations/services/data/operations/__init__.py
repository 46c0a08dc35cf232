"""The operations, in the order the palette shows them."""

from integrations.services.data.operations import (  # noqa: I001  # the order of the palette
    selecting,
    gathering,
    joining,
    shaping,
    times,
    numbers,
    texts,
    codes,
)

__all__ = ["codes", "gathering", "joining", "numbers", "selecting", "shaping", "texts", "times"]
