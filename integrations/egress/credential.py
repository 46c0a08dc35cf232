"""What egress asks for when it sets a credential on a request; secrets are seen nowhere else."""

from __future__ import annotations

from typing import Protocol


class Credential(Protocol):
    """Opens a connection's secret at send time. Both methods may raise errors from the tree.

    The secret is an access token, or what the permit's ``place`` makes headers of.
    """

    def token(self) -> str:
        """A secret that is believed to be valid."""
        ...

    def rejected(self, token: str) -> bool:
        """The vendor answered 401 to this token: force one refresh. True if asking again makes sense."""
        ...
