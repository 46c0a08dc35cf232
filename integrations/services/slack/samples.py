"""Realistic outputs, shown before a node has run and offered as variables; and what examples of inputs name.

The ids of examples are those of what both demo workspaces of the sandbox have.
"""

from __future__ import annotations

from datetime import UTC, datetime

from integrations.services.slack.models.channels import SlackChannel
from integrations.services.slack.models.files import SlackFile, SlackFileContent
from integrations.services.slack.models.messages import SlackMessage, SlackReaction, SlackSharedFile
from integrations.services.slack.models.people import SlackStatus, SlackUser, SlackWorkspace

GENERAL, PROJECT, OLD = "C0GENERAL01", "C0PROJECT01", "C0OLDNEWS01"
COLLEAGUE, GUEST = "U0MARAHOLT1", "U0JONASVIK1"
THREAD = "1790003600.000100"
REPORT = "F0REPORT001"
OWN, OWN_OBSOLETE = "1790010000.000100", "1790010060.000100"
"""Messages of the app itself, which alone it may change."""
ADDRESS = "jonas.vik@partner.example"

_AT = datetime(2026, 9, 21, 15, 13, 20, 100, tzinfo=UTC)
_REPORT = SlackSharedFile(
    slack_file_id="F08ABCDEF12", filename="pilot.pdf", title="Pilot report", mime_type="application/pdf", size=48_213
)
_LINK = "https://globex.slack.com/archives/C08ABCDEF12/p1790003600000100"

MESSAGE: dict[str, object] = SlackMessage(
    message_id=THREAD,
    channel_id="C08ABCDEF12",
    channel_name="project-pilot",
    thread_ts=THREAD,
    user_id="U08ABCDEF12",
    username="mara.holt",
    text="**Pilot**: the report is there, <@U08GHIJKL34>.",
    mrkdwn="*Pilot*: the report is there, <@U08GHIJKL34>.",
    sent_at=_AT,
    edited_at=_AT,
    reply_count=2,
    mentioned_user_ids=["U08GHIJKL34"],
    reactions=[SlackReaction(name="eyes", count=1, user_ids=["U08GHIJKL34"])],
    files=[_REPORT],
    permalink=_LINK,
).model_dump(mode="json")
MESSAGES: dict[str, object] = {"messages": [MESSAGE], "count": 1, "next_page_token": None}
POSTED: dict[str, object] = {"message_id": THREAD, "channel_id": "C08ABCDEF12", "message_ids": [THREAD]}
CHANGED: dict[str, object] = {"channel_id": "C08ABCDEF12", "message_id": THREAD}
SCHEDULED: dict[str, object] = {
    "scheduled_message_id": "Q08ABCDEF12",
    "channel_id": "C08ABCDEF12",
    "send_at": "2026-09-22T08:00:00Z",
}
PERMALINK: dict[str, object] = {"permalink": _LINK, "channel_id": "C08ABCDEF12"}
CHANNEL: dict[str, object] = SlackChannel(
    channel_id="C08ABCDEF12",
    name="project-pilot",
    kind="public",
    topic="Report on Friday",
    purpose="The pilot",
    is_member=True,
    member_count=12,
    creator_id="U08ABCDEF12",
    created=_AT,
).model_dump(mode="json")
CHANNELS: dict[str, object] = {"channels": [CHANNEL], "count": 1, "next_page_token": None}
USER: dict[str, object] = SlackUser(
    user_id="U08ABCDEF12",
    handle="mara.holt",
    name="Mara Holt",
    display_name="Mara",
    email="mara.holt@globex.example",
    title="Head of projects",
    time_zone="Europe/Berlin",
    status_text="In a meeting",
    status_emoji=":calendar:",
).model_dump(mode="json")
USERS: dict[str, object] = {"users": [USER], "count": 1, "next_page_token": None}
STATUS: dict[str, object] = SlackStatus(status_text="In a meeting", status_emoji=":calendar:", clear_at=_AT).model_dump(
    mode="json"
)
WORKSPACE: dict[str, object] = SlackWorkspace(
    workspace_id="T08ABCDEF12", name="Globex", url="https://globex.slack.com/", user_id="U08GHIJKL34", handle="machina"
).model_dump(mode="json")
FILE: dict[str, object] = SlackFile(
    slack_file_id="F08ABCDEF12",
    filename="pilot.pdf",
    title="Pilot report",
    mime_type="application/pdf",
    size=48_213,
    permalink="https://globex.slack.com/files/U08ABCDEF12/F08ABCDEF12/pilot.pdf",
    channel_ids=["C08ABCDEF12"],
    user_id="U08ABCDEF12",
    created=_AT,
).model_dump(mode="json")
CONTENT: dict[str, object] = SlackFileContent(
    file_id="0c8f7a1e-6d0b-4a51-9c1f-2f6a3d7e5b11",
    filename="pilot.pdf",
    mime_type="application/pdf",
    size=48_213,
    slack_file_id="F08ABCDEF12",
    title="Pilot report",
    permalink="https://globex.slack.com/files/U08ABCDEF12/F08ABCDEF12/pilot.pdf",
).model_dump(mode="json")
