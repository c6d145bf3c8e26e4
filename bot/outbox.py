"""Sending what the outbox owes: claimed on disk before the first byte, marked with the receipt at once.

At least once: what may have arrived (a time-out, a broken connection, ``kill -9`` in between) is sent
again with the same nonce. Discord takes that for the same message; Telegram knows no such thing and may
show one copy more for each such accident, which is the price of never losing an alert. Within a place
messages keep their order; places do not wait for one another.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.chat.adapter import (
    ChatAdapter,
    PlaceClosed,
    PlaceMoved,
    Receipt,
    Refused,
    RetryLater,
    Unsure,
)
from bot.places import Network, Place
from bot.store import Store, outbox, places
from bot.store.records import OutboxRow, PlaceState

if TYPE_CHECKING:
    from sqlalchemy import Connection

POLL_SECONDS = 1.0
"""How often the outbox is looked at unless it is woken; another process may have put something in."""
SEND_SECONDS = 90.0
"""A send that takes longer is given up, its outcome unknown."""
UNSURE_PAUSES = (1.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds before each new try of a message that may have arrived; the last for all further ones."""
MOST_UNSURE = 60
"""Tries (four hours and a half) after which such a message is given up."""
MOST_ERRORS = 5
"""Tries of a message at which our own code fails, after which it is set aside as failed."""
ERROR_PAUSE = 2.0
"""Seconds before the second such try; doubled for each further one."""
MOST_AT_ONCE = 1000
"""Rows read at a time."""

_Mark = Callable[["Connection"], object]
"""What is to be stored about a message: the outcome of a try."""

log = logging.getLogger(__name__)


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


def _clock() -> datetime:
    return datetime.now(UTC)


class Outbox:
    """Sends what is owed, until closed."""

    def __init__(
        self,
        *,
        store: Store,
        adapters: Mapping[Network, ChatAdapter],
        paces: Mapping[Network, Pace] = PACES,
        clock: Callable[[], datetime] = _clock,
    ) -> None:
        """Messages for a network without an adapter wait until there is one."""
        self._store = store
        self._adapters = dict(adapters)
        self._pacers = {network: Pacer(paces.get(network, Pace())) for network in self._adapters}
        self._slots = {
            network: asyncio.Semaphore(paces.get(network, Pace()).at_once) for network in self._adapters
        }
        self._clock = clock
        self._more = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._claimed: set[int] = set()
        self._errors: dict[int, int] = {}
        self._closing = False

    def wake(self) -> None:
        """Something was put into the outbox; may be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._more.set)

    async def run(self) -> None:
        """Send until ``close``; first of all, what was being sent when the last run ended becomes unknown."""
        self._loop = asyncio.get_running_loop()
        await self._in_store(outbox.recover)
        while not self._closing:
            self._more.clear()
            wait = POLL_SECONDS
            try:
                wait = await self._start_due()
            except Exception:  # a busy store must not end the sending
                log.exception("the outbox could not be read; again in %g s", wait)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._more.wait(), wait)

    async def close(self, grace: float = 1.0) -> None:
        """Start nothing more, give what is under way `grace` seconds, then leave it for the next run."""
        self._closing = True
        self._more.set()
        for place_id, task in tuple(self._sending.items()):
            if place_id not in self._claimed:  # it only waits for its turn
                task.cancel()
        tasks = tuple(self._sending.values())
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _start_due(self) -> float:
        """Start sending to every place that is owed something and not busy; the seconds to wait then."""
        now = self._clock()
        rows, next_time = await asyncio.to_thread(self._read_due, now)
        for row in rows:
            if row.place_id not in self._sending and not self._closing:
                self._sending[row.place_id] = asyncio.create_task(self._send(row), name=f"send {row.id}")
        if next_time is None or next_time <= now:
            return POLL_SECONDS
        return min(POLL_SECONDS, (next_time - now).total_seconds())

    def _read_due(self, now: datetime) -> tuple[tuple[OutboxRow, ...], datetime | None]:
        with self._store.read() as tx:
            limit = MOST_AT_ONCE + len(self._sending)
            rows = outbox.next_due(tx, now, limit=limit, networks=tuple(self._adapters))
            return rows, outbox.next_time(tx)

    async def _send(self, row: OutboxRow) -> None:
        """Send one message, when its place and its network may take it, and mark the outcome."""
        try:
            pacer = self._pacers[row.place.network]
            await asyncio.sleep(pacer.wait_for_place(row.place, time.monotonic()))
            async with self._slots[row.place.network]:
                await asyncio.sleep(pacer.wait_for_network(time.monotonic()))
                if self._closing:
                    return
                self._claimed.add(row.place_id)
                mark = await self._claim_and_attempt(row)
            while not await self._is_marked(row, mark):
                await asyncio.sleep(POLL_SECONDS)
        finally:
            del self._sending[row.place_id]
            self._claimed.discard(row.place_id)
            self._more.set()

    async def _claim_and_attempt(self, row: OutboxRow) -> _Mark:
        try:
            await self._in_store(lambda tx: outbox.mark_sending(tx, row.id, self._clock()))
            return await self._attempt(row)
        except Exception:  # one bad message never stops the others
            log.exception("message %d to %s could not be sent", row.id, _name(row))
            return self._after_error(row)

    async def _attempt(self, row: OutboxRow) -> _Mark:
        """Send once; what is then to be marked."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                receipt = await self._adapters[row.place.network].send(row.place, row.payload, row.nonce)
        except RetryLater as error:
            log.info("%s takes no message now, again in %g s: %s", _name(row), error.seconds, error)
            later, why = self._clock() + timedelta(seconds=error.seconds), str(error)
            return lambda tx: outbox.mark_again(tx, row.id, not_before=later, why=why)
        except (Unsure, TimeoutError) as error:
            return self._after_unsure(row, str(error) or "no answer in time")
        except Refused as error:
            why = str(error)
            log.error("%s refused message %d for good: %s", _name(row), row.id, why)
            return lambda tx: outbox.mark_failed(tx, row.id, why=why)
        except PlaceClosed as error:
            log.warning("%s lets us in no longer, it is parked: %s", _name(row), error)
            why = str(error)
            return lambda tx: _park(tx, row, why)
        except PlaceMoved as error:
            log.info("%s has a new id: %s", _name(row), error.new_chat)
            moved = error.new_chat
            return lambda tx: _move(tx, row, moved)
        return lambda tx: self._mark_sent(tx, row, receipt)

    def _mark_sent(self, tx: Connection, row: OutboxRow, receipt: Receipt) -> None:
        outbox.mark_sent(tx, row.id, receipt.message_id, self._clock())
        self._errors.pop(row.id, None)

    def _after_unsure(self, row: OutboxRow, why: str) -> _Mark:
        if row.attempts + 1 >= MOST_UNSURE:
            log.error("message %d to %s is given up: %s", row.id, _name(row), why)
            return lambda tx: outbox.mark_failed(tx, row.id, why=f"never confirmed: {why}")
        pause = UNSURE_PAUSES[min(row.attempts, len(UNSURE_PAUSES) - 1)]
        later = self._clock() + timedelta(seconds=pause)
        log.warning(
            "message %d to %s may or may not have arrived, again in %g s: %s", row.id, _name(row), pause, why
        )
        return lambda tx: outbox.mark_unknown(tx, row.id, not_before=later, why=why)

    def _after_error(self, row: OutboxRow) -> _Mark:
        """Our own fault: a few more tries, then the message is given up, so that it holds up no other."""
        errors = self._errors[row.id] = self._errors.get(row.id, 0) + 1
        if errors >= MOST_ERRORS:
            del self._errors[row.id]
            log.error("message %d to %s is given up", row.id, _name(row))
            return lambda tx: outbox.mark_failed(tx, row.id, why=f"failed {errors} times; the log says how")
        later = self._clock() + timedelta(seconds=ERROR_PAUSE * 2 ** (errors - 1))
        # Whether it arrived is not known: the error may have come after the network took it.
        return lambda tx: outbox.mark_unknown(tx, row.id, not_before=later, why="an error of newsdesk's own")

    async def _is_marked(self, row: OutboxRow, mark: _Mark) -> bool:
        try:
            await self._in_store(mark)
        except Exception:  # unmarked, the place would be stuck until the next start
            log.exception("the outcome of message %d could not be stored; trying again", row.id)
            return False
        return True

    async def _in_store(self, work: _Mark) -> None:
        def commit() -> None:
            with self._store.begin() as tx:
                work(tx)

        await asyncio.to_thread(commit)


def _park(tx: Connection, row: OutboxRow, why: str) -> None:
    places.set_state(tx, row.place_id, PlaceState.PARKED)
    outbox.mark_again(tx, row.id, not_before=None, why=why)


def _move(tx: Connection, row: OutboxRow, new_chat: str) -> None:
    places.move(tx, row.place, new_chat)
    outbox.mark_again(tx, row.id, not_before=None, why=f"moved to {new_chat}")


def _name(row: OutboxRow) -> str:
    return f"{row.place.network.value} {row.place.chat}"
