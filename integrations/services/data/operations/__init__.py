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
    documents,
    csv_files,
    xlsx_files,
    markup,
)

__all__ = [
    "codes",
    "csv_files",
    "documents",
    "gathering",
    "joining",
    "markup",
    "numbers",
    "selecting",
    "shaping",
    "texts",
    "times",
    "xlsx_files",
]
