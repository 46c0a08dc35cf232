"""Processes full of users who want a token of the same accounts at the same moment, and how they are ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor  # giving_back, where it asks the database
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import Literal
from uuid import UUID

from django.db import connection

from integrations.connect.tokens.credentials import GrantCredential
from integrations.database import giving_back
from integrations.errors import MachinaError

FORK = multiprocessing.get_context("fork")
Ending = Literal["alive", "killed", "stopped"]


@dataclass(frozen=True)
class Got:
    """What one user got of one account: a token, or the code of the error."""

    grant: UUID
    token: str = ""
    error: str = ""


class Users:
    """One process with threads, which can be killed, stopped and made anew."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._begin()

    def ask(self, grants: Sequence[UUID]) -> None:
        """Have every thread ask for a token of its account, all of them at once."""
        self._pipe.send(list(grants))

    def answers(self) -> list[Got]:
        """What they got; nothing of a process that was killed meanwhile. Raises EOFError if it ended by itself."""
        try:
            got: list[Got] = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            if not self._is_killed:
                raise
            got = []
        if self._is_killed:
            self._begin()
        return got

    def kill(self) -> None:
        self._is_killed = True
        os.kill(self._pid, signal.SIGKILL)

    def stop(self) -> None:
        os.kill(self._pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self._pid, signal.SIGCONT)

    def end(self) -> None:
        self.kill()
        self._process.join()

    def _begin(self) -> None:
        connection.close()
        getattr(connection, "close_pool", lambda: None)()  # PostgreSQL's: its threads do not live on in a fork
        self._is_killed = False
        self._pipe, other = FORK.Pipe()
        self._process = FORK.Process(target=_live, args=(other, self._threads), daemon=True)
        self._process.start()
        other.close()
        assert self._process.pid is not None
        self._pid = self._process.pid


def _live(pipe: Pipe, threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        while True:
            wanted: list[UUID] = pipe.recv()
            spread = [wanted[number % len(wanted)] for number in range(threads)]
            pipe.send(list(pool.map(giving_back(_token), spread)))


def _token(grant: UUID) -> Got:
    try:
        return Got(grant, token=GrantCredential(grant).token())
    except MachinaError as error:
        return Got(grant, error=error.code)
