"""Loaded by Python itself in the processes of a counted run: tells every statement and commit to the bench.

It stands on PYTHONPATH only there, and knows Django alone, so that any checkout can be counted.
"""

from __future__ import annotations

import contextlib
import importlib.abc
import importlib.util
import os
import socket
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from typing import Any

ADDRESS = os.environ.get("MACHINA_BENCH_PROBE", "")
_socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)


def _tell(word: bytes) -> None:
    with contextlib.suppress(OSError):  # the bench listens for a while only
        _socket.sendto(word, ADDRESS)


def _count_statements(module: Any) -> None:  # django.db.backends.utils
    for name in ("_execute", "_executemany"):
        original = getattr(module.CursorWrapper, name)

        def counted(self: Any, sql: object, *rest: Any, _original: Callable[..., Any] = original) -> Any:
            _tell(b"statement " + str(sql).encode()[:60000])
            return _original(self, sql, *rest)

        setattr(module.CursorWrapper, name, counted)


def _count_commits(module: Any) -> None:  # django.db.backends.base.base
    original = module.BaseDatabaseWrapper._commit

    def counted(self: Any) -> Any:
        _tell(b"commit")
        return original(self)

    module.BaseDatabaseWrapper._commit = counted


COUNTED = {"django.db.backends.utils": _count_statements, "django.db.backends.base.base": _count_commits}


class Watch(importlib.abc.MetaPathFinder):
    """Lets the modules load as they would, and wraps what is counted."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        count = COUNTED.pop(name, None)
        spec = importlib.util.find_spec(name) if count else None
        if count is None or spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            load(module)
            count(module)

        vars(spec.loader)["exec_module"] = exec_module
        return spec


if ADDRESS and "scheduler" not in sys.argv:
    sys.meta_path.insert(0, Watch())
