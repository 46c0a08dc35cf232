"""Owned by connect: the operator's own settings, one row edited in the admin."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models


class OperatorSettings(models.Model):
    """How the company that runs Machina presents itself to customers, and where links may lead back to."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=120, default="Machina", help_text="Shown to customers as the asking company.")
    accent_color = models.CharField(
        max_length=7,
        default="#4f46e5",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write a colour as #rrggbb, for example #4f46e5.")],
        help_text="The colour of buttons on link pages, as #rrggbb.",
    )
    logo_svg = models.TextField(
        blank=True, max_length=20_000, help_text="The logo as SVG markup. It is served as an image, never inlined."
    )
    contact = models.EmailField(blank=True, help_text="Where customers can ask questions.")
    return_urls = models.JSONField(
        default=list,
        blank=True,
        help_text="Addresses a link may lead back to: exact origin and path prefix, for example https://app.acme.example/done.",
    )
    currency = models.CharField(
        max_length=3,
        default="USD",
        validators=[RegexValidator(r"^[A-Z]{3}$", "Write a currency as three letters, for example USD.")],
        help_text="The currency of prices and reports, as three letters.",
    )

    class Meta:
        verbose_name = "operator settings"
        verbose_name_plural = "operator settings"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="operator_settings_single_row")]

    def __str__(self) -> str:
        return self.name
