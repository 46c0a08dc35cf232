"""Log lines: one for each record, with everything needed to find the request."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.mail import EmailMessage

from machina import log
from machina.log import JsonFormatter, TextFormatter, logging_config
from machina.mail import EmailBackend, UnsentEmailBackend
from machina.redaction import redacted


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


TOKEN = "Zk3vQ9_xT-1bYwR7nUeL5aHc0sGd8mPfJ2oKiV4tXyE"


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
@pytest.mark.parametrize(
    "text",
    [
        f"Gone: /connect/{TOKEN}/",
        f"Not Found: /connect/{TOKEN}/below/it",
        f"Not Found: /CONNECT/{TOKEN}/",
        f"Not Found: /CONNECT/{TOKEN.upper()}/",
        f"Not Found: /connect/{TOKEN.lower()}",
        f"Not Found: //connect//{TOKEN}//",
        f"Not Found: /connect%2F{TOKEN}",
        f"Not Found: /x/connect/start/{TOKEN.upper()}.txt",
        f"Not Found: /somewhere/{TOKEN}",
        f"Method Not Allowed (DELETE): /connect/start/{TOKEN}/",
        f"Forbidden (Referer checking failed - https://evil.example/connect/{TOKEN}/ does not match): /connect/x/",
        f"Not Found: /api/v1/customers/mk_{TOKEN}/",
        f"Not Found: /api/v1/customers/MK%5F{TOKEN.upper()}/",
        f"Invalid HTTP_HOST header: 'mk_{TOKEN}'",
        f"Authorization: Bearer {TOKEN.lower()}",
        f"GET /api/google/callback?state={TOKEN}&code=4/0{TOKEN} HTTP/1.1",
        f"/accounts/password/reset/key/1-{TOKEN.lower()}/",
        f"/accounts/confirm-email/MQ:1abcde:{TOKEN}/",
        f"Gone: /chat/with/{TOKEN.lower()}/",
        f"/accounts/login/?next=%2Fchat%2Fwith%2F{TOKEN.lower()}%2F",
        f"Gone: /approvals/.{TOKEN.lower()}:1vQ8aB:{TOKEN.lower()}/",
        f"/approvals/.{TOKEN.lower()}%3A1vQ8aB%3A{TOKEN.lower()}/",
        f"/hooks/{TOKEN.lower()}/",
        f"sessionid={TOKEN.lower()}; csrftoken={TOKEN.lower()}",
        f"Error 111 connecting to redis://:{TOKEN.lower()}@127.0.0.1:6379/0",
        f"password authentication failed: postgres://machina:{TOKEN.lower()}@db/machina",
        f"<WebRequest at 0x7f method=GET uri=/connect/{TOKEN}/ clientproto=HTTP/1.1>",
    ],
)
def test_no_line_shows_a_secret(formatter: logging.Formatter, text: str) -> None:
    failed = failing(text)
    failed.exc_info = (ValueError, ValueError(text), None)
    for line in (formatter.format(record("it failed", path=text)), formatter.format(failed)):
        assert TOKEN.lower() not in line.lower()
        assert "[hidden]" in line
    if isinstance(formatter, JsonFormatter):
        assert json.loads(formatter.format(record(text)))


def test_a_thread_that_fails_tells_the_log(caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise ValueError(TOKEN)
    except ValueError as error:
        failed = (ValueError, error, error.__traceback__, threading.current_thread())
    log.log_failed_thread(threading.ExceptHookArgs(failed))
    (entry,) = caplog.records
    assert (entry.levelname, entry.message) == ("CRITICAL", "thread.failed")
    assert TOKEN not in TextFormatter().format(entry)


@pytest.mark.parametrize(
    "text",
    [
        'File "/app/integrations/connect/links/views/page.py", line 12, in get',
        "integrations.connect.operator_settings mail.written",
        "/connect/operator.css /connect/logo.svg /connect/accounts/ /connect/owner/google/",
        "/connect/link/0b9e6c1e-4a9b-4d8e-9a53-2f1de3a7c001/",
        "request_id='3f2b9f0c1d2e4a5b8c7d6e5f4a3b2c1d'",
        "https://machina.example.com/admin/?page=2&q=globex",
        "test_a_long_name_of_a_function_is_no_secret_at_all",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


def test_mail_that_cannot_be_sent_leaves_a_line_without_its_text(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    message = EmailMessage("Connect", f"https://m.example/connect/{TOKEN}/", "m@localhost", ["yuki@globex.example"])
    assert UnsentEmailBackend().send_messages([message]) == 0
    (entry,) = caplog.records
    assert (entry.levelname, vars(entry)["to"]) == ("ERROR", "yuki@globex.example")
    assert TOKEN not in str(vars(entry)) + capsys.readouterr().out
