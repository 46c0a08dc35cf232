"""`python -m machina.testing.storm.provider`: a token address that rotates refresh tokens and ends a family on reuse.

A refresh token is ``<account>.<number>``; only the newest number is good. It is exchanged the moment it arrives, and
the answer takes a while, so that who dies in between has lost it. With ``--overlap`` the one before is good as well,
until the newest has been used, as at providers that allow for lost answers.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

ANSWER_SECONDS = 0.03

newest: Counter[str] = Counter()
exchanges: Counter[str] = Counter()
ended: set[str] = set()


def exchange(token: str, *, overlap: bool) -> dict[str, object]:
    """The answer to a refresh token; it counts what it exchanges."""
    account, _, number = token.rpartition(".")
    used = int(number)
    is_good = used == newest[account] or (overlap and used == newest[account] - 1)
    if account in ended or not is_good:
        ended.add(account)
        return {"error": "invalid_grant"}
    exchanges[account] += 1
    newest[account] = used + 1
    return {
        "access_token": f"access-{account}.{newest[account]}",
        "refresh_token": f"{account}.{newest[account]}",
        "expires_in": 3600,
        "token_type": "Bearer",
    }


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    overlap = "--overlap" in sys.argv
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            lengths = [line[16:] for line in head.lower().split("\r\n") if line.startswith("content-length: ")]
            form = parse_qs((await reader.readexactly(int(*lengths or ["0"]))).decode())
            status = "200 OK"
            answer: dict[str, object] = {"exchanges": exchanges, "newest": newest, "ended": sorted(ended)}
            if head.startswith("POST"):
                answer = exchange(form["refresh_token"][0], overlap=overlap)
                status = "400 Bad Request" if "error" in answer else status
                await asyncio.sleep(ANSWER_SECONDS)
            body = json.dumps(answer).encode()
            writer.write(f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\n".encode())
            writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):  # who asked was killed
        writer.close()


async def _main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def running_provider(*, overlap: bool) -> Iterator[str]:
    """Its origin, while it runs."""
    command = [sys.executable, "-m", __name__, *(["--overlap"] if overlap else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.terminate()
        process.communicate(timeout=10)


if __name__ == "__main__":
    asyncio.run(_main())
