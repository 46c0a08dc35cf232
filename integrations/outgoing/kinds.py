"""The events that go out, and what each tells: our facts in the words of the REST API, without what is ours alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from integrations.errors import FieldError

Payload = Mapping[str, object]
Data = dict[str, object]
TEST = "webhook.test"
EVERYTHING = "*"
MOST_WISHES = 50


@dataclass(frozen=True)
class Kind:
    """One kind of event. ``data`` makes what is told of the fact as it was emitted; None where it is nobody's news."""

    name: str
    label: str
    description: str
    data: Callable[[Payload], Data | None]


def _connected(fact: Payload) -> Data | None:
    if not fact.get("success") or not fact.get("connection"):
        return None  # somebody has given up halfway
    return _taken(fact, "connection", "provider", "email", "status")


def _changed(fact: Payload) -> Data:
    return _taken(fact, "connection", "provider", "status", "status_reason")


def _revocation(fact: Payload) -> Data:
    return _taken(fact, "connection", "provider", "state")


def _finished(fact: Payload) -> Data:
    return _taken(fact, "link", "providers")


def _deployment(fact: Payload) -> Data:
    return _taken(fact, "deployment", "workflow", "name", "version", "causes")


def _run(fact: Payload) -> Data:
    return _taken(fact, "run", "workflow", "name", "deployment", "source", "reason")


def _budget(fact: Payload) -> Data:
    return _taken(fact, "budget", "threshold", "spent", "amount", "currency", "period", "hard", "until")


def _unhealthy(fact: Payload) -> Data:
    return {name: fact.get(name) for name in ("oauth_app", "name", "provider", "reason")}


def _taken(fact: Payload, *names: str) -> Data:
    """These fields, and whose it is: the key of a customer, or null for the owner."""
    return {"customer": fact.get("customer_id"), **{name: fact.get(name) for name in names}}


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("connection.connected", "Account connected", "An account was connected, or connected again.", _connected),
        Kind(
            "connection.changed", "Account changed", "The state of an account has changed; it may have ended.", _changed
        ),
        Kind(
            "connection.revocation",
            "Access ended at the provider",
            "What became of a disconnected account's access at its provider.",
            _revocation,
        ),
        Kind("link.finished", "Link finished", "Everything that a connect link asked for is connected.", _finished),
        Kind(
            "deployment.unhealthy",
            "Deployment unhealthy",
            "A deployment cannot do all it should any more, and why.",
            _deployment,
        ),
        Kind("run.failed", "Run failed", "A run of a workflow has failed, and why.", _run),
        Kind("budget.threshold", "Budget used", "A part of a budget that was to be told of is spent.", _budget),
        Kind("oauth_app.unhealthy", "OAuth app refused", "A provider refuses one of the OAuth apps.", _unhealthy),
    )
}


def label_of(name: str) -> str:
    """An event as people read it."""
    return KINDS[name].label if name in KINDS else "Test" if name == TEST else name


def in_words(wish: str) -> str:
    """What somebody wants to hear of, as people read it."""
    if wish == EVERYTHING:
        return "Everything"
    return ", ".join(kind.label for kind in KINDS.values() if wants([wish], kind.name)) or wish


def wants(wishes: Iterable[str], name: str) -> bool:
    """Whether one of the wishes is this event's name, or a beginning of it that ends in ``*``."""
    return any(wish == name or (wish.endswith("*") and name.startswith(wish[:-1])) for wish in wishes)


def wrong_wishes(wishes: list[str]) -> list[FieldError]:
    """What is wrong with a list of wanted events."""
    if not wishes:
        return [FieldError("events", f'Name at least one event, or "{EVERYTHING}" for all. {_offered()}')]
    if len(wishes) > MOST_WISHES:
        return [FieldError("events", f"Name at most {MOST_WISHES} events.")]
    return [
        FieldError(f"events.{index}", f"{wish[:64]!r} is no event. {_offered()}")
        for index, wish in enumerate(wishes)
        if not any(wants([wish], name) for name in KINDS)
    ]


def _offered() -> str:
    return f"Events are: {', '.join(KINDS)}. A name may end in *."
