"""A customer without a browser, who connects an account at the sandbox by a link that an operator has made."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from machina.testing.consent import consent
from machina.testing.person import hidden
from machina.testing.stack import Stack


def connect_customer(stack: Stack, operator: httpx.Client, *, customer: str, service: str, provider: str) -> None:
    """Make the link, walk through it, and confirm what was connected. ``operator`` holds an operator's key."""
    made = operator.post(
        f"/api/v1/customers/{customer}/links/", json={"services": [service], "verification": "operator"}
    )
    made.raise_for_status()
    with httpx.Client(base_url=stack.url, follow_redirects=True, timeout=30) as browser:
        page = browser.get(urlsplit(made.json()["url"]).path)
        page = _post(browser, page, action="start")
        leaving = _post(browser, page, follow_redirects=False, action="connect", provider=provider)
        back = browser.get(consent(stack.sandbox_url, leaving.headers["Location"]))
        if back.status_code != 200:
            raise RuntimeError(f"the callback answered {back.status_code}: {back.text[:500]}")
    listed = operator.get("/api/v1/connections/", params={"customer": customer, "status": "pending"}).json()
    for each in listed["results"]:
        operator.post(f"/api/v1/connections/{each['id']}/confirm").raise_for_status()


def _post(
    browser: httpx.Client, page: httpx.Response, *, follow_redirects: bool = True, **fields: str
) -> httpx.Response:
    token = hidden(page.text)["csrfmiddlewaretoken"]
    return browser.post(
        page.url,
        data={**fields, "csrfmiddlewaretoken": token},
        headers={"Referer": str(page.url)},
        follow_redirects=follow_redirects,
    )
