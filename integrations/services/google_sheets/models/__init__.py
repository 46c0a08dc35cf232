"""What the operations of Google Sheets take and return."""
