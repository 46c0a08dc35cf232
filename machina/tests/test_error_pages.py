"""Answers where no view answers."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from integrations.errors import MachinaError
from machina import error_pages

pytestmark = pytest.mark.django_db


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the secret cause")


urlpatterns = [path("api/breaks", breaks), path("breaks", breaks)]
handler500 = "machina.error_pages.server_error"


def test_an_unknown_api_address_is_a_problem(client: Client) -> None:
    response = client.get("/api/v1/nothing/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json() == {
        "type": "urn:machina:error:not_found",
        "title": "Not found",
        "status": 404,
        "code": "not_found",
        "detail": "There is nothing at '/api/v1/nothing/'. GET /api/schema/ lists every address.",
    }


def test_an_unknown_page_is_told_in_words(client: Client) -> None:
    response = client.get("/nothing/<b>")
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert b"There is no such page" in response.content
    assert b"<b>" not in response.content


@override_settings(ROOT_URLCONF="machina.tests.test_error_pages")
@pytest.mark.parametrize("address", ["/api/breaks", "/breaks"])
def test_a_fault_of_ours_leaks_no_cause(address: str) -> None:
    response = Client(raise_request_exception=False).get(address)
    assert response.status_code == 500
    assert b"Something went wrong on our side" in response.content
    assert b"secret cause" not in response.content
    assert response["X-Request-ID"]


def test_a_foreign_host_is_a_problem_to_programs(client: Client) -> None:
    response = client.get("/api/v1/services/", headers={"host": "evil.example"})
    assert (response.status_code, response.json()["code"]) == (422, "input_error")
    assert response.json()["status"] == 422


def test_a_refusal_under_api_is_a_problem(rf: RequestFactory) -> None:
    response = error_pages.permission_denied(rf.get("/api/x"), PermissionError())
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"


def test_a_problem_carries_the_errors_own_status() -> None:
    assert error_pages.problem_response(MachinaError("x")).status_code == 500
