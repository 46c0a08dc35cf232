"""Logging: one line for each record, as text for people or JSON for programs, with the request's id and no secret."""

from __future__ import annotations

import json
import logging
import threading
from contextvars import ContextVar
from typing import Any

from machina.redaction import redacted

request_id: ContextVar[str] = ContextVar("request_id", default="")

# What every record has; anything beyond it was given by the caller in `extra`.
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Objects that Django attaches to its records for its own handlers.
NOT_SHOWN = frozenset({"request", "status_code", "server_time", "sql", "params", "alias", "duration"})


def given_by_caller(record: logging.LogRecord) -> dict[str, object]:
    """The fields of ``extra``, and the id of the request being served."""
    fields = {key: value for key, value in vars(record).items() if key not in STANDARD | NOT_SHOWN}
    if request_id.get():
        fields["request_id"] = request_id.get()
    return fields


class TextFormatter(logging.Formatter):
    """``12:34:56 INFO  integrations.connect mail.written to='a@b.example'``; a traceback stays on the same line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {key}={value!r}" for key, value in given_by_caller(record).items())
        head = f"{self.formatTime(record, '%H:%M:%S')} {record.levelname:<7} {record.name}"
        line = f"{head} {record.getMessage()}{fields}"
        if record.exc_info:
            line += " | " + self.formatException(record.exc_info)
        return redacted(one_line(line))


class JsonFormatter(logging.Formatter):
    """One JSON object for each record, with the fields of ``extra`` beside the standard ones."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **given_by_caller(record),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return redacted(json.dumps(entry, default=str))


def one_line(text: str) -> str:
    """``text`` with line breaks made visible, so that nobody can forge a record by a value of his."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


def log_failed_thread(failed: threading.ExceptHookArgs) -> None:
    """For ``threading.excepthook``: Python's own prints to standard error, past our formatters."""
    if failed.exc_type is not SystemExit and failed.exc_value is not None:
        raised = (failed.exc_type, failed.exc_value, failed.exc_traceback)
        name = failed.thread.name if failed.thread else ""
        logging.getLogger(__name__).critical("thread.failed", extra={"thread_name": name}, exc_info=raised)


def logging_config(log_format: str) -> dict[str, Any]:
    """Django's LOGGING: everything goes to standard output; chatty libraries only when something is wrong."""
    formatter = {"text": "machina.log.TextFormatter", "json": "machina.log.JsonFormatter"}[log_format]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {"output": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
        "root": {"handlers": ["output"], "level": "INFO"},
        "loggers": {
            # Django's own handlers would print a second time.
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "daphne": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            # Its DEBUG writes out the headers of answers, in which vendors echo tokens.
            "httpcore": {"level": "WARNING"},
            "googleapiclient": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }
