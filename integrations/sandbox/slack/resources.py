"""Workspaces, members, channels, messages and files as Slack writes them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from integrations.sandbox.models import SlackConversation, SlackFile, SlackMember, SlackPost

Resource = dict[str, Any]
APP_ID = "A0SANDBOX01"


def member_resource(member: SlackMember, *, with_email: bool) -> Resource:
    """Somebody of the workspace."""
    profile: Resource = {
        "real_name": member.real_name,
        "display_name": member.handle,
        "status_text": member.status_text,
        "status_emoji": member.status_emoji,
        "status_expiration": member.status_expiration,
        "image_72": f"https://avatars.slack.example/{member.user_id}.png",
        "team": member.team.team_id,
    }
    if with_email and member.email:
        profile["email"] = member.email
    if member.bot_id:
        profile |= {"api_app_id": APP_ID, "bot_id": member.bot_id}
    offset = ZoneInfo(member.time_zone).utcoffset(None)
    resource: Resource = {
        "id": member.user_id,
        "team_id": member.team.team_id,
        "name": member.handle,
        "deleted": member.is_deleted,
        "profile": profile,
        "is_bot": bool(member.bot_id),
        "updated": 1_790_000_000,
    }
    if not member.is_deleted:
        resource |= {
            "real_name": member.real_name,
            "tz": member.time_zone,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": False,
            "is_owner": False,
            "is_restricted": False,
            "is_app_user": False,
        }
    return resource


def conversation_resource(conversation: SlackConversation, viewer: SlackMember) -> Resource:
    """A channel or a conversation, as one member sees it."""
    kind, kinds = conversation.kind, SlackConversation.Kind
    resource: Resource = {
        "id": conversation.channel_id,
        "created": conversation.created_at,
        "is_archived": conversation.is_archived,
        "is_im": kind == kinds.DIRECT,
        "is_org_shared": False,
        "context_team_id": conversation.team.team_id,
    }
    if kind == kinds.DIRECT:
        other = conversation.members.exclude(pk=viewer.pk).first() or viewer
        return resource | {"user": other.user_id, "is_user_deleted": other.is_deleted, "priority": 0}
    members = list(conversation.members.all())
    return resource | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": kind == kinds.PUBLIC,
        "is_group": kind == kinds.PRIVATE,
        "is_mpim": kind == kinds.GROUP,
        "is_private": kind != kinds.PUBLIC,
        "is_general": conversation.is_general,
        "is_shared": False,
        "is_ext_shared": False,
        "is_member": viewer in members,
        "creator": conversation.creator.user_id,
        "num_members": len(members),
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": conversation.purpose, "creator": "", "last_set": 0},
        "previous_names": [],
    }


def post_resource(post: SlackPost, *, root: str, with_metadata: bool = False) -> Resource:
    """A message as histories list it. ``root`` is the sandbox's address, for links to files."""
    author = post.author
    resource: Resource = {"type": "message", "ts": post.ts, "user": author.user_id, "text": post.text}
    resource["team"] = author.team.team_id
    if post.subtype:
        resource["subtype"] = post.subtype
    if author.bot_id:
        resource |= {"bot_id": author.bot_id, "app_id": APP_ID}
    if post.thread_ts:
        resource["thread_ts"] = post.thread_ts
    if post.edited_ts:
        resource["edited"] = {"user": author.user_id, "ts": post.edited_ts}
    if post.thread_ts == post.ts:
        resource |= _thread_facts(post)
    elif post.thread_ts and post.is_broadcast:
        resource["subtype"] = "thread_broadcast"
    if post.reactions:
        resource["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in post.reactions.items()
        ]
    if post.is_pinned:
        resource["pinned_to"] = [post.conversation.channel_id]
    if files := list(post.files.all()):
        resource["files"] = [file_resource(file, root=root) for file in files]
    if post.blocks:
        resource["blocks"] = post.blocks
    if with_metadata and post.metadata:
        resource["metadata"] = post.metadata
    return resource


def _thread_facts(post: SlackPost) -> Resource:
    answers = list(
        post.conversation.posts.filter(thread_ts=post.ts, only_for=None).exclude(ts=post.ts).select_related("author")
    )
    return {
        "reply_count": len(answers),
        "reply_users_count": len({each.author_id for each in answers}),
        "reply_users": list(dict.fromkeys(each.author.user_id for each in answers)),
        "latest_reply": answers[-1].ts if answers else post.ts,
    }


def file_resource(file: SlackFile, *, root: str) -> Resource:
    """A file."""
    shared = [post.conversation.channel_id for post in file.posts.select_related("conversation")]
    private = f"{root}/files-pri/{file.team.team_id}-{file.file_id}"
    return {
        "id": file.file_id,
        "created": file.created_at,
        "timestamp": file.created_at,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mime_type,
        "filetype": file.name.rsplit(".", 1)[-1] if "." in file.name else "",
        "user": file.owner.user_id,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(shared),
        "url_private": f"{private}/{file.name}",
        "url_private_download": f"{private}/download/{file.name}",
        "permalink": f"https://{file.team.domain}.slack.com/files/{file.owner.user_id}/{file.file_id}/{file.name}",
        "channels": [each for each in shared if each.startswith("C")],
        "groups": [each for each in shared if each.startswith("G")],
        "ims": [each for each in shared if each.startswith("D")],
    }
