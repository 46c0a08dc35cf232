"""The automatic reply of a mailbox. It is kept and shown; no mail is answered by it."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.gmail.access import mailbox_of
from integrations.sandbox.google.resource import Resource

NOTHING: Resource = {"enableAutoReply": False, "restrictToContacts": False, "restrictToDomain": False}
TEXTS = ("responseSubject", "responseBodyPlainText", "responseBodyHtml")
TIMES = ("startTime", "endTime")


def get_vacation(call: ApiCall) -> Resource:
    """users.settings.getVacation"""
    mailbox = mailbox_of(call)
    mailbox.refresh_from_db(fields=["vacation"])
    kept: Resource = mailbox.vacation
    return NOTHING | kept


def update_vacation(call: ApiCall) -> Resource:
    """users.settings.updateVacation: everything is replaced, and of two texts the HTML one counts."""
    mailbox = mailbox_of(call)
    given = {name: value for name, value in call.body.items() if value not in (None, "", False)}
    if given.get("enableAutoReply") and not any(given.get(name) for name in TEXTS):
        raise invalid("Cannot enable the vacation responder without a subject or a body.", reason="failedPrecondition")
    if all(name in given for name in TIMES) and int(given["startTime"]) >= int(given["endTime"]):
        raise invalid("Invalid time range: startTime must be before endTime")
    if given.get("restrictToDomain") and not call.account.hosted_domain:
        raise invalid("restrictToDomain is only available to users of an organization")
    if given.get("responseBodyHtml"):
        given.pop("responseBodyPlainText", None)
    mailbox.vacation = given
    mailbox.save(update_fields=["vacation"])
    return NOTHING | given
