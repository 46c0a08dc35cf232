"""A product of the operator's, on an origin of its own, whose page connects an account in a window of Machina's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from machina.testing.stack import Stack
from machina.tests.browser.conftest import NewProfile
from machina.tests.browser.steps import allow_at_sandbox, mailed_code, make_customer

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><title>Product</title>
<script src="{machina}/connect/embed.js"></script>
<button>Connect your mail</button><ol></ol>
<script>
  const list = document.querySelector("ol");
  const say = (text) => list.append(Object.assign(document.createElement("li"), {{ textContent: text }}));
  const line = ({{ state, providers: [google] }}) => `${{state}} ${{google.provider}}:${{google.state}}`;
  document.querySelector("button").onclick = () => {{
    const flow = MachinaConnect.open({{
      url: fetch("/session", {{ method: "POST" }}).then((answer) => answer.text()),
      onState: (told) => say(line(told)),
      onFinished: ({{ providers }}) => say(`finished ${{providers[0].connection}}`),
      onClosed: ({{ isFinished }}) => say(`closed ${{isFinished}}`),
    }});
    flow.going.catch((error) => say(error.message));
  }};
</script>"""


@dataclass
class Product:
    """The operator's own product: a page, and a server that makes links with its key."""

    machina: str
    key: str = field(repr=False)
    customer: str = "embedded"
    server: ThreadingHTTPServer = field(init=False)
    link: dict[str, Any] = field(default_factory=dict)
    named: str = ""
    """The origin it names when it makes a link; empty for its own."""

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def make_link(self) -> str:
        answer = httpx.post(
            f"{self.machina}/api/v1/customers/{self.customer}/links/",
            json={"services": ["gmail"], "origin": self.named or self.origin, "expires_in": 1800},
            headers={"Authorization": f"Bearer {self.key}"},
        )
        answer.raise_for_status()
        self.link = answer.json()
        return str(self.link["url"])


@pytest.fixture
def product(stack: Stack) -> Iterator[Product]:
    key = stack.manage("api_key", "create", "product").splitlines()[-1]
    made = Product(stack.url, key)

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(PAGE.format(machina=made.machina), "text/html")

        def do_POST(self) -> None:
            self._answer(made.make_link(), "text/plain")

        def _answer(self, text: str, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    made.server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    serving = threading.Thread(target=made.server.serve_forever)
    serving.start()
    allow_origins(stack, made.origin, "http://other.example")
    yield made
    made.server.shutdown()
    serving.join()
    made.server.server_close()


def allow_origins(stack: Stack, *origins: str) -> None:
    addresses = [f"{origin}/" for origin in origins]
    stack.manage(
        "shell",
        "-c",
        "from integrations.models import OperatorSettings as Settings;"
        f"Settings.objects.update_or_create(pk=1, defaults={{'return_urls': {addresses!r}}})",
    )


def open_flow(page: Page, product: Product) -> Page:
    page.goto(product.origin)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Connect your mail").click()
    return opened.value


def test_a_product_connects_an_account_in_a_window_and_hears_how_it_goes(
    stack: Stack, new_profile: NewProfile, product: Product
) -> None:
    make_customer(stack, key="embedded", name="Embedded GmbH")
    page = new_profile().new_page()
    window = open_flow(page, product)
    heard = page.get_by_role("listitem")
    expect(heard).to_have_text(["open google:todo"])

    window.get_by_role("button", name="Continue").click()
    window.get_by_label("We sent a code").fill(mailed_code(stack))
    window.get_by_role("button", name="Continue").click()
    expect(heard.last).to_have_text("bound google:todo")

    window.get_by_role("button", name="Connect Google").click()
    allow_at_sandbox(window, account="yara.keller@globex.example")
    expect(window.get_by_role("heading", name="Waiting for")).to_be_visible()
    connections = httpx.get(
        f"{stack.url}/api/v1/connections/?customer=embedded", headers={"Authorization": f"Bearer {product.key}"}
    ).json()["results"]
    expect(heard.last).to_have_text(f"finished {connections[0]['id']}")

    window.close()
    expect(heard.last).to_have_text("closed true")


def test_a_page_of_another_origin_than_the_link_names_hears_nothing(
    stack: Stack, new_profile: NewProfile, product: Product
) -> None:
    make_customer(stack, key="elsewhere", name="Elsewhere GmbH")
    product.customer, product.named = "elsewhere", "http://other.example"
    page = new_profile().new_page()
    window = open_flow(page, product)
    expect(window.get_by_role("button", name="Continue")).to_be_visible()
    window.close()

    expect(page.get_by_role("listitem")).to_have_text(["closed false"])


def test_an_address_that_is_not_machinas_is_not_opened(new_profile: NewProfile, product: Product) -> None:
    page = new_profile().new_page()
    page.goto(product.origin)
    page.route("**/session", lambda route: route.fulfill(body="https://evil.example/connect/x/"))
    page.get_by_role("button", name="Connect your mail").click()

    expect(page.get_by_role("listitem").first).to_contain_text("is no address at")
    expect(page.get_by_role("listitem").last).to_have_text("closed false")
