"""The clock: ticks that survive failures and say nothing about places."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.schedule import Schedule


def _counting(calls: list[str], name: str, fails: bool = False) -> Callable[[], Awaitable[None]]:
    async def job() -> None:
        calls.append(name)
        if fails:
            raise OSError("the disk is full")

    return job


async def test_each_tick_comes_again_even_after_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[str] = []
    schedule = Schedule(
        sweep=_counting(calls, "sweep", fails=True),
        sweep_seconds=0.1,
        send_due_digests=_counting(calls, "digests"),
        prune=_counting(calls, "prune"),
    )
    schedule.start()
    async with asyncio.timeout(20):
        while calls.count("sweep") < 5 or not {"digests", "prune"} <= set(calls):
            await asyncio.sleep(0.01)
    schedule.close()
    schedule.close()
    ticked = len(calls)
    assert calls.count("digests") >= 1  # soon after the start: what fell due while the desk was down
    assert calls.count("prune") == 1  # a desk that never runs at night forgets, too
    assert "the sweep of the folder failed" in caplog.text
    await asyncio.sleep(0.3)
    assert len(calls) == ticked


async def test_a_tick_that_outlasts_its_interval_is_not_doubled() -> None:
    running: list[int] = []
    most: list[int] = []

    async def slow() -> None:
        running.append(1)
        most.append(len(running))
        await asyncio.sleep(0.25)
        running.pop()

    async def nothing() -> None: ...

    schedule = Schedule(sweep=slow, sweep_seconds=0.05, send_due_digests=nothing, prune=nothing)
    schedule.start()
    await asyncio.sleep(0.8)
    schedule.close()
    await asyncio.sleep(0.3)
    assert max(most) == 1
    assert len(most) >= 2
