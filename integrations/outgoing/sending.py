"""One attempt to tell one endpoint: a signed POST through egress, without a redirect and without a quick second try."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from django.utils import timezone

from integrations.catalog.rate_headers import header_seconds
from integrations.catalog.refusals import Refusals
from integrations.connect.tokens import webhook_secrets
from integrations.connect.tokens.vault import VaultError
from integrations.database import release_database
from integrations.egress.client import shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.request import EgressRequest
from integrations.egress.response import StreamedAnswer
from integrations.errors import MachinaError
from integrations.models import WebhookDelivery, WebhookEndpoint
from integrations.outgoing.signing import headers

ATTEMPT_SECONDS = 15.0
SHOWN_BYTES = 1000
LONGEST_ANSWER = 256 * 1024
GONE = 410
READ_AS_THEY_ARE = Refusals(accepted=frozenset(range(300, 600)))
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Attempted:
    """How it went. ``status`` is None without an answer; ``error`` is empty for a success."""

    at: datetime
    milliseconds: int
    status: int | None = None
    error: str = ""
    answer: str = ""
    retry_after: float | None = None

    @property
    def is_success(self) -> bool:
        return not self.error

    @property
    def is_gone(self) -> bool:
        return self.status == GONE


def attempt(endpoint: WebhookEndpoint, delivery: WebhookDelivery, deadline: Deadline) -> Attempted:
    """Send the delivery once. Raises nothing but Cancelled, when the turn is not ours any more."""
    at, begun, body = timezone.now(), monotonic(), delivery.body.encode()
    try:
        secrets = webhook_secrets.in_force(endpoint)
        request = EgressRequest(
            "POST",
            endpoint.url,
            _permit(deadline),
            headers={
                "content-type": "application/json",
                **headers(secrets, message_id=delivery.message_id, at=at, body=body),
            },
            body=body,
            max_answer=LONGEST_ANSWER,
            max_redirects=0,
        )
        release_database()
        status, answer, retry_after = shared_egress().take(request, _read, attempts=1)
    except VaultError:
        detail = "Its secret does not open. Put the right key back into ENCRYPTION_KEYS: `manage.py doctor` names it."
        return Attempted(at, _since(begun), error=detail)
    except MachinaError as error:
        return Attempted(at, _since(begun), error=error.detail[:500])
    said = "" if 200 <= status < 300 else f"It answered {status}; only 200 to 299 says that it has understood."
    return Attempted(at, _since(begun), status, said, answer, retry_after)


def _permit(deadline: Deadline) -> Permit:
    """To the endpoint alone, wherever in the public internet, or in MACHINA_ALLOW_PRIVATE, it is."""
    return Permit(
        reach=Reach.open(),
        effect="idempotent_write",
        deadline=deadline.within(ATTEMPT_SECONDS),
        refusals=READ_AS_THEY_ARE,
    )


def _read(answer: StreamedAnswer) -> tuple[int, str, float | None]:
    """The status, how the body begins, and when it wants to be asked again; the rest is left unread."""
    begun = b""
    for chunk in answer:
        begun += chunk
        if len(begun) >= SHOWN_BYTES:
            break
    shown = _UNPRINTABLE.sub("", begun[:SHOWN_BYTES].decode(errors="replace"))
    return answer.status, shown, header_seconds(answer.headers, now=datetime.now(UTC))


def _since(begun: float) -> int:
    return round((monotonic() - begun) * 1000)
