"""Meet links: asked for with `createRequest`, made at once."""

from __future__ import annotations

import hashlib

from integrations.sandbox.google.errors import invalid
from integrations.sandbox.google.resource import Resource


def conference(asked: Resource) -> Resource:
    """The conference for what was asked; one that exists already stays as it is. Raises 400."""
    request = asked.get("createRequest")
    if not request or asked.get("conferenceId"):
        return asked
    if not request.get("requestId"):
        raise invalid("Missing conference request id.", reason="required", location="conferenceData")
    kind = (request.get("conferenceSolutionKey") or {}).get("type", "hangoutsMeet")
    if kind != "hangoutsMeet":
        raise invalid("Invalid conference type value.", reason="invalid", location="conferenceData")
    code = _meeting_code(request["requestId"])
    return {
        "createRequest": {
            "requestId": request["requestId"],
            "conferenceSolutionKey": {"type": kind},
            "status": {"statusCode": "success"},
        },
        "entryPoints": [
            {"entryPointType": "video", "uri": f"https://meet.google.com/{code}", "label": f"meet.google.com/{code}"}
        ],
        "conferenceSolution": {
            "key": {"type": kind},
            "name": "Google Meet",
            "iconUri": "https://fonts.gstatic.com/s/i/productlogos/meet_2020q4/v6/web-512dp/logo_meet_2020q4.png",
        },
        "conferenceId": code,
    }


def link(data: Resource) -> str:
    """The address of a conference's video, empty if it has none."""
    videos = (entry["uri"] for entry in data.get("entryPoints", []) if entry.get("entryPointType") == "video")
    return next(videos, "")


def _meeting_code(request_id: str) -> str:
    """`abc-defg-hij`: the same request gets the same meeting."""
    letters = "".join(chr(ord("a") + byte % 26) for byte in hashlib.sha256(request_id.encode()).digest())
    return f"{letters[:3]}-{letters[3:7]}-{letters[7:10]}"
