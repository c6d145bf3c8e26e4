"""Whether work grows in proportion to the text: CPU time of two sizes, retried, never an absolute time."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 4
"""The larger text is so many times the smaller; square growth would take its square, 16."""
_BOUND = 9.0
_TRIES = 4
_CLOCK = 0.002
"""Seconds below which the clock says nothing."""


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds that `work` takes in this process."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def growth(work: Callable[[str], object], make: Callable[[int], str], small: int) -> float:
    """Return how many times longer `work` takes for a text of `TIMES` the size.

    The best time of each size counts, and the measuring ends as soon as the
    figure lies within the bound: another program's load can only slow it down.
    """
    short, long = make(small), make(TIMES * small)
    best_short = best_long = ratio = float("inf")
    for _ in range(_TRIES):
        best_short = min(best_short, cpu_seconds(lambda: work(short)))
        best_long = min(best_long, cpu_seconds(lambda: work(long)))
        ratio = best_long / max(best_short, _CLOCK)
        if ratio < _BOUND:
            break
    return ratio


def is_in_proportion(work: Callable[[str], object], make: Callable[[int], str], small: int) -> bool:
    """Tell whether `work` takes at most about in proportion longer for more text."""
    return growth(work, make, small) < _BOUND
