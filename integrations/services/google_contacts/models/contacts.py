"""People as Google keeps them: contacts, and those that are none."""

from __future__ import annotations

from pydantic import AwareDatetime, ConfigDict

from integrations.catalog.paging import Count, NextPageToken
from integrations.catalog.readable import Warnings
from integrations.catalog.schema import Output, leads


class ContactEmail(Output):
    """An e-mail address of somebody."""

    value: str
    """The address."""
    type: str = ""
    """home, work, other, or a word of the person's own."""
    is_primary: bool = False
    """Whether it is the main one."""
    display_name: str = ""
    """The name that is shown with it, where it has one of its own."""


class ContactPhone(Output):
    """A telephone number of somebody."""

    value: str
    """The number as it was written."""
    type: str = ""
    """home, work, mobile, main and the like, or a word of the person's own."""
    is_primary: bool = False
    """Whether it is the main one."""
    canonical: str | None = None
    """The number in the form +493055501170, where Google knows it."""


class ContactOrganization(Output):
    """Where somebody works or worked."""

    company: str = ""
    """Its name."""
    job_title: str = ""
    """What they are there."""
    department: str = ""
    """Where they are in it."""
    type: str = ""
    """work, school, or a word of the person's own."""
    is_current: bool = False
    """Whether they are still there, as far as it was said."""


class ContactAddress(Output):
    """A postal address of somebody."""

    street: str = ""
    """Street and number."""
    extended: str = ""
    """What else belongs to it, such as a floor."""
    po_box: str = ""
    """A box at the post office."""
    postal_code: str = ""
    """Its postal code."""
    city: str = ""
    """Its town."""
    region: str = ""
    """Its state or province."""
    country: str = ""
    """Its country."""
    country_code: str = ""
    """The country in two letters."""
    type: str = ""
    """home, work, other, or a word of the person's own."""
    formatted: str = ""
    """The whole address in lines."""


class ContactWebsite(Output):
    """A page of somebody's."""

    value: str
    """Its address."""
    type: str = ""
    """home, work, blog, profile and the like, or a word of the person's own."""


class ContactRelation(Output):
    """Somebody they belong together with."""

    person: str
    """Who."""
    type: str = ""
    """spouse, child, mother, manager and the like, or a word of the person's own."""


class ContactEvent(Output):
    """A day that matters, besides the birthday."""

    date: str | None = None
    """The day, such as 2014-06-21, or --06-21 without a year."""
    type: str = ""
    """anniversary, other, or a word of the person's own."""


class ContactField(Output):
    """A field that the person has made up."""

    key: str = ""
    """What it is called."""
    value: str = ""
    """What it says."""


class GoogleContact(Output):
    """Somebody the account knows; what Google left out is empty."""

    model_config = ConfigDict(json_schema_extra=leads("name", "company", "resource_name"))

    resource_name: str
    """Google's name of the contact, such as people/c8121…; otherContacts/c8121… for somebody who is none."""
    name: str = ""
    """The whole name as Google writes it."""
    given_name: str = ""
    """First name."""
    family_name: str = ""
    """Last name."""
    middle_name: str = ""
    """What stands between."""
    name_prefix: str = ""
    """What stands before, such as Dr."""
    name_suffix: str = ""
    """What stands after, such as Jr."""
    nickname: str = ""
    """What they are called by friends."""
    emails: list[ContactEmail] = []
    """E-mail addresses."""
    phones: list[ContactPhone] = []
    """Telephone numbers."""
    company: str = ""
    """Where they work: that of the first of the organizations."""
    job_title: str = ""
    """What they are there."""
    department: str = ""
    """Where they are in it."""
    organizations: list[ContactOrganization] = []
    """Where they work and have worked."""
    addresses: list[ContactAddress] = []
    """Postal addresses."""
    birthday: str | None = None
    """Such as 1985-12-10, or --12-10 without a year."""
    notes: str = ""
    """What the person has noted about them."""
    photo_url: str | None = None
    """Address of a picture of them."""
    has_photo: bool = False
    """Whether that is a picture somebody has chosen, rather than a letter."""
    websites: list[ContactWebsite] = []
    """Pages of theirs."""
    relations: list[ContactRelation] = []
    """Who they belong together with."""
    events: list[ContactEvent] = []
    """Days that matter."""
    custom_fields: list[ContactField] = []
    """Fields that the person has made up."""
    group_ids: list[str] = []
    """Ids of the groups they are in; myContacts is everybody who is a contact."""
    updated: AwareDatetime | None = None
    """When they were last changed."""
    etag: str | None = None
    """Changes with every change of them."""
    warnings: Warnings = []


class GoogleContacts(Output):
    """People."""

    contacts: list[GoogleContact]
    """The people of this page."""
    count: Count
    next_page_token: NextPageToken = None


class GoogleContactsFound(Output):
    """The contacts that match."""

    contacts: list[GoogleContact]
    """At most 30; Google gives no pages."""
    count: Count


class GoogleContactsRead(Output):
    """Contacts that were asked for by name."""

    contacts: list[GoogleContact]
    """Those that there are, in the order asked for."""
    count: Count
    not_found: list[str] = []
    """Names of those that there are not."""
