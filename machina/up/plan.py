"""What the supervisor is to run, handed over by `manage.py up` as JSON: no Django on this side."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from machina.server.limits import DRAIN_SECONDS
from machina.up.child import Program
from machina.up.commands import editor_command, scheduler_command, web_command, worker_command
from machina.up.valkey_server import valkey_command


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The few settings that a supervisor needs."""

    host: str
    port: int
    public_url: str
    data_dir: str
    embedded_valkey: bool
    worker_concurrency: int
    demo: bool
    reload: bool = False

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Plan:
        return cls(**json.loads(text))

    def programs(self) -> list[Program]:
        """In the order of their start; they stop in the opposite order."""
        python = sys.executable
        valkey = Program("valkey", valkey_command(Path(self.data_dir))) if self.embedded_valkey else None
        worker = worker_command(python, concurrency=self.worker_concurrency)
        web = web_command(python, host=self.host, port=self.port)
        return [
            *([valkey] if valkey else []),
            # Called steps are finished before the worker goes; what takes longer is marked by the sweeper.
            Program("worker", worker, drain_seconds=30.0),
            Program("scheduler", scheduler_command(python)),
            # What runs is finished before the web process goes (machina/server/limits.py).
            Program("web", web, drain_seconds=DRAIN_SECONDS + 5.0),
            *([Program("frontend", editor_command(host=self.host, port=self.port))] if self.reload else []),
        ]
