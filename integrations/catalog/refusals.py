"""How a vendor says no: the vocabulary in which services and providers declare it, and how most JSON APIs do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from integrations.catalog.answer import Answer
from integrations.catalog.places import Places, numbers, sentence, several, words
from integrations.catalog.rate_headers import is_used_up, reset_seconds
from integrations.catalog.told_waits import asked_seconds
from integrations.errors import (
    About,
    MachinaError,
    OutcomeUnknown,
    PayloadTooLarge,
    RateLimited,
    ReconnectRequired,
    RemoteRejected,
    RemoteUnavailable,
    ScopeMissing,
)

ERROR_OF_STATUS: Mapping[int, type[MachinaError]] = {
    401: ReconnectRequired,
    408: RemoteUnavailable,
    429: RateLimited,
    500: RemoteUnavailable,
    502: RemoteUnavailable,
    503: RemoteUnavailable,
    504: RemoteUnavailable,
}
_OF_VENDORS = (
    RateLimited,
    ReconnectRequired,
    ScopeMissing,
    RemoteUnavailable,
    RemoteRejected,
    OutcomeUnknown,
    PayloadTooLarge,
)
# What is not there stays away, whenever one comes back.
_FINAL = frozenset({404, 410})
_NEXT_STEP: Mapping[type[MachinaError], str] = {
    ReconnectRequired: "Connect the account again.",
    ScopeMissing: "Connect the account again and grant the permission.",
    RateLimited: "Wait, then try again.",
    RemoteUnavailable: "Try again later.",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Refusals:
    """A service's or a provider's way to refuse; what is left out is read as most JSON APIs mean it.

    From status 300 on every answer is a refusal. Below, ``is_refusal`` is asked, if it is declared.
    """

    is_refusal: Callable[[Answer], object] | None = None
    """Whether an answer that looks like success is none: ``lambda answer: answer.at("ok") is False``."""
    word: Places = ()
    """Where the vendor's own word for the reason stands, such as ``error.code``; the first that is known counts."""
    kinds: Mapping[str | int, type[MachinaError]] = field(default_factory=dict)
    """What the vendor's words mean, and its statuses where they differ from the usual. A word refines a status.

    ``OutcomeUnknown`` is a kind, too: for a word after which a part may have happened. ``RemoteUnavailable`` on an
    answer below 300 says that nothing has.
    """
    message: Places = ()
    """Where the words for people stand."""
    advice: Mapping[str, str] = field(default_factory=dict)
    """What a person can do about a word of the vendor, as one sentence."""
    retry_after: Places = ()
    """Where the seconds stand after which to come back, for an answer that tells it in none of the usual ways."""
    about: Mapping[str, About] = field(default_factory=dict)
    """Whom a limit holds back, by the vendor's word: the account, the whole app, or one method."""
    counted: About | None = None
    """Whom it holds back where no word says so, and whom rate headers count; the account if nothing is declared."""
    status_decides: frozenset[int] = frozenset()
    """Statuses that say what to do next whatever the word beside them."""
    accepted: frozenset[int] = frozenset()
    """Statuses from 300 on that are no refusal, because whoever asks wants to read them."""

    def __post_init__(self) -> None:
        """Raises ValueError for a kind of error that is not a vendor's to raise."""
        for word, kind in self.kinds.items():
            if kind not in _OF_VENDORS:
                names = ", ".join(each.__name__ for each in _OF_VENDORS)
                raise ValueError(f"{word!r} cannot mean {kind.__name__}, which is ours to say. Choose one of {names}.")

    def over(self, base: Refusals) -> Refusals:
        """These declarations, and what they leave open as ``base`` has it: a service's over its provider's."""
        return Refusals(
            is_refusal=self.is_refusal or base.is_refusal,
            word=(*several(self.word), *several(base.word)),
            kinds={**base.kinds, **self.kinds},
            message=(*several(self.message), *several(base.message)),
            advice={**base.advice, **self.advice},
            retry_after=(*several(self.retry_after), *several(base.retry_after)),
            about={**base.about, **self.about},
            counted=self.counted or base.counted,
            status_decides=self.status_decides | base.status_decides,
            accepted=self.accepted | base.accepted,
        )

    def accepts(self, status: int) -> bool:
        """Whether an answer is one by its status alone."""
        return status < 300 or status in self.accepted

    def read(self, answer: Answer, vendor: str = "", *, now: datetime | None = None) -> MachinaError | None:
        """The error an answer stands for; None for success. Without a ``vendor`` messages name the host."""
        if self.accepts(answer.status) and (self.is_refusal is None or not self.is_refusal(answer)):
            return None
        at = now or datetime.now(UTC)
        said = tuple(words(answer, self.word))
        kind, word = self._kind(answer, said)
        refused = kind(
            self._sentence(answer, vendor or answer.host or "The vendor", kind, word),
            retry_after=self._retry_after(answer, kind, at),
            vendor_status=answer.status,
        )
        refused.vendor_word = word
        if isinstance(refused, RateLimited):
            whom = (self.about[each] for each in said if each in self.about)
            refused.about = next(whom, self.counted or "account")
        return refused

    def _kind(self, answer: Answer, said: tuple[str, ...]) -> tuple[type[MachinaError], str]:
        """What it is, and the word that says so, or else the first one there is, rather than a number."""
        first = next((word for word in said if not word.isdecimal()), next(iter(said), ""))
        known = next((word for word in said if word in self.kinds), None)
        by_status = self.kinds.get(answer.status) or ERROR_OF_STATUS.get(answer.status)
        if by_status is not None and (known is None or answer.status in self.status_decides):
            return by_status, known or first
        if known is not None:
            return self.kinds[known], known
        return (RateLimited if _asks_to_wait(answer) else RemoteRejected), first

    def _sentence(self, answer: Answer, vendor: str, kind: type[MachinaError], word: str) -> str:
        said = sentence(answer, self.message, self.word)
        did = "refused" if answer.status < 300 else f"answered {answer.status}"
        if not said and answer.status < 300:
            did = "refused the request"
        step = self.advice.get(word) or _NEXT_STEP.get(kind)
        return f"{vendor} {did}{f': {said}' if said else ''}.{f' {step}' if step else ''}"

    def _retry_after(self, answer: Answer, kind: type[MachinaError], now: datetime) -> float | None:
        """The longest wait that headers and body ask for: whoever comes back in between is refused again."""
        if kind not in (RateLimited, RemoteUnavailable):
            return None
        stated = asked_seconds(answer, now=now)
        if stated is None:
            stated = next(numbers(answer, self.retry_after), None)
        if stated is None and kind is RateLimited:
            stated = reset_seconds(answer.headers, now=now)
        return stated


def _asks_to_wait(answer: Answer) -> bool:
    """A refusal that is none of the request but of its moment, by its headers: GitHub's 403, for one."""
    if answer.status in _FINAL or not (answer.status < 300 or 400 <= answer.status < 500):
        return False
    return "retry-after" in answer.headers or (answer.status == 403 and is_used_up(answer.headers))
