"""Markdown that people write, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.services.notion.markdown import blocks_from, markdown_from
from integrations.services.notion.markdown.reading import block
from integrations.services.notion.rich_text import plain, text_items
from integrations.services.notion.tests.trees import normal


def kinds(markdown: str) -> list[str]:
    return [each["type"] for each in blocks_from(markdown)]


def looks(markdown: str) -> list[tuple[str, set[str], str | None]]:
    (only,) = blocks_from(markdown)
    items: list[dict[str, Any]] = only[only["type"]]["rich_text"]
    return [
        (plain([each]), set(each.get("annotations", {})), (each.get("text", {}).get("link") or {}).get("url"))
        for each in items
    ]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# a\n## b\n### c\n#### d\n##### e", ["heading_1", "heading_2", "heading_3", "heading_4", "heading_4"]),
        ("- a\n- [ ] b\n- [x] c\n1. d", ["bulleted_list_item", "to_do", "to_do", "numbered_list_item"]),
        ("> a", ["quote"]),
        ("```py\nx\n```", ["code"]),
        ("    x", ["code"]),
        ("```math\nx\n```", ["equation"]),
        ("---", ["divider"]),
        ("| a |\n| --- |", ["table"]),
        ("<details><summary>a</summary>\n\nb\n\n</details>", ["toggle"]),
        ("a ![i](https://x.example/i.png) b", ["paragraph", "image", "paragraph"]),
        ("<!-- a note -->", []),
        ("", []),
        ("\n \n", []),
    ],
)
def test_each_form_becomes_its_kind_of_block(markdown: str, expected: list[str]) -> None:
    assert kinds(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (
            "**a** _b_ ~~c~~ `d`",
            [
                ("a", {"bold"}, None),
                (" ", set(), None),
                ("b", {"italic"}, None),
                (" ", set(), None),
                ("c", {"strikethrough"}, None),
                (" ", set(), None),
                ("d", {"code"}, None),
            ],
        ),
        ("<u>a **b**</u>", [("a ", {"underline"}, None), ("b", {"bold", "underline"}, None)]),
        ("[a](https://x.example/)", [("a", set(), "https://x.example/")]),
        ("<https://x.example/>", [("https://x.example/", set(), "https://x.example/")]),
        ("[a][1]\n\n[1]: https://x.example/", [("a", set(), "https://x.example/")]),
        ("$`x^2`$", [("x^2", set(), None)]),
        (r"\$`x^2`$", [("$", set(), None), ("x^2", {"code"}, None), ("$", set(), None)]),
        ("a  \nb\\\nc\nd", [("a\nb\nc d", set(), None)]),
        ("a<br>b", [("a\nb", set(), None)]),
        ("&copy; \\*", [("© *", set(), None)]),
        ("costs $5 or $6", [("costs $5 or $6", set(), None)]),
    ],
)
def test_each_mark_becomes_a_look(markdown: str, expected: list[tuple[str, set[str], str | None]]) -> None:
    assert looks(markdown) == expected


@pytest.mark.parametrize(
    "url", ["/relative", "#part", "javascript:alert(1)", "https://x.example/" + "x" * 2000, "ftp://x.example/"]
)
def test_an_address_that_notion_does_not_take_stays_text(url: str) -> None:
    said = looks(f"[a]({url})")

    assert "".join(text for text, _, _ in said) == f"[a]({url})"
    assert {link for _, _, link in said} == {None}


def test_what_stands_after_a_fence_is_kept() -> None:
    markdown = "```brainfuck title=x\n+\n```"
    (code,) = blocks_from(markdown)

    assert code["code"]["language"] == "plain text"
    assert plain(code["code"]["caption"]) == "brainfuck title=x"
    assert markdown_from([code]) == markdown


def test_a_box_that_was_escaped_is_no_task() -> None:
    assert kinds(r"- \[ ] a") == ["bulleted_list_item"]
    assert markdown_from(blocks_from(r"- \[ ] a")) == r"- \[ \] a"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (block("callout", {"rich_text": text_items("a"), "icon": {"type": "emoji", "emoji": "💡"}}), "> 💡 a"),
        (block("bookmark", {"url": "https://x.example/"}), "[https://x.example/](https://x.example/)"),
        (
            block("file", {"type": "file", "file": {"url": "https://x.example/a"}, "name": "a.pdf"}),
            "[a.pdf](https://x.example/a)",
        ),
        ({"id": "1-2", "type": "child_page", "child_page": {"title": "P"}}, "[P](https://www.notion.so/12)"),
        (block("column_list", {}, [block("column", {}, [block("paragraph", {"rich_text": text_items("a")})])]), "a"),
        (
            block("heading_1", {"rich_text": text_items("a")}, [block("paragraph", {"rich_text": text_items("b")})]),
            "# a\n\nb",
        ),
        (block("hologram", {"rich_text": text_items("a")}), "a"),
        (block("unsupported", {}), ""),
        ({"type": "paragraph"}, ""),
        ({}, ""),
    ],
)
def test_what_markdown_has_no_form_for_says_what_it_says(one: dict[str, Any], expected: str) -> None:
    assert markdown_from([one]) == expected


def test_numbers_go_on_and_begin_where_notion_says() -> None:
    items = [block("numbered_list_item", {"rich_text": text_items(text)}) for text in "abc"]
    items[0]["numbered_list_item"]["list_start_index"] = 7
    other = block("paragraph", {"rich_text": text_items("x")})

    assert markdown_from([*items, other, items[1]]) == "7. a\n8. b\n9. c\n\nx\n\n1. b"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# no heading", r"\# no heading"),
        ("1. no item", r"1\. no item"),
        ("- no item", r"\- no item"),
        ("a*b_c`d", r"a\*b\_c\`d"),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("  edges ", "&#32; edges&#32;"),
        ("a\n\nb", "a\\\n\\\nb"),
        ("end\n", "end&#10;"),
    ],
)
def test_text_that_looks_like_markdown_is_kept_apart(text: str, markdown: str) -> None:
    written = markdown_from([block("paragraph", {"rich_text": text_items(text)})])

    assert written == markdown
    assert plain(blocks_from(written)[0]["paragraph"]["rich_text"]) == text


def bold(text: str) -> list[dict[str, Any]]:
    return text_items(text, {"bold": True})


def italic(text: str) -> list[dict[str, Any]]:
    return text_items(text, {"italic": True})


@pytest.mark.parametrize(
    ("items", "markdown"),
    [
        ([*text_items("a"), *bold("(b)"), *text_items("c")], "&#97;**(b)**&#99;"),
        ([*text_items("a"), *italic("b"), *text_items("c")], "&#97;_b_&#99;"),
        ([*text_items("a"), *bold(" b "), *text_items("c")], "a **b** c"),
        ([*bold("a"), *italic("b")], "**a**_b_"),
        ([*bold("a"), *text_items("b", {"bold": True, "italic": True}), *italic("c")], "**&#97;_b_**_c_"),
        ([*bold("a\nb")], "**a\\\nb**"),
        ([*text_items("`", {"code": True})], "`` ` ``"),
        ([*text_items(" a ", {"code": True})], "`  a  `"),
        ([*text_items("wow!"), *text_items("a", None, "https://x.example/")], "wow\\![a](https://x.example/)"),
        ([*text_items("$"), *text_items("x", {"code": True}), *text_items("$")], "\\$`x`\\$"),
    ],
)
def test_marks_are_written_so_that_they_count(items: list[dict[str, Any]], markdown: str) -> None:
    written = markdown_from([block("paragraph", {"rich_text": items})])

    assert written == markdown
    assert normal(blocks_from(written)) == normal([block("paragraph", {"rich_text": items})])
