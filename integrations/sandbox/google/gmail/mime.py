"""From the bytes of a message to the payload Gmail shows, and back to single attachments."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from typing import cast

import webencodings

from integrations.sandbox.google.resource import Resource
from integrations.sandbox.storable import storable_text

LINE_BREAK = re.compile(r"[\r\n]+")
TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]+>", re.IGNORECASE | re.DOTALL)
# What holds no address though it may look so: quoted names and comments.
ASIDE = re.compile(r'"(?:[^"\\]|\\.)*"(?!@)|\([^()]*\)')
ADDRESS = re.compile(r'(?:"[^"]*"|[^\s<>()@:"]+)@[^\s<>()@:"]+')
SPACE = re.compile(r"\s+")
SNIPPET_LENGTH = 200


@dataclass(frozen=True, kw_only=True)
class ParsedMail:
    """What a mailbox keeps of a message beside its bytes."""

    payload: Resource
    snippet: str
    text: str
    filenames: list[str]


class TolerantPolicy(EmailPolicy):
    """Decodes headers on access, and leaves alone those that the standard library cannot read."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """A header's value as it came, encoded words decoded. Bytes are UTF-8, else Latin-1."""
        return storable_text(self._decoded(value))

    def _decoded(self, value: str) -> str:
        came = str(value).encode("utf-8", "surrogateescape")
        try:
            text = came.decode()
        except UnicodeDecodeError:
            text = came.decode("latin-1")
        line = LINE_BREAK.sub("", text)
        try:
            return str(make_header(decode_header(line)))
        except (HeaderParseError, LookupError, ValueError):
            return line


# Headers are written as they came, unless we set them.
# typeshed's EmailPolicy is generic; the class itself is not.
POLICY = cast("Policy[EmailMessage]", TolerantPolicy(refold_source="none"))
AS_IT_TRAVELS = POLICY.clone(linesep="\r\n")


def read_mail(raw: bytes) -> EmailMessage:
    """The message; any bytes are one."""
    return message_from_bytes(raw, policy=POLICY)


def encode(data: bytes) -> str:
    """Base64 in the URL alphabet, as Gmail writes bytes."""
    return base64.urlsafe_b64encode(data).decode()


def decode(text: str) -> bytes:
    """Bytes from base64 in either alphabet, padded or not; the schema has checked the characters."""
    return base64.urlsafe_b64decode(text.translate(str.maketrans("+/", "-_")) + "=" * (-len(text) % 4))


def parse(mail: EmailMessage, message_id: str) -> ParsedMail:
    """The payload tree. Attachments are named in it, and cut out later by their part."""
    payload = _part(mail, "", message_id)
    texts = dict(_texts(mail))
    text = texts.get("plain") or html.unescape(TAG.sub(" ", texts.get("html", "")))
    line = SPACE.sub(" ", text).strip()
    return ParsedMail(
        payload=payload,
        snippet=html.escape(line[:SNIPPET_LENGTH].rsplit(" ", 1)[0] if len(line) > SNIPPET_LENGTH else line),
        text=text,
        filenames=[name for part in mail.walk() if (name := _filename(part))],
    )


def attachment(mail: EmailMessage, attachment_id: str, message_id: str) -> bytes | None:
    """The bytes of one attachment; None if the message has no such part."""
    for part_id, part in _leaves(mail, ""):
        if attachment_id == _attachment_id(message_id, part_id):
            return _content(part)
    return None


def header(mail: EmailMessage, name: str) -> str:
    """A header's text, empty when absent. Broken headers are read as they stand."""
    return str(mail.get(name, ""))


def addresses(mail: EmailMessage, *names: str) -> list[str]:
    """The plain addresses in these headers, in lower case."""
    texts = [ASIDE.sub(" ", str(value)) for name in names for value in mail.get_all(name, [])]
    entries = [entry for text in texts for entry in re.split("[,;]", text)]
    found = [ADDRESS.findall(entry.partition("<")[2]) or ADDRESS.findall(entry) for entry in entries]
    return [address.lower() for entry in found for address in entry]


def _part(part: EmailMessage, part_id: str, message_id: str) -> Resource:
    shown: Resource = {
        "partId": part_id,
        "mimeType": part.get_content_type(),
        "filename": _filename(part),
        "headers": [{"name": name, "value": str(value)} for name, value in part.items()],
    }
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        nested = [
            _part(inner, _nested_id(part_id, position), message_id)
            for position, inner in enumerate(part.iter_parts())
            if isinstance(inner, EmailMessage)
        ]
        return shown | {"body": {"size": 0}, "parts": nested}
    content = _content(part)
    body: Resource = {"size": len(content)}
    if _is_attachment(part):
        body["attachmentId"] = _attachment_id(message_id, part_id)
    elif content:
        body["data"] = encode(content)
    return shown | {"body": body}


def _nested_id(part_id: str, position: int) -> str:
    return f"{part_id}.{position}" if part_id else str(position)


def _leaves(part: EmailMessage, part_id: str) -> Iterator[tuple[str, EmailMessage]]:
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        yield part_id, part
        return
    for position, inner in enumerate(part.iter_parts()):
        if isinstance(inner, EmailMessage):
            yield from _leaves(inner, _nested_id(part_id, position))


def _is_attachment(part: EmailMessage) -> bool:
    return bool(_filename(part)) or part.get_content_maintype() != "text"


def _filename(part: EmailMessage) -> str:
    """As the part says; empty where that is no text in any charset."""
    try:
        return storable_text((part.get_filename() or "").encode("utf-8", "replace").decode())
    except (UnicodeError, LookupError, ValueError):
        return ""


def _content(part: EmailMessage) -> bytes:
    """A part's bytes; text in UTF-8 whatever its charset was, as Gmail gives it."""
    if part.is_multipart():  # an attached message or report, which the standard library has taken apart
        whole = b"".join(inner.as_bytes(policy=AS_IT_TRAVELS) for inner in part.iter_parts())
        return whole.removesuffix(b"\r\n\r\n") if part.get_content_type() == "message/delivery-status" else whole
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return b""
    if part.get_content_maintype() != "text" or _filename(part):
        return content
    try:
        label = part.get_content_charset()
        return content.decode(_codec(label), "replace").encode() if label else _western(content).encode()
    except (LookupError, ValueError):  # "undefined" is a codec of Python that fails always
        return _western(content).encode()


def _western(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _codec(label: str) -> str:
    """Python's name for a charset, as browsers understand the label."""
    known = webencodings.lookup(label)
    if known is None or known.name == "replacement":
        return label
    return "gb18030" if known.name == "gbk" else known.codec_info.name


def _texts(mail: EmailMessage) -> Iterator[tuple[str, str]]:
    """Subtype and text of the text parts; of each subtype the first one stands last, and so wins in a dict."""
    found = [
        (part.get_content_subtype(), storable_text(_content(part).decode("utf-8", "replace")))
        for _, part in _leaves(mail, "")
        if not _is_attachment(part)
    ]
    return reversed(found)


def _attachment_id(message_id: str, part_id: str) -> str:
    return "ANGjdJ" + encode(f"{message_id}/{part_id}".encode()).rstrip("=")
