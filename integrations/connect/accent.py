"""The operator's accent colour on link pages and in mails, and a text colour that can be read on it."""

from __future__ import annotations

import re

from integrations.models import OperatorSettings

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


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
