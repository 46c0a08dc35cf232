"""Where an agent stops: its own limits, counted with all that works for it."""

from __future__ import annotations

from decimal import Decimal

from integrations.errors import BudgetExceeded, InputError, MachinaError
from integrations.execution.llm.asking import has_price
from integrations.holders import Holder
from workflows.agents.runtime.entries import Spent
from workflows.engine.control.agents import AgentLimits

MOST_CALLS = 32
"""Calls of one answer that are made; the others are told to be too many."""


def refusal(limits: AgentLimits, spent: Spent) -> MachinaError | None:
    """Why its model is not asked again; None if it may be."""
    if spent.turns >= limits.turns:
        return _over("turns", f"{limits.turns} turns")
    if limits.tokens is not None and spent.tokens >= limits.tokens:
        return _over("tokens", f"{limits.tokens:,} tokens, having used {spent.tokens:,}")
    if spent.seconds >= limits.seconds:
        return _over("seconds", f"{limits.seconds} seconds at work")
    if limits.money is not None and spent.money >= limits.money:
        return _over("money", f"{limits.money} US dollars, having cost {_plain(spent.money)}")
    return None


def require_calls(limits: AgentLimits, spent: Spent) -> None:
    """Raises BudgetExceeded if it may make no more calls. Those that failed count as well."""
    if spent.tool_calls >= limits.tool_calls:
        raise _over("tool_calls", f"{limits.tool_calls} calls of tools")


def require_price(limits: AgentLimits, vendor: str, model: str, holder: Holder) -> None:
    """Raises InputError for a model nobody knows the price of, where money is limited: the limit could not hold it."""
    if limits.money is not None and not has_price(vendor, model, holder):
        raise InputError(
            f"Nobody knows what {model!r} costs, so its answers cannot be limited to {limits.money} US dollars. "
            "Choose a model with a known price, put it into a price book, or limit tokens instead.",
            field="limits.money",
        )


def tightened(limits: AgentLimits, above: AgentLimits, spent: Spent) -> AgentLimits:
    """The limits of an agent that works for another one: within what is left to that."""

    def left(own: int | None, theirs: int | None, used: int) -> int | None:
        rest = None if theirs is None else max(1, theirs - used)
        return min((each for each in (own, rest) if each is not None), default=None)

    rest = None if above.money is None else max(above.money - spent.money, Decimal("0.000001"))
    return AgentLimits(
        turns=left(limits.turns, above.turns, spent.turns) or 1,
        tool_calls=min(limits.tool_calls, max(0, above.tool_calls - spent.tool_calls)),
        tokens=left(limits.tokens, above.tokens, spent.tokens),
        seconds=left(limits.seconds, above.seconds, int(spent.seconds)) or 1,
        money=min((each for each in (limits.money, rest) if each is not None), default=None),
    )


def _over(name: str, what: str) -> BudgetExceeded:
    return BudgetExceeded(f"The agent has come to its limit of {what}. Raise limits.{name}, or give it less to do.")


def _plain(amount: Decimal) -> str:
    return f"{amount:f}".rstrip("0").rstrip(".") or "0"
