"""users.labels: the system's and the user's own."""

from __future__ import annotations

import secrets

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, invalid, not_found
from integrations.sandbox.google.gmail.access import mailbox_of
from integrations.sandbox.google.gmail.mailbox import SYSTEM_LABELS
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.models import Label


def list_labels(call: ApiCall) -> Resource:
    """users.labels.list"""
    return {"labels": [_resource(label) for label in mailbox_of(call).labels.all()]}


def get_label(call: ApiCall) -> Resource:
    """users.labels.get: the one that counts."""
    label = _label_of(call)
    unread = Q(labels__label_id="UNREAD")
    counts = label.messages.aggregate(
        messagesTotal=Count("pk", distinct=True),
        threadsTotal=Count("thread_id", distinct=True),
    )
    unread_messages = mailbox_of(call).messages.filter(unread).filter(labels=label)
    unread_counts = unread_messages.aggregate(
        messagesUnread=Count("pk", distinct=True), threadsUnread=Count("thread_id", distinct=True)
    )
    return _resource(label) | counts | unread_counts


def create_label(call: ApiCall) -> Resource:
    """users.labels.create"""
    mailbox = mailbox_of(call)
    name = (call.body.get("name") or "").strip()
    if not name:
        raise invalid("Invalid label name")
    label = Label(mailbox=mailbox, label_id=f"Label_{secrets.randbelow(10**19)}")
    _write(label, {"messageListVisibility": "show", "labelListVisibility": "labelShow"} | call.body)
    return _resource(label)


def update_label(call: ApiCall) -> Resource:
    """users.labels.update and users.labels.patch"""
    label = _own_label_of(call)
    _write(label, call.body)
    return _resource(label)


def delete_label(call: ApiCall) -> None:
    """users.labels.delete: the messages stay."""
    _own_label_of(call).delete()


def _label_of(call: ApiCall) -> Label:
    label = mailbox_of(call).labels.filter(label_id=call.parameters.text("id")).first()
    if label is None:
        raise not_found()
    return label


def _own_label_of(call: ApiCall) -> Label:
    label = _label_of(call)
    if label.is_system:
        raise invalid("Invalid request: system labels cannot be changed")
    return label


def _write(label: Label, body: Resource) -> None:
    """Take over the fields that were given, and store. Raises 409 for a name that is taken."""
    name = (body.get("name") or label.name).strip()
    color = body.get("color") or {}
    label.name = name
    label.message_list_visibility = body.get("messageListVisibility") or label.message_list_visibility
    label.label_list_visibility = body.get("labelListVisibility") or label.label_list_visibility
    label.text_color = color.get("textColor") or label.text_color
    label.background_color = color.get("backgroundColor") or label.background_color
    taken = label.mailbox.labels.exclude(pk=label.pk).filter(name__iexact=name).exists()
    if taken or name.upper() in SYSTEM_LABELS:
        raise GoogleError(409, "aborted", "Label name exists or conflicts")
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError as error:
        raise GoogleError(409, "aborted", "Label name exists or conflicts") from error


def _resource(label: Label) -> Resource:
    shown: Resource = {
        "id": label.label_id,
        "name": label.name,
        "type": "system" if label.is_system else "user",
    }
    if label.message_list_visibility:
        shown["messageListVisibility"] = label.message_list_visibility
    if label.label_list_visibility:
        shown["labelListVisibility"] = label.label_list_visibility
    if label.background_color and label.text_color:
        shown["color"] = {"textColor": label.text_color, "backgroundColor": label.background_color}
    return shown
