"""Owned by sandbox: spreadsheets with their sheets. The cells of a sheet are one value of rows, empty ends cut."""

from __future__ import annotations

from django.db import models

from integrations.sandbox.models.drive import DriveItem


class Spreadsheet(models.Model):
    """What a file of Drive, which has its id and its title, is as a spreadsheet."""

    item = models.OneToOneField(DriveItem, on_delete=models.CASCADE, primary_key=True, related_name="spreadsheet")
    locale = models.CharField(max_length=16, default="en_US")
    time_zone = models.CharField(max_length=64)
    named_ranges = models.JSONField(default=list, help_text="In Google's own shape.")
    developer_metadata = models.JSONField(default=list, help_text="In Google's own shape, wherever it is attached.")

    def __str__(self) -> str:
        return self.title

    @property
    def spreadsheet_id(self) -> str:
        """The id of the file."""
        return self.item.file_id

    @property
    def title(self) -> str:
        """The name of the file."""
        return self.item.name


class Sheet(models.Model):
    """One sheet: its size, and its cells as rows of what was entered."""

    spreadsheet = models.ForeignKey(Spreadsheet, on_delete=models.CASCADE, related_name="sheets")
    sheet_id = models.PositiveIntegerField()
    title = models.TextField()
    index = models.PositiveIntegerField()
    row_count = models.PositiveIntegerField(default=1000)
    column_count = models.PositiveIntegerField(default=26)
    body = models.JSONField(default=dict, help_text="What else clients may write of its properties.")
    rows = models.JSONField(
        default=list, help_text="Cells by row: null, or {v, f?, t?, n?}; see google/sheets/cells.py."
    )

    class Meta:
        ordering = ("index", "id")
        constraints = (models.UniqueConstraint(fields=("spreadsheet", "sheet_id"), name="sandbox_sheet_id"),)

    def __str__(self) -> str:
        return self.title
