"""What a page of the operator's is told that has opened a link in a window, each time a page of the link is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from integrations.connect.links.progress import ProviderProgress
from integrations.connect.operator_settings import operator_settings, return_addresses
from integrations.connect.return_urls import allowed_origin
from integrations.models import ConnectLink

VERSION = 1


def told(link: ConnectLink, providers: Sequence[ProviderProgress] = ()) -> dict[str, object] | None:
    """The origin and the message for it; None for a link that nobody has embedded, or no longer may.

    It holds what the operator's server can ask for by its key, and nothing of the person.
    """
    if not link.origin:
        return None
    origin = allowed_origin(link.origin, return_addresses(operator_settings()))
    if origin is None:
        return None
    message = {
        "type": "machina-connect",
        "version": VERSION,
        "link": str(link.pk),
        "state": link.state,
        "providers": [
            {
                "provider": each.provider.key,
                "state": each.state,
                "connection": str(each.connection.pk) if each.connection else None,
                "error": each.trouble or None,
            }
            for each in providers
        ],
    }
    return {"origin": origin, "message": message}
