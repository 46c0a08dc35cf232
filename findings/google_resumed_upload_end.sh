#!/bin/bash
# google-api-python-client 2.202.0: a resumable upload whose last part arrived while its answer got lost. The client asks
# the server how much it has, and misreads two of the answers that mean "all of it":
#
# - 200 with an empty object, as a method gives whose `fields` select nothing that is there: taken for "not finished",
#   the last part is sent once more to a session that has ended. (It asks whether the body is truthy, not whether it is.)
# - 308 with a Range that names every byte (the server has all and has not filed it yet): it announces
#   "Content-Range: bytes 524288-524287/524288", a range that ends before it begins, which RFC 9110 calls invalid.
#
# Seen: the requests printed below.
# Expected: the end of the upload in the first case, "bytes */524288" once more in the second.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check google-api-python-client==2.202.0
cat > "$folder/try.py" <<'PYTHON'
import json

import httplib2
from googleapiclient.errors import HttpError
from googleapiclient.http import HttpRequest, MediaInMemoryUpload

PART, SIZE = 262_144, 524_288


class Server:
    """Answers one after another, and notes what was sent."""

    redirect_codes = frozenset()

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, uri, method="GET", body=None, headers=None, **_):
        content = body.read() if hasattr(body, "read") else body or ""
        self.sent.append(f"{method} {(headers or {}).get('Content-Range', '-')} ({len(content)} bytes)")
        status, head, answer = self.answers.pop(0)
        return httplib2.Response({"status": str(status), **head}), answer


def upload(*answers_after_the_break):
    server = Server(
        (200, {"location": "https://upload.example/session"}, b""),
        (308, {"range": f"bytes=0-{PART - 1}"}, b""),
        (503, {}, b""),  # the last part is there, its answer is lost
        *answers_after_the_break,
    )
    media = MediaInMemoryUpload(b"x" * SIZE, mimetype="text/plain", chunksize=PART, resumable=True)
    request = HttpRequest(
        server, lambda _, content: json.loads(content), "https://upload.example/", method="POST", body="{}", headers={},
        resumable=media,
    )
    result = None
    while result is None and server.answers:
        try:
            _, result = request.next_chunk()
        except HttpError as error:
            print(f"    (HttpError {error.status_code}: asked again)")
    return server.sent, result


LAST = f"PUT bytes {PART}-{SIZE - 1}/{SIZE} ({PART} bytes)"
print("200 with an empty object:")
sent, result = upload((200, {}, b"{}"), (410, {}, b""))
print("    " + "\n    ".join(sent), result)
assert sent.count(LAST) == 2 and sent[-1] == LAST and result is None

print("308 with every byte:")
sent, result = upload((308, {"range": f"bytes=0-{SIZE - 1}"}, b""), (200, {}, b'{"id": "1"}'))
print("    " + "\n    ".join(sent), result)
assert sent[-1] == f"PUT bytes {SIZE}-{SIZE - 1}/{SIZE} (0 bytes)"
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
