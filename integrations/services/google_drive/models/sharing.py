"""Who may do what with a file, and shared drives."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from integrations.catalog.between import between
from integrations.catalog.email_addresses import EmailAddress
from integrations.catalog.identifiers import Identifier
from integrations.catalog.paging import Count, NextPageToken, PageToken, all_pages_field
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import BlankIsNone, Input, Output, leads, ui
from integrations.services.google_drive.models.fields import FileField

PERMISSIONS_CAP = 1000
DRIVES_CAP = 1000
ShareWith = Literal["user", "group", "domain", "anyone"]
ShareRole = Literal["reader", "commenter", "writer", "content_manager", "manager"]
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
VENDOR_ROLES = {"content_manager": "fileOrganizer", "manager": "organizer"}


class DriveFileShare(Input):
    """What to share, and with whom."""

    file_id: FileField
    role: ShareRole = "reader"
    """Read, comment or write; content_manager and manager are for shared drives alone."""
    share_with: ShareWith = "user"
    """With a person, a Google group, a whole domain, or anyone who has the link."""
    email: Annotated[EmailAddress | None, BlankIsNone] = Field(
        default=None,
        examples=["mara@northwind.example"],
        json_schema_extra=ui(show_when={"share_with": ["user", "group"]}),
    )
    """Address of the person or group."""
    domain: Annotated[str | None, BlankIsNone] = Field(
        default=None,
        max_length=253,
        json_schema_extra=ui(placeholder="northwind.example", show_when={"share_with": ["domain"]}),
    )
    """Domain of the organisation, all of whose accounts get access."""
    notify: bool = Field(default=True, json_schema_extra=ui(advanced=True))
    """Have Google tell the person or group by e-mail."""
    message: str = Field(default="", max_length=4000, json_schema_extra=ui(widget="textarea", advanced=True))
    """What the e-mail says besides."""
    discoverable: bool = Field(default=False, json_schema_extra=ui(advanced=True))
    """Of a domain or anyone: let the file be found by searching, not by its link alone."""
    expires: Annotated[AwareDatetime | None, BlankIsNone] = Field(
        default=None, examples=["2031-03-01T00:00:00Z"], json_schema_extra=ui(widget="datetime", advanced=True)
    )
    """When the access of a person or group ends; at most a year from now."""

    @between("email", "domain", "share_with")
    def _names_whom(self) -> str | None:
        is_address = self.share_with in ("user", "group")
        if is_address and not self.email:
            return f"give the address of the {self.share_with}"
        if self.share_with == "domain" and not _DOMAIN.fullmatch(self.domain or ""):
            return f"{self.domain or ''!r} is no domain; write for example northwind.example"
        if not is_address and self.email:
            return f"an address is of no use where a file is shared with {self.share_with}; leave it out"
        if self.share_with != "domain" and self.domain:
            return f"a domain is of no use where a file is shared with {self.share_with}; leave it out"
        return None

    @between("message", "notify", "share_with")
    def _is_heard(self) -> str | None:
        if self.message and (not self.notify or self.share_with not in ("user", "group")):
            return "a message goes along with a notification of a person or group alone"
        return None

    @between("expires", "share_with")
    def _can_expire(self) -> str | None:
        if self.expires and self.share_with not in ("user", "group"):
            return "only the access of a person or group can end by itself"
        return None


class DrivePermission(Output):
    """What somebody may do with a file."""

    model_config = ConfigDict(json_schema_extra=leads("email", "role", "share_with"))

    permission_id: str
    """Google's identifier of the permission."""
    share_with: str = ""
    """user, group, domain or anyone."""
    role: str = ""
    """reader, commenter, writer, content_manager, manager or owner."""
    email: str | None = None
    """Address of the person or group."""
    name: str = ""
    """Name of the person, group or domain."""
    domain: str | None = None
    """The domain."""
    discoverable: bool = False
    """Of a domain or anyone: whether the file can be found by searching."""
    expires: AwareDatetime | None = None
    """When it ends by itself."""
    is_inherited: bool = False
    """In a shared drive: whether it comes from the drive or a folder and can only be taken there."""
    details: list[dict[str, object]] = []
    """In a shared drive: each of its roles, and where it comes from."""
    account_is_deleted: bool = False
    """Whether the account it was given to is gone."""
    is_pending_owner: bool = False
    """Whether the person was asked to become the owner and has not answered."""
    access_is_limited: bool = False
    """Whether it counts only for things that are shared with the person themselves."""
    photo_link: str | None = None
    """Address of the person's picture."""
    view: str | None = None
    """published or metadata, where it is about such a view alone."""
    warnings: Warnings = []


class DrivePermissionsList(Input):
    """Whose access to list."""

    file_id: FileField
    max_results: int = Field(default=100, ge=1, le=100, json_schema_extra=ui(advanced=True))
    """How many permissions a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(PERMISSIONS_CAP)


class DrivePermissions(Output):
    """Who may do what with a file."""

    permissions: list[DrivePermission]
    """The permissions of this page, the owner's included."""
    count: Count
    next_page_token: NextPageToken = None


class DriveFileUnshare(Input):
    """Whose access to take."""

    file_id: FileField
    email: Annotated[EmailAddress | None, BlankIsNone] = Field(default=None, examples=["mara@northwind.example"])
    """Address of the person or group; or give permission_id."""
    permission_id: Annotated[Identifier | None, BlankIsNone] = Field(
        default=None, json_schema_extra=ui(placeholder="anyoneWithLink")
    )
    """Id from list_permissions; anyoneWithLink is everybody who has the link."""

    @between("email", "permission_id")
    def _names_whom(self) -> str | None:
        if bool(self.email) is bool(self.permission_id):
            return "give the address of a person or group, or a permission_id"
        return None


class DriveAccessRemoved(Output):
    """Access that was taken."""

    file_id: str
    """The file."""
    permission_id: str | None = None
    """The permission that is gone; empty where the person had none of their own."""
    removed: bool = True
    """Whether there was something to take."""


class DrivesList(Input):
    """Which shared drives to list."""

    query: str = Field(default="", max_length=200)
    """Part of the name; empty lists all."""
    max_results: int = Field(default=100, ge=1, le=100, json_schema_extra=ui(advanced=True))
    """How many shared drives a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(DRIVES_CAP)


class SharedDrive(Output):
    """A shared drive."""

    model_config = ConfigDict(json_schema_extra=leads("name", "created"))

    drive_id: str
    """Google's identifier of the drive, and of its uppermost folder."""
    name: str = ""
    """What it is called."""
    created: AwareDatetime | None = None
    """When it was made."""
    is_hidden: bool = False
    """Whether the account has hidden it from its list."""
    color: str | None = None
    """Its colour, for example #0f9d58."""
    background_link: str | None = None
    """Address of its background picture."""
    organizational_unit_id: str | None = None
    """The part of the organisation it belongs to; told to administrators."""
    can: dict[str, bool] = {}
    """What the account may do in it: canAddChildren, canManageMembers and the like."""
    restrictions: dict[str, object] = {}
    """What is not allowed in it."""
    warnings: Warnings = []


class SharedDrives(Output):
    """Shared drives that the account is a member of."""

    drives: list[SharedDrive]
    """The drives of this page."""
    count: Count
    next_page_token: NextPageToken = None
