"""What is put on messages: emoji and pins. Done twice, it is done once."""

from __future__ import annotations

from integrations.catalog.context import Ctx
from integrations.errors import MachinaError
from integrations.services.slack import samples
from integrations.services.slack.models.messages import SlackMessageChanged, SlackMessagePin, SlackReactionAdd
from integrations.services.slack.service import PIN, REACT, service
from integrations.services.slack.web import act

REFERENCE = "https://docs.slack.dev/reference/methods"


@service.operation(
    effect="idempotent_write",
    scopes=[REACT],
    price="reaction_add",
    sample=samples.CHANGED,
    example={"channel_id": samples.GENERAL, "message_id": samples.THREAD, "name": "thumbsup"},
    documentation_url=f"{REFERENCE}/reactions.add",
    icon="reaction",
)
def add_reaction(ctx: Ctx, data: SlackReactionAdd) -> SlackMessageChanged:
    """Put an emoji on a message, as the app.

    One that the app has put there already stays. A message has room for 23 different ones.
    """
    name = data.name.removeprefix(":").removesuffix(":")
    _once(ctx, "reactions.add", "already_reacted", data.channel_id, data.message_id, name=name)
    return SlackMessageChanged(channel_id=data.channel_id, message_id=data.message_id)


@service.operation(
    effect="idempotent_write",
    scopes=[PIN],
    price="message_update",
    sample=samples.CHANGED,
    example={"channel_id": samples.GENERAL, "message_id": samples.THREAD},
    documentation_url=f"{REFERENCE}/pins.add",
    icon="pin",
)
def pin_message(ctx: Ctx, data: SlackMessagePin) -> SlackMessageChanged:
    """Pin a message to its channel.

    The app has to be in the channel. One that is pinned already stays; a channel has room for 100.
    """
    _once(ctx, "pins.add", "already_pinned", data.channel_id, data.message_id)
    return SlackMessageChanged(channel_id=data.channel_id, message_id=data.message_id)


def _once(ctx: Ctx, method: str, already: str, channel_id: str, message_id: str, **arguments: object) -> None:
    try:
        act(ctx, method, channel=channel_id, timestamp=message_id, **arguments)
    except MachinaError as error:
        if error.vendor_word != already:
            raise
