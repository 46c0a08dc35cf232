"""The automatic reply: Gmail's resource as ours, and what of it changes."""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.catalog.readable import as_far_as_readable
from integrations.errors import FieldError, InputError
from integrations.services.gmail.media import Resource
from integrations.services.gmail.models.settings import MailVacationReply, MailVacationSet


def parse_vacation(settings: Resource) -> MailVacationReply:
    """Gmail sends the HTML text where there is one."""
    html = settings.get("responseBodyHtml")
    fields = {
        "enabled": settings.get("enableAutoReply"),
        "subject": settings.get("responseSubject"),
        "body": html or settings.get("responseBodyPlainText"),
        "body_type": "html" if html else "text",
        "start": _moment(settings.get("startTime")),
        "end": _moment(settings.get("endTime")),
        "contacts_only": settings.get("restrictToContacts"),
        "domain_only": settings.get("restrictToDomain"),
    }
    return as_far_as_readable(MailVacationReply, {name: value for name, value in fields.items() if value is not None})


def changed_vacation(data: MailVacationSet, kept: Resource) -> dict[str, object]:
    """The whole resource as it is to be: Gmail replaces it. Raises InputError for what Gmail would refuse."""
    given = data.model_fields_set
    settings: dict[str, object] = {**kept, "enableAutoReply": data.enabled}
    if data.subject is not None:
        settings["responseSubject"] = data.subject
    if data.body is not None:
        html, plain = ("responseBodyHtml", "responseBodyPlainText")
        written, other = (html, plain) if data.body_type == "html" else (plain, html)
        settings |= {written: data.body, other: ""}
    for name, value in (("restrictToContacts", data.contacts_only), ("restrictToDomain", data.domain_only)):
        if value is not None:
            settings[name] = value
    for field, name, moment in (("start", "startTime", data.start), ("end", "endTime", data.end)):
        if field in given:
            settings.pop(name, None)
            if moment is not None:
                settings[name] = str(int(moment.timestamp() * 1000))
    _check(settings)
    return settings


def _check(settings: Resource) -> None:
    says_something = any(
        settings.get(name) for name in ("responseSubject", "responseBodyPlainText", "responseBodyHtml")
    )
    if settings["enableAutoReply"] and not says_something:
        raise InputError("The automatic reply says nothing yet; give it a subject or a body.", field="body")
    start, end = (_moment(settings.get(name)) for name in ("startTime", "endTime"))
    if isinstance(start, datetime) and isinstance(end, datetime) and end <= start:
        message = f"{end.isoformat()} is not after start, {start.isoformat()}; give both, or null to clear one"
        raise InputError(f"end: {message}", errors=[FieldError("end", message)])


def _moment(milliseconds: object) -> object:
    """The moment; a text that the model cannot read where Gmail's is no number of milliseconds."""
    if milliseconds in (None, "", 0, "0"):
        return None
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return f"no time: {milliseconds}"
