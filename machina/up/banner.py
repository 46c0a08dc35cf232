"""What the supervisor says once Machina answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from machina.up.plan import Plan


def ready_lines(plan: Plan, *, seconds: float) -> Iterator[str]:
    """The address, and in demo mode the login."""
    yield f"ready in {seconds:.1f} s at {plan.public_url}"
    login = Path(plan.data_dir) / "demo-login"
    if plan.demo and login.exists():
        demo = json.loads(login.read_text())
        yield f"sign in as {demo['username']} with password {demo['password']}"
    yield "press Ctrl-C to stop"
