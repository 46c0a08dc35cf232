"""What egress asks for when it sets the Authorization header; tokens are seen nowhere else."""

from __future__ import annotations

from typing import Protocol


class Credential(Protocol):
    """Opens a connection's access token at send time. Both methods may raise errors from the tree."""

    def token(self) -> str:
        """An access token that is believed to be valid."""
        ...

    def rejected(self, token: str) -> bool:
        """The vendor answered 401 to this token: force one refresh. True if asking again makes sense."""
        ...
