"""What a call has to be and to prove before anything of it is kept."""

from __future__ import annotations

from datetime import datetime

from integrations.errors import MethodNotAllowed, Unauthenticated
from workflows.triggers.hooks.authentication import is_proved
from workflows.triggers.hooks.calls import HookCall
from workflows.triggers.hooks.reading import input_of
from workflows.triggers.hooks.settings import HookSettings

UNPROVED = {
    "secret": "Send this webhook's secret as the header Machina-Secret, or as Authorization: Bearer.",
    "hmac": "Sign the raw body with this webhook's secret: Machina-Signature: sha256=<hex of HMAC-SHA256>.",
}


def admitted(call: HookCall, settings: HookSettings, secret: str, *, received_at: datetime) -> dict[str, object]:
    """What the call says, as a run gets it; files of a form are still to be stored.

    Nothing is read of a body whose sender has proved nothing. Raises MethodNotAllowed, Unauthenticated, InputError.
    """
    if call.method not in settings.methods:
        raise MethodNotAllowed(f"This webhook takes {', '.join(settings.methods)}, not {call.method[:20]!r}.")
    if not is_proved(settings.authentication, call.headers, call.raw, secret):
        raise Unauthenticated(UNPROVED[settings.authentication])
    return input_of(call.method, call.headers, call.query, call.raw, received_at=received_at, takes_files=True)
