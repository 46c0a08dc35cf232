"""How much one socket may ask for: sizes, rates, numbers, and messages that are none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.providers.registry import all_providers
from workflows.editor import answering, limits
from workflows.editor.tests.conftest import Browser, OpenSocket

KNOWN = ", ".join(
    [
        *("ping", "execute_node", "execute_workflow", "retry_run"),
        *("cancel_execution", "answer_approval", "listen_for_test_call", "stop_listening"),
        *("save_workflow", "subscribe"),
        *(f"{key}_{message}" for key in all_providers() for message in ("oauth_login", "oauth_status", "logout")),
    ]
)


async def test_an_unknown_message_is_named_with_those_that_exist(socket: Browser) -> None:
    assert await socket.ask("delete_everything") == {
        "type": "delete_everything_result",
        "request_id": "r1",
        "success": False,
        "error": {
            "code": "unknown_message",
            "detail": f"There is no message 'delete_everything'. Messages are: {KNOWN}.",
        },
    }


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "nonsense",
        "[]",
        "3",
        "null",
        '{"type": "ping"',
        '{"type": "ping", "size": NaN}',
        "[" * 100_000,
        '"\\ud800"',
    ],
)
async def test_what_is_no_json_object_is_an_input_error(socket: Browser, text: str) -> None:
    await socket.send_text(text)
    reply = await socket.next()
    assert (reply["type"], reply["request_id"], reply["success"]) == ("error", None, False)
    assert reply["error"]["code"] == "input_error"


@pytest.mark.parametrize(
    ("message", "kind", "request_id", "code"),
    [
        ({"request_id": "a"}, "error", "a", "unknown_message"),
        ({"type": None, "request_id": "a"}, "error", "a", "unknown_message"),
        ({"type": ["ping"], "request_id": "a"}, "error", "a", "unknown_message"),
        ({"type": "__class__", "request_id": "a"}, "__class___result", "a", "unknown_message"),
        ({"type": "x" * 500, "request_id": "a"}, f"{'x' * 64}_result", "a", "unknown_message"),
        ({"type": "ping", "request_id": {}}, "ping_result", None, "input_error"),
        ({"type": "ping", "request_id": 7, "more": 1}, "ping_result", 7, "input_error"),
    ],
)
async def test_a_wrong_envelope_is_answered_in_the_shape_of_a_reply(
    socket: Browser, message: dict[str, object], kind: str, request_id: object, code: str
) -> None:
    await socket.send_text(json.dumps(message))
    reply = await socket.next()
    assert (reply["type"], reply["request_id"], reply["error"]["code"]) == (kind, request_id, code)


async def test_a_binary_message_is_an_input_error(socket: Browser) -> None:
    await socket.communicator.send_to(bytes_data=b'{"type": "ping", "request_id": "a"}')
    assert (await socket.next())["error"]["code"] == "input_error"


async def test_a_request_without_id_is_answered_without_id(socket: Browser) -> None:
    await socket.send_text('{"type": "ping"}')
    assert await socket.next() == {"type": "ping_result", "request_id": None, "success": True}


async def test_a_message_over_a_megabyte_is_too_large(socket: Browser) -> None:
    reply = await socket.ask("execute_node", node_id="x" * limits.MAX_MESSAGE)
    assert (reply["type"], reply["error"]["code"]) == ("execute_node_result", "payload_too_large")
    assert reply["error"]["detail"] == "The message is too large; 1,024 KB is the limit."


async def test_only_a_drawing_may_be_larger(socket: Browser) -> None:
    reply = await socket.ask("save_workflow", workflow="x" * limits.MAX_MESSAGE)
    assert reply["error"]["code"] == "input_error"
    reply = await socket.ask("save_workflow", workflow="x" * limits.MAX_SAVE_MESSAGE)
    assert reply["error"]["detail"] == "The message is too large; 6,144 KB is the limit."


async def test_twenty_megabytes_are_refused_by_their_request_id(socket: Browser) -> None:
    reply = await socket.ask("execute_node", parameters={"text": "x" * 20_000_000})
    assert (reply["type"], reply["error"]["code"]) == ("error", "payload_too_large")
    assert (await socket.ask("ping"))["success"] is True


async def test_a_burst_beyond_the_limit_is_refused_with_the_time_to_wait(
    socket: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PER_SECOND", 0.5)
    ids = [await socket.send("ping") for _ in range(limits.BURST + 1)]
    replies = {reply["request_id"]: reply for reply in [await socket.next() for _ in ids]}
    refused = [reply for reply in replies.values() if not reply["success"]]
    assert [each["request_id"] for each in refused] == [ids[-1]]
    assert refused[0]["error"]["code"] == "rate_limited"
    assert 1 < refused[0]["error"]["retry_after"] <= 2


async def test_a_flood_closes_the_socket(socket: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_SECOND", 0.001)
    monkeypatch.setattr(limits, "REFUSALS_BEFORE_CLOSE", 20)
    for _ in range(limits.BURST + 20):
        await socket.send("ping")
    assert await socket.close_code() == 4429


async def test_too_many_requests_at_once_are_refused(socket: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_AT_ONCE", 0)
    reply = await socket.ask("ping")
    assert (reply["success"], reply["error"]["code"], reply["error"]["retry_after"]) == (False, "rate_limited", 1.0)


async def test_one_operator_has_a_limited_number_of_sockets(
    open_socket: OpenSocket, ada_session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_SOCKETS_OF_USER", 2)
    first, second = await open_socket(ada_session), await open_socket(ada_session)
    assert (await second.ask("ping"))["success"] is True
    third = await open_socket(ada_session)
    assert await third.close_code() == 4429
    await first.communicator.disconnect()
    again = await open_socket(ada_session)
    assert (await again.ask("ping"))["success"] is True


async def test_a_fault_of_ours_leaks_nothing(
    socket: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(text: str) -> object:
        raise RuntimeError("postgres://machina:hunter2@db")

    monkeypatch.setattr(answering, "_from_json", fail)
    await socket.send_text('{"type": "ping", "request_id": "a"}')
    assert (await socket.next())["error"] == {
        "code": "internal_error",
        "detail": "Something went wrong on our side. Try again; if it stays, tell us the time.",
    }
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["socket.handler_failed"]


def test_the_bucket_fills_again_with_time() -> None:
    now = 0.0
    rate = limits.MessageRate(clock=lambda: now)
    assert [rate.take() for _ in range(limits.BURST)] == [0.0] * limits.BURST
    assert rate.take() == pytest.approx(1 / limits.PER_SECOND)
    now = 1.0
    assert [rate.take() for _ in range(limits.PER_SECOND)] == [0.0] * limits.PER_SECOND
    assert rate.take() > 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_request_id_is_found_in_whatever_is_not_parsed(before: str, after: str) -> None:
    assert answering.request_id_in(f'{before.replace(chr(34), "")}"request_id": "r7"{after}') == "r7"


@pytest.mark.parametrize("number", ["9" * 16, "9" * 5000, "1.5", "1e3"])
def test_no_part_of_a_number_is_taken_for_a_request_id(number: str) -> None:
    assert answering.request_id_in(f'{{"request_id": {number}, "type": "ping"}}') is None
