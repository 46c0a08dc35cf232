"""The address at which a wait for a callback is called: known before it begins, and to nobody who was not told."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from workflows.engine.control.handles import WAIT
from workflows.engine.decisions import Instance
from workflows.engine.expressions.faults import EvaluationFault
from workflows.engine.plan import Plan

MAC_BYTES = 16


@dataclass(frozen=True)
class Awaited:
    """Which wait of which run an address stands for."""

    run_id: UUID
    instance: Instance


def wait_address(plan: Plan, run_id: UUID, key: str, path: tuple[int, ...]) -> str:
    """The address of the wait with this key, seen from an instance with this path. Raises EvaluationFault."""
    node = plan.by_key(key)
    if node is None or node.type != WAIT:
        raise EvaluationFault(f"There is no wait {key!r} here. Name the key of a node of the type {WAIT}.")
    depth = len(plan.loops_of(node.id))
    if depth > len(path):
        raise EvaluationFault(f"{key!r} waits once for each item of a loop: its address is known inside of it alone.")
    return f"{settings.PUBLIC_URL}/hooks/wait/{token_of(Awaited(run_id, (node.id, path[:depth])))}/"


def token_of(awaited: Awaited) -> str:
    """What nobody can guess, and the next process reads again."""
    node_id, path = awaited.instance
    said = awaited.run_id.bytes + f"{node_id}/{'.'.join(map(str, path))}".encode()
    return base64.urlsafe_b64encode(_mac(said) + said).rstrip(b"=").decode()


def awaited_by(token: str) -> Awaited | None:
    """What a token stands for; None for one that nobody was told."""
    try:
        data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    mac, said = data[:MAC_BYTES], data[MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(said)):
        return None
    node_id, _, path = said[16:].decode().rpartition("/")
    return Awaited(UUID(bytes=said[:16]), (node_id, tuple(map(int, path.split("."))) if path else ()))


def _mac(said: bytes) -> bytes:
    key = hashlib.sha256(b"machina.waits:" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, said, "sha256")[:MAC_BYTES]
