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
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.chat.adapter import (
    ChatAdapter,
    PlaceClosed,
    PlaceMoved,
    Refused,
    RetryLater,
    Unsure,
)
from bot.pacing import PACES, Line, Pace, Pacer, growing
from bot.places import Network
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
"""So many such tries (four hours and a half), and the message is given up."""
MOST_ERRORS = 5
"""Tries of a message at which our own code fails, after which it is set aside as failed."""
ERROR_PAUSE = 2.0
"""Seconds before the second such try; doubled for each further one."""
MOST_AT_ONCE = 1000
"""Rows read at a time."""

_Mark = Callable[["Connection"], object]
"""What is to be stored about a message: the outcome of a try."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Trouble:
    """How often a message that is still owed could not be sent; forgotten once it is done with."""

    later: int = 0
    unsure: int = 0
    errors: int = 0


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
        self._lines = {network: Line() for network in self._adapters}
        self._clock = clock
        self._more = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._claimed: set[int] = set()
        self._trouble: defaultdict[int, _Trouble] = defaultdict(_Trouble)
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
        now, moment = self._clock(), time.monotonic()
        served = [network for network, line in self._lines.items() if not line.held(moment)]
        busy = frozenset(self._sending)
        rows, next_time = await asyncio.to_thread(self._read_due, now, served)
        # What was under way when the reading began may be done by now: its row, as read, would go out twice.
        for row, probe in self._to_try([row for row in rows if row.place_id not in busy]):
            if not self._closing:
                sending = self._send(row, probe=probe)
                self._sending[row.place_id] = asyncio.create_task(sending, name=f"send {row.id}")
        if next_time is None or next_time <= now:
            return POLL_SECONDS
        return min(POLL_SECONDS, (next_time - now).total_seconds())

    def _read_due(
        self, now: datetime, networks: Sequence[Network]
    ) -> tuple[tuple[OutboxRow, ...], datetime | None]:
        with self._store.read() as tx:
            limit = MOST_AT_ONCE + len(self._sending)
            return outbox.next_due(tx, now, limit=limit, networks=networks), outbox.next_time(tx)

    def _to_try(self, rows: Sequence[OutboxRow]) -> list[tuple[OutboxRow, bool]]:
        """All of them; of a network that is down, one message as a probe (True)."""
        chosen = [(row, False) for row in rows if not self._lines[row.place.network].down]
        for network, line in self._lines.items():
            mine = [row for row in rows if row.place.network is network]
            if line.down and mine:
                line.probe(time.monotonic())
                # Another one each time: the last one's place may be the only one that takes nothing.
                chosen.append((min(mine, key=lambda row: (row.attempts, row.id)), True))
        return chosen

    async def _send(self, row: OutboxRow, *, probe: bool) -> None:
        """Send one message, when its place and its network may take it, and mark the outcome."""
        network = row.place.network
        try:
            pacer = self._pacers[network]
            await asyncio.sleep(pacer.wait_for_place(row.place, time.monotonic()))
            async with self._slots[network]:
                await asyncio.sleep(pacer.wait_for_network(time.monotonic()))
                if self._closing or (self._lines[network].down and not probe):
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
        except Exception:
            log.exception("message %d to %s waits: the store could not note it", row.id, _name(row))
            return self._again(row, POLL_SECONDS, "the store could not be written")
        try:
            mark = await self._attempt(row)
        except RetryLater as error:
            return self._after_retry_later(row, error)
        except (Unsure, TimeoutError) as error:
            return self._after_unsure(row, str(error) or "no answer in time")
        except Exception:  # one bad message never stops the others
            log.exception("message %d to %s could not be sent", row.id, _name(row))
            return self._after_error(row)
        self._lines[row.place.network].works()
        self._trouble.pop(row.id, None)
        return mark

    async def _attempt(self, row: OutboxRow) -> _Mark:
        """Send once; what is then to be marked. Raises what leaves the message owed."""
        try:
            async with asyncio.timeout(SEND_SECONDS):
                receipt = await self._adapters[row.place.network].send(row.place, row.payload, row.nonce)
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
        return lambda tx: outbox.mark_sent(tx, row.id, receipt.message_id, self._clock())

    def _after_retry_later(self, row: OutboxRow, error: RetryLater) -> _Mark:
        line, trouble, seconds = self._lines[row.place.network], self._trouble[row.id], error.seconds
        if error.told:
            line.works()
        else:
            line.fails(row.place_id, time.monotonic())
            trouble.later += 1
            seconds = max(seconds, growing(trouble.later))
        log.info("%s takes no message now, again in %g s: %s", _name(row), seconds, error)
        return self._again(row, seconds, str(error))

    def _again(self, row: OutboxRow, seconds: float, why: str) -> _Mark:
        later = self._clock() + timedelta(seconds=seconds)
        return lambda tx: outbox.mark_again(tx, row.id, not_before=later, why=why)

    def _after_unsure(self, row: OutboxRow, why: str) -> _Mark:
        trouble = self._trouble[row.id]
        trouble.unsure += 1
        if trouble.unsure >= MOST_UNSURE:
            return self._give_up(row, f"never confirmed: {why}")
        pause = UNSURE_PAUSES[min(trouble.unsure, len(UNSURE_PAUSES)) - 1]
        later = self._clock() + timedelta(seconds=pause)
        log.warning(
            "message %d to %s may or may not have arrived, again in %g s: %s", row.id, _name(row), pause, why
        )
        return lambda tx: outbox.mark_unknown(tx, row.id, not_before=later, why=why)

    def _after_error(self, row: OutboxRow) -> _Mark:
        """Our own fault: a few more tries, then the message is given up, so that it holds up no other."""
        trouble = self._trouble[row.id]
        trouble.errors += 1
        if trouble.errors >= MOST_ERRORS:
            return self._give_up(row, f"failed {trouble.errors} times; the log says how")
        later = self._clock() + timedelta(seconds=ERROR_PAUSE * 2 ** (trouble.errors - 1))
        # Whether it arrived is not known: the error may have come after the network took it.
        return lambda tx: outbox.mark_unknown(tx, row.id, not_before=later, why="an error of newsdesk's own")

    def _give_up(self, row: OutboxRow, why: str) -> _Mark:
        log.error("message %d to %s is given up: %s", row.id, _name(row), why)
        self._trouble.pop(row.id, None)
        return lambda tx: outbox.mark_failed(tx, row.id, why=why)

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
