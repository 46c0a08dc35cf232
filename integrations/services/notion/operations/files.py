"""Uploading files, for blocks, properties, icons and covers."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.services.notion import samples
from integrations.services.notion.models.files import NotionFileUpload, NotionFileUploadCreate
from integrations.services.notion.parsing import parse_upload
from integrations.services.notion.service import INSERT, service
from integrations.services.notion.uploading import import_address, upload


@service.operation(
    effect="idempotent_write",
    scopes=[INSERT],
    price="file_upload",
    sample=samples.UPLOAD,
    example={"url": "https://files.globex.example/plan.pdf", "filename": "plan.pdf"},
    icon="upload",
    documentation_url="https://developers.notion.com/guides/data-apis/working-with-files-and-media",
)
def upload_file(ctx: Ctx, data: NotionFileUploadCreate) -> NotionFileUpload:
    """Upload a file to Notion, from an earlier step or from an address.

    Up to 20 MB in one part, larger ones in parts of 10 MB, up to 5 GB in paid workspaces and 5 MB in free ones. It can
    be used in a block, a property, an icon or a cover within an hour; until then nobody sees it.
    """
    if data.file_id is None:
        return parse_upload(import_address(ctx, data.url, data.filename))
    return parse_upload(upload(ctx, data.file_id, data.filename))
