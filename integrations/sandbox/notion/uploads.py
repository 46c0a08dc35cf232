"""File uploads: announced, sent in one part or several, and used in blocks, properties, icons and covers.

https://developers.notion.com/reference/file-upload
"""

from __future__ import annotations

import mimetypes
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from integrations.sandbox.models import NotionFilePart, NotionRecord
from integrations.sandbox.notion import resources
from integrations.sandbox.notion.call import Call, page_of
from integrations.sandbox.notion.errors import Resource, invalid
from integrations.sandbox.notion.store import add, find, records

Kind = NotionRecord.Kind
MEGABYTE = 1024 * 1024
MOST = 20 * MEGABYTE
LEAST = 5 * MEGABYTE


def create(call: Call) -> Resource:
    body = call.body
    mode = body.get("mode", "single_part")
    if mode == "multi_part" and not (body.get("filename") and body.get("number_of_parts")):
        raise invalid("body failed validation: filename and number_of_parts should be defined for mode multi_part.")
    if mode == "external_url" and not str(body.get("external_url", "")).startswith("https://"):
        raise invalid("body failed validation: body.external_url should be a valid HTTPS URL.")
    filename = body.get("filename")
    kind = body.get("content_type") or (mimetypes.guess_type(filename)[0] if filename else None)
    if filename and "." not in filename and not mimetypes.guess_extension(kind or ""):
        raise invalid(f"body failed validation: body.filename should have an extension, instead was `{filename}`.")
    is_import = mode == "external_url"
    made = add(
        call,
        Kind.FILE_UPLOAD,
        {
            "mode": mode,
            "status": "uploaded" if is_import else "pending",
            "filename": filename,
            "content_type": kind,
            "content_length": 0 if is_import else None,
            "number_of_parts": body.get("number_of_parts"),
            "external_url": body.get("external_url"),
            "expiry_time": resources.time(call.expires),
        },
        parent=None,
    )
    return resources.file_upload(call, made)


def send(call: Call) -> Resource:
    record = _upload(call)
    if call.file is None:
        raise invalid("body failed validation: body.file should be defined, instead was `undefined`.")
    if record.body["status"] != "pending" or record.body["mode"] == "external_url":
        raise invalid(f"File upload {record.record_id} has the status {record.body['status']}, not pending.")
    if not call.file or len(call.file) > MOST:
        raise invalid(f"File of {len(call.file)} bytes: at most {MOST} bytes are accepted in one part, and at least 1.")
    number, total = _number(call, record), record.body.get("number_of_parts") or 1
    if total > 1 and number < total and len(call.file) < LEAST:
        raise invalid(f"Part {number} has {len(call.file)} bytes: all but the last part have at least {LEAST}.")
    NotionFilePart.objects.update_or_create(upload=record, number=number, defaults={"content": call.file})
    record.body = {**record.body, "sent": record.parts.count()}
    if record.body["mode"] == "single_part":
        _finish(record)
    record.save(update_fields=["body"])
    return resources.file_upload(call, record)


def complete(call: Call) -> Resource:
    record = _upload(call)
    if record.body["mode"] != "multi_part" or record.body["status"] != "pending":
        raise invalid(f"File upload {record.record_id} cannot be completed.")
    if record.parts.count() != record.body["number_of_parts"]:
        raise invalid(f"{record.parts.count()} of {record.body['number_of_parts']} parts were sent.")
    _finish(record)
    record.save(update_fields=["body"])
    return resources.file_upload(call, record)


def retrieve(call: Call) -> Resource:
    return resources.file_upload(call, _upload(call))


def list_uploads(call: Call) -> Resource:
    found = records(call).filter(kind=Kind.FILE_UPLOAD).order_by("-id")
    shown = [resources.file_upload(call, each) for each in found]
    wanted = call.query.get("status")
    return page_of(call, [each for each in shown if wanted in (None, each["status"])], kind="file_upload")


def used_files(call: Call, value: Any) -> Any:  # any JSON
    """The same with uploads in it as the files that Notion makes of them. Raises 400 for one that is not there."""
    if isinstance(value, list):
        return [used_files(call, each) for each in value]
    if not isinstance(value, dict):
        return value
    inner = value.get("file_upload")
    if isinstance(inner, dict) and "id" in inner:
        record = find(call, inner["id"], Kind.FILE_UPLOAD, name="file_upload_id")
        if record.body["status"] != "uploaded":
            raise invalid(f"File upload {record.record_id} has the status {record.body['status']}, not uploaded.")
        kept = {name: each for name, each in value.items() if name not in ("file_upload", "type")}
        name = {"name": record.body.get("filename")} if "name" in value or "caption" in value else {}
        url = f"{call.root}/files/{call.account.pk}/{record.record_id}"
        return {"type": "file", "file": {"url": url, "expiry_time": resources.time(call.expires)}, **name, **kept}
    return {name: used_files(call, each) for name, each in value.items()}


@require_GET
def content(request: HttpRequest, account: int, upload: str) -> HttpResponse:
    """What a file says, at the address that blocks tell of it."""
    record = NotionRecord.objects.filter(account_id=account, record_id=upload, kind=Kind.FILE_UPLOAD).first()
    if record is None or record.body["status"] != "uploaded":
        return HttpResponse(status=404)
    whole = b"".join(bytes(part.content) for part in record.parts.all())
    answer = HttpResponse(whole, content_type="application/octet-stream")
    answer["Content-Disposition"] = "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _finish(record: NotionRecord) -> None:
    length = sum(len(bytes(part.content)) for part in record.parts.all())
    record.body = {**record.body, "status": "uploaded", "content_length": length}


def _number(call: Call, record: NotionRecord) -> int:
    said = call.form.get("part_number")
    if record.body["mode"] == "single_part":
        if said is not None:
            raise invalid("body failed validation: part_number is for mode multi_part.")
        return 1
    total = record.body["number_of_parts"]
    if said is None or not said.isdecimal() or not 1 <= int(said) <= total:
        raise invalid(
            f"body failed validation: part_number should be a number from 1 to {total}, instead was `{said}`."
        )
    return int(said)


def _upload(call: Call) -> NotionRecord:
    return find(call, call.path["file_upload_id"], Kind.FILE_UPLOAD, name="file_upload_id")
