"""Pages: reading, making, changing, and the trash."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import InputError, MachinaError, OutcomeUnknown
from integrations.services.notion import api, samples
from integrations.services.notion.api import Resource
from integrations.services.notion.batches import batches
from integrations.services.notion.content import contents
from integrations.services.notion.finding import find_made_page, find_page
from integrations.services.notion.looks import sent_cover, sent_icon
from integrations.services.notion.markdown import markdown_from
from integrations.services.notion.markdown.writing_inline import markdown_of
from integrations.services.notion.models.pages import (
    NotionPage,
    NotionPageCreate,
    NotionPageGet,
    NotionPageMarkdown,
    NotionPageMarkdownGet,
    NotionPageMove,
    NotionPageUpdate,
)
from integrations.services.notion.parsing import parse_page, title_of
from integrations.services.notion.property_values import kinds_of, sent_properties
from integrations.services.notion.rich_text import text_items
from integrations.services.notion.sending import append
from integrations.services.notion.service import INSERT, READ, UPDATE, service
from integrations.services.notion.trees import read_tree
from integrations.services.notion.whole_properties import with_whole_properties

REFERENCE = "https://developers.notion.com/reference"


@service.operation(
    effect="read",
    scopes=[READ],
    price="page_read",
    sample=samples.PAGE,
    example={"page_id": samples.HANDBOOK},
    icon="page",
    documentation_url=f"{REFERENCE}/retrieve-a-page",
)
def get_page(ctx: Ctx, data: NotionPageGet) -> NotionPage:
    """Read a page's title and properties.

    What the page says is read with get_page_markdown or list_blocks. Properties of more than 25 entries, such as long
    relations, are read to their end unless whole_properties is off.
    """
    page = _page(ctx, data.page_id)
    return parse_page(with_whole_properties(ctx, page) if data.whole_properties else page)


@service.operation(
    effect="read",
    scopes=[READ],
    price="page_read",
    sample={
        "page_id": samples.HANDBOOK,
        "title": "Team handbook",
        "markdown": "## Meetings\n\nWe meet **every Monday** at ten.\n\n- [ ] Book the room",
        "count": 3,
        "is_complete": True,
        "warnings": [],
    },
    example={"page_id": samples.HANDBOOK},
    icon="file-text",
    documentation_url=f"{REFERENCE}/get-block-children",
)
def get_page_markdown(ctx: Ctx, data: NotionPageMarkdownGet) -> NotionPageMarkdown:
    """Read what a page says, as Markdown.

    Everything within it is read, at most max_blocks blocks. Pages and databases below it are links. Colours, columns
    and what else Markdown has no form for is left out; what is said in it stays.
    """
    page = _page(ctx, data.page_id)
    tree = read_tree(ctx, data.page_id, cap=data.max_blocks)
    title = title_of(page)
    markdown = markdown_from(tree.blocks)
    if data.with_title:
        heading = f"# {markdown_of(text_items(title), line_break='<br>')}"
        markdown = f"{heading}\n\n{markdown}".rstrip("\n")
    return NotionPageMarkdown(
        page_id=str(page.get("id") or data.page_id),
        title=title,
        markdown=markdown,
        count=tree.count,
        is_complete=not tree.warnings,
        warnings=tree.warnings,
    )


@service.operation(
    effect="write",
    scopes=[INSERT, READ],
    price="page_create",
    sample=samples.PAGE,
    example={
        "data_source_id": samples.SPRINT,
        "title": "Prepare the launch",
        "properties": {"Status": "In progress", "Due": "2031-03-04", "Points": 5},
        "markdown": "## Steps\n\n- [ ] Write the announcement\n- [ ] Ask **Ada** for figures",
    },
    icon="page-plus",
    documentation_url=f"{REFERENCE}/post-page",
    reconcile=find_page,
)
def create_page(ctx: Ctx, data: NotionPageCreate) -> NotionPage:
    """Make a page below another one, or as a row of a data source.

    Content may be as long and as deep as it needs: it is sent in parts of 100 blocks, in order, and goes on after the
    last block that has arrived. Plain values of properties are turned into what Notion wants; names of a select that do
    not exist are added to it.
    """
    blocks = contents(data.markdown, data.blocks)
    body = _body(ctx, data)
    requests = list(batches(blocks))
    fits = len(requests) == 1 and not any(each.later for each in requests[0])
    if fits:
        body["children"] = [each.block for each in requests[0]]
    page = _made(ctx, data, body, is_whole=fits or not blocks)
    if blocks and not fits:
        _filled(ctx, page, blocks)
        page = _page(ctx, str(page["id"]))
    return parse_page(page)


def _made(ctx: Ctx, data: NotionPageCreate, body: Resource, *, is_whole: bool) -> Resource:
    try:
        return api.post(ctx, "/v1/pages", body)
    except OutcomeUnknown:
        # A page without its content is found by itself, so that the content can follow.
        page_id = None if is_whole else find_made_page(ctx, data)
        if page_id is None:
            raise
        return _page(ctx, page_id)


def _filled(ctx: Ctx, page: Resource, blocks: list[Resource]) -> None:
    try:
        append(ctx, str(page.get("id")), blocks)
    except MachinaError as error:
        said = f"The page {page.get('id')} is made, its content is not complete: {error.detail}"
        raise type(error)(said, retry_after=error.retry_after, vendor_status=error.vendor_status) from error


def _body(ctx: Ctx, data: NotionPageCreate) -> Resource:
    body: Resource = {"parent": {"type": "workspace", "workspace": True}}
    properties: Resource = {}
    title_name = "title"
    if data.parent_page_id:
        body["parent"] = {"type": "page_id", "page_id": data.parent_page_id}
    elif data.data_source_id:
        body["parent"] = {"type": "data_source_id", "data_source_id": data.data_source_id}
        if data.properties:
            source = api.get(ctx, "/v1/data_sources/{id}", {"id": data.data_source_id})
            kinds = kinds_of(source.get("properties"))
            properties = sent_properties(data.properties, kinds)
            title_name = next((name for name, kind in kinds.items() if kind == "title"), title_name)
    if data.title or not data.data_source_id:
        properties[title_name] = {"title": text_items(data.title)}
    body["properties"] = properties
    if icon := sent_icon(data.icon):
        body["icon"] = icon
    if cover := sent_cover(data.cover_url):
        body["cover"] = cover
    return body


@service.operation(
    effect="idempotent_write",
    scopes=[UPDATE, READ],
    price="page_update",
    sample=samples.PAGE,
    example={"page_id": samples.NOTES, "title": "Meeting notes", "icon": "📝"},
    icon="pencil",
    documentation_url=f"{REFERENCE}/patch-page",
)
def update_page(ctx: Ctx, data: NotionPageUpdate) -> NotionPage:
    """Change a page's title, properties, icon or cover; what is not given stays.

    An empty text or null clears. Properties that Notion works out, such as formulas, cannot be set.
    """
    given = data.model_fields_set - {"page_id"}
    body: Resource = {}
    properties: Resource = {}
    if data.properties:
        properties = sent_properties(data.properties, kinds_of(_page(ctx, data.page_id).get("properties")))
    if data.title is not None:
        properties["title"] = {"title": text_items(data.title)}
    if properties:
        body["properties"] = properties
    if data.icon is not None:
        body["icon"] = sent_icon(data.icon)
    if data.cover_url is not None:
        body["cover"] = sent_cover(data.cover_url)
    if data.is_locked is not None:
        body["is_locked"] = data.is_locked
    if not body:
        what = f"{', '.join(sorted(given))} says nothing to change" if given else "nothing is given"
        raise InputError(f"There is nothing to change: {what}.", field="title")
    return parse_page(api.patch(ctx, "/v1/pages/{page_id}", body, {"page_id": data.page_id}))


@service.operation(
    effect="idempotent_write",
    scopes=[UPDATE],
    price="page_update",
    sample={**samples.PAGE, "in_trash": True},
    example={"page_id": samples.OBSOLETE},
    icon="trash",
    documentation_url=f"{REFERENCE}/trash-page",
)
def trash_page(ctx: Ctx, data: NotionPageMove) -> NotionPage:
    """Move a page to the trash, with everything below it.

    It can be restored for 30 days. Nothing is deleted for good through Notion's API.
    """
    return parse_page(api.patch(ctx, "/v1/pages/{page_id}", {"in_trash": True}, {"page_id": data.page_id}))


@service.operation(
    effect="idempotent_write",
    scopes=[UPDATE],
    price="page_update",
    sample=samples.PAGE,
    example={"page_id": samples.OBSOLETE},
    icon="restore",
    documentation_url=f"{REFERENCE}/trash-page",
)
def restore_page(ctx: Ctx, data: NotionPageMove) -> NotionPage:
    """Bring a page back from the trash.

    A page that is not in the trash stays as it is.
    """
    return parse_page(api.patch(ctx, "/v1/pages/{page_id}", {"in_trash": False}, {"page_id": data.page_id}))


def _page(ctx: Ctx, page_id: str) -> Resource:
    return api.get(ctx, "/v1/pages/{page_id}", {"page_id": page_id})
