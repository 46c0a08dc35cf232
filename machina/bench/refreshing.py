"""The refresh storm: users of expired accounts in eight processes, while all live and while they are killed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from machina.bench.figures import Figure
from machina.testing.storm import blown

EXPIRIES = 200
ACCOUNTS = 10
STRUCK_ROUNDS, STRUCK_ACCOUNTS = 50, 20
STRIKES = ("--strike", "killed", "stopped")


def measure(environment: Mapping[str, str]) -> Iterator[Figure]:
    """Counts, on the database of a stack that does nothing else. The provider ends a family of tokens on reuse."""
    calm = blown(environment, EXPIRIES // ACCOUNTS, "--accounts", str(ACCOUNTS))
    name = f"refresh storm, {calm['asked']} users, {calm['expiries']} expiries"
    yield Figure(f"{name}: exchanges", calm["exchanges"], "", bar=calm["expiries"])
    yield Figure("  without a token", calm["refused"] + calm["lost"], "users", bar=0)
    struck = blown(environment, STRUCK_ROUNDS, "--accounts", str(STRUCK_ACCOUNTS), *STRIKES)
    yield from _struck(struck, "")
    overlap = blown(environment, STRUCK_ROUNDS // 5, "--accounts", str(STRUCK_ACCOUNTS), *STRIKES, "--overlap")
    yield from _struck(overlap, ", overlap")
    yield Figure("  lost", overlap["lost"], "grants", bar=0)


def _struck(weather: Mapping[str, float], how: str) -> Iterator[Figure]:
    name = f"under {weather['strikes']} kills and stops{how}, {weather['expiries']} expiries: most exchanges"
    yield Figure(name, weather["most_exchanges"], "an expiry", bar=2)
    yield Figure("  lost, and it says so", weather["lost"] - weather["lost_while_alive"], "grants")
    yield Figure("  lost otherwise", weather["lost_in_silence"] + weather["lost_while_alive"], "grants", bar=0)
