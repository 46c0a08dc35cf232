#!/bin/bash
# daphne 4.2.3 (with channels 4.3.2 as its usual caller): an application that closes a WebSocket with a code and a
# reason, as ASGI's websocket.close and channels' close(code=…, reason=…) offer since 2022, has its code sent and its
# reason dropped: the browser reads an empty reason.
#
# Seen: the client is told 4001 and "".
# Expected: 4001 and "Signed out elsewhere."
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check daphne==4.2.3 channels==4.3.2 django==5.2.19 websockets==15.0.1
cat > "$folder/application.py" <<'PYTHON'
from django.conf import settings

settings.configure(SECRET_KEY="only-for-this")

from channels.generic.websocket import AsyncWebsocketConsumer


class Closing(AsyncWebsocketConsumer):
    async def connect(self):
        await self.accept()
        await self.close(code=4001, reason="Signed out elsewhere.")


application = Closing.as_asgi()
PYTHON
cat > "$folder/try.py" <<'PYTHON'
import socket
import subprocess
import sys
import time

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
server = subprocess.Popen([sys.executable, "-m", "daphne", "-p", str(port), "application:application"])
try:
    for _ in range(100):
        try:
            client = connect(f"ws://127.0.0.1:{port}/")
            break
        except OSError:
            time.sleep(0.1)
    try:
        client.recv(timeout=10)
    except ConnectionClosed as closed:
        told = (closed.rcvd.code, closed.rcvd.reason)
finally:
    server.terminate()
    server.wait(10)
print("the client is told", told)
assert told == (4001, "")
PYTHON
cd "$folder"
venv/bin/python try.py
