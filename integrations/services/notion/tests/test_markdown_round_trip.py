"""What Markdown can say comes back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from integrations.services.notion.markdown import blocks_from, markdown_from
from integrations.services.notion.tests.trees import BLOCKS, Block, normal

SOUP = st.text(st.sampled_from("ab 12.)(\n\n  #>-+*_~`[]!<u>/|:\\&;$=\t"), max_size=40)


@given(BLOCKS)
def test_blocks_come_back_from_their_markdown(blocks: list[Block]) -> None:
    assert normal(blocks_from(markdown_from(blocks))) == normal(blocks)


@given(SOUP)
def test_any_text_says_the_same_after_a_second_way_through(markdown: str) -> None:
    once = blocks_from(markdown)

    assert normal(blocks_from(markdown_from(once))) == normal(once)
