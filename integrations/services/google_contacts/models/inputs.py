"""What is given to make, find, change and delete contacts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from integrations.catalog.identifiers import Identifier
from integrations.catalog.paging import PageToken, all_pages_field
from integrations.catalog.schema import BlankIsNone, Input, Output, ui
from integrations.services.google_contacts.birthdays import Birthday
from integrations.services.google_contacts.models.given import Email, GivenAddress, KnownAddress, Phone, Website
from integrations.services.google_contacts.models.names import ContactName, ResourceName

CONTACTS_CAP = 5000
OTHERS_CAP = 5000
DIRECTORY_CAP = 2000
MOST_READ = 200
_TEXT, _NOTES = 1024, 8192


class GoogleContactCreate(Input):
    """A contact to make; it needs a name, an address, a number or a company."""

    given_name: str = Field(default="", max_length=_TEXT)
    """First name."""
    family_name: str = Field(default="", max_length=_TEXT)
    """Last name."""
    emails: list[Email] = Field(default=[], max_length=50, json_schema_extra=ui())
    """E-mail addresses, the main one first."""
    phones: list[Phone] = Field(default=[], max_length=50, json_schema_extra=ui(advanced=True))
    """Telephone numbers, the main one first."""
    company: str = Field(default="", max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """Where they work."""
    job_title: str = Field(default="", max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What they are there."""
    department: str = Field(default="", max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """Where they are in it."""
    addresses: list[GivenAddress] = Field(default=[], max_length=20, json_schema_extra=ui(advanced=True))
    """Postal addresses."""
    birthday: Annotated[Birthday | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(advanced=True))
    """Such as 1985-12-10, or --12-10 without a year."""
    notes: str = Field(default="", max_length=_NOTES, json_schema_extra=ui(widget="textarea", advanced=True))
    """What there is to note about them."""
    nickname: str = Field(default="", max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What they are called by friends."""
    middle_name: str = Field(default="", max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What stands between first and last name."""
    name_prefix: str = Field(default="", max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What stands before the name, such as Dr."""
    name_suffix: str = Field(default="", max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What stands after the name, such as Jr."""
    websites: list[Website] = Field(default=[], max_length=20, json_schema_extra=ui(advanced=True))
    """Pages of theirs."""
    group_ids: list[Identifier] = Field(
        default=[], max_length=50, json_schema_extra=ui(options="groups", advanced=True)
    )
    """Ids of groups to put them in, besides myContacts, in which every contact is."""


class GoogleContactUpdate(Input):
    """Changes of a contact; what is not given stays as it is."""

    resource_name: ContactName
    given_name: str | None = Field(default=None, max_length=_TEXT)
    """First name; an empty text clears it. The rest of the name stays."""
    family_name: str | None = Field(default=None, max_length=_TEXT)
    """Last name; an empty text clears it. The rest of the name stays."""
    emails: list[Email] | None = Field(default=None, max_length=50, json_schema_extra=ui(advanced=True))
    """Addresses to add, or to give another type; the others stay. An empty list clears all."""
    remove_emails: list[KnownAddress] = Field(
        default=[], max_length=50, json_schema_extra=ui(widget="tags", splits="addresses", advanced=True)
    )
    """Addresses to take away; those that are not there do not matter."""
    phones: list[Phone] | None = Field(default=None, max_length=50, json_schema_extra=ui(advanced=True))
    """Numbers to add, or to give another type; the others stay. An empty list clears all."""
    remove_phones: list[str] = Field(default=[], max_length=50, json_schema_extra=ui(widget="tags", advanced=True))
    """Numbers to take away; those that are not there do not matter."""
    company: str | None = Field(default=None, max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """Where they work; an empty text clears it. The job title stays."""
    job_title: str | None = Field(default=None, max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What they are there; an empty text clears it. The company stays."""
    department: str | None = Field(default=None, max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """Where they are in it; an empty text clears it."""
    addresses: list[GivenAddress] | None = Field(default=None, max_length=20, json_schema_extra=ui(advanced=True))
    """Addresses to add; one of a type that is there already is changed where fields are given. An empty list clears."""
    birthday: Annotated[Birthday | None, BlankIsNone] = Field(default=None, json_schema_extra=ui(advanced=True))
    """Such as 1985-12-10, or --12-10 without a year; an empty text or null clears it."""
    notes: str | None = Field(default=None, max_length=_NOTES, json_schema_extra=ui(widget="textarea", advanced=True))
    """What there is to note about them; an empty text clears it."""
    nickname: str | None = Field(default=None, max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What they are called by friends; an empty text clears it."""
    middle_name: str | None = Field(default=None, max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What stands between first and last name; an empty text clears it."""
    name_prefix: str | None = Field(default=None, max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What stands before the name, such as Dr.; an empty text clears it."""
    name_suffix: str | None = Field(default=None, max_length=_TEXT, json_schema_extra=ui(advanced=True))
    """What stands after the name, such as Jr.; an empty text clears it."""
    websites: list[Website] | None = Field(default=None, max_length=20, json_schema_extra=ui(advanced=True))
    """Pages to add, or to give another type; the others stay. An empty list clears all."""


class GoogleContactList(Input):
    """Which contacts to list."""

    order_by: Literal["last_modified", "first_modified", "first_name", "last_name"] = "last_modified"
    """Those changed last first, those changed last at the end, or by name."""
    max_results: int = Field(default=100, ge=1, le=1000, json_schema_extra=ui(advanced=True))
    """How many contacts a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(CONTACTS_CAP)


class GoogleContactSearch(Input):
    """Which contacts to look for."""

    query: str = Field(min_length=1, max_length=500)
    """The beginning of a name, nickname, e-mail address, telephone number, company or job title."""
    max_results: int = Field(default=30, ge=1, le=30, json_schema_extra=ui(advanced=True))
    """How many contacts at most; Google gives no more than 30."""


class GoogleContactGet(Input):
    """Which contact to read."""

    resource_name: ContactName


class GoogleContactsGet(Input):
    """Which contacts to read."""

    resource_names: list[ResourceName] = Field(
        min_length=1, max_length=MOST_READ, json_schema_extra=ui(options="contacts")
    )
    """Google's names of the contacts, at most 200."""


class GoogleContactDelete(Input):
    """Which contact to delete."""

    resource_name: ContactName


class GoogleContactDeleted(Output):
    """A contact that is gone."""

    resource_name: str
    """Name it had."""
    deleted: Literal[True] = True
    """It is deleted now."""


class GoogleOtherContactList(Input):
    """Which people to list."""

    max_results: int = Field(default=100, ge=1, le=1000)
    """How many people a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(OTHERS_CAP)


class GoogleDirectorySearch(Input):
    """Whom to look for in the directory."""

    query: str = Field(min_length=1, max_length=500)
    """The beginning of a name, e-mail address or telephone number."""
    max_results: int = Field(default=50, ge=1, le=500, json_schema_extra=ui(advanced=True))
    """How many people a page has."""
    page_token: PageToken = None
    all_pages: bool = all_pages_field(DIRECTORY_CAP)
