"""Sheets v4: spreadsheets, their sheets, and the values in them."""
