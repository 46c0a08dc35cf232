"""E-mail on a machine without a mail server: each message becomes a file, and a line in the log."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.filebased import EmailBackend as FileBackend

logger = logging.getLogger(__name__)


class EmailBackend(FileBackend):
    """Django's file backend, which also tells the operator at the terminal what would have been sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent: int = super().send_messages(email_messages)
        for message in email_messages:
            text = " ".join(str(message.body).split())[:400]
            logger.info("mail.written", extra={"to": ", ".join(message.to), "subject": message.subject, "text": text})
        return sent


class UnsentEmailBackend(BaseEmailBackend):
    """Production without a mail server: the log says to whom nothing was sent, but not which links and codes."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            told = {"to": ", ".join(message.to), "subject": message.subject, "mend": "Set EMAIL_URL."}
            logger.error("mail.not_sent", extra=told)
        return 0
