"""Figures and how they are printed: value, bar, and the ratio to the raw work of the same run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value in ``unit``; ``bar`` is what it has to stay below, ``raw`` the same work without Machina."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    raw: float | None = None

    @property
    def held(self) -> bool | None:
        """Whether the bar is held; None where the design sets none."""
        return None if self.bar is None else self.value <= self.bar


def percentile(samples: Sequence[float], share: float) -> float:
    """The nearest-rank percentile, ``share`` between 0 and 1."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def table(figures: Iterable[Figure]) -> str:
    """The figures as aligned text, one a line."""
    rows = [("what", "measured", "bar", "raw", "ratio", ""), *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    verdict = {True: "held", False: "MISSED", None: ""}[figure.held]
    return (
        figure.name,
        f"{figure.value:.1f} {figure.unit}",
        "" if figure.bar is None else f"{figure.bar:.1f} {figure.unit}",
        "" if figure.raw is None else f"{figure.raw:.1f} {figure.unit}",
        "" if not figure.raw else f"{figure.value / figure.raw:.1f} x",
        verdict,
    )
