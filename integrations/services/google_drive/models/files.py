"""Files and folders as Drive keeps them, and what is given to find and read them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.services.google_drive.file_types import ExportFormat
from integrations.services.google_drive.models.fields import (
    FileField,
    Name,
    OptionalDriveField,
    OptionalFolderField,
)

FILES_CAP = 2000
Kind = Literal["any", "file", "folder", "document", "spreadsheet", "presentation", "pdf", "image", "video", "audio"]
OrderBy = Literal["modified", "created", "name", "size"]


class DriveFile(Output):
    """A file or folder; what Google left out is empty."""

    model_config = ConfigDict(json_schema_extra=leads("name", "mime_type", "modified", "size"))

    file_id: str
    """Google's identifier of the file."""
    name: str = ""
    """What it is called; several files of a folder may have the same name."""
    mime_type: str = ""
    """Its media type; Google's own begin with application/vnd.google-apps."""
    is_folder: bool = False
    """Whether it is a folder."""
    size: int | None = None
    """Bytes; empty for folders and Google's own types."""
    description: str = ""
    """What people wrote about it."""
    folder_id: str | None = None
    """The folder it lies in; empty where the account cannot see that."""
    drive_id: str | None = None
    """The shared drive it lies in; empty in My Drive."""
    link: str | None = None
    """Address of its page for people."""
    download_link: str | None = None
    """Address that downloads it in a browser."""
    export_types: list[str] = []
    """Of Google's own types: the media types it can be exported to."""
    created: AwareDatetime | None = None
    """When it was made."""
    modified: AwareDatetime | None = None
    """When its name or content last changed."""
    modified_by: str | None = None
    """Address of who changed it last."""
    modified_by_me: AwareDatetime | None = None
    """When the account itself last changed it."""
    viewed_by_me: AwareDatetime | None = None
    """When the account last looked at it."""
    owners: list[str] = []
    """Addresses of whose it is; empty in shared drives."""
    owned_by_me: bool = False
    """Whether it is the account's own."""
    shared: bool = False
    """Whether others have access."""
    shared_with_me: AwareDatetime | None = None
    """When it was shared with the account."""
    shared_by: str | None = None
    """Address of who shared it with the account."""
    permission_ids: list[str] = []
    """Ids of who has access; list_permissions tells more."""
    starred: bool = False
    """Whether the account has put a star on it."""
    trashed: bool = False
    """Whether it lies in the trash, by itself or with a folder around it."""
    trashed_by_itself: bool = False
    """Whether it was itself put into the trash."""
    trashed_at: AwareDatetime | None = None
    """When it was put into the trash; in shared drives only."""
    trashed_by: str | None = None
    """Address of who put it there; in shared drives only."""
    original_filename: str | None = None
    """Its name when it was uploaded."""
    extension: str | None = None
    """The last part of its name, such as pdf."""
    md5: str | None = None
    """MD5 checksum of its bytes, in hexadecimal."""
    sha1: str | None = None
    """SHA-1 checksum of its bytes."""
    sha256: str | None = None
    """SHA-256 checksum of its bytes."""
    version: str | None = None
    """Grows with every change, also those that nobody sees."""
    revision_id: str | None = None
    """Id of its newest content."""
    target_id: str | None = None
    """Of a shortcut: the file it leads to."""
    target_type: str | None = None
    """Of a shortcut: the media type of what it leads to."""
    icon_link: str | None = None
    """Address of a picture of its type."""
    thumbnail_link: str | None = None
    """Address of a small picture of it; good for some hours, and only with the account."""
    folder_color: str | None = None
    """Colour of a folder, for example #ff7537."""
    properties: dict[str, str] = {}
    """What programs have noted on it for everybody."""
    app_properties: dict[str, str] = {}
    """What this OAuth app has noted on it."""
    can: dict[str, bool] = {}
    """What the account may do with it: canEdit, canShare, canDownload and the like."""
    writers_can_share: bool = True
    """Whether who may change it may also share it."""
    copy_requires_writer: bool = False
    """Whether readers are kept from copying, printing and downloading it."""
    access_is_limited: bool = False
    """Whether the access to the folder around it does not count for it."""
    restrictions: list[dict[str, object]] = []
    """Why it cannot be changed: a lock with its reason."""
    image: dict[str, object] = {}
    """Of a picture: its width, height, camera and place."""
    video: dict[str, object] = {}
    """Of a video: its width, height and duration."""
    spaces: list[str] = []
    """Where Drive keeps it: drive, appDataFolder or photos."""
    resource_key: str | None = None
    """A key that some old files ask for beside their id."""
    quota_bytes: int | None = None
    """Bytes that count as used, older revisions included."""
    warnings: Warnings = []


class DriveFileList(Input):
    """Which files to list."""

    query: str = Field(default="", max_length=500, json_schema_extra=ui(placeholder="invoice March"))
    """Words that are all in the name, the description or the text; best matches come first."""
    folder_id: OptionalFolderField = None
    kind: Kind = "any"
    """Only folders, or files of one kind."""
    name: Name = Field(default="", max_length=500, json_schema_extra=ui(advanced=True))
    """Only what is called exactly so."""
    mime_type: str = Field(default="", max_length=255, json_schema_extra=ui(advanced=True))
    """Only this media type, for example text/csv."""
    drive_id: OptionalDriveField = None
    modified_since: Annotated[AwareDatetime | None, BlankIsNone] = Field(
        default=None, examples=["2026-03-01T00:00:00Z"], json_schema_extra=ui(widget="datetime", advanced=True)
    )
    """Only what has changed since."""
    shared_with_me: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Only what others have shared with the account."""
    starred: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Only what has a star."""
    in_trash: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """What lies in the trash, instead of everything else."""
    search: str = Field(
        default="", max_length=2000, examples=["name contains 'invoice'"], json_schema_extra=ui(advanced=True)
    )
    """One more condition in Drive's own search language."""
    order_by: OrderBy | None = Field(default=None, json_schema_extra=ui(advanced=True))
    """Newest, by name or largest first; empty is by the last change, and with a query by how well it matches."""
    max_results: int = Field(default=50, ge=1, le=1000, json_schema_extra=ui(advanced=True))
    """How many files a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(FILES_CAP)

    @between("order_by", "query")
    def _is_sortable(self) -> str | None:
        if self.order_by and self.query.strip():
            return "Google sorts what is found by words itself; leave order_by out, or the query"
        return None

    @between("drive_id", "shared_with_me")
    def _has_one_place(self) -> str | None:
        if self.drive_id and self.shared_with_me:
            return "what is shared with the account lies in no shared drive; leave one of the two out"
        return None


class DriveFiles(Output):
    """Files that were found."""

    files: list[DriveFile]
    """The files of this page."""
    count: Count
    next_page_token: NextPageToken = None
    is_incomplete: bool = False
    """Whether Google could not search all shared drives; name one in drive_id to search it whole."""


class DriveFileGet(Input):
    """Which file to look at."""

    file_id: FileField


class DriveFileDownload(Input):
    """Which file to download, and how."""

    file_id: FileField
    export_format: Annotated[ExportFormat | None, BlankIsNone] = None
    """What a document of Google's own becomes; empty is docx, xlsx, pptx or png. Other files stay as they are."""
    filename: Annotated[Name | None, BlankIsNone] = Field(
        default=None, max_length=255, json_schema_extra=ui(advanced=True)
    )
    """What to call the stored file; empty is its name in Drive."""
    acknowledge_abuse: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Download a file of the account's own although Google takes it for malware or spam."""


class DriveFileExport(Input):
    """Which document to export, and into what."""

    file_id: FileField
    export_format: ExportFormat
    """The format; each kind of document knows some of them, as export_types of get_file tells."""
    filename: Annotated[Name | None, BlankIsNone] = Field(
        default=None, max_length=255, json_schema_extra=ui(advanced=True)
    )
    """What to call the stored file; empty is its name in Drive."""


class DriveDownload(Output):
    """A file of Drive that is stored here now."""

    file_id: str
    """Identifier of the stored file; pass it to another step to use the content there."""
    filename: str
    """Name of the file, without a path."""
    mime_type: str
    """Media type of what was stored."""
    size: int
    """Size in bytes."""
    drive_file_id: str
    """Id of the file in Drive."""
    drive_mime_type: str
    """Its media type in Drive, which differs where it was exported."""
