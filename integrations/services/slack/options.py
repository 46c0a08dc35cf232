"""Choices for fields that would otherwise ask a person for an id."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.catalog.options import Option, OptionsPage, OptionsQuery
from integrations.catalog.readable import objects, parts
from integrations.services.slack.models.messages import SlackMessage
from integrations.services.slack.parsing import parse_channel, parse_file, parse_message, parse_user
from integrations.services.slack.service import CHANNELS, HISTORY, PEOPLE, PRIVATE_CHANNELS, READ_FILES, service
from integrations.services.slack.web import CURSOR, read

PAGE = 200
FILES = 50
LONGEST_LABEL = 80
_SIGNS = {"public": "#", "private": "🔒 "}


@service.options(scopes=[CHANNELS, PRIVATE_CHANNELS], price="choices")
def channels(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """Channels by name, those that the app is in first."""
    items, following = ctx.http.page(
        "POST",
        "/api/conversations.list",
        looks=True,
        form={"types": "public_channel,private_channel", "exclude_archived": True, "limit": PAGE},
        paging=CURSOR,
        items="channels",
        page_token=query.page_token,
    )
    wanted = query.query.casefold().removeprefix("#")
    found = sorted(map(parse_channel, objects(items)), key=lambda each: (not each.is_member, each.name))
    options = [
        Option(value=each.channel_id, label=f"{_SIGNS.get(each.kind, '')}{each.name}")
        for each in found
        if wanted in each.name.casefold()
    ]
    return OptionsPage(options=options, next=following)


@service.options(scopes=[PEOPLE], price="choices")
def users(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """People by name and address; neither apps nor those who have left."""
    items, following = ctx.http.page(
        "POST",
        "/api/users.list",
        looks=True,
        form={"limit": PAGE},
        paging=CURSOR,
        items="members",
        page_token=query.page_token,
    )
    wanted = query.query.casefold().removeprefix("@")
    options = [
        Option(value=each.user_id, label=f"{each.name or each.handle} (@{each.handle})")
        for each in map(parse_user, objects(items))
        if not (each.is_bot or each.is_deactivated or each.user_id == "USLACKBOT")
        and wanted in f"{each.name} {each.handle} {each.email}".casefold()
    ]
    return OptionsPage(options=sorted(options, key=lambda each: each.label), next=following)


@service.options(scopes=HISTORY, price="choices")
def messages(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """The newest messages of the channel that the form names, by time and beginning."""
    channel = query.form.get("channel_id")
    if not isinstance(channel, str) or not channel.startswith(("C", "G", "D")):
        return OptionsPage(options=[])
    items, following = ctx.http.page(
        "POST",
        "/api/conversations.history",
        looks=True,
        form={"channel": channel, "limit": 15},
        paging=CURSOR,
        items="messages",
        page_token=query.page_token,
    )
    wanted = query.query.casefold()
    found = [parse_message(each, channel_id=channel) for each in objects(items)]
    options = [Option(value=each.message_id, label=_label(each)) for each in found if wanted in each.text.casefold()]
    return OptionsPage(options=options, next=following)


@service.options(scopes=[READ_FILES], price="choices")
def files(ctx: Ctx, query: OptionsQuery) -> OptionsPage:
    """The newest files that the app may see, by title."""
    asked = query.page_token or ""
    number = int(asked) if asked.isdecimal() else 1
    answer = read(ctx, "files.list", count=FILES, page=number)
    paging = answer.get("paging")
    pages = paging.get("pages") if isinstance(paging, dict) else None
    wanted = query.query.casefold()
    found = [parse_file(each) for each in parts(answer, "files")]
    options = [
        Option(value=each.slack_file_id, label=f"{each.title or each.filename} · {each.filename}")
        for each in found
        if wanted in f"{each.title} {each.filename}".casefold()
    ]
    is_more = isinstance(pages, int) and number < pages
    return OptionsPage(options=options, next=str(number + 1) if is_more else None)


def _label(message: SlackMessage) -> str:
    beginning = " ".join(message.text.split())
    shown = beginning if len(beginning) <= LONGEST_LABEL else f"{beginning[:LONGEST_LABEL]}…"
    sent = f"{message.sent_at:%d %b %H:%M} · " if message.sent_at else ""
    return f"{sent}{shown or '(no text)'}"
