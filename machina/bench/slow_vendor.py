"""`python -m machina.bench.slow_vendor`: the bench's vendor, which takes 50 ms for each call but not for signing in."""

from __future__ import annotations

import asyncio

from machina.bench.vendor import answer, read_head, serve

CALL_SECONDS = 0.05
SIGNING_IN = ("/authorize", "/token", "/userinfo")


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while head := await read_head(reader):
        await reader.readexactly(int(head.headers.get("content-length", "0")))
        if not head.target.startswith(SIGNING_IN):
            await asyncio.sleep(CALL_SECONDS)
        writer.write(answer(head.target))
        await writer.drain()
    writer.close()


if __name__ == "__main__":
    asyncio.run(serve(_serve))
