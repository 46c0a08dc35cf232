"""Answers as they look."""

from __future__ import annotations

URL = "https://tools.globex.example/mcp"
TOOLS = {
    "server": "Globex Parcels",
    "tools": [
        {
            "name": "find_parcel",
            "title": "Find a parcel",
            "description": "Says where a parcel is.",
            "input_schema": {
                "type": "object",
                "properties": {"number": {"type": "string"}},
                "required": ["number"],
            },
            "says_it_reads": True,
        }
    ],
    "left_out": [],
}
RESULT = {"is_error": False, "text": "It is in Lyon.", "structured": {"place": "Lyon"}, "left_out": []}
