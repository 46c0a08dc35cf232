"""A request as people write it: where to, with what, and how its answer is read."""

from __future__ import annotations

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue

from integrations.catalog.between import between
from integrations.catalog.schema import BlankIsNone, Input, ui
from integrations.services.http.models.paging import HttpPaging

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
BodyType = Literal["none", "json", "form", "multipart", "text", "file"]
ResponseType = Literal["auto", "json", "text", "file"]
Scalar = str | int | float | bool | None
SAFE: frozenset[str] = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that only look (RFC 9110, 9.2.1)."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_OURS = frozenset(
    {"connection", "content-length", "expect", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"}
)
_OVERRIDES = frozenset({"x-http-method-override", "x-http-method", "x-method-override"})


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _web_address(url: str) -> str:
    if not url.lower().startswith(("https://", "http://")):
        raise ValueError(f"{url[:60]!r} is no address. Write it whole, such as https://api.globex.example/v1/orders.")
    if _UNFIT.search(url):
        raise ValueError("The address has a space, a backslash or a control character in it. Encode it.")
    try:
        urlsplit(url)
    except ValueError:
        raise ValueError("The address cannot be read: its host is malformed.") from None
    return url


def _headers(headers: dict[str, str | int | float | bool]) -> dict[str, str | int | float | bool]:
    for name, value in headers.items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a header.")
        if name.lower() in _OURS or name.lower().startswith("proxy-"):
            raise ValueError(f"{name!r} is set by the connection itself. Leave it out.")
        if name.lower() in _OVERRIDES:
            raise ValueError(f"{name!r} hides what a request does. Choose the method itself.")
        if not re.fullmatch(r"[\t\x20-\x7e]*", text(value)):
            raise ValueError(f"The value of {name!r} has a line break or a letter outside ASCII. Encode it.")
    return headers


def text(value: Scalar) -> str:
    """A value as queries, forms and headers have it."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


class HttpRequest(Input):
    """A request to any address."""

    method: Annotated[Method, BeforeValidator(_upper)] = "GET"
    """What to do: GET, HEAD and OPTIONS only look and are asked again when an answer gets lost, the others change
    something and are never sent twice."""
    url: Annotated[str, AfterValidator(_web_address)] = Field(
        min_length=8,
        max_length=8000,
        examples=["https://api.globex.example/v1/orders"],
        json_schema_extra=ui(pastes="curl"),
    )
    """The whole address, https:// and on the public internet."""
    body_type: BodyType = "none"
    """How the body is written: as JSON, as a form, as a form with files, as text, or a stored file."""
    body: JsonValue = Field(
        default=None, json_schema_extra=ui(show_when={"body_type": ["json", "form", "multipart", "text", "file"]})
    )
    """The body. For form and multipart an object of names and values, where a file (or a list of files) from an earlier
    step, with its file_id, is sent as one; for text a text; for file a file from an earlier step, or its file_id."""
    query: dict[str, Scalar | list[Scalar]] = Field(
        default_factory=dict, json_schema_extra=ui(widget="key_value", advanced=True)
    )
    """What is added to the address behind the question mark; a list repeats its name, null is left out."""
    headers: Annotated[dict[str, str | int | float | bool], AfterValidator(_headers)] = Field(
        default_factory=dict, json_schema_extra=ui(widget="key_value", advanced=True)
    )
    """Headers of the request. Keys and passwords are better kept in a connected account than here."""
    response_type: ResponseType = Field(default="auto", json_schema_extra=ui(advanced=True))
    """How to read the answer: by its own type, as JSON, as text, or kept as a file for later steps."""
    paging: HttpPaging | None = Field(default=None, json_schema_extra=ui(advanced=True))
    """Where an API answers page by page: how the next page is found. The body then is the list of all entries."""
    accept_status: list[Annotated[int, Field(ge=200, le=599)]] = Field(
        default_factory=list, max_length=50, examples=[[404]], json_schema_extra=ui(advanced=True)
    )
    """Statuses from 300 on that are an answer like any other. Without it they are errors."""
    timeout: int | None = Field(default=None, ge=1, le=600_000, examples=[30_000], json_schema_extra=ui(advanced=True))
    """Milliseconds that the request may take, each page by itself; no longer than the call."""
    provider: Annotated[str | None, BlankIsNone] = Field(
        default=None,
        max_length=64,
        pattern=r"^[a-z][a-z0-9_]*$",
        examples=["google"],
        json_schema_extra=ui(advanced=True),
    )
    """Key of the provider whose default account signs the request, which then goes to that provider's hosts alone. Left
    out, it is the connection that is named, or nobody's."""

    @property
    def is_safe(self) -> bool:
        """Whether it only looks."""
        return self.method in SAFE

    @between("body", "body_type")
    def _body_fits(self) -> str | None:
        match self.body_type:
            case "none":
                return None if self.body is None else "Choose how the body is written in body_type, or leave it out."
            case "form" | "multipart":
                return None if isinstance(self.body, dict) else "A form is an object of names and values."
            case "text":
                return None if isinstance(self.body, str) else "Give a text. For anything else choose json."
            case "file":
                named = self.body.get("file_id") if isinstance(self.body, dict) else self.body
                return None if isinstance(named, str) and named else "Give a file from an earlier step, or its file_id."
        return None

    @between("body_type", "method")
    def _method_has_body(self) -> str | None:
        if self.method == "HEAD" and self.body_type != "none":
            return "A HEAD request has no body."
        return None

    @between("paging", "method", "response_type")
    def _pages_are_read(self) -> str | None:
        if self.paging is None:
            return None
        if self.method != "GET":
            return "Pages are read by GET alone."
        return "A file has no pages." if self.response_type in ("file", "text") else None
