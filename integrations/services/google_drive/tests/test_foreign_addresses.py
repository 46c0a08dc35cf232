"""Uploads from an address, through the door: behind the guard, and without the account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.execution.files import CustomerFiles
from integrations.models import Connection
from integrations.tests.google_account import GoogleAccount

YARA = "yara.keller@globex.example"
PRIVATE = [
    "http://127.0.0.1/x",
    "https://127.0.0.1/x",
    "https://localhost/x",
    "https://[::1]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://2130706433/x",
    "https://0177.0.0.1/x",
    "https://0x7f.1/x",
    "https://10.0.0.1/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://user:pass@files.example.com/x",
    "http://files.example.com/x",
    "ftp://files.example.com/x",
    "file:///etc/passwd",
    "//files.example.com/x",
]


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> GoogleAccount:
    return GoogleAccount(sandbox, YARA)


@pytest.fixture
def foreign(settings: Settings) -> Iterator[Vendor]:
    """Somebody else's server, to which private addresses are open here."""
    vendor = Vendor()
    settings.MACHINA_ALLOW_PRIVATE = (vendor.url,)
    yield vendor
    vendor.close()


@pytest.mark.parametrize("url", PRIVATE)
def test_no_address_leads_inside(yara: GoogleAccount, url: str) -> None:
    outcome = yara.outcome("google_drive.upload_file", {"url": url, "name": "inside.txt"})
    assert outcome.error is not None
    assert outcome.error["code"] == "input_error"
    assert "'field': 'url'" in str(outcome.error["errors"])
    assert yara.run("google_drive.list_files", name="inside.txt")["files"] == []


def test_the_sandbox_itself_is_not_reached_by_an_address(yara: GoogleAccount, sandbox: str) -> None:
    outcome = yara.outcome("google_drive.upload_file", {"url": f"{sandbox}/sandbox/", "name": "inside.txt"})
    assert outcome.error is not None
    assert outcome.error["code"] == "input_error"


def test_the_account_stays_behind(yara: GoogleAccount, foreign: Vendor) -> None:
    foreign.answers(ok(b"a,b", content_type="text/csv", content_disposition='attachment; filename="q1.csv"'))
    made = yara.run("google_drive.upload_file", url=f"{foreign.url}/export?id=7")
    fetched = yara.run("google_drive.download_file", file_id=made["file_id"])

    assert (made["name"], made["mime_type"]) == ("q1.csv", "text/csv")
    assert CustomerFiles(None).read(fetched["file_id"])[1] == b"a,b"
    (received,) = foreign.received
    assert "authorization" not in received.headers


def test_what_a_foreign_server_refuses_does_not_end_the_account(yara: GoogleAccount, foreign: Vendor) -> None:
    foreign.answers(status(401, {"error": "who are you"}))
    outcome = yara.outcome("google_drive.upload_file", {"url": f"{foreign.url}/x"})
    assert outcome.error is not None
    assert outcome.error["code"] == "input_error"
    assert Connection.objects.get().status == "active"


def test_a_foreign_server_that_is_busy_holds_no_other_call_back(yara: GoogleAccount, foreign: Vendor) -> None:
    foreign.answers(status(429, retry_after="3600"))
    outcome = yara.outcome("google_drive.upload_file", {"url": f"{foreign.url}/x"})
    assert outcome.error is not None
    assert outcome.error["code"] == "rate_limited"
    assert yara.run("google_drive.upload_file", text="x", name="x")["name"] == "x"


def test_a_redirect_leads_inside_no_more_than_an_address(yara: GoogleAccount, foreign: Vendor, sandbox: str) -> None:
    foreign.answers(status(302, location=f"{sandbox}/sandbox/"))
    outcome = yara.outcome("google_drive.upload_file", {"url": f"{foreign.url}/x"})
    assert outcome.error is not None
    assert outcome.result is None
    assert len(foreign.received) == 1
