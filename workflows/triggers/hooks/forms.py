"""Forms with files that are sent to a webhook: the fields are read, each file is stored once and referred to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from integrations.errors import InputError
from integrations.execution.files import CustomerFiles

FORM = "multipart/form-data"
MOST_FILES = 20
MOST_FORM_FIELDS = 1_000


@dataclass(frozen=True)
class SentFile:
    """A file of a form that nobody has stored yet."""

    filename: str
    mime_type: str
    content: bytes


def form_of(content_type: str, raw: bytes) -> dict[str, object]:
    """The fields by their names, each with its value, a ``SentFile``, or a list of them. Raises InputError."""
    given = {"CONTENT_TYPE": f"{FORM};{content_type.partition(';')[2]}", "CONTENT_LENGTH": str(len(raw))}
    files = _Collecting()
    try:
        fields, _ = MultiPartParser(given, BytesIO(raw), [files], "utf-8").parse()
    except (MultiPartParserError, SuspiciousOperation, UnicodeError, ValueError) as error:
        raise InputError(
            f"The body says that it is a form and cannot be read: {str(error)[:200]}", field="body"
        ) from None
    form: dict[str, list[object]] = {name: [*values] for name, values in fields.lists()}
    _check(sum(map(len, form.values())), MOST_FORM_FIELDS, "fields")
    _check(len(files.sent), MOST_FILES, "files")
    for name, sent in files.sent:
        form.setdefault(name, []).append(sent)
    return {name: values[0] if len(values) == 1 else values for name, values in form.items()}


def files_in(body: object) -> bool:
    """Whether a form holds files."""
    return any(isinstance(each, SentFile) for values in _lists(body) for each in values)


def stored(body: object, customer_id: UUID | None) -> object:
    """The same form with references to its files, which the customer, or with None the owner, has then."""
    files = CustomerFiles(customer_id)

    def kept(value: object) -> object:
        if isinstance(value, SentFile):
            return files.save(value.content, filename=value.filename, mime_type=value.mime_type).model_dump()
        return [kept(each) for each in value] if isinstance(value, list) else value

    return {name: kept(value) for name, value in body.items()} if isinstance(body, Mapping) else body


def _lists(body: object) -> Iterable[list[object]]:
    values = body.values() if isinstance(body, Mapping) else ()
    return (each if isinstance(each, list) else [each] for each in values)


def _check(count: int, most: int, what: str) -> None:
    if count > most:
        raise InputError(f"The form has more than {most:,} {what}. Send fewer.", field="body")


class _Collecting(FileUploadHandler):
    """Collects files as they are read: the whole body is in memory already, within the bounds of the server."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, SentFile]] = []
        self._parts: list[bytes] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._parts = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._parts.append(raw_data)

    def file_complete(self, file_size: int) -> None:
        mime_type = self.content_type or "application/octet-stream"
        self.sent.append((str(self.field_name), SentFile(str(self.file_name), mime_type, b"".join(self._parts))))
