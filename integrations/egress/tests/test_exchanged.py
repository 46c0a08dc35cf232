"""What is told of each request for the log: every attempt and redirect, and nothing of what it carried."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.catalog.http import Get
from integrations.egress.client import Egress
from integrations.egress.exchanged import Exchanged, read_back, route_of
from integrations.egress.http import ServiceHttp
from integrations.egress.request import EgressRequest
from integrations.egress.tests.conftest import MakePermit, StaticCredential
from integrations.egress.tests.vendor import Vendor, ok, reset, status
from integrations.errors import OutcomeUnknown

SECRET = "s3cret-in-the-address"


class Told(list[Exchanged]):
    """What the permit heard, without its times."""

    @property
    def shown(self) -> list[tuple[str, str, int | None, str, int]]:
        return [(each.method, each.route, each.status, each.problem, each.attempt) for each in self]


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("/gmail/v1/users/{userId}/messages/{id}", "/gmail/v1/users/{userId}/messages/{id}"),
        ("/v4/sheets/{sheetId}/values/{range}:append", "/v4/sheets/{sheetId}/values/{range}:append"),
        ("/v1/{+resourceName}:updateContact", "/v1/{+resourceName}:updateContact"),
        ("/api/oauth.v2.access", "/api/oauth.v2.access"),
        ("/letters/77120?key=abc", "/letters/{…}"),
        ("/users/ada@globex.example/mails", "/users/{…}/mails"),
        (f"/hooks/T0123/{SECRET}9812", "/hooks/{…}/{…}"),
        ("/files/" + "a" * 41, "/files/{…}"),
        ("", ""),
    ],
)  # fmt: skip
def test_of_a_path_the_words_are_told_and_no_values(template: str, shown: str) -> None:
    assert route_of(template) == shown


def test_every_attempt_is_told_with_its_number_and_ending(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    told = Told()
    vendor.answers(status(503, {}), reset(), status(429, {}), ok({}))
    permit = make_permit(on_exchanged=told.append)
    http = ServiceHttp(egress, permit, vendor.url, files=_no_files())
    http.post("/parcels/{parcel_id}", path={"parcel_id": SECRET}, query={"q": SECRET}, json={"text": SECRET})
    assert told.shown == [
        ("POST", "/parcels/{parcel_id}", 503, "", 1),
        ("POST", "/parcels/{parcel_id}", None, "remote_unavailable", 2),
        ("POST", "/parcels/{parcel_id}", 429, "", 3),
        ("POST", "/parcels/{parcel_id}", 200, "", 4),
    ]
    assert {each.host for each in told} == {"127.0.0.1"}
    assert {each.sent_bytes for each in told} == {len(b'{"text": "' + SECRET.encode() + b'"}')}
    assert all(0 <= each.milliseconds < 10_000 for each in told)
    assert SECRET not in str(told)


def test_a_token_that_is_refused_and_renewed_makes_two(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    told = Told()
    vendor.answers(status(401, {}), ok({}))
    credential = StaticCredential("token-of-the-test", "renewed-token")
    egress.send(EgressRequest("GET", f"{vendor.url}/a", make_permit(credential=credential, on_exchanged=told.append)))
    assert [(each.status, each.attempt) for each in told] == [(401, 1), (200, 1)]
    assert "token" not in str(told)


def test_of_an_address_that_somebody_else_wrote_only_the_host_is_told(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    told = Told()
    vendor.answers(status(302, {}, location=f"/{SECRET}?{SECRET}"), ok({}))
    egress.send(EgressRequest("GET", f"{vendor.url}/{SECRET}", make_permit(on_exchanged=told.append)))
    assert told.shown == [("GET", "", 302, "", 1), ("GET", "", 200, "", 1)]
    assert SECRET not in str(told)


def test_what_never_left_is_told_as_such_and_a_lost_answer_too(
    egress: Egress, vendor: Vendor, make_permit: MakePermit
) -> None:
    told = Told()
    vendor.answers(reset())
    request = EgressRequest("POST", f"{vendor.url}/a", make_permit(effect="write", on_exchanged=told.append))
    with pytest.raises(OutcomeUnknown):
        egress.send(request)
    assert told.shown == [("POST", "", None, "remote_unavailable", 1)]


def test_requests_side_by_side_are_told_each(egress: Egress, vendor: Vendor, make_permit: MakePermit) -> None:
    told = Told()
    http = ServiceHttp(egress, make_permit(on_exchanged=told.append), vendor.url, files=_no_files())
    http.gather([Get("/users/{user_id}", path={"user_id": number}) for number in range(20)])
    assert told.shown == [("GET", "/users/{user_id}", 200, "", 1)] * 20


def test_what_is_kept_says_only_what_there_is_to_say() -> None:
    whole = Exchanged(method="GET", host="h", route="/a", status=200, milliseconds=7, sent_bytes=3)
    part = Exchanged(method="GET", host="h", route="/a", status=404, count=2, is_part=True)
    kept = whole.as_dict()
    assert kept == {"method": "GET", "host": "h", "path": "/a", "status": 200, "duration": 7, "attempt": 1, "sent": 3}
    assert read_back(kept) == {**kept, "problem": "", "in_batch": False, "count": 1}
    assert part.as_dict() == {"method": "GET", "host": "h", "path": "/a", "status": 404, "in_batch": True, "count": 2}


def _no_files() -> Any:
    """These requests carry none."""
    return None
