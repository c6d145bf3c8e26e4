"""The outbox: everything that is owed arrives, in order within a place, whatever the network does."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.adapter import (
    Host,
    Payload,
    PlaceClosed,
    PlaceMoved,
    Receipt,
    Refused,
    RetryLater,
    Unsure,
)
from bot.outbox import MOST_ERRORS, MOST_UNSURE, UNSURE_PAUSES, Outbox
from bot.pacing import DOWN_AFTER, PACES, Line, Pace, Pacer, growing
from bot.places import Network, Place
from bot.reply import Reply
from bot.store import Store, open_store, outbox, places
from bot.store.records import OutboxState, PlaceState

NOW = datetime.now(UTC)
QUICK = {Network.TELEGRAM: Pace(), Network.DISCORD: Pace()}


def telegram(chat: str, thread: str = "") -> Place:
    return Place(network=Network.TELEGRAM, chat=chat, thread=thread)


class Wire:
    """A network that does as it is told: `answers` by chat, each used once; then everything arrives."""

    def __init__(self, network: Network = Network.TELEGRAM) -> None:
        self.network = network
        self.answers: dict[str, list[Exception | float]] = {}
        self.arrived: list[tuple[str, str]] = []
        self.tried: list[tuple[str, str, str]] = []
        self.at: list[float] = []

    async def start(self, host: Host) -> None: ...

    async def send(self, place: Place, payload: Payload, nonce: str) -> Receipt:
        text = str(payload["text"])
        self.tried.append((place.chat, text, nonce))
        answer = self.answers.get(place.chat, []).pop(0) if self.answers.get(place.chat) else None
        if isinstance(answer, float):
            await asyncio.sleep(answer)
        elif isinstance(answer, Exception):
            if isinstance(answer, Unsure):
                self.arrived.append((place.chat, text))
            raise answer
        self.arrived.append((place.chat, text))
        self.at.append(time.monotonic())
        return Receipt(f"m{len(self.arrived)}")

    def render(self, reply: Reply) -> tuple[Payload, ...]:
        return ()

    def state(self) -> str:
        return "up"

    async def close(self) -> None: ...

    def texts(self, chat: str) -> list[str]:
        return [text for where, text in self.arrived if where == chat]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "desk.db")
    yield store
    store.close()


def owe(store: Store, place: Place, *texts: str) -> None:
    with store.begin() as tx:
        record = places.ensure(tx, place, now=NOW, zone="UTC")
        for text in texts:
            payloads = [{"text": part} for part in text.split("|")]
            assert outbox.add(tx, place_id=record.id, key=text, payloads=payloads, now=NOW)


def counts(store: Store) -> Mapping[OutboxState, int]:
    with store.read() as tx:
        return {state: number for state, number in outbox.counts(tx).items() if number}


@asynccontextmanager
async def running(store: Store, *wires: Wire, paces: Mapping[Network, Pace] = QUICK) -> AsyncIterator[Outbox]:
    sender = Outbox(store=store, adapters={wire.network: wire for wire in wires}, paces=paces)
    task = asyncio.create_task(sender.run())
    await asyncio.sleep(0)
    try:
        yield sender
    finally:
        await sender.close()
        await asyncio.wait_for(task, 3)


async def until(condition: Callable[[], object], seconds: float = 8.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0.01)


async def test_messages_and_their_parts_keep_their_order_within_a_place(store: Store) -> None:
    wire = Wire()
    owe(store, telegram("1"), "a|b|c", "d", "e")
    owe(store, telegram("2"), "x", "y|z")
    async with running(store, wire):
        await until(lambda: counts(store) == {OutboxState.SENT: 8})
    assert wire.texts("1") == ["a", "b", "c", "d", "e"]
    assert wire.texts("2") == ["x", "y", "z"]
    assert len({nonce for *_, nonce in wire.tried}) == 8


async def test_what_is_sent_while_the_outbox_is_read_is_not_sent_again(store: Store) -> None:
    wire = Wire()
    owe(store, telegram("1"), "a", "b")

    class Slow(Outbox):
        """Hands over what it read only once the message that it then saw waiting has arrived."""

        def _read_due(self, now, networks):  # type: ignore[no-untyped-def]
            before = len(wire.arrived)
            read = super()._read_due(now, networks)
            deadline = time.monotonic() + 0.3
            while self._sending and len(wire.arrived) == before and time.monotonic() < deadline:
                time.sleep(0.01)
            time.sleep(0.1)
            return read

    pace = Pace(place=((1, 0.1),))
    sender = Slow(store=store, adapters={wire.network: wire}, paces={Network.TELEGRAM: pace})
    task = asyncio.create_task(sender.run())
    for _ in range(150):
        sender.wake()
        await asyncio.sleep(0.01)
    await until(lambda: counts(store) == {OutboxState.SENT: 2})
    await sender.close()
    await task
    assert wire.texts("1") == ["a", "b"]


async def test_a_message_put_in_while_it_runs_is_sent_when_it_is_woken(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbox.POLL_SECONDS", 60.0)
    wire = Wire()
    async with running(store, wire) as sender:
        await asyncio.sleep(0.2)
        owe(store, telegram("1"), "now")
        await asyncio.to_thread(sender.wake)
        await until(lambda: wire.arrived)


async def test_a_message_put_in_by_another_process_is_found(store: Store) -> None:
    wire = Wire()
    async with running(store, wire):
        await asyncio.sleep(0.2)
        owe(store, telegram("1"), "from elsewhere")
        await until(lambda: wire.arrived)


async def test_one_slow_place_does_not_hold_up_the_others(store: Store) -> None:
    wire = Wire()
    wire.answers = {"1": [0.5]}
    owe(store, telegram("1"), "slow", "next")
    for chat in range(2, 12):
        owe(store, telegram(str(chat)), "quick")
    async with running(store, wire):
        await until(lambda: len(wire.arrived) >= 10)
        assert wire.texts("1") == []
        await until(lambda: wire.texts("1") == ["slow", "next"])


async def test_it_waits_as_told(store: Store) -> None:
    wire = Wire()
    wire.answers = {"1": [RetryLater("slow down", 0.7, told=True)]}
    owe(store, telegram("1"), "a", "b")
    async with running(store, wire):
        started = time.monotonic()
        await until(lambda: wire.texts("1") == ["a", "b"])
        assert 0.7 <= wire.at[0] - started < 5
    assert counts(store) == {OutboxState.SENT: 2}


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outbox.growing", lambda failures: 0.0)
    monkeypatch.setattr("bot.pacing.growing", lambda failures: 0.0)
    monkeypatch.setattr("bot.outbox.UNSURE_PAUSES", (0.0,))
    monkeypatch.setattr("bot.outbox.POLL_SECONDS", 0.01)


async def test_an_outage_does_not_count_against_a_message_that_then_may_have_arrived(
    store: Store, no_pauses: None
) -> None:
    wire = Wire()
    wire.answers = {"1": [*[RetryLater("down", 0.0)] * MOST_UNSURE, Unsure("no answer")]}
    owe(store, telegram("1"), "a")
    async with running(store, wire):
        await until(lambda: counts(store) == {OutboxState.SENT: 1})
    assert wire.texts("1") == ["a", "a"]


async def test_what_never_is_confirmed_is_given_up(store: Store, no_pauses: None) -> None:
    wire = Wire()
    wire.answers = {"1": [Unsure("no answer")] * MOST_UNSURE}
    owe(store, telegram("1"), "a", "b")
    async with running(store, wire):
        await until(lambda: counts(store) == {OutboxState.FAILED: 1, OutboxState.SENT: 1})
    assert [text for _, text, _ in wire.tried].count("a") == MOST_UNSURE


async def test_the_pauses_after_an_unsure_try_begin_with_the_first(store: Store) -> None:
    wire = Wire()
    wire.answers = {"1": [RetryLater("busy", 0.0, told=True)] * 4 + [Unsure("no answer")]}
    owe(store, telegram("1"), "a")
    async with running(store, wire):
        await until(lambda: counts(store) == {OutboxState.UNKNOWN: 1})
        with store.read() as tx:
            row = outbox.oldest_unsent(tx)
        assert row
        assert row.not_before
        assert (row.not_before - datetime.now(UTC)).total_seconds() <= UNSURE_PAUSES[0]


async def test_an_outage_costs_a_few_tries_however_many_places_wait(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire, other = Wire(), Wire(Network.DISCORD)
    chats = [str(chat) for chat in range(1, 101)]
    wire.answers = {chat: [RetryLater("down", 0.0)] * 1000 for chat in chats}
    for chat in chats:
        owe(store, telegram(chat), "x")
    paces = {Network.TELEGRAM: Pace(at_once=5), Network.DISCORD: Pace()}
    monkeypatch.setattr("bot.outbox.POLL_SECONDS", 0.02)
    async with running(store, wire, other, paces=paces):
        await until(lambda: len(wire.tried) >= DOWN_AFTER)
        owe(store, Place(network=Network.DISCORD, chat="9"), "elsewhere")
        await until(lambda: other.arrived)
        assert len(wire.tried) < DOWN_AFTER + 10
        assert len({chat for chat, *_ in wire.tried}) == len(wire.tried), "no place is tried over again"


async def test_the_first_message_that_passes_lets_the_others_go(store: Store, no_pauses: None) -> None:
    wire = Wire()
    for chat in range(1, 31):
        wire.answers[str(chat)] = [RetryLater("down", 0.0)] * 3
        owe(store, telegram(str(chat)), "x")
    async with running(store, wire):
        await until(lambda: counts(store) == {OutboxState.SENT: 30})
    assert sorted(chat for chat, _ in wire.arrived) == sorted(map(str, range(1, 31)))


def test_one_place_that_takes_nothing_is_no_outage() -> None:
    line = Line()
    for moment in range(50):
        line.fails(1, moment)
        line.fails(2, moment)
    assert not line.down


def test_a_network_that_is_down_is_probed_now_and_then_until_it_answers() -> None:
    line = Line()
    for place in range(30):
        line.fails(place, 0.0)
    assert line.held(growing(1) - 0.1)
    assert not line.held(growing(1)), "what was under way when it began makes the first pause no longer"
    probes, now = 0, 0.0
    while now < 3600:
        now += 1.0
        if not line.held(now):
            line.probe(now)
            line.fails(0, now)
            probes += 1
    assert 3600 / growing(1000) * 0.9 <= probes <= 3600 / growing(1000) * 1.1
    line.works()
    assert not line.down
    assert not line.held(now)


async def test_a_store_that_cannot_be_written_costs_no_message(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.outbox.POLL_SECONDS", 0.01)
    wire = Wire()
    owe(store, telegram("1"), "a")
    full = "BEFORE UPDATE ON outbox WHEN NEW.state = 'sending' BEGIN SELECT RAISE(ABORT, 'full'); END"
    with store.begin() as tx:
        tx.exec_driver_sql(f"CREATE TRIGGER full {full}")
    async with running(store, wire):
        await until(lambda: caplog.text.count("the store could not note it") > MOST_ERRORS)
        with store.begin() as tx:
            tx.exec_driver_sql("DROP TRIGGER full")
        await until(lambda: counts(store) == {OutboxState.SENT: 1})
    assert wire.texts("1") == ["a"]


async def test_what_may_have_arrived_is_sent_again_with_the_same_nonce(store: Store) -> None:
    wire = Wire()
    wire.answers = {"1": [Unsure("no answer")]}
    owe(store, telegram("1"), "a", "b")
    async with running(store, wire):
        await until(lambda: counts(store) == {OutboxState.SENT: 2})
    assert [text for _, text, _ in wire.tried] == ["a", "a", "b"]
    assert wire.tried[0][2] == wire.tried[1][2] != wire.tried[2][2]


async def test_what_is_refused_is_not_tried_again(store: Store) -> None:
    wire = Wire()
    wire.answers = {"1": [Refused("too odd")]}
    owe(store, telegram("1"), "odd", "fine")
    async with running(store, wire):
        await until(lambda: wire.texts("1") == ["fine"])
        await until(lambda: counts(store) == {OutboxState.FAILED: 1, OutboxState.SENT: 1})


async def test_a_place_that_shuts_us_out_is_parked_and_may_come_back(store: Store) -> None:
    wire = Wire()
    wire.answers = {"1": [PlaceClosed("kicked")]}
    owe(store, telegram("1"), "a")
    owe(store, telegram("2"), "b")

    def record_state() -> PlaceState:
        with store.read() as tx:
            record = places.get(tx, telegram("1"))
        assert record
        return record.state

    async with running(store, wire):
        await until(lambda: record_state() is PlaceState.PARKED and wire.texts("2"))
        await asyncio.sleep(0.2)
        assert len(wire.tried) == 2
        with store.begin() as tx:
            record = places.get(tx, telegram("1"))
            assert record
            places.set_state(tx, record.id, PlaceState.ACTIVE)
        await until(lambda: wire.texts("1") == ["a"])


async def test_a_group_with_a_new_id_gets_its_messages_there(store: Store) -> None:
    wire = Wire()
    wire.answers = {"-5": [PlaceMoved("-1005")]}
    owe(store, telegram("-5"), "a", "b")
    owe(store, telegram("-5", thread="7"), "in a topic")
    async with running(store, wire):
        await until(lambda: len(wire.texts("-1005")) >= 2)
        await until(lambda: counts(store) == {OutboxState.SENT: 3})
    with store.read() as tx:
        chats = {record.place.chat for record in places.all(tx)}
    assert chats == {"-1005"}


async def test_an_error_of_our_own_costs_one_message_after_a_few_tries(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outbox.ERROR_PAUSE", 0.01)
    wire = Wire()
    wire.answers = {"1": [KeyError("oops")] * 5}
    owe(store, telegram("1"), "bad", "good")
    async with running(store, wire):
        await until(lambda: counts(store) == {OutboxState.FAILED: 1, OutboxState.SENT: 1})
    assert [text for _, text, _ in wire.tried] == ["bad"] * 5 + ["good"]


async def test_a_network_that_is_off_keeps_its_messages_and_holds_up_no_other(store: Store) -> None:
    wire = Wire()
    owe(store, Place(network=Network.DISCORD, chat="9"), "later")
    owe(store, telegram("1"), "now")
    async with running(store, wire):
        await until(lambda: counts(store) == {OutboxState.PENDING: 1, OutboxState.SENT: 1})
    discord = Wire(Network.DISCORD)
    async with running(store, wire, discord):
        await until(lambda: discord.texts("9") == ["later"])


async def test_what_was_being_sent_at_the_end_is_sent_again_by_the_next_run(store: Store) -> None:
    wire = Wire()
    wire.answers = {"1": [30.0]}
    owe(store, telegram("1"), "a")
    async with running(store, wire) as sender:
        await until(lambda: wire.tried)
        started = time.monotonic()
        await sender.close(grace=0.1)
        assert time.monotonic() - started < 3
    assert counts(store) == {OutboxState.SENDING: 1}
    async with running(store, wire):
        await until(lambda: wire.texts("1") == ["a"])
    assert wire.tried[0][2] == wire.tried[1][2]


async def test_what_only_waits_for_its_turn_does_not_delay_the_end(store: Store) -> None:
    wire = Wire()
    owe(store, telegram("1"), "a", "b")
    async with running(store, wire, paces={Network.TELEGRAM: Pace(place=((1, 60.0),))}) as sender:
        await until(lambda: wire.arrived)
        await asyncio.sleep(0.1)
        started = time.monotonic()
        await sender.close(grace=5)
        assert time.monotonic() - started < 3
    assert counts(store) == {OutboxState.SENT: 1, OutboxState.PENDING: 1}


async def test_it_keeps_to_the_pace(store: Store) -> None:
    wire = Wire()
    pace = Pace(place=((1, 0.3),), overall=((5, 0.2),))
    owe(store, telegram("1"), "a", "b", "c")
    for chat in range(2, 12):
        owe(store, telegram(str(chat)), "x")
    async with running(store, wire, paces={Network.TELEGRAM: pace}):
        await until(lambda: len(wire.arrived) == 13)
    spread = wire.at[-1] - wire.at[0]
    assert spread >= 0.5
    assert max(sum(1 for at in wire.at if start <= at < start + 0.15) for start in wire.at) <= 5


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 5)), max_size=120))
def test_telegrams_limits_hold_in_every_window(asked: list[tuple[int, float]]) -> None:
    pacer, now = Pacer(PACES[Network.TELEGRAM]), 0.0
    sent: list[tuple[str, float]] = []
    for chat, later in asked:
        now += later / 40
        place = telegram(f"-{chat}")
        moment = now + pacer.wait_for_place(place, now)
        sent.append((place.chat, moment))
    for where, start in sent:
        inside = [at - start for chat, at in sent if chat == where and at >= start]
        assert sum(at < 0.999 for at in inside) <= 1
        assert sum(at < 59.999 for at in inside) <= 20


@given(st.integers(1, 100))
def test_the_network_as_a_whole_is_paced(messages: int) -> None:
    pacer = Pacer(PACES[Network.TELEGRAM])
    moments = [pacer.wait_for_network(0.0) for _ in range(messages)]
    assert max(Counter(int(moment) for moment in moments).values()) <= 30
    assert max(moments) <= messages / 30
