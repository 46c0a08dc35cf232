"""`python -m machina.server`: serves HTTP and the editor's socket until it is told to stop."""

from __future__ import annotations

import argparse
import logging
import os
import resource
import sys

from daphne.endpoints import build_endpoint_description_strings
from daphne.utils import import_by_path
from django.apps import apps

from integrations.database import giving_back
from machina import heartbeat
from machina.server.limits import MAX_CONNECTIONS
from machina.server.server import WebServer


def main() -> None:
    """Serve. Ends with status 1 if nobody can listen there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("application", nargs="?", default="machina.asgi:application")
    arguments = parser.parse_args()
    sys.path.insert(0, ".")
    _allow_connections()
    endpoints = build_endpoint_description_strings(host=arguments.bind, port=arguments.port)
    server = WebServer(import_by_path(arguments.application), endpoints)
    if apps.ready:  # the application that was imported is Django's
        from integrations.restoring import pulse

        heartbeat.keep_beating("web", also=giving_back(pulse.keep_following))
    server.run()
    logging.shutdown()
    sys.stdout.flush()
    # A thread that still works would hold the process for ever: its request was given up at the end of the drain.
    os._exit(1 if server.abort_start else 0)


def _allow_connections() -> None:
    """As many open files as the system lets us have, up to what the connections need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MAX_CONNECTIONS + 1024  # each may have a body on disk
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    main()
