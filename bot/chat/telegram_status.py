"""How a connection that is tried again and again is doing, in words for /status."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

SLOWEST_RETRY = 30.0
"""Seconds."""
RIVAL_SHOWN_FOR = 60.0
"""Seconds for which a second poller is shown: the two take turns being refused."""


class Status:
    """Whether polling works, since when, and if not, why."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._why = "connecting"
        self._since = clock()
        self._pause = 0.0
        self._rival = ""
        self._rival_until = 0.0
        self._said: set[str] = set()
        self.well = False

    def works(self) -> bool:
        """Note that polling works; True when it did not before."""
        if self.well:
            return False
        self.well, self._since, self._pause = True, self._clock(), 0.0
        self._said.clear()
        return True

    def fails(self, why: str) -> bool:
        """Note a failure; True when it is new in this outage and worth a line in the log."""
        if self.well or self._why == "connecting":
            self.well, self._since = False, self._clock()
        self._why = why
        new = why not in self._said
        self._said.add(why)
        return new

    def has_rival(self, why: str) -> bool:
        """Note that another program is in the way, now and then; True the first time."""
        new = not self._rival
        self._rival, self._rival_until = why, time.monotonic() + RIVAL_SHOWN_FOR
        return new

    def next_pause(self) -> float:
        """Seconds before the next try: 1, 2, 4 … 30."""
        self._pause = min(SLOWEST_RETRY, self._pause * 2 or 1.0)
        return self._pause

    def closed(self) -> None:
        """Note that the chat was closed on purpose."""
        self.well, self._why, self._rival_until = False, "closed", 0.0

    def line(self) -> str:
        """The state in words: "connected since 07:12 UTC"."""
        since = f"{self._since:%H:%M} UTC"
        if self._clock().date() != self._since.date():
            since = f"{self._since:%d %b} {since}"
        rival = f", but {self._rival}" if time.monotonic() < self._rival_until else ""
        if self.well:
            return f"connected since {since}{rival}"
        if self._why in ("connecting", "closed"):
            return self._why + rival
        return f"not connected since {since}: {self._why}; trying again"
