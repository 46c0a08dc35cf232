"""The type of Google's JSON objects."""

from __future__ import annotations

from typing import Any

# Its shape is the discovery document's, which checks every request at run time and every answer in the tests.
Resource = dict[str, Any]
