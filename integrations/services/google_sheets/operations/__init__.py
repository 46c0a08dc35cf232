"""Google Sheets' operations, in the order the palette shows them."""

from integrations.services.google_sheets.operations import ranges, rows, spreadsheets, sheets  # noqa: I001  # palette

__all__ = ["ranges", "rows", "sheets", "spreadsheets"]
