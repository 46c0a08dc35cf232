"""Labels: listing them, making one, deleting one."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import MachinaError
from integrations.services.gmail import samples
from integrations.services.gmail.labels import parse_labels
from integrations.services.gmail.models.mailbox import (
    MailLabel,
    MailLabelCreate,
    MailLabelDelete,
    MailLabelDeleted,
    MailLabelList,
    MailLabels,
)
from integrations.services.gmail.service import MODIFY, READ, service

REFERENCE = "https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels"
VISIBILITY = {"always": "labelShow", "unread": "labelShowIfUnread", "never": "labelHide"}


@service.operation(
    effect="read",
    scopes=[READ],
    price="label_list",
    quota=1,
    sample={
        "labels": [
            {"label_id": "INBOX", "name": "INBOX", "type": "system"},
            {"label_id": "Label_7", "name": "Invoices/2026", "type": "user"},
        ],
        "count": 2,
        "next_page_token": None,
    },
    documentation_url=f"{REFERENCE}/list",
    icon="list",
)
def list_labels(ctx: Ctx, data: MailLabelList) -> MailLabels:
    """List all labels, Gmail's own and the person's.

    There is always one page.
    """
    labels = parse_labels(ctx.google("gmail", "v1").users().labels().list(userId="me").execute())
    return MailLabels(labels=labels, count=len(labels))


@service.operation(
    effect="idempotent_write",
    scopes=[MODIFY],
    price="label_manage",
    quota=5,
    sample={"label_id": "Label_7", "name": "Invoices/2026", "type": "user"},
    example={"name": "Invoices/2031"},
    documentation_url=f"{REFERENCE}/create",
    icon="tag-plus",
)
def create_label(ctx: Ctx, data: MailLabelCreate) -> MailLabel:
    """Make a label; one that exists already is returned as it is.

    Gmail does not tell names apart by upper and lower case, and takes at most 10,000 labels.
    """
    labels = ctx.google("gmail", "v1").users().labels()
    body = {
        "name": data.name,
        "labelListVisibility": VISIBILITY[data.show_in_label_list],
        "messageListVisibility": "show" if data.show_in_message_list else "hide",
    }
    try:
        return parse_labels({"labels": [labels.create(userId="me", body=body).execute()]})[0]
    except MachinaError as error:
        if error.vendor_status != 409:
            raise
        existing = parse_labels(labels.list(userId="me").execute())
        same = [label for label in existing if label.name.casefold() == data.name.casefold()]
        if not same:
            raise
        return same[0]


@service.operation(
    effect="destructive",
    scopes=[MODIFY],
    price="label_manage",
    quota=5,
    sample={"label_id": "Label_7", "deleted": True},
    example={"label_id": samples.LABEL},
    documentation_url=f"{REFERENCE}/delete",
    icon="tag-x",
)
def delete_label(ctx: Ctx, data: MailLabelDelete) -> MailLabelDeleted:
    """Delete a label and take it off all mail that has it.

    The mail stays. Labels below it stay as well, and Gmail's own cannot be deleted.
    """
    try:
        ctx.google("gmail", "v1").users().labels().delete(userId="me", id=data.label_id).execute()
    except MachinaError as error:
        # On a later attempt "gone" is the work of an earlier one.
        if ctx.attempt == 1 or error.vendor_status != 404:
            raise
    return MailLabelDeleted(label_id=data.label_id)
