"""Facts of the service Google Sheets (Sheets API v4)."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Limit, Service

SPREADSHEETS = "https://www.googleapis.com/auth/spreadsheets"
NAMES = "https://www.googleapis.com/auth/drive.metadata.readonly"
"""Sheets itself lists no spreadsheets: Drive does, for this scope. With drive.file only our own would be found."""
DRIVE = "https://www.googleapis.com/auth/drive"

service = Service(
    key="google_sheets",
    name="Google Sheets",
    provider="google",
    color="#188038",
    documentation_url="https://developers.google.com/workspace/sheets/api/reference/rest",
    folder=Path(__file__).parent,
    scopes={
        SPREADSHEETS: "See, change and make your spreadsheets",
        NAMES: "See the names of your files in Google Drive, to choose a spreadsheet from",
    },
    covers={DRIVE: (SPREADSHEETS, NAMES)},
    hosts=("sheets.googleapis.com", "www.googleapis.com"),
    # https://developers.google.com/workspace/sheets/api/limits: as many for reading as for writing again.
    limits=(
        Limit(amount=60, seconds=60, per="connection"),
        Limit(amount=300, seconds=60, per="oauth_app"),
    ),
    test_operation="list_spreadsheets",
)
