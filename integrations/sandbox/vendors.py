"""Which vendors the sandbox stands in for. Another one is a line here and one in `urls.py`."""

from __future__ import annotations

from integrations.sandbox.google.demo import GOOGLE
from integrations.sandbox.notion.demo import NOTION
from integrations.sandbox.slack.demo import SLACK
from integrations.sandbox.vendor import Vendor

VENDORS: dict[str, Vendor] = {vendor.key: vendor for vendor in (GOOGLE, SLACK, NOTION)}
WITHOUT_ACCOUNTS = ("llm",)
"""What can be told to misbehave as well: the language model, which asks nobody who they are."""


def vendor_of_method(method: str) -> str:
    """The key of the vendor whose method this is; Google's where nobody else's name is at the beginning."""
    first = method.split(".", 1)[0]
    if first in WITHOUT_ACCOUNTS:
        return first
    return next((vendor.key for vendor in VENDORS.values() if first in vendor.methods), GOOGLE.key)


def ensure_demo_accounts() -> None:
    """Every vendor's demo accounts, where it has no account at all."""
    for vendor in VENDORS.values():
        vendor.ensure_demo_accounts()
