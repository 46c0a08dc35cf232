"""Markdown into mrkdwn and back, as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.services.slack.mrkdwn import escape, mentioned, quiet, to_markdown, to_mrkdwn

BOTH_WAYS = [
    ("", ""),
    ("plain words", "plain words"),
    ("**bold**", "*bold*"),
    ("_italic_", "_italic_"),
    ("~~gone~~", "~gone~"),
    ("**bold** and _italic_ and ~~gone~~", "*bold* and _italic_ and ~gone~"),
    ("**_both_**", "*_both_*"),
    ("`code *here* <b>`", "`code *here* &lt;b&gt;`"),
    ("```\nif a < b && c:\n    *no*\n```", "```\nif a &lt; b &amp;&amp; c:\n    *no*\n```"),
    ("[the plan](https://wiki.example/p?a=1&b=2)", "<https://wiki.example/p?a=1&amp;b=2|the plan>"),
    ("<https://wiki.example/p>", "<https://wiki.example/p>"),
    ("<mailto:ada@globex.example>", "<mailto:ada@globex.example>"),
    ("- one\n- two\n  - three", "• one\n• two\n  • three"),
    ("- [ ] open\n- [x] done", "☐ open\n☑ done"),
    ("1. one\n2. two", "1. one\n2. two"),
    ("> said\n> **loudly**", "> said\n> *loudly*"),
    ("---", "———"),
    ("Tom & Jerry", "Tom &amp; Jerry"),
    (r"1 \< 2 > 0", "1 &lt; 2 &gt; 0"),
    ("<@U0MARA> in <#C0GENERAL>", "<@U0MARA> in <#C0GENERAL>"),
    ("<!subteam^S0TEAM>", "<!subteam^S0TEAM>"),
    ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
    ("first\n\nsecond", "first\n\nsecond"),
    ("ünïcödé 😀 **fett**", "ünïcödé 😀 *fett*"),
]
INTO_MRKDWN = [
    ("*italic*", "_italic_"),
    ("__bold__", "*bold*"),
    ("***both***", "*_both_*"),
    ("**bold *and italic***", "*bold _and italic_*"),
    ("# Heading", "*Heading*"),
    ("## A **bold** heading ##", "*A bold heading*"),
    ("* one\n+ two", "• one\n• two"),
    ("***", "———"),
    ("~~~python\nx = 1\n~~~", "```\nx = 1\n```"),
    ("```js\na && b\n```", "```\na &amp;&amp; b\n```"),
    ("![chart](https://img.example/c.png)", "<https://img.example/c.png|chart>"),
    ('[plan](https://wiki.example/ "Title")', "<https://wiki.example/|plan>"),
    ("[**bold** link](https://wiki.example/)", "<https://wiki.example/|*bold* link>"),
    ("[a|b](https://wiki.example/x|y)", "<https://wiki.example/x%7Cy|a¦b>"),
    ("[wiki](https://en.example/Slack_(software))", "<https://en.example/Slack_(software)|wiki>"),
    ("[no address]()", "no address"),
    (r"\*not bold\*", "*not bold*"),
    ("&lt;b&gt; &amp; co", "&lt;b&gt; &amp; co"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("<@u1> <#c1>", "&lt;@u1&gt; &lt;#c1&gt;"),
    ("``a ` b``", "`a ` b`"),
    ("| a | b |\n|---|---|\n| 1 | 2 |\nafter", "```\n| a | b |\n|---|---|\n| 1 | 2 |\n```\nafter"),
]
INTO_MARKDOWN = [
    ("&gt; quoted", "> quoted"),
    ("<https://a.example|https://a.example>", "<https://a.example>"),
    ("<mailto:ada@globex.example|ada@globex.example>", "<mailto:ada@globex.example>"),
    ("<#C0GENERAL|general>", "<#C0GENERAL|general>"),
    ("<https://a.example|see [1]>", r"[see \[1\]](https://a.example)"),
    ("```x = 1```", "```\nx = 1\n```"),
    ("◦ deeper", "- deeper"),
    ("a*b*c and ~5", "a*b*c and ~5"),
]


@pytest.mark.parametrize(("markdown", "mrkdwn"), BOTH_WAYS + INTO_MRKDWN)
def test_markdown_becomes_mrkdwn(markdown: str, mrkdwn: str) -> None:
    assert to_mrkdwn(markdown) == mrkdwn


@pytest.mark.parametrize(("markdown", "mrkdwn"), [*BOTH_WAYS, *((b, a) for a, b in INTO_MARKDOWN)])
def test_mrkdwn_becomes_markdown(markdown: str, mrkdwn: str) -> None:
    assert to_markdown(mrkdwn) == markdown


@pytest.mark.parametrize("call", ["<!here>", "<!channel>", "<!everyone>", "<!channel|@channel>"])
def test_nobody_is_called_all_together_by_what_others_wrote(call: str) -> None:
    assert quiet(f"Look {call} <@U1>").startswith("Look @")
    assert quiet(f"Look {call} <@U1>").endswith(" <@U1>")
    assert "<!" not in quiet(call)


def test_mentions_are_listed_once() -> None:
    text = "<@U1> <@U2|mara> <@U1> in <#C1|general>, not &lt;@U3&gt;"
    assert mentioned(text, "@") == ["U1", "U2"]
    assert mentioned(text, "#") == ["C1"]


@given(st.text(max_size=200))
def test_nothing_that_is_written_makes_markup_that_slack_would_follow(text: str) -> None:
    shown = quiet(to_mrkdwn(text))
    assert "<!here" not in shown
    assert "<!channel" not in shown
    assert escape(text).count("<") == 0
    to_markdown(text)
