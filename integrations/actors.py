"""Who acts: an operator, an API key, the holder of a connect link, or Machina itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

Right = Literal["view", "read_content", "operate", "billing", "security"]
"""``view`` sees what happened, ``read_content`` reads what calls and runs said."""

STAFF_RIGHTS: dict[str, frozenset[Right]] = {
    "viewer": frozenset({"view"}),
    "operator": frozenset({"view", "read_content", "operate"}),
    "billing": frozenset({"view", "billing"}),
    "security": frozenset({"view", "read_content", "operate", "security"}),
}
ToolLevel = Literal["read", "write", "destructive"]
"""The most that an actor's tools do: read, change what can be changed again, or anything."""

ALL_RIGHTS: frozenset[Right] = frozenset({"view", "read_content", "operate", "billing", "security"})


@dataclass(frozen=True)
class Actor:
    """One party asking for something.

    ``id`` is opaque (a user's primary key, a key's UUID), ``label`` is what people read in the audit log.
    A ``customer_id`` confines the actor to that one customer; everything else is not found for it. ``tools`` is the
    most that its tools do; where they would ask a person first, those of one that ``approves`` do not.
    """

    kind: Literal["staff", "api_key", "link", "system"]
    id: str
    label: str
    customer_id: UUID | None = None
    rights: frozenset[Right] = field(default_factory=frozenset)
    tools: ToolLevel = "read"
    approves: bool = False

    @property
    def sees_all(self) -> bool:
        """Whether the actor acts for the operator and may see every customer."""
        return self.customer_id is None

    def may(self, right: Right) -> bool:
        return right in self.rights

    def __str__(self) -> str:
        return f"{self.kind}:{self.label}"


SYSTEM = Actor(kind="system", id="machina", label="Machina", rights=ALL_RIGHTS, tools="destructive", approves=True)


def staff_actor(*, user_id: object, label: str, groups: frozenset[str], is_superuser: bool) -> Actor:
    """The actor for a signed-in staff user: a superuser may do everything, others what their groups allow."""
    granted: frozenset[Right] = frozenset().union(*(STAFF_RIGHTS.get(group, frozenset()) for group in groups))
    rights = ALL_RIGHTS if is_superuser else granted
    level: ToolLevel = "destructive" if "operate" in rights else "read"
    return Actor(kind="staff", id=str(user_id), label=label, rights=rights, tools=level, approves="operate" in rights)
