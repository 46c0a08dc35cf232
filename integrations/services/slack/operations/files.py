"""Files, up in three requests and down in two, in flat memory."""

from __future__ import annotations

import mimetypes

from integrations.catalog.context import Ctx
from integrations.catalog.files import FileRef
from integrations.catalog.readable import part, parts
from integrations.errors import RemoteRejected, RemoteUnavailable, ScopeMissing
from integrations.services.slack import samples
from integrations.services.slack.models.files import SlackFile, SlackFileContent, SlackFileGet, SlackFileUpload
from integrations.services.slack.mrkdwn import quiet, to_mrkdwn
from integrations.services.slack.parsing import parse_channel, parse_file
from integrations.services.slack.service import CHANNELS, PRIVATE_CHANNELS, READ_FILES, SEND_FILES, service
from integrations.services.slack.web import act, read

REFERENCE = "https://docs.slack.dev/reference/methods"
DEFAULT_NAME = "message.txt"


def _stored(ctx: Ctx, data: SlackFileUpload) -> FileRef:
    """The file to send; a text is stored first, so that both go the same way."""
    if data.content is not None:
        name = data.filename or DEFAULT_NAME
        kind = mimetypes.guess_type(name)[0] or "text/plain"
        return ctx.files.save(data.content.encode(), filename=name, mime_type=kind)
    reference, content = ctx.files.open(data.file_id or "")
    content.close()
    return reference


def _uploaded_before(ctx: Ctx, data: SlackFileUpload) -> SlackFile | None:
    """A file of the same name and size that was made since the call began, and is where it was to be."""
    reference = _stored(ctx, data)
    since = int(ctx.now.timestamp()) - 120
    answer = read(ctx, "files.list", channel=data.channel_id, ts_from=str(since), count=50)
    name = data.filename or reference.filename
    same = [
        each
        for each in parts(answer, "files")
        if (each.get("name"), each.get("size")) == (name, reference.size) and int(each.get("created", 0)) >= since
    ]
    return parse_file(same[0]) if len(same) == 1 else None


@service.operation(
    effect="write",
    scopes=[SEND_FILES, READ_FILES, CHANNELS, PRIVATE_CHANNELS],
    price="file_upload",
    sample=samples.FILE,
    example={"channel_id": samples.GENERAL, "content": "quarter,revenue\nQ3,151000\n", "filename": "third.csv"},
    documentation_url=f"{REFERENCE}/files.getUploadURLExternal",
    reconcile=_uploaded_before,
    icon="upload",
)
def upload_file(ctx: Ctx, data: SlackFileUpload) -> SlackFile:
    """Upload a file, and share it in a channel.

    From an earlier step or from a text; at most 1 GB. Slack takes it in three requests: announced, sent, completed;
    until the last one nobody sees it. The app has to be in the channel.
    """
    reference = _stored(ctx, data)
    name = data.filename or reference.filename
    _require_in_channel(ctx, data.channel_id)
    ticket = read(ctx, "files.getUploadURLExternal", filename=name, length=reference.size)
    ctx.http.upload("POST", str(ticket["upload_url"]), reference.file_id)
    answer = act(
        ctx,
        "files.completeUploadExternal",
        files=[{"id": ticket["file_id"], "title": data.title or name}],
        channel_id=data.channel_id,
        initial_comment=quiet(to_mrkdwn(data.comment)) or None,
        thread_ts=data.thread_ts,
    )
    completed = next(iter(parts(answer, "files")), {"id": ticket["file_id"]})
    known = {"name": name, "size": reference.size, "title": data.title or name, "mimetype": reference.mime_type}
    return parse_file({**known, **completed})


def _require_in_channel(ctx: Ctx, channel_id: str | None) -> None:
    """Before anything is sent: what Slack says only of the last request would leave in doubt what became of the rest.

    Raises RemoteRejected.
    """
    if channel_id is None or not channel_id.startswith("C"):
        return
    channel = parse_channel(part(read(ctx, "conversations.info", channel=channel_id), "channel"))
    if not channel.is_member and channel.kind in ("public", "private"):
        raise RemoteRejected(
            f"The app is not in {channel.name or channel_id!r}. Invite it there first: /invite in Slack."
        )


@service.operation(
    effect="read",
    scopes=[READ_FILES],
    price="file_read",
    sample=samples.CONTENT,
    example={"slack_file_id": samples.REPORT},
    documentation_url=f"{REFERENCE}/files.info",
    icon="file-down",
)
def get_file(ctx: Ctx, data: SlackFileGet) -> SlackFileContent:
    """Download a file that the app may see.

    Files that lie elsewhere, such as in Google Drive, have no content at Slack. The content is stored; pass its file_id
    on to other steps.
    """
    file = part(read(ctx, "files.info", file=data.slack_file_id), "file")
    known, address = parse_file(file), file.get("url_private_download") or file.get("url_private")
    if not isinstance(address, str) or file.get("is_external") is True:
        raise RemoteUnavailable(f"Slack has no content of {known.title or data.slack_file_id!r}: it lies elsewhere.")
    content = ctx.http.download(address, filename=known.filename or None)
    _require_whole(content, known)
    return SlackFileContent(
        file_id=content.file_id,
        filename=content.filename,
        mime_type=known.mime_type or content.mime_type,
        size=content.size,
        slack_file_id=data.slack_file_id,
        title=known.title,
        permalink=known.permalink,
    )


def _require_whole(content: FileRef, known: SlackFile) -> None:
    """Whom Slack does not let see a file gets a page to sign in, with status 200."""
    is_page = content.mime_type.startswith("text/html") and not known.mime_type.startswith("text/html")
    if is_page:
        raise ScopeMissing(
            f"Slack sent a page to sign in instead of {known.filename!r}. Connect again and allow files to be read."
        )
    if known.size is not None and content.size != known.size:
        raise RemoteUnavailable(f"{known.filename!r} came with {content.size} of {known.size} bytes. Try again.")
