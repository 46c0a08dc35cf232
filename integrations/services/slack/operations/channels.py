"""Finding, making, filling and closing channels."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.catalog.readable import objects, part
from integrations.errors import MachinaError
from integrations.services.slack import samples
from integrations.services.slack.models.channels import (
    CHANNELS_CAP,
    SlackChannel,
    SlackChannelArchive,
    SlackChannelArchived,
    SlackChannelCreate,
    SlackChannelInvite,
    SlackChannelInvited,
    SlackChannelList,
    SlackChannels,
    SlackConversationOpen,
    SlackConversationOpened,
)
from integrations.services.slack.parsing import parse_channel
from integrations.services.slack.reading import Page
from integrations.services.slack.service import CHANNELS, MANAGE, MANAGE_PRIVATE, OPEN, PRIVATE_CHANNELS, service
from integrations.services.slack.web import CURSOR, act

REFERENCE = "https://docs.slack.dev/reference/methods"
_KINDS = {"public": "public_channel", "private": "private_channel"}
_SEARCHED = 5000


def _made_before(ctx: Ctx, data: SlackChannelCreate) -> SlackChannel | None:
    """A channel of this name that was made since the call began."""
    channels = ctx.http.pages(
        "POST",
        "/api/conversations.list",
        looks=True,
        form={"types": _KINDS["private" if data.is_private else "public"], "limit": 1000},
        paging=CURSOR,
        items="channels",
        cap=_SEARCHED,
    )
    same = (each for each in channels if isinstance(each, dict) and each.get("name") == data.name)
    found = next(same, None)
    if found is None or int(found.get("created", 0)) < int(ctx.now.timestamp()) - 120:
        return None
    return parse_channel(found)


@service.operation(
    effect="read",
    scopes=[CHANNELS, PRIVATE_CHANNELS],
    price="channel_list",
    sample=samples.CHANNELS,
    documentation_url=f"{REFERENCE}/conversations.list",
    icon="list",
)
def list_channels(ctx: Ctx, data: SlackChannelList) -> SlackChannels:
    """List the channels of the workspace.

    Private channels are listed where the app is in them.
    """

    def fetch(token: str | None) -> Page:
        items, following = ctx.http.page(
            "POST",
            "/api/conversations.list",
            looks=True,
            form={
                "types": ",".join(_KINDS[kind] for kind in data.kinds),
                "exclude_archived": not data.include_archived,
                "limit": data.max_results,
            },
            paging=CURSOR,
            items="channels",
            page_token=token,
        )
        return objects(items), following

    found, token = read_pages(fetch, page_token=data.page_token, cap=CHANNELS_CAP, follow=data.all_pages)
    channels = [parse_channel(each) for each in found]
    return SlackChannels(channels=channels, count=len(channels), next_page_token=token)


@service.operation(
    effect="write",
    scopes=[MANAGE, MANAGE_PRIVATE],
    price="channel_manage",
    sample=samples.CHANNEL,
    example={"name": "project-launch"},
    documentation_url=f"{REFERENCE}/conversations.create",
    reconcile=_made_before,
    icon="hash",
)
def create_channel(ctx: Ctx, data: SlackChannelCreate) -> SlackChannel:
    """Make a channel, with the app in it.

    A name that is taken is refused, also by an archived channel. Others are brought in by invite_to_channel.
    """
    answer = act(ctx, "conversations.create", name=data.name, is_private=data.is_private)
    return parse_channel(part(answer, "channel"))


@service.operation(
    effect="idempotent_write",
    scopes=[MANAGE, MANAGE_PRIVATE],
    price="channel_manage",
    sample={
        "channel_id": "C08ABCDEF12",
        "invited_user_ids": ["U08ABCDEF12"],
        "already_there_user_ids": ["U08GHIJKL34"],
    },
    example={"channel_id": samples.PROJECT, "user_ids": [samples.COLLEAGUE]},
    documentation_url=f"{REFERENCE}/conversations.invite",
    icon="user-plus",
)
def invite_to_channel(ctx: Ctx, data: SlackChannelInvite) -> SlackChannelInvited:
    """Invite people to a channel that the app is in.

    Who is there already stays. Where somebody else cannot be invited, nobody is.
    """
    there: set[str] = set()
    wanted = list(dict.fromkeys(data.user_ids))
    while left := [each for each in wanted if each not in there]:
        try:
            act(ctx, "conversations.invite", channel=data.channel_id, users=",".join(left))
            break
        except MachinaError as error:
            if error.vendor_word != "already_in_channel":
                raise
            there |= _members(ctx, data.channel_id, left) or set(left)
    return SlackChannelInvited(
        channel_id=data.channel_id,
        invited_user_ids=[each for each in wanted if each not in there],
        already_there_user_ids=[each for each in wanted if each in there],
    )


def _members(ctx: Ctx, channel_id: str, people: list[str]) -> set[str]:
    """Which of these people are in the channel."""
    members = ctx.http.pages(
        "POST",
        "/api/conversations.members",
        looks=True,
        form={"channel": channel_id, "limit": 1000},
        paging=CURSOR,
        items="members",
        cap=100_000,
    )
    return set(people).intersection(each for each in members if isinstance(each, str))


@service.operation(
    effect="destructive",
    scopes=[MANAGE, MANAGE_PRIVATE],
    price="channel_manage",
    sample={"channel_id": "C08ABCDEF12", "is_archived": True},
    example={"channel_id": samples.OLD},
    documentation_url=f"{REFERENCE}/conversations.archive",
    icon="archive",
)
def archive_channel(ctx: Ctx, data: SlackChannelArchive) -> SlackChannelArchived:
    """Close a channel for everybody; its messages can still be read.

    The app has to be in it. Slack lets apps archive channels and not open them again.
    """
    try:
        act(ctx, "conversations.archive", channel=data.channel_id)
    except MachinaError as error:
        if error.vendor_word != "already_archived":
            raise
    return SlackChannelArchived(channel_id=data.channel_id)


@service.operation(
    effect="idempotent_write",
    scopes=OPEN,
    price="channel_manage",
    sample={"channel_id": "D08ABCDEF12"},
    example={"user_ids": [samples.COLLEAGUE]},
    documentation_url=f"{REFERENCE}/conversations.open",
    icon="users",
)
def open_conversation(ctx: Ctx, data: SlackConversationOpen) -> SlackConversationOpened:
    """Open the conversation of the app with one or several people.

    It is the one that there was, if there was one; with up to eight people.
    """
    answer = act(ctx, "conversations.open", users=",".join(dict.fromkeys(data.user_ids)))
    return SlackConversationOpened(channel_id=str(part(answer, "channel")["id"]))
