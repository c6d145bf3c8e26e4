"""How fast messages may go to a network, and whether it can be reached at all."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from bot.places import Network, Place

LONGEST_PAUSE = 30.0
"""Seconds at most between two tries while a network, or a place, takes nothing."""
DOWN_AFTER = 3
"""So many places in a row that fail mean that the network itself takes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many messages a network takes: pairs of (messages, seconds)."""

    place: tuple[tuple[int, float], ...] = ()
    group: tuple[tuple[int, float], ...] = ()
    """For groups and channels, besides `place`."""
    overall: tuple[tuple[int, float], ...] = ()
    at_once: int = 30
    """Messages under way at the same time."""


PACES: Mapping[Network, Pace] = {
    Network.TELEGRAM: Pace(place=((1, 1.0),), group=((20, 60.0),), overall=((30, 1.0),)),
    Network.DISCORD: Pace(overall=((40, 1.0),)),  # the library keeps the limits of each channel
    Network.CONSOLE: Pace(at_once=1),
}


class _Window:
    """At most `count` moments in any `seconds`; moments are booked in order."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._taken: deque[float] = deque(maxlen=count)

    def free_at(self, moment: float) -> float:
        """The first moment from `moment` on that may be taken."""
        if len(self._taken) < (self._taken.maxlen or 0):
            return moment
        return max(moment, self._taken[0] + self._seconds)

    def take(self, moment: float) -> None:
        """Book a free moment."""
        self._taken.append(moment)


class Pacer:
    """Says when the next message may go to a place, and remembers that it went."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._overall = tuple(_Window(*window) for window in pace.overall)
        self._places: dict[str, tuple[_Window, ...]] = {}

    def wait_for_place(self, place: Place, now: float) -> float:
        """Book the first moment that the place itself has free; the seconds until then."""
        return _book(self._of_place(place), now)

    def wait_for_network(self, now: float) -> float:
        """Book the first moment that the network as a whole has free; the seconds until then.

        To be asked when the place's own moment has come: a place that must wait long holds up no other.
        """
        return _book(self._overall, now)

    def _of_place(self, place: Place) -> tuple[_Window, ...]:
        if place.chat not in self._places:
            if len(self._places) > 10_000:
                self._places.clear()  # forgets a minute's counts; the networks' own answers still hold
            group = self._pace.group if place.chat.startswith(("-", "@")) else ()
            self._places[place.chat] = tuple(_Window(*window) for window in (*self._pace.place, *group))
        return self._places[place.chat]


def _book(windows: tuple[_Window, ...], now: float) -> float:
    moment = now
    while (later := max((window.free_at(moment) for window in windows), default=moment)) > moment:
        moment = later
    for window in windows:
        window.take(moment)
    return moment - now


def growing(failures: int) -> float:
    """Seconds to wait after so many failures in a row.

    >>> [growing(failures) for failures in (1, 2, 3, 4, 5, 60)]
    [2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    """
    return float(min(LONGEST_PAUSE, 2.0 ** min(failures, 10)))


class Line:
    """Whether a network takes anything, as the last tries tell.

    While it is down one message now and then goes out as a probe, however many wait: else an outage would
    cost a try, and two writes to the disk, for every place again and again.
    """

    def __init__(self) -> None:
        self._places: set[int] = set()
        self._probes = 0
        self._until = 0.0

    @property
    def down(self) -> bool:
        """Nothing is to be sent but a probe."""
        return len(self._places) >= DOWN_AFTER

    def held(self, now: float) -> bool:
        """Tell whether not even a probe is to be sent yet."""
        return self.down and now < self._until

    def probe(self, now: float) -> None:
        """A probe goes out; the next one waits its time, whether or not this one is answered."""
        self._probes += 1
        self._until = now + growing(self._probes)

    def fails(self, place_id: int, now: float) -> None:
        """A message to a place was not taken, and the network did not say until when."""
        self._places.add(place_id)
        # By the probes, not the failures: of what was under way when it began many may fail at once.
        self._until = now + growing(self._probes + 1)

    def works(self) -> None:
        """The network answered."""
        self._places.clear()
        self._probes = 0
