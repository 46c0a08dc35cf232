"""Codes and tokens as Notion spells them."""

from __future__ import annotations

PROVIDER = "notion"
CODE_PREFIX = "03sandbox-"
ACCESS_PREFIX = "ntn_sandbox-"
REFRESH_PREFIX = "nrt_sandbox-"
