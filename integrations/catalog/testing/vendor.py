"""Declared answers of a vendor: each is given once, in order, and one that nobody asked for fails the test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from integrations.catalog.testing.recording import recorder
from integrations.errors import MachinaError


@dataclass(frozen=True)
class Request:
    """What an operation sent."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body)


@dataclass(frozen=True)
class Answer:
    """What the vendor answers to one request; an error is raised as egress would have mapped it."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]
    error: MachinaError | None
    status: int = 200


@dataclass
class Vendor:
    """Answers declared by the test, and the requests that were made."""

    answers: list[Answer] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    """How many requests went into each batch."""
    is_remote: bool = False
    """Whether requests come over real HTTP, where the recorder hears of them from the one who sends them."""

    def will_answer(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
        error: MachinaError | None = None,
        status: int = 200,
    ) -> None:
        """Declare the answer to the next request of this method and path (without query).

        A ``status`` from 300 is read as the service's refusal; an ``error`` is raised as it is.
        """
        content = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        given = {name.lower(): value for name, value in (headers or {}).items()}
        self.answers.append(Answer(method, path, content, given, error, status))

    def answer(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """The declared answer. Raises the declared error, or AssertionError where none was declared."""
        parts = urlsplit(url)
        path = unquote(parts.path)
        query = parse_qs(parts.query, keep_blank_values=True)
        query.pop("alt", None)
        self.requests.append(Request(method, path, query, headers, body))
        if not self.is_remote:
            recorder.asked("declared", sent=len(body))
        for index, answer in enumerate(self.answers):
            if (answer.method, answer.path) == (method, path):
                del self.answers[index]
                if answer.error is not None:
                    raise answer.error
                if not self.is_remote:
                    recorder.answered(answer.body)
                return answer
        raise AssertionError(f"No answer was declared for {method} {path}; declared are {self._declared()}")

    def assert_all_used(self) -> None:
        """Raises AssertionError where an answer was declared that nobody asked for."""
        assert not self.answers, f"Declared answers that nobody asked for: {self._declared()}"

    def _declared(self) -> str:
        return ", ".join(f"{answer.method} {answer.path}" for answer in self.answers) or "none"
