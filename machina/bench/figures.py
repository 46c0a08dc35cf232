"""Figures and how they are printed: value, bar, and the ratio to the raw work of the same run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured value in ``unit``.

    ``bar`` is what it may at most be, ``at_least`` what it has to reach, ``raw`` the same work without Machina.
    """

    name: str
    value: float
    unit: str
    bar: float | None = None
    raw: float | None = None
    at_least: float | None = None

    @property
    def held(self) -> bool | None:
        """Whether the bar is held; None where the design sets none."""
        if self.at_least is not None:
            return self.value >= self.at_least
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
        f"{figure.value:.{_places(figure)}f} {figure.unit}",
        _bar(figure),
        "" if figure.raw is None else f"{figure.raw:.1f} {figure.unit}",
        "" if not figure.raw else f"{figure.value / figure.raw:.1f} x",
        verdict,
    )


def _bar(figure: Figure) -> str:
    limit = figure.at_least if figure.bar is None else figure.bar
    if limit is None:
        return ""
    return f"{'≥' if figure.bar is None else '≤'} {limit:.{_places(figure)}f} {figure.unit}"


def _places(figure: Figure) -> int:
    """Ratios are read more closely than milliseconds."""
    return 2 if figure.unit == "x" else 1
