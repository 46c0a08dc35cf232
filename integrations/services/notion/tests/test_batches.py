"""Which blocks go together in one request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from integrations.catalog.testing.context import fake_context
from integrations.errors import InputError, OutcomeUnknown
from integrations.services.notion.batches import DEEPEST, MOST_BLOCKS, MOST_BYTES, MOST_CHILDREN, batches
from integrations.services.notion.content import children_of, contents, within_limits
from integrations.services.notion.markdown.reading import block
from integrations.services.notion.rich_text import MOST_PIECES, plain, text_items
from integrations.services.notion.sending import append

Block = dict[str, Any]
NUMBERS = iter(range(10_000_000))


def paragraph(text: str, children: list[Block]) -> Block:
    return block("paragraph", {"rich_text": text_items(text)}, children)


TREES = st.lists(
    st.recursive(
        st.builds(lambda: paragraph(str(next(NUMBERS)), [])),
        lambda below: st.builds(
            lambda children, times: paragraph(str(next(NUMBERS)), children * times),
            st.lists(below, max_size=3),
            st.sampled_from([1, 1, 1, 52]),
        ),
        max_leaves=6,
    ),
    max_size=3,
)


def depth(each: Block) -> int:
    return 1 + max((depth(child) for child in children_of(each)), default=-1)


def count(each: Block) -> int:
    return 1 + sum(map(count, children_of(each)))


def widest(each: Block) -> int:
    below = children_of(each)
    return max([len(below), *map(widest, below)])


def told(blocks: list[Block]) -> list[object]:
    return [(plain(each["paragraph"]["rich_text"]), told(children_of(each))) for each in blocks]


def put_together(blocks: list[Block], requests: list[list[Block]]) -> list[object]:
    """What lies at Notion once all requests are sent; each request is kept."""
    result: list[object] = []
    for batch in batches(blocks):
        requests.append([each.block for each in batch])
        for each in batch:
            below = [*told(children_of(each.block)), *put_together(list(each.later), requests)]
            result.append((plain(each.block["paragraph"]["rich_text"]), below))
    return result


@settings(max_examples=60)
@given(TREES, st.sampled_from([1, 1, 40]))
def test_every_block_is_sent_once_in_order_within_the_limits(trees: list[Block], times: int) -> None:
    blocks = trees * times
    assume(sum(map(count, blocks)) < 2500)
    requests: list[list[Block]] = []

    assert put_together(blocks, requests) == told(blocks)
    assert all(len(request) <= MOST_CHILDREN for request in requests)
    assert all(sum(map(count, request)) <= MOST_BLOCKS for request in requests)
    assert all(depth(each) <= DEEPEST and widest(each) <= MOST_CHILDREN for request in requests for each in request)


def test_heavy_blocks_are_divided_by_their_weight() -> None:
    heavy = [paragraph("x" * 200_000, []) for _ in range(5)]

    sizes = [len(json.dumps([each.block for each in batch])) for batch in batches(heavy)]

    assert len(sizes) == 3
    assert max(sizes) <= MOST_BYTES


def test_a_table_comes_with_its_first_rows() -> None:
    rows = [block("table_row", {"cells": [text_items(str(number))]}) for number in range(130)]
    table = block("table", {"table_width": 1}, rows)

    ((prepared,),) = list(batches([table]))

    assert (len(children_of(prepared.block)), len(prepared.later)) == (100, 30)


@pytest.mark.parametrize("kind", ["bulleted_list_item", "quote", "toggle", "to_do"])
def test_a_text_of_many_pieces_goes_on_below_its_block(kind: str) -> None:
    text = [item for number in range(150) for item in text_items(f"w{number}", {"bold": number % 2 == 0})]

    (one,) = within_limits([block(kind, {"rich_text": text}, [paragraph("below", [])])])

    first, second = children_of(one)
    assert len(one[kind]["rich_text"]) == MOST_PIECES
    assert plain(one[kind]["rich_text"]) + plain(first["paragraph"]["rich_text"]) == plain(text)
    assert plain(second["paragraph"]["rich_text"]) == "below"


@pytest.mark.parametrize("kind", ["paragraph", "code", "heading_2"])
def test_a_text_of_many_pieces_is_several_blocks_of_its_kind(kind: str) -> None:
    text = [item for number in range(250) for item in text_items(f"w{number}", {"bold": number % 2 == 0})]

    parts = within_limits([block(kind, {"rich_text": text})])

    assert [(each["type"], len(each[kind]["rich_text"])) for each in parts] == [(kind, 100), (kind, 100), (kind, 50)]
    assert "".join(plain(each[kind]["rich_text"]) for each in parts) == plain(text)


def _lost(status: int | None) -> OutcomeUnknown:
    return OutcomeUnknown("The answer got lost.", vendor_status=status)


CHILDREN = "/v1/blocks/p/children"


@pytest.mark.parametrize("status", [None, 408, 504])
def test_what_may_still_happen_is_not_sent_again(status: int | None) -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("PATCH", CHILDREN, error=_lost(status))
        ctx.vendor.will_answer("GET", CHILDREN, {"results": [], "has_more": False})
        with pytest.raises(OutcomeUnknown):
            append(ctx, "p", [paragraph("a", [])])

    assert [each.method for each in ctx.vendor.requests] == ["PATCH", "GET"]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_what_notion_gave_up_and_is_not_there_is_sent_once_more(status: int) -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("PATCH", CHILDREN, error=_lost(status))
        ctx.vendor.will_answer("GET", CHILDREN, {"results": [], "has_more": False})
        ctx.vendor.will_answer("PATCH", CHILDREN, {"results": [{"id": "b"}]})
        sent = append(ctx, "p", [paragraph("a", [])])

    assert (sent.top, sent.count) == (["b"], 1)


def test_what_was_there_before_is_not_taken_for_ours() -> None:
    old = {"id": "o", "created_time": "2026-03-02T08:00:00.000Z", **paragraph("a", [])}
    with fake_context() as ctx:
        ctx.vendor.will_answer("PATCH", CHILDREN, error=_lost(500))
        ctx.vendor.will_answer("GET", CHILDREN, {"results": [old], "has_more": False})
        ctx.vendor.will_answer("PATCH", CHILDREN, {"results": [{"id": "b"}]})
        sent = append(ctx, "p", [paragraph("a", [])])

    assert sent.top == ["b"]


def test_what_arrived_is_found_and_gone_on_after() -> None:
    blocks = [paragraph(str(number), []) for number in range(101)]
    there = [
        {"id": f"b{number}", "created_time": "2026-03-02T09:00:00.000Z", **each} for number, each in enumerate(blocks)
    ]
    with fake_context() as ctx:
        ctx.vendor.will_answer("PATCH", CHILDREN, error=_lost(None))
        ctx.vendor.will_answer("GET", CHILDREN, {"results": there[:100], "has_more": False})
        ctx.vendor.will_answer("PATCH", CHILDREN, {"results": [{"id": "b100"}]})
        sent = append(ctx, "p", blocks)

    assert sent.top == [each["id"] for each in there]
    last = ctx.vendor.requests[-1].json
    assert isinstance(last, dict)
    assert last["position"] == {"type": "after_block", "after_block": {"id": "b99"}}


def test_fewer_blocks_than_were_sent_leave_it_open() -> None:
    with fake_context() as ctx:
        ctx.vendor.will_answer("PATCH", CHILDREN, {"results": [{"id": "b"}]})
        with pytest.raises(OutcomeUnknown, match="named 1 of 2 blocks"):
            append(ctx, "p", [paragraph("a", []), paragraph("b", [])])


def test_blocks_are_taken_as_people_write_them() -> None:
    given_blocks: list[Block] = [
        {"paragraph": {"rich_text": [{"text": {"content": "x" * 2500}}]}},
        {"type": "toggle", "toggle": {"rich_text": []}, "children": [{"divider": {}}]},
    ]

    paragraph_block, toggle = contents("", given_blocks)

    assert len(paragraph_block["paragraph"]["rich_text"]) == 2
    assert children_of(toggle) == [{"object": "block", "type": "divider", "divider": {}}]


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ([{}], "blocks.0"),
        ([{"type": "paragraph"}], "blocks.0"),
        ([{"divider": {}}, {"type": "paragraph", "to_do": {}}], "blocks.1"),
        ([{"toggle": {"rich_text": [], "children": [{"x": 1}]}}], "blocks.0.children.0"),
        ([{"toggle": {"rich_text": [], "children": "no list"}}], "blocks.0.children"),
    ],
)
def test_what_is_no_block_is_named_by_its_place(wrong: list[Any], place: str) -> None:
    with pytest.raises(InputError) as caught:
        contents("", wrong)

    assert [each.field for each in caught.value.errors] == [place]
