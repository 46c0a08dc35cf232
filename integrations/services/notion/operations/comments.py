"""Comments on pages and blocks."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.notion import api, samples
from integrations.services.notion.finding import comment_text, find_comment
from integrations.services.notion.models.people import (
    COMMENTS_CAP,
    NotionComment,
    NotionCommentCreate,
    NotionCommentList,
    NotionComments,
)
from integrations.services.notion.parsing import parse_comment
from integrations.services.notion.rich_text import MOST_PIECES
from integrations.services.notion.service import INSERT_COMMENTS, READ_COMMENTS, service

REFERENCE = "https://developers.notion.com/reference"


@service.operation(
    effect="write",
    scopes=[INSERT_COMMENTS],
    price="comment_create",
    sample=samples.COMMENT,
    example={"block_id": samples.NOTES, "markdown": "Please check the **dates**."},
    icon="comment",
    documentation_url=f"{REFERENCE}/create-a-comment",
    reconcile=find_comment,
)
def create_comment(ctx: Ctx, data: NotionCommentCreate) -> NotionComment:
    """Comment on a page or a block, or answer in a discussion.

    The comment is one text of at most 200,000 characters, in the app's name; everybody who follows the page is told.
    """
    text = comment_text(data.markdown)
    if not text:
        raise InputError("The comment says nothing.", field="markdown")
    if len(text) > MOST_PIECES:
        words = f"A comment takes {MOST_PIECES} pieces of text; this one has {len(text)}. Make it shorter."
        raise InputError(words, field="markdown")
    about = (
        {"discussion_id": data.in_discussion}
        if data.in_discussion
        else {"parent": {"type": "block_id", "block_id": data.block_id}}
    )
    return parse_comment(api.post(ctx, "/v1/comments", {**about, "rich_text": text}))


@service.operation(
    effect="read",
    scopes=[READ_COMMENTS],
    price="comment_list",
    sample={"comments": [samples.COMMENT], "count": 1, "next_page_token": None},
    example={"block_id": samples.HANDBOOK},
    icon="comments",
    documentation_url=f"{REFERENCE}/list-comments",
)
def list_comments(ctx: Ctx, data: NotionCommentList) -> NotionComments:
    """List the open comments on a page or a block.

    Resolved ones are not told by Notion. Comments on blocks of a page are listed by their block.
    """
    found, token = api.listed(
        ctx,
        "/v1/comments",
        query={"block_id": data.block_id},
        max_results=data.max_results,
        page_token=data.page_token,
        cap=COMMENTS_CAP,
        follow=data.all_pages,
    )
    comments = [parse_comment(each) for each in found]
    return NotionComments(comments=comments, count=len(comments), next_page_token=token)
