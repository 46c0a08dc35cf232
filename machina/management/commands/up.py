"""`manage.py up`: check, then become the supervisor of all processes."""

from __future__ import annotations

import os
import sys
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from machina.up import checks
from machina.up.plan import Plan


class Command(BaseCommand):
    help = "Start Valkey (embedded), web, worker and scheduler, with one log; Ctrl-C stops all of it."
    # They load every page, which takes a second: only a start that changes the database runs them.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", action="store_true", help="first apply migrations and make the demo data")
        parser.add_argument("--reload", action="store_true", help="restart on edited sources, rebuild the frontend")

    def handle(self, *, prepare: bool, reload: bool, **options: Any) -> None:
        env = settings.ENV
        checks.check_python()
        checks.check_port(env.host, env.port)
        checks.check_providers()
        embedded_valkey = "REDIS_URL" not in os.environ or not os.environ["REDIS_URL"].strip()
        if embedded_valkey:
            env.data_dir.mkdir(parents=True, exist_ok=True)
            checks.check_socket_path(env.data_dir)
            checks.check_valkey()
        else:
            checks.check_redis(env.redis_url)
        if prepare:
            self._prepare()
        else:
            checks.check_migrations()
        plan = Plan(
            host=env.host,
            port=env.port,
            public_url=env.public_url,
            data_dir=str(env.data_dir),
            embedded_valkey=embedded_valkey,
            worker_concurrency=env.worker_concurrency,
            demo=env.demo,
            reload=reload,
        )
        sys.stdout.flush()
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, [sys.executable, "-m", "machina.up.supervisor", plan.as_json()])

    def _prepare(self) -> None:
        if checks.pending_migrations():
            self.check()
            self.stdout.write("Preparing the database…")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.MACHINA_DEMO:
            call_command("demo", stdout=StringIO())  # the supervisor shows the login
