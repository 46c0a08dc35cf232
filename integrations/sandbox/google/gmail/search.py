"""Gmail's search language as a database query.

Terms stand side by side (and), with `OR` or in `{…}` (or), after `-` (not), in `(…)`, and quoted as phrases.
Operators and their meaning: https://support.google.com/mail/answer/7190
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from integrations.sandbox.google.gmail.words import words
from integrations.sandbox.models import Message

TOKEN = re.compile(r'-(?=[^\s-])|[(){}]|(?:[A-Za-z_0-9]+:)?(?:"[^"]*"?|\([^()]*\)|[^\s(){}"]+)')
AGE = re.compile(r"(\d{1,4})([hdmy])")
SECONDS = re.compile(r"[0-9]{9,11}")
DAYS = {"h": 1 / 24, "d": 1, "m": 30, "y": 365}
SIZE = re.compile(r"(\d{1,9})([kmKM]?)")
# "All dates used in the search query are interpreted as midnight on that date in the PST timezone."
# https://developers.google.com/workspace/gmail/api/guides/filtering
PACIFIC = ZoneInfo("America/Los_Angeles")


class Search:
    """One query, read from left to right. Nothing in it is an error: what is no operator is a word."""

    def __init__(self, query: str, now: datetime) -> None:
        self._tokens = [token for token in TOKEN.findall(query) if token.strip()]
        self._now = now
        self.names_trash_or_spam = bool(re.search(r"\b(in|label):(anywhere|trash|spam)\b", query, re.IGNORECASE))

    def condition(self) -> Q:
        """The whole query."""
        condition = Q()
        while self._tokens:
            condition &= self._alternatives()
        return condition

    def _alternatives(self) -> Q:
        condition = self._term()
        while len(self._tokens) > 1 and self._tokens[0] == "OR":
            self._tokens.pop(0)
            condition |= self._term()
        return condition

    def _term(self) -> Q:
        word = self._tokens.pop(0)
        if word == "-":
            return ~self._term() if self._tokens else Q()
        if word in "({":
            return self._group(any_of=word == "{")
        name, colon, value = word.partition(":")
        operator = OPERATORS.get(name.lower()) if colon and value else None
        if operator is None:
            return _contains("all_words", word)
        if value.startswith("("):
            return self._listed(operator, value[1:-1])
        return operator(value.strip('"'), self._now)

    def _group(self, *, any_of: bool) -> Q:
        """Up to the closing bracket, or to the end where it is missing."""
        condition, closing = Q(), "}" if any_of else ")"
        while self._tokens and self._tokens[0] != closing:
            term = self._alternatives()
            condition = condition | term if any_of else condition & term
        if self._tokens:
            self._tokens.pop(0)
        return condition

    def _listed(self, operator: Operator, values: str) -> Q:
        """`subject:(dinner movie)` wants both, `from:(anna OR ben)` one of them."""
        condition, is_alternative = Q(), False
        for value in re.findall(r'"[^"]*"|\S+', values):
            if value == "OR":
                is_alternative = True
                continue
            term = operator(value.strip('"'), self._now)
            condition = condition | term if is_alternative else condition & term
            is_alternative = False
        return condition


Operator = Callable[[str, datetime], Q]


def _contains(column: str, text: str) -> Q:
    wanted = words(text)
    return Q(**{f"{column}__contains": wanted}) if wanted else Q()


def _in_column(column: str) -> Operator:
    return lambda value, now: _contains(column, value)


def _labelled(label_id: str) -> Q:
    return Q(Exists(Message.labels.through.objects.filter(message_id=OuterRef("pk"), label__label_id=label_id)))


def _label(value: str, now: datetime) -> Q:
    """By id or by name; in names, spaces and slashes may be written as dashes."""
    place = PLACES.get(value.lower())
    if place:
        return _labelled(place)
    through = Message.labels.through.objects.filter(message_id=OuterRef("pk"))
    pattern = f"^{'[-/ ]'.join(map(re.escape, re.split('[-/ ]', value)))}$"
    return Q(Exists(through.filter(Q(label__label_id=value) | Q(label__name__iregex=pattern))))


def _in(value: str, now: datetime) -> Q:
    return Q() if value.lower() == "anywhere" else _label(value, now)


def _is(value: str, now: datetime) -> Q:
    if value.lower() == "read":
        return ~_labelled("UNREAD")
    return _labelled(value.upper())


def _has(value: str, now: datetime) -> Q:
    if value.lower() == "attachment":
        return Q(has_attachment=True)
    return ~_user_labelled() if value.lower() == "nouserlabels" else _user_labelled()


def _user_labelled() -> Q:
    return Q(Exists(Message.labels.through.objects.filter(message_id=OuterRef("pk"), label__is_system=False)))


def _rfc822_id(value: str, now: datetime) -> Q:
    return Q(rfc822_id=value.strip("<>"))


def _date(value: str) -> datetime | None:
    """Midnight in the Pacific for a date, the moment itself for seconds since 1970."""
    if SECONDS.fullmatch(value):
        return datetime.fromtimestamp(int(value), PACIFIC)
    try:
        year, month, day = (int(piece) for piece in re.split(r"[/-]", value))
        return datetime(year, month, day, tzinfo=PACIFIC)
    except ValueError:
        return None


def _after(value: str, now: datetime) -> Q:
    moment = _date(value)
    return Q(internal_date__gte=int(moment.timestamp() * 1000)) if moment else Q()


def _before(value: str, now: datetime) -> Q:
    moment = _date(value)
    return Q(internal_date__lt=int(moment.timestamp() * 1000)) if moment else Q()


def _newer(value: str, now: datetime) -> Q:
    since = _age(value, now)
    return Q() if since is None else Q(internal_date__gte=since)


def _older(value: str, now: datetime) -> Q:
    since = _age(value, now)
    return Q() if since is None else Q(internal_date__lt=since)


def _age(value: str, now: datetime) -> int | None:
    match = AGE.fullmatch(value.lower())
    if match is None:
        return None
    return int((now - timedelta(days=int(match[1]) * DAYS[match[2]])).timestamp() * 1000)


def _size(value: str) -> int:
    match = SIZE.fullmatch(value)
    return int(match[1]) * {"": 1, "k": 1024, "m": 1024**2}[match[2].lower()] if match else 0


def _larger(value: str, now: datetime) -> Q:
    return Q(size_estimate__gt=_size(value))


def _smaller(value: str, now: datetime) -> Q:
    return Q(size_estimate__lt=_size(value))


PLACES = {
    "inbox": "INBOX",
    "sent": "SENT",
    "draft": "DRAFT",
    "drafts": "DRAFT",
    "trash": "TRASH",
    "spam": "SPAM",
    "unread": "UNREAD",
    "starred": "STARRED",
    "important": "IMPORTANT",
}

OPERATORS: dict[str, Operator] = {
    "from": _in_column("from_words"),
    "to": _in_column("to_words"),
    "cc": _in_column("cc_words"),
    "bcc": _in_column("bcc_words"),
    "subject": _in_column("subject_words"),
    "filename": _in_column("filename_words"),
    "label": _label,
    "in": _in,
    "is": _is,
    "has": _has,
    "rfc822msgid": _rfc822_id,
    "after": _after,
    "newer": _after,
    "before": _before,
    "older": _before,
    "newer_than": _newer,
    "older_than": _older,
    "larger": _larger,
    "size": _larger,
    "smaller": _smaller,
}
