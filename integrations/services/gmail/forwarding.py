"""A message that is passed on: the word before it, who wrote it when, and what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from integrations.services.gmail.models.messages import MailMessage
from integrations.services.gmail.models.sending import BodyType
from integrations.services.gmail.parsing import decoded

RULE = "---------- Forwarded message ---------"
SHOWN = ("From", "Date", "Subject", "To", "Cc")
_FORWARDED = re.compile(r"^\s*(fwd?|wg|tr)\s*:", re.IGNORECASE)


def forward_subject(headers: Mapping[str, str]) -> str:
    """The subject with one ``Fwd:`` before it."""
    subject = decoded(headers.get("subject", "")).strip()
    return subject if _FORWARDED.match(subject) else f"Fwd: {subject}".strip()


def forwarded(
    note: str, note_type: BodyType, headers: Mapping[str, str], original: MailMessage
) -> tuple[str, BodyType]:
    """The body of the new message and its type: HTML where the word or what is passed on is HTML."""
    head = [(name, decoded(headers[name.lower()])) for name in SHOWN if headers.get(name.lower())]
    if note_type == "text" and original.body_html is None:
        lines = [RULE, *(f"{name}: {value}" for name, value in head)]
        return "\n".join([note, "", *lines, "", original.body_text or ""]).lstrip("\n"), "text"
    lines = [RULE, *(f"{name}: {escape(value)}" for name, value in head)]
    quoted = original.body_html if original.body_html is not None else as_html(original.body_text or "")
    word = note if note_type == "html" else as_html(note)
    return f"<div>{word}</div><br><div>{'<br>'.join(lines)}</div><br><div>{quoted}</div>", "html"


def as_html(text: str) -> str:
    """Plain text as HTML that shows the same lines."""
    return "<br>".join(escape(line) for line in text.splitlines())
