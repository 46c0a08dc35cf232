"""Log lines: one for each record, with everything needed to find the request."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from machina import log
from machina.log import JsonFormatter, TextFormatter, logging_config
from machina.mail import EmailBackend


@pytest.fixture(autouse=True)
def _in_a_request() -> Iterator[None]:
    token = log.request_id.set("r-1")
    yield
    log.request_id.reset(token)


def record(message: str, **extra: object) -> logging.LogRecord:
    logger = logging.getLogger("integrations.connect")
    return logger.makeRecord(logger.name, logging.WARNING, __file__, 1, message, (), None, extra=extra)


def failing(message: str) -> logging.LogRecord:
    made = record(message)
    try:
        raise ValueError("broken")
    except ValueError:
        made.exc_info = sys.exc_info()
    return made


def test_text_has_time_level_logger_message_and_fields() -> None:
    line = TextFormatter().format(record("link.created", customer="globex", count=2))
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d WARNING integrations\.connect link\.created customer='globex' count=2 request_id='r-1'", line
    )


def test_json_has_the_same_as_fields() -> None:
    entry = json.loads(JsonFormatter().format(record("link.created", customer="globex")))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", entry.pop("at"))
    assert entry == {
        "level": "warning",
        "logger": "integrations.connect",
        "message": "link.created",
        "customer": "globex",
        "request_id": "r-1",
    }


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_a_record_is_one_line_whatever_is_in_it(formatter: logging.Formatter) -> None:
    forged = record("a message\n12:00:00 ERROR forged", name_="x\r\nERROR forged")
    assert "\n" not in formatter.format(forged)
    assert "\n" not in formatter.format(failing("it failed"))
    assert "ValueError: broken" in formatter.format(failing("it failed"))


@pytest.mark.parametrize(("name", "formatter"), [("text", TextFormatter), ("json", JsonFormatter)])
def test_the_format_is_chosen_by_name(name: str, formatter: type[logging.Formatter]) -> None:
    chosen = logging_config(name)["formatters"]["line"]["()"]
    assert chosen == f"machina.log.{formatter.__name__}"


def test_mail_without_a_server_becomes_a_file_and_a_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    message = EmailMessage("Your code", "It is\n123456.", "machina@localhost", ["yuki@globex.example"])
    with caplog.at_level(logging.INFO, logger="machina.mail"):
        assert EmailBackend(file_path=str(tmp_path)).send_messages([message]) == 1
    (file,) = tmp_path.iterdir()
    assert "Subject: Your code" in file.read_text()
    (entry,) = caplog.records
    fields = vars(entry)
    assert (fields["to"], fields["subject"], fields["text"]) == ("yuki@globex.example", "Your code", "It is 123456.")
