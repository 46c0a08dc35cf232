"""Facts of the service Slack (Web API)."""

from __future__ import annotations

from pathlib import Path

from integrations.catalog.declare import Limit, Service

POST = "chat:write"
POST_ANYWHERE = "chat:write.public"
CHANNELS = "channels:read"
PRIVATE_CHANNELS = "groups:read"
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
MANAGE = "channels:manage"
MANAGE_PRIVATE = "groups:write"
OPEN = ("im:write", "mpim:write")
PEOPLE = "users:read"
ADDRESSES = "users:read.email"
REACT = "reactions:write"
PIN = "pins:write"
SEND_FILES = "files:write"
READ_FILES = "files:read"
SEARCH = "user:search:read"
STATUS = "user:users.profile:write"

service = Service(
    key="slack",
    name="Slack",
    provider="slack",
    color="#4A154B",
    documentation_url="https://docs.slack.dev/reference/methods",
    folder=Path(__file__).parent,
    scopes={
        POST: "Post messages as the app, and change and delete its own",
        POST_ANYWHERE: "Post in public channels without being invited",
        CHANNELS: "See the public channels",
        PRIVATE_CHANNELS: "See the private channels that the app is in",
        "channels:history": "Read the messages of public channels that the app is in",
        "groups:history": "Read the messages of private channels that the app is in",
        "im:history": "Read what people write to the app",
        "mpim:history": "Read the messages of group conversations that the app is in",
        MANAGE: "Make and archive public channels, and invite people to them",
        MANAGE_PRIVATE: "Make and archive private channels, and invite people to them",
        "im:write": "Begin conversations with a person",
        "mpim:write": "Begin conversations with several people",
        PEOPLE: "See the people of the workspace",
        ADDRESSES: "See the e-mail addresses of the people of the workspace",
        REACT: "Put emoji on messages",
        PIN: "Pin messages in channels",
        SEND_FILES: "Upload files as the app",
        READ_FILES: "See and download files shared where the app is",
        SEARCH: "Search messages and files as you, also where only you are",
        STATUS: "Change your own profile and status",
    },
    hosts=("slack.com", "files.slack.com"),
    # https://docs.slack.dev/apis/web-api/rate-limits: each method by itself, from 20 a minute on. Which one is held
    # back for how long, Slack says with each refusal.
    limits=(Limit(amount=100, seconds=60, per="connection"),),
    test_operation="get_workspace",
    exempt={
        "idempotency:post_ephemeral": "What one person sees stands in no history: a lost one cannot be found again.",
    },
)
