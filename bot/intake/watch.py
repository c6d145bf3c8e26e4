"""Watching the article folder: a file is taken in as soon as it is whole, once.

The system tells what changes, which costs some ten milliseconds; a sweep over the whole folder finds
what it did not tell (network drives, a full queue, changes while the desk was down). Both only name
paths; what is done about a path is decided by looking at it, so that telling twice does no harm.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from watchfiles import Change, awatch

from bot.intake.guard import Closed
from bot.intake.look import (
    QUIET,
    SETTLED,
    Changing,
    Look,
    is_folder,
    is_ignored,
    is_through_link,
    look,
    name_of,
    scan,
    subfolders,
)
from bot.intake.take import Outcome, Taker
from bot.store import Store, files
from bot.store.records import FileState

DEBOUNCE_MS, STEP_MS = 50, 10
"""How long the watcher gathers changes; its own defaults (1600, 50) cost 0.8 s a file."""
POLL_MS = 500
GONE_SECONDS = 0.25
"""A missing file is believed to be gone only so much later: editors delete and write anew."""
WATCH_PAUSE, LOST_PAUSE = 0.1, 0.5
"""Seconds before a watch is set up anew; the second after a failure."""
MOST_FAILURES = 3
OPEN_LOOK, SLOWEST_LOOK = 0.1, 1.0
"""Seconds between looks at a file that somebody writes to; the second once it has not changed for long."""
LONGEST_WAIT = 60.0
"""At most so many seconds later a file is tried again that failed by no fault of its own (a busy store)."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Pending:
    """A path to look at: how it lay there at the last look, since when, and what failed."""

    look: Look | None = None
    since: float = 0.0
    failures: int = 0
    changed: bool = False
    """Told of again while it was being attended to."""


class Intake:
    """Takes in what arrives in one folder."""

    def __init__(
        self, *, taker: Taker, store: Store, poll: bool = False, taken: Callable[[], None] | None = None
    ) -> None:
        """Watch the taker's folder; `taken` is called after each article that was taken in."""
        self._taker = taker
        self._folder = taker.folder
        self._store = store
        self._poll = poll
        self._taken = taken or (lambda: None)
        self._pending: dict[str, _Pending] = {}
        self._due: list[tuple[float, str]] = []
        self._known: dict[str, tuple[int, int, int]] = {}
        self._retry: set[str] = set()
        self._more = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopped = asyncio.Event()
        self._rewatch = asyncio.Event()
        self._watched = 0
        self._folders: set[str] = set()
        self._lost = False
        self._loaded = False
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Watch and take in until ``close``; files that were there before are found by ``sweep``."""
        self._loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch(), name="watch")
            tasks.create_task(self._attend_all(), name="intake")

    def close(self) -> None:
        """Let ``run`` end; a file that is just being read is finished first, or found again next time."""
        self._stopped.set()
        self._rewatch.set()
        self._more.set()

    async def sweep(self) -> int:
        """Look through the whole folder; returns how many paths there are to attend to.

        Where the folder cannot be read (a drive that is not mounted) nothing is taken for gone.
        """
        if not self._loaded:
            await asyncio.to_thread(self._load)
        try:
            found = await asyncio.to_thread(lambda: dict(scan(self._folder)))
        except OSError as error:
            if not self._lost:
                log.error("the folder %s cannot be read: %s", self._folder, error.strerror)
            self._lost = True
            return 0
        if self._lost:
            log.info("the folder %s is back", self._folder)
            self._lost = False
        if self._watched != _inode(self._folder):
            self._rewatch.set()  # another folder stands there under the same name
        names = {name_of(path) for path in found}
        todo = [path for path, seen in found.items() if self._is_news(name_of(path), seen)]
        todo += [name for name in list(self._known) if name not in names]
        for path in todo:
            self._offer(path)
        return len(todo)

    async def settled(self) -> None:
        """Return once nothing is left to attend to."""
        await self._idle.wait()

    def _load(self) -> None:
        start = self._folder + os.sep
        with self._store.read() as tx:
            for path, record in files.all_paths(tx).items():
                # What was set aside unread is tried anew: a limit or a reader may have changed since.
                again = record.state is FileState.SET_ASIDE and record.sha256 is None
                if path.startswith(start) and record.state is not FileState.GONE and not again:
                    self._known[path] = (record.size, record.mtime_ns, record.inode)
        self._loaded = True

    def _is_news(self, name: str, seen: Look) -> bool:
        return name in self._retry or self._known.get(name) != (seen.size, seen.mtime_ns, seen.inode)

    def _offer(self, path: str) -> None:
        """A path may have changed: look at it now."""
        pending = self._pending.get(path)
        if pending is not None:
            pending.changed = True
            return
        self._pending[path] = _Pending()
        self._idle.clear()
        self._look_in(path, 0.0)

    def _told_by_thread(self, path: str) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._offer, path)

    def _look_in(self, path: str, seconds: float) -> None:
        heapq.heappush(self._due, (time.monotonic() + seconds, path))
        self._more.set()

    async def _watch(self) -> None:
        failures = 0
        while not self._stopped.is_set():
            self._rewatch.clear()
            self._watched = _inode(self._folder)
            # What happened before the watch stood is found by looking.
            looking = asyncio.create_task(self._sweep_soon(), name="sweep")
            pause = WATCH_PAUSE
            try:
                await self._watch_once()
                failures = 0
            except FileNotFoundError:  # the sweep says so, and tells when it is back
                pause = LOST_PAUSE
            except Exception as error:  # among them: a name that the watcher cannot decode
                pause = LOST_PAUSE
                failures += 1
                log.info("watching %s was interrupted: %s", self._folder, error)
            if failures == MOST_FAILURES and not self._poll:
                log.warning("the system cannot tell of changes in %s: looking again and again", self._folder)
                self._poll = True
            await looking
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), pause)

    async def _watch_once(self) -> None:
        """Hear of changes until the watch must be set up anew: for a new subfolder, or another folder."""
        # One by one, since the watcher would follow links, out of the folder and round in circles.
        self._folders = set(await asyncio.to_thread(lambda: list(subfolders(self._folder))))
        async for told in awatch(
            *sorted(self._folders),
            watch_filter=self._is_told,
            debounce=DEBOUNCE_MS,
            step=STEP_MS,
            stop_event=self._rewatch,
            force_polling=self._poll or None,
            poll_delay_ms=POLL_MS,
            recursive=False,
            ignore_permission_denied=True,
        ):
            self._folders -= {path for change, path in told if change is Change.deleted}
            for _, path in told:
                self._offer(path)
            anew = any(path not in self._folders and is_folder(path) for _, path in told)
            if anew or not os.path.isdir(self._folder):
                self._rewatch.set()

    async def _sweep_soon(self) -> None:
        await asyncio.sleep(WATCH_PAUSE)
        await self.sweep()

    def _is_told(self, change: Change, path: str) -> bool:
        return path == self._folder or not is_ignored(path, self._folder)

    async def _attend_all(self) -> None:
        while not self._stopped.is_set():
            self._more.clear()
            wait = self._due[0][0] - time.monotonic() if self._due else None
            if wait is not None and wait <= 0:
                _, path = heapq.heappop(self._due)
                await self._attend(path)
                continue
            if not self._pending:
                self._idle.set()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._more.wait(), wait)

    async def _attend(self, path: str) -> None:
        pending = self._pending[path]
        pending.changed = False
        try:
            again = await asyncio.to_thread(self._step, path, pending)
            pending.failures = 0
        except Closed:
            return  # found again next time
        except Exception:  # one bad file, or a store that is busy, must not stop the others
            again = min(LONGEST_WAIT, 2.0**pending.failures)
            pending.failures += 1
            log.exception("taking in %s failed; again in %g s", name_of(path), again)
        if again is None and pending.changed:
            again = 0.0
        if again is None:
            del self._pending[path]
        else:
            self._look_in(path, again)

    def _step(self, path: str, pending: _Pending) -> float | None:
        """Look at a path and do what is to be done; the seconds until the next look, None when done."""
        seen = None if is_through_link(path) else look(path, self._folder)
        name = name_of(path)
        now = time.monotonic()
        if seen != pending.look or not pending.since:
            pending.look, pending.since = seen, now
        quiet = now - pending.since
        if seen is None:
            return self._step_missing(name, quiet)
        if not self._is_news(name, seen):
            return None
        if seen.age() > SETTLED:
            quiet = max(quiet, seen.age())
        if quiet < QUIET and not seen.refused:
            return QUIET
        try:
            opened = self._taker.open(path, seen, quiet)
        except Changing:
            return OPEN_LOOK if quiet < 30.0 else SLOWEST_LOOK
        outcome = self._taker.keep(opened)
        self._known[name] = (seen.size, seen.mtime_ns, seen.inode)
        if opened.reason.startswith("unreadable"):  # rights may change without any trace in the file
            self._retry.add(name)
        else:
            self._retry.discard(name)
        if outcome is Outcome.TAKEN:
            self._taken()
        return None

    def _step_missing(self, name: str, quiet: float) -> float | None:
        if name not in self._known:
            for below in [known for known in list(self._known) if known.startswith(name + os.sep)]:
                self._told_by_thread(below)  # a subfolder went, with all that was in it
            return None
        if quiet < GONE_SECONDS:
            return GONE_SECONDS
        if not os.path.isdir(self._folder):
            return None  # the folder itself is away: a drive that is not mounted
        self._taker.gone(name)
        self._known.pop(name, None)
        self._retry.discard(name)
        return None


def _inode(folder: str) -> int:
    try:
        return os.stat(folder).st_ino
    except OSError:
        return 0
