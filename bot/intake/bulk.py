"""Taking in a file or a folder once, on all cores: ``newsdesk ingest``."""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.intake.guard import Guard
from bot.intake.look import Changing, Look, look, scan
from bot.intake.take import Opened, Outcome, Taker

if TYPE_CHECKING:
    from bot.desk import Desk

AHEAD = 8
"""Files under way for each core; bounds the memory that readings take while they wait to be stored."""
_TRIES, _PAUSE = 10, 0.2

Progress = Callable[[int, int], None]
"""Told how many files are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingested:
    """What became of the files; printed as one line."""

    taken: int
    known: int
    set_aside: int
    busy: int
    """Still being written; the sweep of a running desk, or another ingest, will find them whole."""
    seconds: float

    def __str__(self) -> str:
        parts = [f"{self.taken} taken in"]
        parts += [f"{self.known} known already"] if self.known else []
        parts += [f"{self.set_aside} set aside (the log and /status say why)"] if self.set_aside else []
        parts += [f"{self.busy} still being written"] if self.busy else []
        return f"{', '.join(parts)}; {self.seconds:.1f} s"


def ingest_path(
    desk: Desk, path: Path, *, announce: bool, progress: Progress, seconds: float, most: int
) -> Ingested:
    """Take in a file, or a folder with its subfolders, in the order of their names.

    Without `announce` no alert and no digest tells of them. An article gets `seconds` to be read, a file
    may have `most` bytes. Raises OSError where the path itself cannot be read.
    """
    started = time.monotonic()
    whole = path.resolve(strict=True)
    folder = str(whole if whole.is_dir() else whole.parent)
    found = list(scan(folder)) if whole.is_dir() else _one(str(whole), folder)
    counts: Counter[Outcome | None] = Counter()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    workers = max(1, min(cores, len(found)))
    guard = Guard(seconds=seconds, workers=workers)
    taker = Taker(desk=desk, guard=guard, folder=folder, most=most)
    progress(0, len(found))
    try:
        for done, opened in enumerate(_opened(taker, found, workers), 1):
            outcome = taker.keep(opened, announce=announce, backlog=not announce) if opened else None
            counts[outcome] += 1
            progress(done, len(found))
    finally:
        guard.close()
    return Ingested(
        taken=counts[Outcome.TAKEN],
        known=counts[Outcome.KNOWN],
        set_aside=counts[Outcome.SET_ASIDE],
        busy=counts[None],
        seconds=time.monotonic() - started,
    )


def _one(path: str, folder: str) -> list[tuple[str, Look]]:
    seen = look(path, folder)
    return [(path, seen)] if seen else []


def _opened(taker: Taker, found: list[tuple[str, Look]], workers: int) -> Iterator[Opened | None]:
    """Read on all cores, hand over in order; None for a file that is not whole."""
    waiting: deque[Future[Opened | None]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for path, seen in found:
                waiting.append(pool.submit(_open, taker, path, seen))
                if len(waiting) >= AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _open(taker: Taker, path: str, seen: Look) -> Opened | None:
    started = time.monotonic()
    for _ in range(_TRIES):
        try:
            return taker.open(path, seen, max(seen.age(), time.monotonic() - started))
        except Changing:
            time.sleep(_PAUSE)
        now = look(path, taker.folder)
        if now is None:
            return None
        if now != seen:
            seen, started = now, time.monotonic()
    return None
