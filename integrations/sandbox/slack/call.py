"""What a handler is given: who asks, and arguments that the table has already accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from django.http import HttpRequest

from integrations.sandbox.models import SlackConversation, SlackMember, SlackTeam, Token
from integrations.sandbox.slack.errors import SlackFailure
from integrations.sandbox.slack.table import Method


@dataclass(frozen=True, kw_only=True)
class SlackCall:
    """One call of one method."""

    method: Method
    member: SlackMember
    scopes: frozenset[str]
    token: Token
    arguments: Mapping[str, Any]
    now: datetime
    root: str
    """The sandbox's address for Slack, as this request reached it."""
    request: HttpRequest

    @property
    def team(self) -> SlackTeam:
        """The workspace."""
        return self.member.team

    @property
    def is_bot(self) -> bool:
        """Whether the token is an app's own."""
        return bool(self.member.bot_id)

    def text(self, name: str, default: str = "") -> str:
        """A text; the default where it is absent."""
        value = self.arguments.get(name, default)
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        return int(self.arguments.get(name, default))

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value."""
        return bool(self.arguments.get(name, default))

    def refuse(self, word: str, **details: object) -> NoReturn:
        """Raises SlackFailure. A word that the method's page does not list is a mistake of the sandbox."""
        if not self.method.may_say(word):
            raise AssertionError(f"{self.method.name} never says {word!r}")
        raise SlackFailure(word, details=details)

    def require_scope(self, scope: str) -> None:
        """A scope that depends on what is asked for."""
        if scope not in self.scopes:
            self.refuse("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def conversation(self, name: str = "channel") -> SlackConversation:
        """The named conversation, where this member may know of it."""
        found = self.team.conversations.filter(channel_id=self.text(name)).first()
        hidden = found is not None and found.kind != found.Kind.PUBLIC and not self.is_in(found)
        if found is None or hidden:
            self.refuse("channel_not_found")
        return found

    def is_in(self, conversation: SlackConversation) -> bool:
        """Whether this member has joined."""
        return conversation.members.filter(pk=self.member.pk).exists()
