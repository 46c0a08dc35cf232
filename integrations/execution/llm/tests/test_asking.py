"""One answer of a model, over real HTTP: what leaves, what is understood, what it costs, and what is no answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from integrations.egress.tests.vendor import Vendor, status
from integrations.execution.llm.asking import has_price
from integrations.execution.llm.conversation import (
    ModelAnswer,
    ModelWords,
    ToolOffer,
    ToolResult,
    ToolResults,
    UserWords,
)
from integrations.execution.llm.tests.conftest import KEY, Ask, chunk, question, streamed, used
from integrations.holders import Holder
from integrations.models import Call, Connection, Customer, PriceBook, UsageLine

Connect = Callable[..., Connection]
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"anything": {"type": "object", "additionalProperties": True}},
    "additionalProperties": False,
    "required": ["anything"],
}
HELLO = (chunk({"role": "assistant", "content": "Good "}), chunk({"content": "day"}), chunk({}, "stop"))


def call_of(index: int, name: str, arguments: str, id_: str) -> dict[str, Any]:
    call = {"index": index, "id": id_, "type": "function", "function": {"name": name, "arguments": arguments}}
    return chunk({"tool_calls": [call]})


def answered(outcome: Any) -> ModelAnswer:
    assert outcome.state == "succeeded", outcome.error
    return ModelAnswer.model_validate(outcome.result)


def lines() -> dict[str, tuple[str, str | None]]:
    """Quantity and cost by meter."""
    rows = UsageLine.objects.filter(source_kind="turn")
    return {row.meter: (f"{row.quantity:f}", None if row.unit_cost is None else f"{row.cost:f}") for row in rows}


def test_an_answer_is_heard_as_it_comes_and_kept_as_a_whole(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect()
    vendor.answers(streamed(*HELLO, chunk(usage=used(1000, 10, cached_tokens=400))))
    heard: list[str] = []

    outcome = put(question(), listen=heard.append)

    answer = answered(outcome)
    assert (answer.text, answer.finish, answer.model) == ("Good day", "stop", "gpt-4o-2024-08-06")
    assert "".join(heard) == "Good day"
    assert (answer.size.read, answer.size.cached, answer.size.written) == (1000, 400, 10)


def test_the_key_is_put_on_outside_and_nothing_tells_of_this_machine(
    vendor: Vendor, connect: Connect, put: Ask
) -> None:
    connect()
    vendor.answers(streamed(*HELLO))

    put(question())

    [sent] = vendor.received
    assert (sent.method, sent.path) == ("POST", "/v1/chat/completions")
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert not [name for name in sent.headers if name.startswith("x-stainless") or name == "cookie"]
    assert KEY not in str(list(Call.objects.values()))


def test_each_meter_has_a_line_at_the_price_of_what_answered(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect()
    vendor.answers(streamed(*HELLO, chunk(usage=used(1000, 10, cached_tokens=400))))

    outcome = put(question())

    assert lines() == {
        "tokens_in": ("600.0000000000", "0.0015000000"),
        "tokens_cached": ("400.0000000000", "0.0005000000"),
        "tokens_out": ("10.0000000000", "0.0001000000"),
    }
    assert outcome.usage is not None
    assert (outcome.usage["cost"], outcome.usage["price"], outcome.usage["currency"]) == ("0.0021", "0.0021", "USD")
    assert outcome.usage["operation"] == "models.openai"


def test_with_a_customers_own_key_nobody_is_charged(vendor: Vendor, connect: Connect, put: Ask, acme: Customer) -> None:
    connect(customer=acme)
    vendor.answers(streamed(*HELLO, chunk(usage=used(1000, 10))))

    outcome = put(question(), customer=acme)

    assert outcome.usage is not None
    assert (outcome.usage["cost"], outcome.usage["price"]) == ("0", "0")
    assert set(UsageLine.objects.values_list("customer_id", flat=True)) == {acme.pk}
    assert answered(outcome).amount == "0.0026000000"


def test_a_customer_without_an_account_never_uses_the_owners(
    vendor: Vendor, connect: Connect, put: Ask, acme: Customer
) -> None:
    connect()

    outcome = put(question(), customer=acme)

    assert (outcome.error or {})["code"] == "not_connected"
    assert vendor.received == []


def test_a_model_nobody_knows_is_unpriced_and_not_free(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect("openai_compatible", base_url=f"{vendor.url}/v1")
    vendor.answers(streamed(*HELLO, chunk(usage=used(1000, 10))))

    outcome = put(question(provider="openai_compatible", model="qwen3"))

    assert vendor.received[0].path == "/v1/chat/completions"
    assert answered(outcome).amount is None
    assert (outcome.usage or {})["unpriced"] is True
    assert lines() == {"tokens_in": ("1000.0000000000", None), "tokens_out": ("10.0000000000", None)}
    assert set(UsageLine.objects.values_list("price_version", flat=True)) == {"unpriced"}


def book(vendor: str, model: str, read: str, written: str, customer: Customer | None = None) -> None:
    made = PriceBook.objects.create(name="Models", customer=customer, valid_from=timezone.now())
    for meter, amount in (("tokens_in", read), ("tokens_out", written)):
        made.prices.create(service=f"models.{vendor}", pricing_key=f"{model}:{meter}", amount=Decimal(amount))


def sold() -> dict[str, tuple[str, str]]:
    """Cost and price by meter."""
    return {row.meter: (f"{row.cost:f}", f"{row.price:f}") for row in UsageLine.objects.filter(source_kind="turn")}


def test_a_price_book_prices_what_no_list_knows(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect("openai_compatible", base_url=f"{vendor.url}/v1")
    vendor.answers(streamed(*HELLO, chunk(usage=used(1000, 10))))
    book("openai_compatible", "qwen3", "0.000001", "0.00001")

    outcome = put(question(provider="openai_compatible", model="qwen3"))

    assert Decimal(answered(outcome).amount or 0) == Decimal("0.0011")
    assert "unpriced" not in (outcome.usage or {})
    assert sold() == {"tokens_in": ("0.0010000000", "0.0010000000"), "tokens_out": ("0.0001000000", "0.0001000000")}
    assert all(each.startswith("book:") for each in UsageLine.objects.values_list("price_version", flat=True))


def test_a_customers_book_is_asked_first_and_the_cost_stays_the_vendors(
    vendor: Vendor, connect: Connect, put: Ask, acme: Customer
) -> None:
    connect()
    vendor.answers(streamed(*HELLO, chunk(usage=used(1000, 10))))
    book("openai", "gpt-4o", "0.00001", "0.0001")
    book("openai", "gpt-4o", "0.00002", "0.0002", acme)

    assert Decimal(answered(put(question())).amount or 0) == Decimal("0.011")
    assert sold() == {"tokens_in": ("0.0025000000", "0.0100000000"), "tokens_out": ("0.0001000000", "0.0010000000")}
    assert has_price("openai_compatible", "qwen3", Holder.whose(acme)) is False
    book("openai_compatible", "qwen3", "0.1", "0.1", acme)
    assert has_price("openai_compatible", "qwen3", Holder.whose(acme)) is True
    assert has_price("openai_compatible", "qwen3", Holder.owner()) is False


def test_a_newer_book_that_says_nothing_of_a_model_ends_the_older_ones_price(vendor: Vendor, put: Ask) -> None:
    book("openai_compatible", "qwen3", "0.1", "0.1")
    assert has_price("openai_compatible", "qwen3", Holder.owner()) is True
    book("openai_compatible", "another", "0.1", "0.1")
    assert has_price("openai_compatible", "qwen3", Holder.owner()) is False


def test_a_stream_that_breaks_off_is_no_answer(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect()
    vendor.answers(streamed(*HELLO[:2], done=False))

    outcome = put(question())

    assert (outcome.state, (outcome.error or {})["code"]) == ("failed", "remote_unavailable")
    assert "broke off" in str((outcome.error or {})["detail"])


def test_usage_repeated_in_each_chunk_counts_once(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect()
    vendor.answers(
        streamed(
            chunk({"content": "Good "}, usage=used(100, 1)),
            chunk({"content": "day"}, usage=used(100, 2)),
            chunk({}, "stop", usage=used(100, 3)),
            chunk(usage=used(100, 3)),
        )
    )

    assert answered(put(question())).size.model_dump() == {"read": 100, "cached": 0, "cache_written": 0, "written": 3}


def test_two_calls_with_one_index_are_two(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect()
    more = chunk({"tool_calls": [{"index": 0, "function": {"arguments": "2}"}}]})
    vendor.answers(
        streamed(call_of(0, "one", '{"n": 1}', "a"), call_of(0, "two", '{"n": ', "b"), more, chunk({}, "tool_calls"))
    )

    answer = answered(put(question()))

    assert [(each.id, each.name, each.arguments) for each in answer.calls] == [
        ("a", "one", {"n": 1}),
        ("b", "two", {"n": 2}),
    ]


def test_two_calls_with_one_id_get_one_each(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect()
    vendor.answers(streamed(call_of(0, "one", "{}", "same"), call_of(1, "two", "{}", "same"), chunk({}, "tool_calls")))

    answer = answered(put(question()))

    assert [each.name for each in answer.calls] == ["one", "two"]
    assert len({each.id for each in answer.calls}) == 2


def test_arguments_that_are_no_json_are_handed_on_as_text(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect()
    vendor.answers(streamed(call_of(0, "one", '{"n": ', "a"), chunk({}, "tool_calls")))

    assert answered(put(question())).calls[0].arguments == '{"n": '


def test_strict_is_not_sent_for_free_objects(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect()
    vendor.answers(streamed(*HELLO))

    put(question(tools=[ToolOffer(name="keep", description="Keeps it.", input_schema=SCHEMA)]))

    [tool] = vendor.received[0].json()["tools"]
    assert "strict" not in tool["function"]
    assert tool["function"]["parameters"]["properties"]["anything"]["additionalProperties"] is True


def test_a_conversation_goes_back_as_it_was(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect()
    vendor.answers(streamed(call_of(0, "one", '{"n": 1}', "a"), chunk({}, "tool_calls")), streamed(*HELLO))
    first = answered(put(question("Go", instructions="Be brief.")))
    words = ModelWords(calls=first.calls, response=first.response)
    results = ToolResults(results=[ToolResult(id="a", name="one", content="Done.")])

    put(question(messages=[UserWords(text="Go"), words, results], instructions="Be brief."))

    sent = vendor.received[1].json()["messages"]
    assert [each["role"] for each in sent] == ["system", "user", "assistant", "tool"]
    assert (sent[0]["content"], sent[3]["content"], sent[3]["tool_call_id"]) == ("Be brief.", "Done.", "a")


@pytest.mark.parametrize(
    ("code", "body", "error"),
    [
        (401, {"error": {"code": "invalid_api_key", "message": "Wrong key"}}, "reconnect_required"),
        (400, {"error": {"code": "context_length_exceeded", "message": "Too long"}}, "remote_rejected"),
        (503, {"error": {"message": "Overloaded"}}, "remote_unavailable"),
    ],
)
def test_a_refusal_is_told_by_its_kind(
    vendor: Vendor, connect: Connect, put: Ask, code: int, body: object, error: str
) -> None:
    connect()
    vendor.answers(status(code, body))

    assert (put(question()).error or {})["code"] == error


def test_anthropic_is_asked_in_its_own_way(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect("anthropic")
    usage = {"input_tokens": 10, "output_tokens": 1, "cache_read_input_tokens": 90, "cache_creation_input_tokens": 5}
    message = {"id": "m", "type": "message", "role": "assistant", "model": "claude-sonnet-4-6", "content": []}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": message | {"stop_reason": None, "stop_sequence": None, "usage": usage}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Good day"}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 7}},
        {"type": "message_stop"},
    ]
    body = "".join(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in events)
    vendor.answers(status(200, body.encode(), content_type="text/event-stream"))

    answer = answered(put(question(provider="anthropic", model="claude-sonnet-4-6")))

    assert vendor.received[0].path == "/v1/messages"
    assert vendor.received[0].headers["x-api-key"] == KEY
    assert (answer.text, answer.size.model_dump()) == (
        "Good day",
        {"read": 105, "cached": 90, "cache_written": 5, "written": 7},
    )


def test_an_anthropic_stream_that_breaks_off_is_no_answer(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect("anthropic")
    message = {"id": "m", "type": "message", "role": "assistant", "model": "claude-sonnet-4-6", "content": []}
    usage = {"input_tokens": 10, "output_tokens": 1}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": message | {"stop_reason": None, "stop_sequence": None, "usage": usage}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "Good"}},
    ]
    body = "".join(f"event: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in events)
    vendor.answers(status(200, body.encode(), content_type="text/event-stream"))

    outcome = put(question(provider="anthropic", model="claude-sonnet-4-6"))

    assert (outcome.error or {})["code"] == "remote_unavailable"


def test_gemini_is_asked_in_its_own_way(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect("google_ai")
    candidate = {"content": {"role": "model", "parts": [{"text": "Good day"}]}, "finishReason": "STOP", "index": 0}
    usage = {"promptTokenCount": 12, "candidatesTokenCount": 3, "totalTokenCount": 15}
    vendor.answers(
        streamed({"candidates": [candidate], "usageMetadata": usage, "modelVersion": "gemini-2.5-flash"}, done=False)
    )

    answer = answered(put(question(provider="google_ai", model="gemini-2.5-flash")))

    assert vendor.received[0].path == "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
    assert vendor.received[0].headers["x-goog-api-key"] == KEY
    assert (answer.text, answer.size.read, answer.size.written) == ("Good day", 12, 3)


def test_openrouter_says_itself_what_it_takes(vendor: Vendor, connect: Connect, put: Ask) -> None:
    connect("openrouter")
    head: dict[str, Any] = {"provider": "Together", "model": "meta-llama/llama-3.3-70b-instruct"}
    vendor.answers(
        streamed(
            chunk({"content": "Good day"}, **head),
            chunk({}, "stop", native_finish_reason="stop", **head),
            chunk(usage=used(100, 10) | {"cost": 0.00042}, **head),
        )
    )

    outcome = put(question(provider="openrouter", model="meta-llama/llama-3.3-70b-instruct:nitro"))

    assert vendor.received[0].path == "/api/v1/chat/completions"
    assert answered(outcome).reported_cost == "0.00042"
    assert (outcome.usage or {})["cost"] == "0.00042"


def test_the_same_key_is_asked_once(vendor: Vendor, connect: Connect, put: Ask, work: Call) -> None:
    connect()
    vendor.answers(streamed(*HELLO))

    first = put(question(), call_key="turn-1")
    work.attempt += 1
    second = put(question(), call_key="turn-1")

    assert len(vendor.received) == 1
    assert (first.result, first.call_id) == (second.result, second.call_id)
    assert first.usage == second.usage
