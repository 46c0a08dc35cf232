#!/bin/bash
# openpyxl 3.1.5: a text that has the letters x005F_ in it loses them when a workbook is read, if its texts are kept as
# Excel and XlsxWriter keep them (as shared strings). Excel shows the whole text. One key, name or file name becomes
# another one, without a warning, with and without read_only.
#
# Seen: "order x005F_7" is written, and read as "order 7".
# Expected: the text that was written.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check openpyxl==3.1.5 XlsxWriter==3.3.1
"$folder/venv/bin/python" - <<'PYTHON'
import io
import sys

import openpyxl
import xlsxwriter

kept = io.BytesIO()
with xlsxwriter.Workbook(kept) as book:
    book.add_worksheet().write_string(0, 0, "order x005F_7")
found = []
for each in (False, True):
    sheet = openpyxl.load_workbook(kept, read_only=each).active
    found += [value for row in sheet.iter_rows(values_only=True) for value in row]
print("written:", "order x005F_7")
print("read:", found)
sys.exit(0 if found == ["order 7", "order 7"] else 1)
PYTHON
