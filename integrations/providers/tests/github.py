"""A small GitHub over real HTTP: its consent, token address, accounts and issues, as its documentation has them."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from integrations.egress.tests.vendor import Received, Reply, Vendor, status

CLIENT = ("Iv1.client", "github-secret")
BASIC = "Basic " + base64.b64encode(":".join(CLIENT).encode()).decode()
USER = {"id": 583231, "login": "octocat", "name": "The Octocat"}
EMAILS = [
    {"email": "cat@users.noreply.github.com", "primary": False, "verified": True},
    {"email": "cat@octo.example", "primary": True, "verified": True},
]


@dataclass
class GitHub:
    """``codes`` are what consents gave, by code; ``tokens`` those that work."""

    server: Vendor
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    comments: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.answers(lambda handler, vendor: self._reply(vendor.received[-1])(handler, vendor))

    @property
    def endpoints(self) -> dict[str, str]:
        """As MACHINA_ENDPOINTS takes them."""
        url = self.server.url
        return {
            "authorize_url": f"{url}/login/oauth/authorize",
            "token_url": f"{url}/login/oauth/access_token",
            "userinfo_url": f"{url}/user",
            "emails_url": f"{url}/user/emails",
            "revoke_url": f"{url}/applications",
            "api_root": url,
        }

    def consent(self, location: str) -> str:
        """A person agrees on GitHub's page; the address GitHub sends the browser back to."""
        asked = dict(parse_qsl(urlsplit(location).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def asked(self, method: str, path: str) -> list[Received]:
        """The requests of this method and path, without query."""
        return [each for each in self.server.received if (each.method, each.path.partition("?")[0]) == (method, path)]

    def _reply(self, received: Received) -> Reply:
        path = received.path.partition("?")[0]
        if path == "/login/oauth/access_token":
            return self._exchange({key: values[0] for key, values in parse_qs(received.body.decode()).items()})
        if path == f"/applications/{CLIENT[0]}/grant":
            return self._end(received)
        if received.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return status(401, {"message": "Bad credentials"})
        match received.method, path:
            case "GET", "/user":
                return status(200, USER)
            case "GET", "/user/emails":
                return status(200, EMAILS)
            case "GET", "/repos/octocat/hello-world/issues":
                return status(200, self.issues)
            case "POST", "/repos/octocat/hello-world/issues":
                return status(201, self._issue(received.json()))
            case "POST", "/repos/octocat/hello-world/issues/1/comments":
                self.comments.append(received.json())
                return status(201, {"id": 11, "html_url": "https://github.com/octocat/hello-world/issues/1#11"})
        return status(404, {"message": "Not Found"})

    def _exchange(self, form: dict[str, str]) -> Reply:
        """GitHub refuses with status 200."""
        if (form.get("client_id"), form.get("client_secret")) != CLIENT:
            return status(200, {"error": "incorrect_client_credentials"})
        asked = self.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri") or asked["code_challenge"] != challenge:
            return status(200, {"error": "bad_verification_code"})
        self.tokens.append(f"gho_{len(self.tokens)}")
        scope = ",".join(asked["scope"].split())
        return status(200, {"access_token": self.tokens[-1], "token_type": "bearer", "scope": scope})

    def _end(self, received: Received) -> Reply:
        if received.method != "DELETE" or received.headers.get("authorization") != BASIC:
            return status(404, {"message": "Not Found"})
        if received.json()["access_token"] not in self.tokens:
            return status(422, {"message": "Validation Failed"})
        self.tokens.clear()
        return status(204)

    def _issue(self, given: dict[str, Any]) -> dict[str, Any]:
        number = len(self.issues) + 1
        url = f"https://github.com/octocat/hello-world/issues/{number}"
        self.issues.insert(0, {"number": number, "title": given["title"], "state": "open", "html_url": url})
        return self.issues[0]
