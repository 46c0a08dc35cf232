"""`python -m machina.bench.vendor`: Google as a bench needs it, in a process of its own that costs nobody else.

It hands out a code, a token and a name to whoever asks, and answers every call with the labels of a small mailbox.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

LABELS = {"labels": [{"id": f"Label_{number}", "name": f"Label {number}", "type": "user"} for number in range(12)]}
ACCOUNT = {"sub": "100", "email": "ada@globex.example", "email_verified": True, "name": "Ada"}
TOKENS = {"access_token": "bench-access-token", "refresh_token": "bench-refresh-token", "expires_in": 3600}


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection: request after request, until the other side closes it."""
    while head := await read_head(reader):
        await reader.readexactly(int(head.headers.get("content-length", "0")))
        writer.write(answer(head.target))
        await writer.drain()
    writer.close()


@dataclass(frozen=True)
class Head:
    """The beginning of a request; headers by lower-case name, their values in lower case."""

    verb: str
    target: str
    headers: Mapping[str, str]


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """None where the other side has closed the connection."""
    try:
        text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    request, *lines = text.split("\r\n")
    verb, target, _ = request.split(" ")
    return Head(verb, target, dict(line.lower().split(": ", 1) for line in lines if ": " in line))


def answer(target: str) -> bytes:
    """To the steps of OAuth, and the mailbox's labels to all else."""
    parts = urlsplit(target)
    if parts.path == "/authorize":
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        location = f"{asked['redirect_uri']}?{urlencode({'code': 'bench', 'state': asked['state']})}"
        return f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    body = json.dumps({"/token": TOKENS, "/userinfo": ACCOUNT}.get(parts.path, LABELS)).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def serve(connected: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> None:
    """Serve for ever, and say at which port."""
    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def running_vendor(module: str = "machina.bench.vendor") -> Iterator[str]:
    """Its origin, while it runs."""
    process = subprocess.Popen([sys.executable, "-m", module], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.communicate(timeout=10)


def endpoints(origin: str) -> str:
    """MACHINA_ENDPOINTS that lead live apps of Google to it."""
    names = ("authorize", "token", "userinfo", "revoke")
    urls = {f"{name}_url": f"{origin}/{name}" for name in names} | {"issuer": origin, "api_root": origin}
    return json.dumps({"google": urls})


if __name__ == "__main__":
    asyncio.run(serve(_serve))
