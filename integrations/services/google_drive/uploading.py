"""Making files: under an id that Drive has given out before, so that doing it twice makes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrations.catalog.context import Ctx
from integrations.errors import RemoteRejected
from integrations.services.google_drive.client import KNOWS_DRIVES, drive
from integrations.services.google_drive.content import UPLOAD_PART, Content
from integrations.services.google_drive.marking import find_marked
from integrations.services.google_drive.parsing import FILE_FIELDS, Resource

if TYPE_CHECKING:
    from googleapiclient.http import MediaIoBaseUpload

NOT_FOUND = 404
SESSION_IS_GONE = (NOT_FOUND, 410)
MAY_BE_MADE = (*SESSION_IS_GONE, 409)


def create(ctx: Ctx, body: dict[str, object], media: MediaIoBaseUpload | None = None, *, is_own_type: bool) -> Resource:
    """Make a file. Google's own types take no id of ours: they are known by the mark of the call alone.

    Where the id is taken, or an upload's session is gone, an earlier request of this very call may have made it, and
    its answer got lost.
    """
    files = drive(ctx).files()
    file_id = None if is_own_type else _new_id(ctx)
    given = {**body, "id": file_id} if file_id else body
    request = files.create(body=given, media_body=media, fields=FILE_FIELDS, **KNOWS_DRIVES)
    try:
        made: Resource = request.execute()
    except RemoteRejected as error:
        found = _made_after_all(ctx, file_id) if error.vendor_status in MAY_BE_MADE else None
        if found is None:
            raise
        made = found
    return made


def replace_content(ctx: Ctx, body: dict[str, object], content: Content, **asked: object) -> Resource:
    """Give a file new content. Where a session is gone and the file is not, it is sent once more: it does no harm."""
    files = drive(ctx).files()
    try:
        changed: Resource = files.update(body=body, media_body=media_of(content), **asked).execute()
    except RemoteRejected as error:
        if error.vendor_status not in SESSION_IS_GONE:
            raise
        files.get(fileId=asked["fileId"], fields="id", **KNOWS_DRIVES).execute()
        changed = files.update(body=body, media_body=media_of(content), **asked).execute()
    return changed


def media_of(content: Content) -> MediaIoBaseUpload:
    """The content as it is sent: in parts, each read from the file on its way."""
    from googleapiclient.http import MediaIoBaseUpload  # whoever only shows operations does without Google's client

    return MediaIoBaseUpload(content.stream, mimetype=content.mime_type, chunksize=UPLOAD_PART, resumable=True)


def _made_after_all(ctx: Ctx, file_id: str | None) -> Resource | None:
    if file_id is None:
        return find_marked(ctx)
    try:
        found: Resource = drive(ctx).files().get(fileId=file_id, fields=FILE_FIELDS, **KNOWS_DRIVES).execute()
    except RemoteRejected as error:
        if error.vendor_status == NOT_FOUND:
            return None
        raise
    return found


def _new_id(ctx: Ctx) -> str:
    answer = drive(ctx).files().generateIds(count=1, space="drive", type="files").execute()
    return str(answer["ids"][0])
