"""Which calls are taken in together, and whose turn it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest
from django.http import HttpResponse

from integrations.errors import RateLimited
from machina.webhooks import groups
from workflows.triggers.hooks.calls import HookCall


class Intake:
    """Answers groups, but the first one only once it may."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.may = threading.Event()

    def __call__(self, calls: Sequence[HookCall]) -> list[HttpResponse]:
        self.groups.append([each.public_id for each in calls])
        assert self.may.wait(10)
        return [HttpResponse(each.public_id) for each in calls]


@pytest.fixture
def intake(monkeypatch: pytest.MonkeyPatch) -> Intake:
    made = Intake()
    monkeypatch.setattr(groups, "_received", made)
    return made


def _call(public_id: str) -> HookCall:
    return HookCall(public_id, "POST", {}, "", b"")


async def _ask(asked: groups.Groups, names: str) -> list[asyncio.Task[object]]:
    begun: list[asyncio.Task[object]] = []
    for name in names:
        begun.append(asyncio.ensure_future(asked.answer(_call(name))))
        await asyncio.sleep(0)
    return begun


async def test_what_comes_during_a_commit_shares_the_next_one_in_fair_turns(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST_TOGETHER", 4)
    begun = await _ask(groups.Groups(), "aaaaaabc")
    intake.may.set()
    answers = await asyncio.gather(*begun)
    assert [bytes(each.content).decode() for each in answers] == [*"aaaaaabc"]  # type: ignore[attr-defined]
    assert intake.groups == [["a"], ["a", "b", "c", "a"], ["a", "a", "a"]]


async def test_a_flood_of_one_webhook_is_refused_and_another_is_not(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST_WAITING", 2)
    asked = groups.Groups()
    begun = await _ask(asked, "aaa")
    with pytest.raises(RateLimited):
        await asked.answer(_call("a"))
    begun += await _ask(asked, "b")
    intake.may.set()
    await asyncio.gather(*begun)


async def test_an_answer_that_nobody_takes_any_more_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    closed, may = threading.Event(), threading.Event()

    def intake(calls: Sequence[HookCall]) -> list[HttpResponse]:
        assert may.wait(10)
        response = HttpResponse()
        vars(response)["_resource_closers"].append(closed.set)
        return [response]

    monkeypatch.setattr(groups, "_received", intake)
    [begun] = await _ask(groups.Groups(), "a")
    begun.cancel()
    await asyncio.sleep(0)
    may.set()
    assert await asyncio.to_thread(closed.wait, 10)
