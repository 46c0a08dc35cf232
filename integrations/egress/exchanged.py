"""What is said of one request after it was sent: how it looked and how it ended, nothing of what it carried."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from integrations.errors import MachinaError

_LETTERS = r"[A-Za-z_.:-]{0,39}"
_BLANK = r"\{\+?[A-Za-z_]{1,40}\}(:[A-Za-z]{1,40})?"
_WORD = re.compile(rf"[A-Za-z]{_LETTERS}([0-9]{{1,2}}{_LETTERS})?|{_BLANK}")
_LONGEST_ROUTE = 200
VALUE = "{…}"
"""Stands for a part of a path that is none of the words an address is made of."""


@dataclass(frozen=True, kw_only=True)
class Exchanged:
    """One request of a call, or one kind of part of a batch, with how it was answered.

    ``route`` is the path as the service declares it, with blanks for values and without a query; empty for an address
    that somebody else has written, of which only the host is told.
    """

    method: str
    host: str
    route: str
    status: int | None
    """None where no answer came."""
    problem: str = ""
    """The code of the error where no answer came."""
    milliseconds: int = 0
    """Until the answer began."""
    attempt: int = 1
    """The how manieth time the same request was sent."""
    sent_bytes: int = 0
    count: int = 1
    """How many requests the vendor counts for it, or how many such parts a batch has."""
    is_part: bool = False
    """Whether it went inside the batch before it."""

    def as_dict(self) -> dict[str, object]:
        """As it is kept; what says nothing is left out."""
        kept: dict[str, object] = {"method": self.method, "host": self.host, "path": self.route, "status": self.status}
        if not self.is_part:
            kept |= {"duration": self.milliseconds, "attempt": self.attempt, "sent": self.sent_bytes}
        optional = {"problem": self.problem, "in_batch": self.is_part, "count": self.count if self.count > 1 else 0}
        return kept | {name: value for name, value in optional.items() if value}


def route_of(template: str) -> str:
    """A path's template with everything in it that may be a value left out: what a service has written into it by
    itself cannot be told from a word otherwise."""
    segments = template.partition("?")[0].split("/")
    shown = (segment if not segment or _WORD.fullmatch(segment) else VALUE for segment in segments)
    return "/".join(shown)[:_LONGEST_ROUTE]


def problem_of(error: Exception) -> str:
    """What to call an exchange that no answer ended."""
    return error.code if isinstance(error, MachinaError) else "cancelled"


def read_back(kept: Mapping[str, object]) -> dict[str, object]:
    """A kept exchange with everything it left out."""
    default = {"problem": "", "in_batch": False, "count": 1, "duration": None, "attempt": None, "sent": None}
    return {**default, **kept}
