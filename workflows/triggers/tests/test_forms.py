"""Forms with files: fields are read, files are stored for the deployment's holder, and hostile ones refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from integrations.models import Customer, StoredFile
from integrations.payloads.contents import load
from integrations.payloads.files import open_content
from workflows.models import InboxEvent, Run
from workflows.triggers.registration import sync
from workflows.triggers.tests.conftest import Deploy, webhook

pytestmark = pytest.mark.django_db(transaction=True)

Send = Callable[..., Any]
KIND = "multipart/form-data; boundary=edge"


def form(*parts: tuple[str, bytes], end: bytes = b"--edge--\r\n") -> bytes:
    """Parts by what stands after ``form-data;`` in their head."""
    made = (
        f"--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body + b"\r\n" for head, body in parts
    )
    return b"".join(made) + end


@pytest.fixture
def send(deploy: Deploy, globex: Customer) -> Send:
    """Send a body to an open webhook of Globex's."""
    [trigger] = sync(deploy(webhook(authentication="none"), customer=globex)).triggers

    def send(body: bytes, kind: str = KIND, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client().generic("POST", f"/hooks/{trigger.public_id}/", body, content_type=kind, headers=named)

    return send


def _body_of(answer: Any) -> Any:
    run = Run.objects.select_related("input").get(pk=UUID(answer["Machina-Run"]))
    assert run.input is not None
    told: Any = load(run.input)
    assert "raw" not in told
    return told["body"]


def test_fields_are_read_and_files_stored_for_the_customer(send: Send, globex: Customer) -> None:
    typed = 'name="scan"; filename="a.pdf"\r\nContent-Type: application/pdf'
    body = form(('name="order"', b"7"), ('name="tag"', b"new"), ('name="tag"', b"paid"), (typed, b"%PDF-1\x00"))
    told = _body_of(send(body))
    stored = StoredFile.objects.get()
    assert told == {
        "order": "7",
        "tag": ["new", "paid"],
        "scan": {"file_id": str(stored.pk), "filename": "a.pdf", "mime_type": "application/pdf", "size": 7},
    }
    assert stored.customer == globex
    with open_content(stored) as content:
        assert content.read() == b"%PDF-1\x00"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\\\..\\\\boot.ini", "a\x00b", ".." * 200])
def test_a_files_name_from_outside_is_no_path(send: Send, globex: Customer, name: str) -> None:
    answer = send(form((f'name="f"; filename="{name}"', b"x")))
    assert answer.status_code == 200
    for stored in StoredFile.objects.all():
        assert "/" not in stored.name
        assert stored.path == f"{globex.pk}/{stored.pk}"


def test_a_delivery_that_comes_twice_stores_its_files_once(send: Send) -> None:
    body = form(('name="f"; filename="a"', b"x"))
    first, again = (send(body, webhook_id="one") for _ in range(2))
    assert first["Machina-Run"] == again["Machina-Run"]
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"no form", "multipart/form-data"),
        (b"no form", "multipart/form-data; boundary="),
        (b"no form", "multipart/form-data; boundary=" + "x" * 300),
        (form(*[(f'name="f{n}"; filename="a"', b"") for n in range(21)]), KIND),
        (form(*[(f'name="f{n}"', b"") for n in range(1_001)]), KIND),
    ],
)
def test_a_form_that_cannot_be_read_starts_nothing(send: Send, body: bytes, kind: str) -> None:
    answer = send(body, kind)
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert not Run.objects.exists()
    assert not InboxEvent.objects.exists()
    assert not StoredFile.objects.exists()
