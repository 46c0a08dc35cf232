"""Files: announced, sent to an address of their own, and completed, in three requests."""

from __future__ import annotations

import mimetypes
import secrets

from integrations.sandbox.hashing import hashed
from integrations.sandbox.models import SlackFile
from integrations.sandbox.slack.call import SlackCall
from integrations.sandbox.slack.errors import SlackFailure
from integrations.sandbox.slack.handlers.conversations import direct_with
from integrations.sandbox.slack.resources import Resource, file_resource
from integrations.sandbox.slack.store import add_post, find_post

LARGEST = 1_073_741_824
"""One gigabyte."""


def get_upload_url(call: SlackCall) -> Resource:
    """An address that takes the bytes of this one file."""
    name, length = call.text("filename")[:255], call.number("length", 0)
    if length <= 0:
        call.refuse("missing_argument")
    if length > LARGEST:
        call.refuse("file_upload_size_restricted")
    ticket = secrets.token_urlsafe(30)
    file = SlackFile.objects.create(
        team=call.team,
        file_id=f"F{secrets.token_hex(5).upper()}",
        owner=call.member,
        name=name,
        mime_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        size=length,
        ticket=hashed(ticket),
        created_at=int(call.now.timestamp()),
    )
    return {"upload_url": f"{call.root}/upload/v1/{ticket}", "file_id": file.file_id}


def complete_upload(call: SlackCall) -> Resource:
    """Make what has arrived a file, and share it where that is said."""
    files = [_sent(call, each) for each in call.arguments["files"]]
    named = call.text("channel_id") or call.text("channels")
    for file, entry in zip(files, call.arguments["files"], strict=True):
        title = str(entry.get("title") or file.name)[:255]
        SlackFile.objects.filter(pk=file.pk).update(is_complete=True, title=title)
        file.refresh_from_db()
    for channel in [each.strip() for each in named.split(",") if each.strip()]:
        _share(call, files, channel)
    return {"files": [file_resource(file, root=call.root) for file in files]}


def info(call: SlackCall) -> Resource:
    """What is known of one."""
    file = SlackFile.objects.filter(team=call.team, file_id=call.text("file"), is_complete=True).first()
    if file is None:
        call.refuse("file_not_found")
    return {"file": file_resource(file, root=call.root), "comments": [], "response_metadata": {"next_cursor": ""}}


def list_all(call: SlackCall) -> Resource:
    """The newest first, by numbered pages."""
    found = SlackFile.objects.filter(team=call.team, is_complete=True).order_by("-id")
    if call.text("channel"):
        found = found.filter(posts__conversation__channel_id=call.text("channel")).distinct()
    count, page = max(int(call.text("count", "100")), 1), max(int(call.text("page", "1")), 1)
    shown = list(found[(page - 1) * count : page * count])
    total = found.count()
    paging = {"count": count, "total": total, "page": page, "pages": max(1, -(-total // count))}
    return {"files": [file_resource(file, root=call.root) for file in shown], "paging": paging}


def _sent(call: SlackCall, entry: object) -> SlackFile:
    if not isinstance(entry, dict):
        raise SlackFailure("invalid_arguments")
    file = call.team.files.filter(file_id=str(entry.get("id", "")), owner=call.member, is_complete=False).first()
    if file is None or file.received != file.size:
        call.refuse("file_not_found")
    return file


def _share(call: SlackCall, files: list[SlackFile], channel: str) -> None:
    person = call.team.members.filter(user_id=channel).first()
    conversation = direct_with(call, [person]) if person else call.team.conversations.filter(channel_id=channel).first()
    if conversation is None or (conversation.kind != "public_channel" and not call.is_in(conversation)):
        call.refuse("channel_not_found")
    if not call.is_in(conversation):
        call.refuse("not_in_channel")
    thread = call.text("thread_ts")
    if thread and find_post(conversation, thread, call.now) is None:
        call.refuse("invalid_arguments")
    post = add_post(conversation, call.member, call.now, text=call.text("initial_comment"), thread_ts=thread)
    post.files.add(*files)
