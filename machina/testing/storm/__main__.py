"""`python -m machina.testing.storm ROUNDS`: let it blow on the database of DATABASE_URL, and print what came of it.

A process of its own, because its users are forks of it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from machina.testing.storm.provider import running_provider

SCALE = 1 / 15
"""Of all times of a lease, where processes die: each death of a holder costs a lease, which else lasts a minute."""
MOST_CONNECTIONS = 8
"""To PostgreSQL, of each process; its server has a hundred for all of them."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m machina.testing.storm")
    parser.add_argument("rounds", type=int)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--threads", type=int, default=25)
    parser.add_argument("--accounts", type=int, default=1)
    parser.add_argument("--strike", choices=("alive", "killed", "stopped"), nargs="+", default=["alive"])
    parser.add_argument("--overlap", action="store_true")
    wanted = parser.parse_args(arguments)
    with running_provider(overlap=wanted.overlap) as origin:
        names = ("authorize", "token", "userinfo", "revoke")
        addresses = {f"{name}_url": f"{origin}/{name}" for name in names} | {"issuer": origin, "api_root": origin}
        os.environ["MACHINA_ENDPOINTS"] = json.dumps({"google": addresses})
        os.environ["DJANGO_SETTINGS_MODULE"] = "machina.settings"
        print(json.dumps(_weather(wanted, origin)))
    return 0


def _weather(wanted: argparse.Namespace, origin: str) -> dict[str, Any]:
    import django

    django.setup()
    from django.conf import settings

    settings.DATABASES["default"].get("OPTIONS", {}).get("pool", {})["max_size"] = MOST_CONNECTIONS
    from integrations.actors import SYSTEM
    from integrations.connect.tokens import refresh, token_endpoint
    from integrations.connect.tokens.oauth_apps import save_app
    from machina.testing.storm.weather import Storm

    if wanted.strike != ["alive"]:
        refresh.LEASE_SECONDS, refresh.NEEDED_SECONDS = refresh.LEASE_SECONDS * SCALE, refresh.NEEDED_SECONDS * SCALE
        token_endpoint.EXCHANGE_SECONDS *= SCALE
    app = save_app(SYSTEM, provider="google", client_id="storm", client_secret="storm-secret")
    storm = Storm(origin, app, processes=wanted.processes, threads=wanted.threads, accounts=wanted.accounts)
    return asdict(storm.blow(wanted.rounds, strike=wanted.strike))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
