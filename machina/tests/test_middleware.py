"""What stands in front of every view: limits, the one address, and headers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import cast

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from pytest_django import Settings

from integrations.audit import Origin, current_origin
from machina.middleware.body_limit import BodyLimitMiddleware
from machina.middleware.border import Border
from machina.middleware.canonical_host import CanonicalHostMiddleware
from machina.middleware.head import HeadMiddleware
from machina.middleware.origin import OriginMiddleware
from machina.middleware.page_policy import PagePolicyMiddleware

View = Callable[[HttpRequest], HttpResponseBase]
LIMIT = 10 * 1024 * 1024


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def through(middleware: type[Border], request: HttpRequest, view: View = ok) -> HttpResponseBase:
    """The answer of the view behind one middleware, called synchronously."""
    return cast(HttpResponseBase, middleware(view)(request))


def policy(response: HttpResponseBase) -> dict[str, set[str]]:
    """The Content-Security-Policy as directive → sources."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: set(sources) for name, *sources in parts}


@pytest.mark.parametrize("path", ["/api/v1/operations/gmail.send_message/run", "/hooks/abc/"])
def test_a_body_of_20_mb_is_refused_as_a_problem(client: Client, path: str) -> None:
    response = client.post(path, b"x" * 20_000_000, content_type="application/json")
    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["code"], problem["status"]) == ("payload_too_large", 413)
    assert problem["type"] == "urn:machina:error:payload_too_large"
    assert problem["detail"].startswith("The body has 20000000 bytes, and at most 10485760 are accepted.")


def test_a_page_refuses_a_large_body_in_plain_words(client: Client) -> None:
    response = client.post("/accounts/login/", b"x" * (LIMIT + 1), content_type="text/plain")
    assert (response.status_code, response["Content-Type"]) == (413, "text/plain")


def test_a_body_at_the_limit_passes(rf: RequestFactory) -> None:
    request = rf.post("/api/x", b"x" * LIMIT, content_type="application/json")
    assert through(BodyLimitMiddleware, request).status_code == 200


@pytest.mark.parametrize(("size", "status"), [(LIMIT, 200), (LIMIT + 1, 413)])
def test_a_chunked_body_without_a_length_is_measured(size: int, status: int) -> None:
    request = ASGIRequest({"type": "http", "method": "POST", "path": "/api/x", "headers": []}, BytesIO(b"x" * size))
    assert through(BodyLimitMiddleware, request).status_code == status
    assert len(request.read()) == size


@pytest.mark.parametrize("path", ["/", "/accounts/login/?next=/x", "/admin/", "/connect/abc/"])
def test_a_page_on_another_host_leads_to_the_public_address(client: Client, path: str) -> None:
    response = client.get(path, headers={"host": "localhost:8000"})
    assert (response.status_code, response["Location"]) == (302, f"http://testserver{path}")


@pytest.mark.parametrize("path", ["/api/x", "/hooks/x/", "/sandbox/x", "/static/x", "/healthz", "/readyz", "/metrics"])
def test_programs_may_use_any_allowed_host(rf: RequestFactory, path: str) -> None:
    assert through(CanonicalHostMiddleware, rf.get(path, headers={"host": "localhost:8000"})).status_code == 200


def test_forms_are_never_redirected(rf: RequestFactory) -> None:
    request = rf.post("/connect/abc/", headers={"host": "localhost:8000"})
    assert through(CanonicalHostMiddleware, request).status_code == 200


def test_a_forged_host_is_refused_and_leads_nowhere(client: Client) -> None:
    response = client.get("/accounts/login/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Location" not in response


def test_every_answer_carries_a_request_id(client: Client) -> None:
    assert re.fullmatch(r"[0-9a-f]{32}", client.get("/healthz")["X-Request-ID"])
    assert client.get("/healthz", headers={"x-request-id": "trace-7"})["X-Request-ID"] == "trace-7"


@pytest.mark.parametrize("forged", ["two words", "x" * 65, "line\\nbreak", "<b>"])
def test_a_request_id_that_is_no_plain_word_is_replaced(client: Client, forged: str) -> None:
    assert client.get("/healthz", headers={"x-request-id": forged})["X-Request-ID"] != forged


@pytest.mark.parametrize(
    ("is_https", "address"),
    [(False, "203.0.113.9"), (True, "198.51.100.7")],
)
def test_a_forwarded_address_counts_only_behind_a_proxy(
    rf: RequestFactory, settings: Settings, is_https: bool, address: str
) -> None:
    settings.IS_HTTPS = is_https
    seen: list[Origin] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(current_origin.get())
        return HttpResponse()

    forwarded = "192.0.2.66, 198.51.100.7"
    request = rf.get("/", REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": forwarded, "x-request-id": "r1"})
    through(OriginMiddleware, request, view)
    assert seen == [Origin(address=address, request_id="r1")]
    assert request.META["REMOTE_ADDR"] == address


def test_an_answer_to_head_has_the_headers_alone(client: Client, rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("x" * 100_000)

    response = through(HeadMiddleware, rf.head("/"), view)
    assert isinstance(response, HttpResponse)
    assert (response.content, response["Content-Length"]) == (b"", "100000")
    assert client.get("/healthz")["Content-Length"] == client.head("/healthz")["Content-Length"]
    assert through(HeadMiddleware, rf.get("/"), view).getvalue() == b"x" * 100_000


def test_ipv4_in_the_clothes_of_ipv6_is_ipv4(rf: RequestFactory) -> None:
    """All of it is one /64, and whoever limits a network would take everybody for one."""
    request = rf.get("/", REMOTE_ADDR="::ffff:203.0.113.9")
    through(OriginMiddleware, request, lambda request: HttpResponse())
    assert request.META["REMOTE_ADDR"] == current_origin.get().address == "203.0.113.9"


@pytest.mark.parametrize("told", ["unknown", "198.51.100.7:4711", "'; drop table", ""])
def test_an_address_that_is_none_is_not_recorded(rf: RequestFactory, settings: Settings, told: str) -> None:
    settings.IS_HTTPS = True
    seen: list[Origin] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(current_origin.get())
        return HttpResponse()

    through(OriginMiddleware, rf.get("/", REMOTE_ADDR="", headers={"x-forwarded-for": told}), view)
    assert [each.address for each in seen] == [None]


def test_pages_have_a_strict_policy(client: Client) -> None:
    response = client.get("/healthz")
    csp = policy(response)
    assert csp["default-src"] == csp["base-uri"] == csp["frame-ancestors"] == {"'none'"}
    assert csp["script-src"] == csp["style-src"] == csp["form-action"] == {"'self'"}
    assert csp["connect-src"] == {"'self'", "ws://testserver"}
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "//" not in response["Content-Security-Policy"].replace("ws://testserver", "")
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"


@pytest.mark.django_db
def test_only_the_admin_gets_what_alpine_needs(client: Client) -> None:
    response = client.get("/admin/")
    csp = policy(response)
    assert csp["script-src"] == {"'self'", "'unsafe-eval'"}
    assert csp["style-src"] == {"'self'", "'unsafe-inline'"}
    assert csp["default-src"] == csp["frame-ancestors"] == {"'none'"}
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "path", ["/connect/abc/", "/connect/start/abc/", "/api/google/callback", "/sandbox/google/o/oauth2/v2/auth"]
)
def test_oauth_pages_keep_their_opener_and_leak_no_address(rf: RequestFactory, path: str) -> None:
    response = through(PagePolicyMiddleware, rf.get(path))
    assert response["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/api/v1/connections/", "/api/google/callback/x", "/connections/"])
def test_other_pages_are_separated_from_strangers(rf: RequestFactory, path: str) -> None:
    response = through(PagePolicyMiddleware, rf.get(path))
    assert response["Cross-Origin-Opener-Policy"] == "same-origin-allow-popups"
    assert "Cache-Control" not in response


def test_a_view_may_be_stricter(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cross-Origin-Opener-Policy": "same-origin"})

    assert through(PagePolicyMiddleware, rf.get("/"), view)["Cross-Origin-Opener-Policy"] == "same-origin"


async def test_middleware_runs_in_the_async_handler_too(rf: RequestFactory) -> None:
    async def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok")

    class Marking(Border):
        def after(self, request: HttpRequest, response: HttpResponseBase) -> None:
            response["X-Marked"] = "yes"

    response = await cast(Awaitable[HttpResponseBase], Marking(view)(rf.get("/")))
    assert response["X-Marked"] == "yes"


@pytest.fixture
def https(settings: Settings) -> None:
    settings.PUBLIC_URL, settings.IS_HTTPS = "https://machina.example.com", True
    settings.ALLOWED_HOSTS = ["machina.example.com", "127.0.0.1", "localhost"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


IN_THE_CLEAR = {"host": "machina.example.com", "x-forwarded-proto": "http", "x-forwarded-for": "192.0.2.7"}


@pytest.mark.parametrize("path", ["/accounts/login/?next=/x", "/admin/", "/connect/abc/", "/api/docs/", "/sandbox/"])
def test_under_an_https_address_pages_over_http_lead_to_it(client: Client, https: None, path: str) -> None:
    response = client.get(path, headers=IN_THE_CLEAR)
    assert (response.status_code, response["Location"]) == (301, f"https://machina.example.com{path}")


@pytest.mark.parametrize("host", ["machina.example.com", "localhost", "127.0.0.1"])
def test_who_comes_without_a_proxy_from_elsewhere_is_led_there_too(client: Client, https: None, host: str) -> None:
    response = client.get("/accounts/login/", REMOTE_ADDR="192.0.2.7", headers={"host": host})
    assert (response.status_code, response["Location"]) == (301, "https://machina.example.com/accounts/login/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_key_that_came_in_the_clear_is_refused_and_said_to_be_renewed(
    client: Client, https: None, method: str
) -> None:
    headers = IN_THE_CLEAR | {"authorization": "Bearer mk_none"}
    response = getattr(client, method)("/api/v1/customers/", headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")
    assert "renew the secrets in it" in response.json()["detail"]


def test_a_form_that_came_in_the_clear_is_refused(client: Client, https: None) -> None:
    response = client.post("/accounts/login/", {"login": "a", "password": "b"}, headers=IN_THE_CLEAR)
    assert (response.status_code, b"renew the secrets in it" in response.content) == (403, True)


def test_https_by_the_proxy_and_probes_are_answered(client: Client, https: None) -> None:
    assert client.get("/healthz", REMOTE_ADDR="192.0.2.7", headers={"host": "localhost"}).status_code == 200
    assert client.get("/metrics", headers={"host": "127.0.0.1"}).status_code == 401
    headers = IN_THE_CLEAR | {"x-forwarded-proto": "https"}
    assert client.get("/metrics", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("path", "headers", "is_shown"),
    [
        ("/nowhere/", {}, True),
        ("/nowhere/", {"host": "evil.example"}, False),
        ("/nowhere/", {"x-forwarded-for": "127.0.0.1"}, False),
    ],
)
def test_debug_pages_are_for_this_machine(
    client: Client, settings: Settings, path: str, headers: dict[str, str], is_shown: bool
) -> None:
    settings.DEBUG = True
    response = client.get(path, headers=headers)
    assert response.status_code >= 400
    assert (b"URLconf" in response.content) == is_shown
    assert (b"Open it on the machine itself" in response.content) != is_shown
