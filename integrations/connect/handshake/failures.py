"""Why an attempt brought no connection, in words for the person who made it."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.errors import Conflict, InputError, MachinaError, NotConnected, RemoteRejected, RemoteUnavailable
from integrations.providers import registry

_WORDS: Mapping[str, tuple[type[MachinaError], str]] = {
    "refused": (NotConnected, "You did not give access at {provider}. Nothing has been connected."),
    "provider_error": (
        RemoteRejected,
        "{provider} reported an error and gave no access. Nothing has been connected. Please try again.",
    ),
    "unavailable": (
        RemoteUnavailable,
        "{provider} could not be reached. Nothing has been connected. Please try again in a few minutes.",
    ),
    "blocked": (
        RemoteRejected,
        "{provider} keeps this account from the app. Nothing has been connected. Ask its administrator to allow it.",
    ),
    "app_rejected": (
        RemoteRejected,
        "{provider} does not accept the OAuth app used here. Nothing has been connected; the app has to be corrected.",
    ),
    "identity": (
        RemoteRejected,
        "What {provider} said about the account could not be verified. Nothing has been connected.",
    ),
    "wrong_account": (
        Conflict,
        "That is another {provider} account than the one to connect again. Nothing has been changed.",
    ),
    "not_allowed": (InputError, "This may no longer be connected: the link or the sign-in behind it has ended."),
    "link_used": (
        Conflict,
        "A {provider} account was connected with this link a moment ago. Nothing else has been connected.",
    ),
    "broken": (MachinaError, "Something is set up wrongly here. Nothing has been connected. The operator can see why."),
}


class ConnectFailure(Exception):
    """An attempt ends without a connection. ``code`` is one of the words above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def failure_error(code: str, provider: str) -> MachinaError:
    """The failure as an error of the tree, naming the provider."""
    kind, words = _WORDS.get(code, _WORDS["broken"])
    return kind(words.format(provider=registry.provider(provider).name))
