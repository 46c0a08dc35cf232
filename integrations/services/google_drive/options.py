"""Choices for fields that would otherwise ask a person for an id."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.services.google_drive.client import drive, in_drive, quoted
from integrations.services.google_drive.file_types import FOLDER
from integrations.services.google_drive.parsing import Resource, parse_drive
from integrations.services.google_drive.service import DRIVE, service

PAGE = 50
FIELDS = "nextPageToken,files(id,name,mimeType,modifiedTime)"


@service.options(scopes=[DRIVE], price="choices")
def files(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Files and folders by name, what changed last first."""
    return _found(ctx, query, "trashed = false")


@service.options(scopes=[DRIVE], price="choices")
def trashed(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """What lies in the trash."""
    return _found(ctx, query, "trashed = true")


@service.options(scopes=[DRIVE], price="choices", quota=2)
def folders(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Folders by name; My Drive and the shared drives come first."""
    page = _found(ctx, query, f"trashed = false and mimeType = {quoted(FOLDER)}")
    if query.page_token:
        return page
    roots = [Option(value="root", label="My Drive")]
    roots += [Option(value=each.value, label=f"{each.label} · shared drive") for each in _drives(ctx, "", None).options]
    wanted = query.query.casefold()
    return OptionsPage(
        options=[*(each for each in roots if wanted in each.label.casefold()), *page.options], next=page.next
    )


@service.options(scopes=[DRIVE], price="choices")
def drives(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Shared drives by name."""
    return _drives(ctx, query.query.strip(), query.page_token)


def _found(ctx: Ctx, query: OptionsQuery, condition: str) -> OptionsPage:
    wanted = query.query.strip()
    named = f" and name contains {quoted(wanted)}" if wanted else ""
    page = (
        drive(ctx)
        .files()
        .list(
            q=f"{condition}{named}",
            orderBy="modifiedTime desc",
            pageSize=PAGE,
            pageToken=query.page_token,
            fields=FIELDS,
            **in_drive(None),
        )
        .execute()
    )
    options = [Option(value=file["id"], label=_line(file)) for file in page.get("files", ()) if file.get("id")]
    return OptionsPage(options=options, next=page.get("nextPageToken"))


def _drives(ctx: Ctx, wanted: str, page_token: str | None) -> OptionsPage:
    page = (
        drive(ctx)
        .drives()
        .list(
            q=f"name contains {quoted(wanted)}" if wanted else None,
            pageSize=PAGE,
            pageToken=page_token,
            fields="nextPageToken,drives(id,name)",
        )
        .execute()
    )
    found = [parse_drive(each) for each in page.get("drives", ())]
    return OptionsPage(
        options=[Option(value=each.drive_id, label=each.name or each.drive_id) for each in found],
        next=page.get("nextPageToken"),
    )


def _line(file: Resource) -> str:
    name = file.get("name") or "(no name)"
    if file.get("mimeType") == FOLDER:
        return f"{name} · folder"
    return f"{name} · {str(file.get('modifiedTime') or 'no date')[:10]}"
