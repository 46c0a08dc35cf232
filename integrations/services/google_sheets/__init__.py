"""Google Sheets: spreadsheets, their sheets, rows and cells."""
