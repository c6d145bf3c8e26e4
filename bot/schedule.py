"""The clock: APScheduler ticks, each of which is one call of something that does the work.

No job belongs to a place or a digest: those live in the store with the time when they are due, where a
restart finds them. APScheduler's own daily jobs skip and double days when clocks change.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

DIGEST_SECONDS = 5
"""How often due digests are looked for, and so how late one may be."""

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[object]]


class Schedule:
    """Three ticks: sweep the folder, send due digests, forget old messages (at the start, then at night)."""

    def __init__(self, *, sweep: Job, sweep_seconds: float, send_due_digests: Job, prune: Job) -> None:
        """Each job is a coroutine function; one that fails is logged and called again at its next tick."""
        # A late tick is no lost tick, and several late ones are one: what is due is known by the store.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        add = self._scheduler.add_job
        soon = datetime.now(UTC) + timedelta(seconds=1)
        add(_logged(sweep, "the sweep of the folder"), "interval", seconds=sweep_seconds)
        add(_logged(send_due_digests, "the digests"), "interval", seconds=DIGEST_SECONDS, next_run_time=soon)
        add(_logged(prune, "the clearing of the outbox"), "cron", hour=3, minute=17, next_run_time=soon)

    def start(self) -> None:
        """Begin to tick in the running event loop."""
        self._scheduler.start()

    def close(self) -> None:
        """Tick no more; safe to call twice."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)


def _logged(job: Job, name: str) -> Job:
    async def run() -> None:
        try:
            await job()
        except Exception:  # the next tick tries again
            log.exception("%s failed", name)

    return run
