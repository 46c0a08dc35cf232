"""All of Machina's processes, started by `manage.py up` in a folder of their own: for browser tests and the bench."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

REPOSITORY = Path(__file__).resolve().parents[2]
READY_SECONDS = 150.0
STOP_SECONDS = 60.0
PRODUCTION = {
    "SECRET_KEY": "only-for-a-test-or-bench-" + "0123456789abcdef" * 3,
    "ENCRYPTION_KEYS": "stack:" + base64.b64encode(bytes(range(32))).decode(),
}
"""What a stack with a database of its own asks for, beside DATABASE_URL."""


@dataclass(frozen=True)
class Checkout:
    """A folder with Machina's sources, and the interpreter that has what they require."""

    root: Path
    python: str


HERE = Checkout(REPOSITORY, sys.executable)


@dataclass(frozen=True)
class Stack:
    """A running Machina. The sandbox is reached under another origin, as a real provider would be."""

    url: str
    sandbox_url: str
    data_dir: Path
    supervisor: subprocess.Popen[bytes]
    log: Path
    ready_seconds: float
    environment: Mapping[str, str]
    checkout: Checkout

    @property
    def login(self) -> tuple[str, str]:
        """User name and password of the demo operator."""
        login = json.loads((self.data_dir / "demo-login").read_text())
        return login["username"], login["password"]

    def manage(self, *arguments: str) -> str:
        """Run a management command against this stack and return what it printed."""
        done = subprocess.run(
            [self.checkout.python, "manage.py", *arguments],
            cwd=self.checkout.root,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout


@contextmanager
def running(**overrides: str) -> Iterator[Stack]:
    """Start everything, wait for `/readyz`, and stop it again as Ctrl-C would.

    Raises RuntimeError with the end of the log when it does not become ready.
    """
    # Directly under /tmp: the path of a unix socket may have 107 bytes only.
    folder = tempfile.TemporaryDirectory(prefix="machina-stack-", dir="/tmp", ignore_cleanup_errors=True)
    with folder as name, start(Path(name), checkout=HERE, **overrides) as stack:
        yield stack


@contextmanager
def start(data_dir: Path, *, checkout: Checkout = HERE, **overrides: str) -> Iterator[Stack]:
    """The same in a given folder, so that a second start can find what the first has left."""
    port = free_port()
    environment = _environment(data_dir, port) | overrides
    log = data_dir / "stack.log"
    began = time.monotonic()
    with log.open("ab") as sink:
        supervisor = subprocess.Popen(
            [checkout.python, "manage.py", "up", "--prepare"],
            cwd=checkout.root,
            env=environment,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(url, supervisor, log)
        yield Stack(
            url=url,
            sandbox_url=environment["MACHINA_SANDBOX"],
            data_dir=data_dir,
            supervisor=supervisor,
            log=log,
            ready_seconds=time.monotonic() - began,
            environment=environment,
            checkout=checkout,
        )
    finally:
        if supervisor.poll() is None:
            supervisor.send_signal(signal.SIGINT)
        try:
            supervisor.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            supervisor.kill()
            raise


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(data_dir: Path, port: int) -> dict[str, str]:
    passed = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
    return passed | {
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "MACHINA_SANDBOX": f"http://localhost:{port}",
        "MACHINA_DEMO": "true",
    }


def _wait_until_ready(url: str, supervisor: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and supervisor.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"Machina was not ready. The end of its log:\n{log.read_text()[-4000:]}")
