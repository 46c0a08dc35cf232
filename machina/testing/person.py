"""A person without a browser: signs in, connects an account at the sandbox, and speaks over the editor's socket."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import count
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from machina.testing.consent import consent
from machina.testing.stack import Stack

REPLY_SECONDS = 60.0
Json = dict[str, Any]  # messages as the contract writes them


class Person:
    """One staff session with one socket; ``sandbox_url`` is where the provider is, if not at the stack itself."""

    def __init__(self, stack: Stack, *, sandbox_url: str | None = None) -> None:
        self._stack = stack
        self._sandbox_url = sandbox_url or stack.sandbox_url
        self._numbers = count(1)
        self.frames: list[Json] = []
        self.http = httpx.Client(base_url=stack.url, follow_redirects=False, timeout=30)
        self._sign_in()
        self.socket = self._open_socket()

    def close(self) -> None:
        self.socket.close()
        self.http.close()

    def ask(self, kind: str, **body: Any) -> Json:
        """Send one request and wait for its reply; pushes that come before are passed over."""
        request_id = str(next(self._numbers))
        self.socket.send(json.dumps({"type": kind, "request_id": request_id, **body}))
        while True:
            message: Json = json.loads(self.socket.recv(timeout=REPLY_SECONDS))
            self.frames.append(message)
            if message.get("request_id") == request_id:
                return message

    def connect_owner(self, provider: str, services: list[str]) -> None:
        """The owner's OAuth dance: start page, the provider's consent, callback."""
        login = self.ask(f"{provider}_oauth_login", services=services)
        if not login["success"]:
            raise RuntimeError(f"login was refused: {login['error']}")
        provider_page = self.http.get(login["url"]).headers["Location"]
        callback = self.http.get(consent(self._sandbox_url, provider_page))
        if callback.status_code != 200:
            raise RuntimeError(f"the callback answered {callback.status_code}: {callback.text[:500]}")

    def _sign_in(self) -> None:
        page = self.http.get("/accounts/login/")
        user, password = self._stack.login
        form = {"login": user, "password": password, "csrfmiddlewaretoken": hidden(page.text)["csrfmiddlewaretoken"]}
        answer = self.http.post("/accounts/login/", data=form, headers={"Referer": f"{self._stack.url}/"})
        if answer.status_code != 302:
            raise RuntimeError(f"sign-in answered {answer.status_code}")

    def _open_socket(self) -> ClientConnection:
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        address = self._stack.url.replace("http", "ws", 1) + "/ws/editor/"
        return connect(
            address,
            origin=Origin(self._stack.url),
            additional_headers={"Cookie": cookies},
            compression=None,
            legacy=True,
        )


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    fields = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", html)
    pairs = [(re.search(r'name="([^"]+)"', each), re.search(r'value="([^"]*)"', each)) for each in fields]
    return {name[1]: unescape(value[1]) for name, value in pairs if name and value}
