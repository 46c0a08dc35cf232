"""Parts of an event as Google keeps it: guests, files, meetings, reminders."""

from __future__ import annotations

from integrations.catalog.schema import Output


class EventAttendee(Output):
    """Somebody, or a room, invited to an event."""

    email: str
    """Their address."""
    name: str = ""
    """Their name, where Google knows it."""
    response: str = "needsAction"
    """What they answered: needsAction, accepted, declined or tentative."""
    comment: str = ""
    """What they wrote with their answer."""
    optional: bool = False
    """Whether they may stay away."""
    additional_guests: int = 0
    """How many more they bring along."""
    organizer: bool = False
    """Whether it is their event."""
    is_self: bool = False
    """Whether it is the account itself."""
    resource: bool = False
    """Whether it is a room or a thing."""
    profile_id: str | None = None
    """Their identifier at Google, where it is told."""


class EventAttachment(Output):
    """A file attached to an event."""

    url: str
    """Where it can be opened."""
    title: str = ""
    """What it is called."""
    mime_type: str = ""
    """Its media type."""
    file_id: str | None = None
    """Its id in Google Drive, where it is kept there."""
    icon_url: str | None = None
    """A picture of its kind."""


class ConferenceEntry(Output):
    """One way into a meeting."""

    kind: str
    """video, phone, sip or more."""
    uri: str
    """Address to open, such as https: or tel:."""
    label: str = ""
    """The address as people read it."""
    codes: dict[str, str] = {}
    """What has to be typed there: pin, password, passcode, accessCode, meetingCode."""


class EventConference(Output):
    """A video or telephone meeting."""

    conference_id: str = ""
    """Its identifier, for Google Meet the code in its address."""
    name: str = ""
    """The system it is held in, such as Google Meet."""
    status: str = ""
    """Of one that was just asked for: pending, success or failure."""
    notes: str = ""
    """What its makers say about it; can hold HTML."""
    entries: list[ConferenceEntry] = []
    """All ways in."""


class ShownReminder(Output):
    """How long before an event a reminder comes, and by which way."""

    minutes: int
    """How many minutes before the start."""
    method: str
    """popup or email."""
