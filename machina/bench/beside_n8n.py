"""`python -m machina.bench.beside_n8n PROGRAM`: the same flows on this machine by n8n and by Machina, in turn.

PROGRAM is an n8n of your own (`npm install n8n` in an empty folder, then `node_modules/.bin/n8n`). Both run as they
come, on SQLite, and keep every run. Each flow is called at its webhook: first a few times to warm up, then measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from machina.bench import n8n
from machina.bench.desk import PATH, at_once, milliseconds, opened
from machina.bench.drawings import Json, chain, fan_out, for_each, hook
from machina.bench.figures import percentile
from machina.bench.vendor import running_vendor
from machina.testing.stack import HERE

WARM_UP, ROUNDS, PARALLEL_ROUNDS = 5, 40, 5
CALLERS, CALLS_EACH = 10, 15

Address = tuple[str, Mapping[str, str]]
"""Of a webhook, and the headers that it asks for."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m machina.bench.beside_n8n", description=__doc__)
    parser.add_argument("program", type=Path)
    program = parser.parse_args().program.resolve()
    with (
        running_vendor() as fast,
        running_vendor("machina.bench.slow_vendor") as slow,
        tempfile.TemporaryDirectory(prefix="machina-beside-", dir="/tmp", ignore_cleanup_errors=True) as name,
    ):
        folder = Path(name)
        with n8n.running(program, folder, n8n.drawings(fast + PATH, slow + PATH)) as addresses:
            theirs = dict(_measured({name: (address, {}) for name, address in addresses.items()}))
        with _machina(folder / "machina", fast, slow) as hooks:
            ours = dict(_measured(hooks))
    print(f"{'':44}{'n8n':>12}{'Machina':>12}")
    for what, value in theirs.items():
        print(f"{what:44}{value:12.1f}{ours[what]:12.1f}")
    return 0


def _measured(hooks: Mapping[str, Address]) -> Iterator[tuple[str, float]]:
    short = _times(hooks["short"])
    yield "webhook → HTTP → set → respond, p50 ms", percentile(short, 0.5)
    rate, times = at_once(CALLERS, CALLS_EACH, lambda client: _press(client, hooks["short"]))
    yield "  ten at a time, flows/s", rate
    yield "  of these p99 ms", percentile(times, 0.99)
    yield "ten nodes, 4 of them HTTP, p50 ms", percentile(_times(hooks["ten"]), 0.5)
    yield "fan-out, 100 calls of 50 ms, p50 ms", percentile(_times(hooks["fan-out"], PARALLEL_ROUNDS), 0.5)
    yield "for each of 100, a call of 50 ms, p50 ms", percentile(_times(hooks["for-each"], PARALLEL_ROUNDS), 0.5)


def _times(hook: Address, rounds: int = ROUNDS) -> list[float]:
    with httpx.Client(timeout=60) as client:
        return [milliseconds(lambda: _press(client, hook)) for _ in range(WARM_UP + rounds)][WARM_UP:]


def _press(client: httpx.Client, hook: Address) -> None:
    address, headers = hook
    answer = client.post(address, headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}: {answer.text[:300]}")


@contextmanager
def _machina(folder: Path, fast: str, slow: str) -> Iterator[Mapping[str, Address]]:
    """Deployed for the owner, each behind a webhook of its own."""
    with opened("machina", folder, HERE, fast, MACHINA_ALLOW_PRIVATE=f"{fast},{slow}") as desk:
        headers = {"Authorization": f"Bearer {desk.key}"}
        with httpx.Client(base_url=f"{desk.stack.url}/api/v1", headers=headers, timeout=60) as rest:
            yield {name: _deployed(rest, graph) for name, graph in _drawings(fast + PATH, slow + PATH).items()}


def _drawings(fast: str, slow: str) -> Mapping[str, Json]:
    call: Json = {"type": "http.request", "account_mode": "owner", "parameters": {"url": fast}}
    slow_call = {**call, "parameters": {"url": slow}}
    keep: Json = {"type": "flow.set", "parameters": {"fields": {"labels": "{{ n1.body.labels }}"}}}
    respond: Json = {"type": "flow.respond", "parameters": {"body": "{{ n2.labels[0] }}"}}
    return {
        "short": chain(call, keep, respond, begins=hook("node")),
        "ten": chain(call, keep, call, keep, call, keep, call, keep, respond, begins=hook("node")),
        "fan-out": fan_out(100, slow_call, begins=hook("when_done")),
        "for-each": for_each(100, slow_call, begins=hook("when_done")),
    }


def _deployed(rest: httpx.Client, graph: Json) -> Address:
    workflow = _asked(rest, "/workflows/import", {"name": "measured", "graph": graph})["id"]
    _asked(rest, f"/workflows/{workflow}/publish", {})
    made = _asked(rest, "/deployments/", {"workflow": workflow, "account_mode": "owner"})
    (trigger,) = made["triggers"]
    return trigger["url"], {"Machina-Secret": trigger["secret"]}


def _asked(rest: httpx.Client, path: str, body: Json) -> Json:
    answer = rest.post(path, json=body)
    if not answer.is_success:
        raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text[:500]}")
    return dict(answer.json())


if __name__ == "__main__":
    sys.exit(main())
