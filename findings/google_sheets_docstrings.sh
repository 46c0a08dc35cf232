#!/bin/bash
# google-api-python-client 2.202.0: each call of `service.spreadsheets()` of Sheets v4 builds the resource anew and writes a
# docstring for every method, into which it prints the whole schema of what the method takes and gives, nested ones
# included, again wherever one is mentioned. Code of the usual form `service.spreadsheets().values()…` does so at each use.
#
# Seen: 9.8 million characters of docstrings on one resource, 5 million of them on `batchUpdate`; 37 ms of processor time
# and 22 MB at its peak for each call after the first; 0.2 ms with a description whose schemas name their properties and
# describe nothing. The requests are the same.
# Expected: documentation that is made when it is read, or resources that are built once.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check google-api-python-client==2.202.0
cat > "$folder/try.py" <<'PYTHON'
import json
import time
import tracemalloc

import httplib2
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc

whole = json.loads(get_static_doc("sheets", "v4"))
named = {
    name: {"id": name, "type": "object", "properties": {each: {"type": "any"} for each in schema.get("properties", {})}}
    for name, schema in whole["schemas"].items()
}


def built(document):
    service = build_from_document(document, http=httplib2.Http())
    service.spreadsheets()
    began = time.process_time()
    resource = service.spreadsheets()
    seconds = time.process_time() - began
    tracemalloc.start()
    service.spreadsheets()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    texts = {name: len(getattr(resource, name).__doc__ or "") for name in dir(resource) if not name.startswith("_")}
    longest = max(texts, key=texts.get)
    print(f"    {seconds * 1000:.1f} ms, {peak:.1f} MB at its peak, {sum(texts.values()):,} characters, of which"
          f" {texts[longest]:,} on {longest}")
    request = resource.batchUpdate(spreadsheetId="1", body={"requests": []})
    return seconds, peak, sum(texts.values()), (request.uri, request.method, request.body)


print("As shipped:")
seconds, peak, characters, request = built(whole)
print("With names of properties alone:")
bare_seconds, bare_peak, bare_characters, bare_request = built({**whole, "schemas": named})
assert request == bare_request
assert characters > 100 * bare_characters and peak > 20 * bare_peak and seconds > 10 * bare_seconds
PYTHON
"$folder/venv/bin/python" "$folder/try.py"
