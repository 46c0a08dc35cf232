"""Gmail's label resource as ours."""

from __future__ import annotations

from integrations.services.gmail.media import Resource
from integrations.services.gmail.models.mailbox import MailLabel


def parse_labels(answer: Resource) -> list[MailLabel]:
    """The labels of an answer; one without a name is called by its id."""
    return [
        MailLabel(label_id=label["id"], name=label.get("name") or label["id"], type=label.get("type", "user"))
        for label in answer.get("labels", ())
    ]
