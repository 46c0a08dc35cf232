"""What to say about items that could not be dealt with as asked, without saying it a hundred thousand times."""

from __future__ import annotations

MOST = 20
_SHOWN = 60


class Warnings:
    """Collects the first twenty and counts the rest."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._more = 0

    def add(self, words: str) -> None:
        if len(self._said) < MOST:
            self._said.append(words)
        else:
            self._more += 1

    def once(self, words: str) -> None:
        """Unless it was said before."""
        if words not in self._said:
            self.add(words)

    @property
    def words(self) -> list[str]:
        return [*self._said, f"And {self._more:,} more."] if self._more else list(self._said)


def shown(value: object) -> str:
    """A value as it can stand in a sentence."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
