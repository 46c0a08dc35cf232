"""Turns a host name into addresses, once per connection and within the deadline."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NoAnswer
from functools import lru_cache


class NameNotFound(Exception):
    """The name has no address, or the name server did not answer in time."""


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """Every A and AAAA address of a name, in the order in which the system would try them.

    The C library's lookup cannot be interrupted, so it runs in a thread that is left behind when time is up.
    """
    lookup = _lookups().submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = lookup.result(timeout=seconds)
    except NoAnswer as error:
        raise NameNotFound(f"the name server did not answer within {seconds:g} seconds") from error
    except (OSError, UnicodeError) as error:
        raise NameNotFound("the name has no address") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@lru_cache(maxsize=1)
def _lookups() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=16, thread_name_prefix="egress-dns")
