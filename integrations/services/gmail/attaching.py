"""Files as parts of a message (RFC 2046): each media type in the form it may travel in."""

from __future__ import annotations

import mimetypes
import re
from email.message import MIMEPart
from email.policy import SMTP

from integrations.catalog.files import FileRef
from integrations.catalog.lines import as_line

ANYTHING = "application/octet-stream"
_LONGEST_LINE = 998
_SEVEN_BIT = frozenset(
    {"message/partial", "message/external-body", "message/delivery-status", "message/disposition-notification"}
)
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+_-]+/[A-Za-z0-9.+_-]+")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def attachment_part(reference: FileRef, content: bytes, *, content_id: str = "") -> bytes:
    """The headers and the content of an attached file; with a content id, of one that is shown inside the text.

    Messages must not travel in base64 (RFC 2046, 5.2.1), and readers open them empty if they do: they go as they
    are. One that cannot, and a part of many parts, goes as a file of no known type, which its name tells.
    """
    filename = as_line(reference.filename, instead="_")
    stated = reference.mime_type.lower() if _MEDIA_TYPE.fullmatch(reference.mime_type) else ""
    kind = stated or mimetypes.guess_type(filename)[0] or ANYTHING
    if kind.startswith("message/") and not kind.startswith("message/global"):
        written = _LINE_END.sub(b"\r\n", content)
        encoding = _encoding_of(kind, written)
        if encoding:
            return _head(filename, kind, encoding) + b"\r\n" + written
        kind = ANYTHING
    maintype, _, subtype = (ANYTHING if kind.startswith("multipart/") else kind).partition("/")
    part = MIMEPart(policy=SMTP)
    disposition, cid = ("inline", f"<{content_id}>") if content_id else ("attachment", None)
    part.set_content(content, maintype=maintype, subtype=subtype, disposition=disposition, filename=filename, cid=cid)
    return part.as_bytes()


def _encoding_of(kind: str, written: bytes) -> str | None:
    """How an attached message can travel as it is; None if it cannot."""
    if b"\0" in written or any(len(line) > _LONGEST_LINE for line in written.split(b"\r\n")):
        return None
    if written.isascii():
        return "7bit"
    return None if kind in _SEVEN_BIT else "8bit"


def _head(filename: str, kind: str, encoding: str) -> bytes:
    part = MIMEPart(policy=SMTP)
    part.set_content(b"", maintype="application", subtype="octet-stream", disposition="attachment", filename=filename)
    part.replace_header("Content-Type", kind)
    part.replace_header("Content-Transfer-Encoding", encoding)
    return b"".join(SMTP.fold_binary(name, value) for name, value in part.items())
