"""Large contents are fetched by their own address, by who may read them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from rest_framework.test import APIClient

from integrations.models import Customer, Payload
from integrations.payloads.contents import keep

MAIL = {"subject": "Über <script>alert(1)</script>", "body": "a" * 300_000}


def address(payload: Payload) -> str:
    return f"/api/v1/payloads/{payload.pk}/"


def staff_in(*groups: str) -> APIClient:
    user = User.objects.create_user("vera", "vera@operator.example", "correct horse", is_staff=True)
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    client = APIClient()
    client.force_login(user)
    return client


def test_the_whole_content_comes_as_json_to_be_saved(globex_key: APIClient, globex: Customer) -> None:
    payload = keep(MAIL, customer_id=globex.pk)
    answer = globex_key.get(address(payload))
    assert (answer.status_code, answer.json()) == (200, MAIL)
    assert len(answer.content) == payload.size
    assert {name: answer.headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")} == {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{payload.pk}.json"'


def test_the_owners_and_unknown_contents_are_not_found_for_a_customer(globex_key: APIClient) -> None:
    owners = keep(MAIL, customer_id=None)
    for unknown in (address(owners), f"/api/v1/payloads/{uuid4()}/"):
        answer = globex_key.get(unknown)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert "secret" not in answer.content.decode()


def test_what_is_over_is_not_found_before_it_is_pruned(operator_key: APIClient) -> None:
    over = keep(MAIL, customer_id=None, kept_for=timedelta(0))
    answer = operator_key.get(address(over))
    assert answer.status_code == 404
    assert "no longer kept (30 days)" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("groups", "status"),
    [
        (("operator",), 200),
        (("security",), 200),
        (("viewer",), 403),
        (("billing",), 403),
        (("viewer", "operator"), 200),
    ],
)
def test_staff_need_the_right_to_read(globex: Customer, groups: tuple[str, ...], status: int) -> None:
    payload = keep(MAIL, customer_id=globex.pk)
    answer = staff_in(*groups).get(address(payload))
    assert answer.status_code == status
    assert (MAIL["body"] in answer.content.decode()) is (status == 200)


def test_nobody_reads_without_signing_in(globex: Customer) -> None:
    assert APIClient().get(address(keep(MAIL, customer_id=globex.pk))).status_code == 401
