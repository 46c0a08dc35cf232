"""The text of a message as Slack takes it: its markup, whom it may call, and how long it may be."""

from __future__ import annotations

from integrations.errors import FieldError, InputError
from integrations.services.slack.models.fields import TextFormat
from integrations.services.slack.models.messages import LONGEST_TEXT
from integrations.services.slack.mrkdwn import escape, quiet, to_mrkdwn

_FENCE = "```"
_ROOM_FOR_FENCES = 8


def shown(written: str, text_format: TextFormat, *, notify_everyone: bool) -> str:
    """The text in mrkdwn. Nobody is called all together unless that is asked for."""
    if text_format == "plain":
        return escape(written)
    text = to_mrkdwn(written) if text_format == "markdown" else written
    return text if notify_everyone else quiet(text)


def one_message(text: str) -> str:
    """The text, unless Slack would cut it. Raises InputError."""
    if length(text) <= LONGEST_TEXT:
        return text
    words = (
        f"It has {length(text):,} characters in Slack's markup; Slack cuts a message after {LONGEST_TEXT:,}."
        " Shorten it, upload it as a file, or post it with long_text=split."
    )
    raise InputError(words, errors=[FieldError("text", words)])


def several_messages(text: str, *, longest: int = LONGEST_TEXT) -> list[str]:
    """The text in as few messages as it takes, parted between lines or words; code that is parted stays code."""
    parts: list[str] = []
    while length(text) > longest:
        head, text = _parted(text, longest - _ROOM_FOR_FENCES)
        if head.count(_FENCE) % 2:
            head, text = f"{head}\n{_FENCE}", f"{_FENCE}\n{text}"
        parts.append(head)
    return [part for part in (*parts, text) if part.strip()]


def length(text: str) -> int:
    """By UTF-16 units, as browsers count: never less than what Slack may count."""
    return len(text) + sum(character > "\uffff" for character in text)


def _parted(text: str, longest: int) -> tuple[str, str]:
    """The longest beginning, and the rest without the space in between."""
    fitting = text[:longest]
    while length(fitting) > longest:
        fitting = fitting[: len(fitting) - max(1, (length(fitting) - longest) // 2)]
    for space in ("\n", " "):
        end = fitting.rfind(space)
        if end > longest // 2:
            return text[:end], text[end + 1 :]
    inside = max(fitting.rfind("<"), fitting.rfind("&"))
    end = inside if inside > len(fitting) - 2000 and inside > fitting.rfind(">") and inside > 0 else len(fitting)
    return text[:end], text[end:]
