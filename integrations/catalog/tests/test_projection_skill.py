"""The computed parts of SKILL.md."""

from __future__ import annotations

import pytest

from integrations.catalog.context import Ctx
from integrations.catalog.declare import Service
from integrations.catalog.projections.skill import BEGIN, END, current
from integrations.catalog.schema import Input
from integrations.catalog.tests.post import WRITE, Letter

TEXT = f"---\nname: post-skill\nallowed-tools: old\n---\n\n# Post\n\nWords.\n\n{BEGIN}\nold\n{END}\n\n## More\n"
EXPECTED = f"""---
name: post-skill
allowed-tools: post_send_letter post_burn_letters
---

# Post

Words.

{BEGIN}

### post_send_letter

Send a letter.

| Field | Type | Required | Description |
|---|---|---|---|
| to | string | yes | Who gets it. |
| body | string | no | What it says. |
| speed | `slow`, `fast` | no | How it travels. |
| from | string | no | Who sends it. |

Example: `{{"to": "ada", "body": "How are you?"}}`


### post_burn_letters

Burn all letters. Needs a person's approval.

Takes no fields.

{END}

## More
"""


class LettersBurn(Input):
    """Nothing to say."""


def test_tools_and_tables_are_rewritten_and_all_else_stays(post: Service) -> None:
    @post.operation(effect="destructive", scopes=[WRITE], price="letter_send", sample={})
    def burn_letters(ctx: Ctx, data: LettersBurn) -> Letter:
        """Burn all letters."""
        return Letter(letter_id="1")

    text = current(TEXT, post)

    assert text == EXPECTED
    assert current(text, post) == text


@pytest.mark.parametrize("missing", [BEGIN, END, "allowed-tools: old"])
def test_a_text_without_a_place_is_refused(post: Service, missing: str) -> None:
    with pytest.raises(ValueError, match=r"SKILL\.md of post needs"):
        current(TEXT.replace(missing, ""), post)
