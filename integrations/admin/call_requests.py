"""What a call asked the vendor, as a table on its page: each request and how it was answered."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from integrations.admin.display import in_words
from integrations.admin.written import duration
from integrations.egress.exchanged import read_back
from integrations.models import Call

WITHOUT_ANSWER = "no answer"


def requests_table(call: Call) -> str | SafeString:
    """Empty for a call that has sent nothing; says so where more were sent than are kept."""
    if not call.exchanges:
        return ""
    rows = [_row(read_back(each)) for each in call.exchanges]
    table = format_html(
        '<table class="machina-changes"><thead><tr><th>Request</th><th>Answer</th><th>Took</th></tr></thead>{}</table>',
        format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", rows),
    )
    more = call.requests - sum(each.get("count", 1) for each in call.exchanges if not each.get("in_batch"))
    if more <= 0:
        return table
    return format_html('{}<p class="machina-note">{} more are not kept.</p>', table, f"{more:,}")


def _row(each: Mapping[str, object]) -> tuple[str, str, str]:
    path = f"{each['host']}{each['path'] or ', an address that was typed'}"
    words = f"{each['method']} {path}"
    if each["in_batch"]:
        return f"{each['count']} in the batch: {words}", _answer(each), ""
    if each["count"] != 1:
        words = f"{words}, {each['count']} in one"
    if (attempt := each["attempt"]) not in (None, 1):
        words = f"{words}, attempt {attempt}"
    return words, _answer(each), duration(float(str(each["duration"] or 0)))


def _answer(each: Mapping[str, object]) -> str:
    if each["status"] is not None:
        return str(each["status"])
    problem = str(each["problem"])
    return f"{WITHOUT_ANSWER}: {in_words(problem).lower()}" if problem else WITHOUT_ANSWER
