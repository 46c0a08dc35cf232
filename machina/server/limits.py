"""How much, and for how long, one connection may use the web process. README.md says what a proxy should hold."""

from __future__ import annotations

KILOBYTE = 1024
MEGABYTE = 1024 * KILOBYTE

# What comes in

MAX_BODY = 10 * MEGABYTE
MAX_FORM = MEGABYTE
"""Pages take forms and no more, some before anyone has signed in."""
FOR_PROGRAMS = ("/admin/", "/api/", "/hooks/", "/sandbox/")
"""What is no page for everybody: programs, operators who have signed in, and the stand-in for vendors."""
MAX_MESSAGE = 4 * MEGABYTE
"""Of the Model Context Protocol, whose messages are read in the loop that serves everybody."""
MESSAGES = "/mcp"
MAX_FILE = 100 * MEGABYTE
FILES = "/api/v1/files/"
MAX_BODIES = 256 * MEGABYTE
"""Of all bodies together that are arriving or being worked on; beyond 100 KB each lies on disk."""
MAX_CONNECTIONS = 4096
"""Beyond them one that does nothing is closed for each new one."""
MAX_HEADERS = 100
MAX_HEADER_BYTES = 16 * KILOBYTE
"""Of the request line and all headers together."""
SECONDS_WITHOUT_PROGRESS = 60
"""For all headers of a request; for each ``PROGRESS`` bytes of a body; for a reader of an answer; between requests."""
PROGRESS = 16 * KILOBYTE
LINGER_SECONDS = 30
LINGER_IDLE_SECONDS = 5
"""How long what a refused client still sends is thrown away, so that it can read why."""

# Sockets

LARGEST_KEPT = 6 * MEGABYTE
"""Of a message that is larger, its beginning and its end are kept: enough to refuse it in words."""
LARGEST_MESSAGE = 24 * MEGABYTE
"""A socket that announces more is closed."""
MAX_UNTAKEN = 32
"""Messages that wait for the application before no more are read."""
SOCKET_UNREAD_SECONDS = 30
MAX_SOCKET_SECONDS = 24 * 3600
CLOSE_SECONDS = 10
"""How long a socket may take to answer a close."""

# The end

DRAIN_SECONDS = 32
"""What a call is waited for at most (30 s), and time to say so."""
IDLE_GRACE_SECONDS = 1
"""In which a client that keeps its connection may send a request without knowing that we stop."""


def body_limit(path: str) -> int:
    """Bytes that the body of a request for ``path`` may have."""
    if path == FILES:
        return MAX_FILE
    if path.startswith(MESSAGES):
        return MAX_MESSAGE
    return MAX_BODY if path.startswith(FOR_PROGRAMS) else MAX_FORM
