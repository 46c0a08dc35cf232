"""Between the library, which lives on an event loop, and the worker's thread, which alone asks anybody anything.

The library's clients think that they speak HTTP. What they send is put before the worker, who sends it through egress:
there the address is chosen, the guard looks, and the credential is put on. No key is known on the loop.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextvars import ContextVar
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeVar

import httpx2

ValueT = TypeVar("ValueT")
PASSED_ON = frozenset({"accept", "anthropic-beta", "anthropic-version", "content-type"})
"""Headers of the library's that leave; all others tell of this machine, or hold a place for a key."""
NOWHERE = "https://model.invalid"
"""The address the library's clients believe in; only what comes behind it counts."""
NO_KEY = "set-when-it-is-sent"


@dataclass(frozen=True)
class Asked:
    """A request of the library's: a path with its query, and what goes with it."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True)
class Answered:
    """An answer, while it is still on the wire."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]


Send = Callable[[Asked], Answered]


class Bridge:
    """One exchange: the worker serves it until the library is done."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self.error: BaseException | None = None
        """What went wrong outside, which the library has only heard of."""

    def run(self, work: Callable[[], Awaitable[ValueT]]) -> ValueT:
        """What comes of the library's work, which is done on the loop. Raises what it raises."""
        done: Future[ValueT] = asyncio.run_coroutine_threadsafe(self._inside(work), _loop())
        done.add_done_callback(lambda _: self._jobs.put(None))
        while (job := self._jobs.get()) is not None:
            job()
        return done.result()

    def tell(self, listen: Callable[[str], None], said: str) -> None:
        """Called on the loop: the worker's thread hears of something."""
        self._jobs.put(lambda: listen(said))

    async def in_worker(self, work: Callable[[], ValueT]) -> ValueT:
        """Called on the loop: let the worker's thread do something, and wait for it."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[ValueT] = loop.create_future()

        def job() -> None:
            try:
                value = work()
            except BaseException as error:  # whatever it is ends the exchange, and is raised by its worker
                self.error = self.error or error
                loop.call_soon_threadsafe(_fail, done)
            else:
                loop.call_soon_threadsafe(_give, done, value)

        self._jobs.put(job)
        return await done

    async def send(self, asked: Asked) -> Answered:
        """Called on the loop: ask outside."""
        return await self.in_worker(lambda: self._send(asked))

    async def _inside(self, work: Callable[[], Awaitable[ValueT]]) -> ValueT:
        _current.set(self)
        return await work()


class Transport(httpx2.AsyncBaseTransport):
    """What the library's clients send through; it belongs to no exchange, so that clients are made once."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        bridge = _current.get()
        content = b"".join([chunk async for chunk in request.stream])  # type: ignore[union-attr]  # clients of a loop stream so
        headers = {name: value for name, value in request.headers.items() if name.lower() in PASSED_ON}
        path = request.url.raw_path.decode("ascii")
        answered = await bridge.send(Asked(request.method, path, headers, content))
        return httpx2.Response(
            answered.status, headers=dict(answered.headers), stream=_Body(bridge, answered.chunks), request=request
        )


class _Body(httpx2.AsyncByteStream):
    def __init__(self, bridge: Bridge, chunks: Iterator[bytes]) -> None:
        self._bridge = bridge
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (chunk := await self._bridge.in_worker(lambda: next(self._chunks, None))) is not None:
            yield chunk


_current: ContextVar[Bridge] = ContextVar("bridge")
_lock = threading.Lock()
_running: asyncio.AbstractEventLoop | None = None


def _loop() -> asyncio.AbstractEventLoop:
    """The one loop of this process, made when it is first needed."""
    global _running
    with _lock:
        if _running is None or not _running.is_running():
            loop = asyncio.new_event_loop()
            started = threading.Event()
            loop.call_soon(started.set)
            # It queries nothing: all that does is done in the worker's own thread.
            threading.Thread(target=loop.run_forever, name="model-loop", daemon=True).start()  # noqa: TID251
            started.wait()
            _running = loop
        return _running


def _give(done: asyncio.Future[ValueT], value: ValueT) -> None:
    if not done.done():
        done.set_result(value)


def _fail(done: asyncio.Future[ValueT]) -> None:
    if not done.done():
        done.set_exception(httpx2.NetworkError("The request could not be made."))
