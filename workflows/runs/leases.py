"""Renews the leases of the steps this process works on, for as long as it lives."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import Error, connection
from django.db.models.functions import Now

from workflows.models import Step

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
RENEW_SECONDS = 5.0


class LeaseKeeper:
    """One thread for all steps of a process; a killed process stops renewing, and its leases lapse."""

    def __init__(self) -> None:
        self._held: set[UUID] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextmanager
    def keeping(self, claim_token: UUID) -> Iterator[None]:
        """Renew the lease of the step with this token until the block is left."""
        with self._changed:
            self._held.add(claim_token)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="step-leases", daemon=True)
                self._thread.start()
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._held.discard(claim_token)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._held))
            time.sleep(RENEW_SECONDS)
            with self._changed:
                held = list(self._held)
            if held:
                self._renew(held)

    def _renew(self, held: list[UUID]) -> None:
        try:
            running = Step.objects.filter(claim_token__in=held, state=Step.State.RUNNING)
            running.update(lease_until=Now() + LEASE)
        except Error:  # the next round comes in time, and a lapsed lease only means that the door is asked again
            logger.warning("runs.leases_not_renewed", extra={"steps": len(held)}, exc_info=True)
        finally:
            connection.close()


keeper = LeaseKeeper()
