"""Messages as tests send them."""

from __future__ import annotations

import base64
from email.message import EmailMessage

from integrations.sandbox.google.resource import Resource


def mail(
    to: str = "ben@elsewhere.example",
    subject: str = "Hello",
    body: str = "Good morning.",
    *,
    html: str = "",
    attachment: tuple[str, bytes] | None = None,
    **headers: str,
) -> EmailMessage:
    """A message; further headers with `_` for `-`."""
    message = EmailMessage()
    message["To"] = to
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    if attachment:
        name, content = attachment
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def raw(message: EmailMessage) -> Resource:
    """The body of a request that carries the message."""
    return {"raw": base64.urlsafe_b64encode(message.as_bytes()).decode()}
