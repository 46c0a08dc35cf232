"""What the recorder sees while a test of a service runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Effect, Service
from integrations.catalog.evidence import LARGE, Fact
from integrations.catalog.options import OptionsPage, OptionsQuery
from integrations.catalog.schema import Input, Output
from integrations.catalog.testing import FakeContext, fake_context
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.catalog.testing.recording import recorder
from integrations.catalog.testing.recording.observation import Observation, together
from integrations.catalog.testing.recording.seams import watch_functions, watch_the_way_out
from integrations.catalog.testing.served import served_context
from integrations.catalog.tests.post import READ, LetterCheckpoint, LetterFilter, post_service
from integrations.catalog.triggers import Poll, PolledEvent
from integrations.egress.client import shared_egress
from integrations.egress.deadline import Deadline
from integrations.egress.guard import Reach
from integrations.egress.permit import Permit
from integrations.egress.request import EgressRequest
from integrations.errors import InputError, MachinaError, RateLimited

Run = Callable[..., Any]
VENDOR_WORDS = "letters, next, id, sender"


class LetterQuery(Input):
    """Which letters."""

    page_token: str | None = None
    """Where to go on."""


class Letters(Output):
    """Letters."""

    letter_ids: list[str] = []
    """Their identifiers."""
    next_page_token: str | None = None
    """Where to go on."""


class News(Output):
    """A letter that came."""

    letter_id: str = Field(default="")
    """Its identifier."""


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """A post office that lists, and whose code mentions the vendor's names."""
    post = post_service(tmp_path)
    (post.folder / "operations.py").write_text(VENDOR_WORDS, encoding="utf-8")

    def read(ctx: Ctx, data: LetterQuery) -> Letters:
        answer = ctx.http.request("GET", "/letters", query={"page": data.page_token or ""}).json()
        return Letters(letter_ids=answer.get("letters", []), next_page_token=answer.get("next"))

    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def list_letters(ctx: Ctx, data: LetterQuery) -> Letters:
        """List letters."""
        return read(ctx, data)

    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def count_stamps(ctx: Ctx, data: LetterQuery) -> Letters:
        """Ask nobody."""
        return Letters()

    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def read_wrongly(ctx: Ctx, data: LetterQuery) -> Letters:
        """Return something else than is declared."""
        read(ctx, data)
        return News()  # type: ignore[return-value]  # that is the fault

    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def read_in_a_thread(ctx: Ctx, data: LetterQuery) -> Letters:
        """Ask from a thread of its own."""
        thread = threading.Thread(target=read, args=(ctx, data))
        thread.start()
        thread.join()
        return Letters()

    @post.operation(effect="read", scopes=[READ], price="letter_poll", sample={})
    def keep_letter(ctx: Ctx, data: LetterQuery) -> Letters:
        """Store a file of as many bytes as the page token says."""
        ctx.http.request("GET", "/letters")
        ctx.files.save(b"x" * int(data.page_token or 0), filename="letter", mime_type="text/plain")
        return Letters()

    @post.options(scopes=[READ], price="letter_poll")
    def letters(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
        """Letters to choose from."""
        ctx.http.request("GET", "/letters")
        return OptionsPage(options=[])

    @post.poller(event=News, checkpoint=LetterCheckpoint, scopes=[READ], price="letter_poll", sample={})
    def next_letter(
        ctx: Ctx, params: LetterFilter, checkpoint: LetterCheckpoint | None
    ) -> Poll[News, LetterCheckpoint]:
        """Starts with each letter."""
        found = ctx.http.request("GET", "/letters").json()["letters"]
        events: list[PolledEvent[News]] = [PolledEvent(delivery_id=each, data=News(letter_id=each)) for each in found]
        return Poll(events=events, checkpoint=LetterCheckpoint(letter_id=found[-1] if found else ""))

    return post


@pytest.fixture
def observation(service: Service) -> Iterator[Observation]:
    """What is seen of the service until the end of the test."""
    watch_functions(service)
    watch_the_way_out()
    with recorder.watching(service) as seen:
        yield seen


def run(service: Service, name: str, *answers: Mapping[str, object], page_token: str | None = None) -> None:
    """Run an operation over declared answers."""
    with fake_context() as ctx:
        for answer in answers:
            ctx.vendor.will_answer("GET", "/letters", answer)
        service.operations[name].function(ctx, LetterQuery(page_token=page_token))


def earned(observation: Observation) -> dict[Fact, set[str]]:
    return {fact: set(subjects) for fact, subjects in together([observation.plain()]).items() if subjects}


def test_an_operation_over_declared_answers_is_not_one_over_http(service: Service, observation: Observation) -> None:
    run(service, "list_letters", {"letters": ["1"]})
    assert earned(observation) == {"declared": {"list_letters"}}

    with served_context(service) as ctx:
        ctx.vendor.will_answer("GET", "/letters", {"letters": ["1"]})
        service.operations["list_letters"].function(ctx, LetterQuery())
    assert earned(observation) == {"declared": {"list_letters"}, "round_trip": {"list_letters"}}


def test_what_asks_nobody_or_returns_something_else_shows_nothing(service: Service, observation: Observation) -> None:
    run(service, "count_stamps")
    run(service, "read_wrongly", {"letters": []})

    assert earned(observation) == {}


def test_a_request_from_a_thread_of_the_operation_is_its_own(service: Service, observation: Observation) -> None:
    run(service, "read_in_a_thread", {"letters": []})

    assert earned(observation) == {"declared": {"read_in_a_thread"}}


def test_nothing_is_seen_of_another_service_or_outside_a_test(
    service: Service, tmp_path_factory: pytest.TempPathFactory
) -> None:
    watch_functions(service)
    run(service, "list_letters", {"letters": []})
    with recorder.watching(post_service(tmp_path_factory.mktemp("other"))) as seen:
        run(service, "list_letters", {"letters": []})
        accepted(service.operations["list_letters"], {})

    assert recorder.observation is None
    assert earned(seen) == {}


def test_functions_keep_their_name_and_signature(service: Service) -> None:
    before = service.operations["list_letters"].function
    watch_functions(service)
    once = service.operations["list_letters"].function
    watch_functions(service)

    assert service.operations["list_letters"].function is once
    assert once is not before
    assert once.__annotations__ == before.__annotations__
    assert (once.__name__, once.__doc__) == ("list_letters", "List letters.")


@pytest.mark.parametrize(
    ("pages", "is_shown"),
    [
        ([(None, "b"), ("b", "c"), ("c", None)], True),
        ([(None, "b"), ("b", None)], True),
        ([(None, "b"), ("b", "c")], False),
        ([(None, None)], False),
        ([("made up", None)], False),
        ([("made up", "b"), ("b", None)], False),
    ],
)
def test_pages_count_when_tokens_that_were_given_led_to_the_last(
    service: Service, observation: Observation, pages: list[tuple[str | None, str | None]], is_shown: bool
) -> None:
    for used, given in pages:
        run(service, "list_letters", {"letters": [], "next": given}, page_token=used)

    assert observation.facts["paged"] == ({"list_letters"} if is_shown else set())


@pytest.mark.parametrize(("size", "is_large"), [(LARGE, True), (LARGE - 1, False)])
def test_large_content_is_counted_in_bytes(
    service: Service, observation: Observation, size: int, is_large: bool
) -> None:
    run(service, "keep_letter", {}, page_token=str(size))

    assert observation.facts["large_content"] == ({"keep_letter"} if is_large else set())


def test_a_large_answer_counts_as_well(service: Service, observation: Observation) -> None:
    run(service, "list_letters", {"letters": ["x" * LARGE]})

    assert observation.facts["large_content"] == {"list_letters"}


def test_a_large_streamed_answer_counts_as_well(service: Service, observation: Observation) -> None:
    with served_context(service) as ctx:
        ctx.vendor.will_answer("GET", "/letters", b"x" * LARGE)
        with recorder.executing(service.operations["list_letters"], (ctx, LetterQuery())) as result:
            permit = Permit(reach=Reach.of_service((), ctx.origin), effect="read", deadline=Deadline(20))
            with shared_egress().stream(EgressRequest("GET", f"{ctx.origin}/letters", permit)) as answer:
                result.append(Letters(letter_ids=[str(sum(map(len, answer.chunks)))]))

    assert result == [Letters(letter_ids=[str(LARGE)])]
    assert earned(observation) == {"round_trip": {"list_letters"}, "large_content": {"list_letters"}}


def test_a_name_that_the_code_never_mentions_is_unknown(service: Service, observation: Observation) -> None:
    run(service, "list_letters", {"letters": [], "next": None})
    assert observation.facts["unknown_fields"] == set()

    run(service, "list_letters", {"letters": [], "sender": [{"id": "1", "watermark": True}]})
    assert observation.facts["unknown_fields"] == {"list_letters"}


def test_fields_are_missing_where_another_answer_had_them(service: Service, observation: Observation) -> None:
    run(service, "list_letters", {"letters": [], "next": None})
    assert "missing_fields" not in earned(observation)

    run(service, "list_letters", {"letters": [], "next": None, "watermark": True})
    assert "missing_fields" not in earned(observation)

    run(service, "list_letters", {"letters": []})
    assert earned(observation)["missing_fields"] == {"list_letters"}


def test_fields_may_be_missing_in_another_test(service: Service) -> None:
    watch_functions(service)
    with recorder.watching(service) as first:
        run(service, "list_letters", {"letters": [], "next": None})
    with recorder.watching(service) as second:
        run(service, "list_letters", {"letters": []})

    assert together([first.plain(), second.plain()])["missing_fields"] == {"list_letters"}
    assert "missing_fields" not in together([first.plain()])


def test_of_an_answer_that_is_no_json_nobody_can_tell_what_was_missing(
    service: Service, observation: Observation
) -> None:
    run(service, "list_letters", {"letters": [], "next": None})
    with fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/letters", b"\x89PNG")
        service.operations["keep_letter"].function(ctx, LetterQuery(page_token="1"))

    assert earned(observation) == {"declared": {"list_letters", "keep_letter"}}


@pytest.mark.parametrize(
    ("status", "headers", "refusal"),
    [
        (401, {}, "401 reconnect_required"),
        (404, {}, "404 remote_rejected"),
        (429, {"retry-after": "60"}, "429 rate_limited, retry_after"),
        (503, {"retry-after": "60"}, "503 remote_unavailable, retry_after"),
    ],
)
def test_a_refusal_over_http_is_seen_as_what_became_of_it(
    service: Service, observation: Observation, status: int, headers: dict[str, str], refusal: str
) -> None:
    with served_context(service) as ctx:
        ctx.vendor.will_answer("GET", "/letters", {"error": "no"}, status=status, headers=headers)
        with pytest.raises(MachinaError):
            service.operations["list_letters"].function(ctx, LetterQuery())

    assert earned(observation) == {"refusals": {refusal}}


def test_an_error_that_a_test_declares_shows_no_mapping(service: Service, observation: Observation) -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/letters", error=RateLimited("Wait.", retry_after=3, vendor_status=429))
        with pytest.raises(RateLimited):
            service.operations["list_letters"].function(ctx, LetterQuery())

    assert earned(observation) == {}


def test_loaders_are_seen_with_and_without_a_vendor(service: Service, observation: Observation) -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/letters", {})
        service.option_loaders["letters"].function(ctx, OptionsQuery())
        service.option_loaders["people"].function(ctx, OptionsQuery())

    assert earned(observation) == {"declared": {"letters"}, "local": {"people"}}


def test_without_a_vendor_it_is_enough_that_an_operation_ran(service: Service, observation: Observation) -> None:
    object.__setattr__(service, "provider", "")
    run(service, "count_stamps")

    assert earned(observation) == {"local": {"count_stamps"}}


@pytest.mark.parametrize(("found", "is_shown"), [([[], ["a"]], True), ([["a"], []], False), ([[], []], False)])
def test_a_poller_counts_when_it_goes_on_from_its_own_checkpoint(
    service: Service, observation: Observation, found: list[list[str]], is_shown: bool
) -> None:
    checkpoint: object = None
    with fake_context() as ctx:
        for letters in found:
            ctx.vendor.will_answer("GET", "/letters", {"letters": letters})
            poll = service.triggers["next_letter"].function(ctx, LetterFilter(), checkpoint)
            assert isinstance(poll, Poll)
            checkpoint = poll.checkpoint

    assert observation.facts["polled"] == ({"next_letter"} if is_shown else set())


def test_a_checkpoint_that_the_test_made_up_shows_nothing(service: Service, observation: Observation) -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("GET", "/letters", {"letters": ["a"]})
        service.triggers["next_letter"].function(ctx, LetterFilter(), LetterCheckpoint(letter_id="made up"))

    assert observation.facts["polled"] == set()


def test_calls_of_agents_are_seen_accepted_and_refused(service: Service, observation: Observation) -> None:
    operation = service.operations["send_letter"]
    accepted(operation, {"to": "ada"})
    assert earned(observation) == {"accepted_calls": {"send_letter"}}

    assert is_refused(operation, {"recipient": "ada"})
    assert not is_refused(operation, {"to": "ada"})
    assert earned(observation) == {"accepted_calls": {"send_letter"}, "refused_calls": {"send_letter"}}


def test_a_call_that_the_schema_refuses_is_not_accepted(service: Service, observation: Observation) -> None:
    with pytest.raises(AssertionError, match="the schema refuses"):
        accepted(service.operations["send_letter"], {"to": 3})

    assert earned(observation) == {}


def test_over_http_too_only_what_was_declared_is_asked_for(service: Service) -> None:
    def ask_for_something_else() -> None:
        with served_context(service) as ctx, pytest.raises(MachinaError):
            service.operations["list_letters"].function(ctx, LetterQuery())

    with pytest.raises(AssertionError, match="No answer was declared for GET /letters"):
        ask_for_something_else()


def test_over_http_too_all_that_was_declared_is_asked_for(service: Service) -> None:
    def ask_for_nothing() -> None:
        with served_context(service) as ctx:
            ctx.vendor.will_answer("GET", "/letters", {})

    with pytest.raises(AssertionError, match="Declared answers that nobody asked for: GET /letters"):
        ask_for_nothing()


@pytest.mark.parametrize("effect", ["read", "write"])
def test_over_http_the_vendor_sees_what_was_sent(service: Service, effect: Effect) -> None:
    with served_context(service, effect=effect) as ctx:
        ctx.vendor.will_answer("POST", "/letters", {"id": "1"}, status=201)
        reply = ctx.http.request("POST", "/letters", query={"page": "2"}, json={"to": "ada"})

    (request,) = ctx.vendor.requests
    assert (reply.status, reply.json()) == (201, {"id": "1"})
    assert (request.query, request.json) == ({"page": ["2"]}, {"to": "ada"})
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert headers["authorization"] == "Bearer access-of-a-test"


def test_a_missing_file_moves_nothing(observation: Observation) -> None:
    with pytest.raises(InputError):
        FakeContext().files.read("gone")

    assert earned(observation) == {}
