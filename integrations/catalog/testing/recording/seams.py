"""Where the recorder listens: declared functions, the way out of the process, and the one door."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from integrations.catalog.declare import Service
from integrations.catalog.testing.recording.execution import Declared
from integrations.catalog.testing.recording.recorder import recorder

_is_sending: ContextVar[bool] = ContextVar("is_sending", default=False)
_MARK = "__watched__"


def watch_functions(service: Service) -> None:
    """Let the recorder hear of every run of what the service declares, by whatever name a test imports it later."""
    tables: Iterable[Iterable[Declared]] = (
        service.operations.values(),
        service.option_loaders.values(),
        service.triggers.values(),
    )
    modules = _modules_of(service.folder)
    for declared in (each for table in tables for each in table):
        original = declared.function
        if hasattr(original, _MARK):
            continue
        watched = _watched(declared, original)
        object.__setattr__(declared, "function", watched)
        for module in modules:
            for name in [name for name, value in vars(module).items() if value is original]:
                setattr(module, name, watched)


def watch_the_way_out() -> None:
    """Hear of requests over real HTTP and of calls through the door, as far as these parts are loaded by now."""
    client: Any = sys.modules.get("integrations.egress.client")
    if client is not None and not hasattr(client.Egress.send, _MARK):
        client.Egress.send = _marked(_watched_send(client.Egress.send))
        client.Egress.call = _marked(_watched_send(client.Egress.call))
        client.Egress.stream = _marked(_watched_stream(client.Egress.stream))
        client.Egress.take = _marked(_watched_take(client.Egress.take))
    door: Any = sys.modules.get("integrations.execution.door")
    if door is not None and not hasattr(door.execute, _MARK):
        door.execute = _marked(_watched_door(door.execute))


def _watched(declared: Declared, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def watched(*args: Any, **kwargs: Any) -> Any:
        arguments = (*args, *kwargs.values())
        with recorder.executing(declared, arguments) as result:
            result.append(function(*args, **kwargs))
        return result[0]

    return _marked(watched)


def _watched_send(send: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(send)
    def watched(client: object, request: Any, **options: Any) -> Any:
        if _is_sending.get():  # an access is being renewed on the way, which is no request of the operation
            return send(client, request, **options)
        token = _is_sending.set(True)
        try:
            recorder.asked("http", sent=request.source.length)
            response = send(client, request, **options)
        finally:
            _is_sending.reset(token)
        recorder.answered(response.content)
        return response

    return watched


def _watched_stream(stream: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(stream)
    @contextmanager
    def watched(client: object, request: Any, **options: Any) -> Iterator[Any]:
        recorder.asked("http", sent=request.source.length)
        with stream(client, request, **options) as answer:
            yield replace(answer, chunks=_counted(answer.chunks))

    return watched


def _watched_take(take: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(take)
    def watched(client: object, request: Any, read: Callable[[Any], Any], **options: Any) -> Any:
        recorder.asked("http", sent=request.source.length)

        def counted(answer: Any) -> Any:
            return read(replace(answer, chunks=_counted(answer.chunks)))

        return take(client, request, counted, **options)

    return watched


def _counted(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        recorder.moved(size)
        yield chunk


def _watched_door(execute: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(execute)
    def watched(operation: str, *args: Any, **kwargs: Any) -> Any:
        observation = recorder.observation
        before = observation.started if observation is not None else 0
        outcome = execute(operation, *args, **kwargs)
        service_key, _, name = operation.partition(".")
        if observation is None or observation.service.key != service_key or not outcome.error:
            return outcome
        was_run, code = observation.started > before, outcome.error["code"]
        if code == "scope_missing" and not was_run:
            for scope in observation.service.operations[name].scopes:
                observation.add("missing_scope", scope)
        if code == "reconnect_required" and was_run and outcome.error.get("connect_url") and _is_told():
            observation.add("reconnect", name)
        return outcome

    return watched


def _is_told() -> bool:
    """Whether a connection is stored as one that has to be connected again."""
    from integrations.models import Connection  # only where a test has brought Django

    return Connection.objects.filter(status=Connection.Status.NEEDS_RECONNECT).exists()


def _marked(function: Callable[..., Any]) -> Callable[..., Any]:
    setattr(function, _MARK, True)
    return function


def _modules_of(folder: Path) -> list[ModuleType]:
    inside = f"{folder}{os.sep}"
    files = [(module, getattr(module, "__file__", None) or "") for module in list(sys.modules.values())]
    return [module for module, file in files if file.startswith(inside)]
