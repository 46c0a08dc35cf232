"""The operator's settings: how the company that runs Machina presents itself, and where links may lead back to."""

from __future__ import annotations

from integrations.connect.return_urls import is_well_formed
from integrations.models import OperatorSettings


def operator_settings() -> OperatorSettings:
    """The one row, or its defaults where nobody has saved any yet."""
    return OperatorSettings.objects.filter(pk=1).first() or OperatorSettings()


def return_addresses(operator: OperatorSettings) -> list[str]:
    """The addresses links may lead back to; what is no address, or no list of them, allows nothing."""
    listed = operator.return_urls if isinstance(operator.return_urls, list) else []
    return [each for each in listed if isinstance(each, str) and is_well_formed(each)]
