"""The operator's settings: how the company that runs Machina shows itself to customers."""

from __future__ import annotations

import re

from integrations.connect.return_urls import is_well_formed
from integrations.models import OperatorSettings

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def operator_settings() -> OperatorSettings:
    """The one row, or its defaults where nobody has saved any yet."""
    return OperatorSettings.objects.filter(pk=1).first() or OperatorSettings()


def locked_operator_settings() -> OperatorSettings:
    """The row locked until the transaction ends: whoever changes the owner's connections queues up here."""
    OperatorSettings.objects.get_or_create(pk=1)
    return OperatorSettings.objects.select_for_update().get(pk=1)


def return_addresses(operator: OperatorSettings) -> list[str]:
    """The addresses links may lead back to; what is no address, or no list of them, allows nothing."""
    listed = operator.return_urls if isinstance(operator.return_urls, list) else []
    return [each for each in listed if isinstance(each, str) and is_well_formed(each)]


def accent(operator: OperatorSettings) -> str:
    """The accent colour; a value that is no colour never reaches a stylesheet."""
    chosen = operator.accent_color
    return chosen if _COLOR.fullmatch(chosen) else str(OperatorSettings._meta.get_field("accent_color").default)


def text_on(color: str) -> str:
    """Black or white, whichever is easier to read on the colour (WCAG relative luminance)."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#ffffff" if luminance < 0.179 else "#0b1020"
