"""The outbox: unique, in order, one nonce a message, safe over a restart."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.places import Network, Place
from bot.store import Store, open_store, outbox, places
from bot.store.records import OutboxRow, OutboxState, PlaceState
from tests.bot.store.readings import MINUTE, NOON


def enter(store: Store, chat: str) -> int:
    with store.begin() as tx:
        return places.ensure(tx, Place(network=Network.TELEGRAM, chat=chat), now=NOON, zone="UTC").id


def owe(store: Store, place_id: int, key: str, parts: int = 1) -> bool:
    with store.begin() as tx:
        payloads = [{"text": f"{key}{part}"} for part in range(1, parts + 1)]
        return outbox.add(tx, place_id=place_id, key=key, payloads=payloads, now=NOON)


def due(store: Store, minutes: int = 0) -> tuple[OutboxRow, ...]:
    with store.read() as tx:
        return outbox.next_due(tx, NOON + minutes * MINUTE, limit=100)


def texts(rows: tuple[OutboxRow, ...]) -> list[str]:
    return [row.payload["text"] for row in rows]


def test_a_row_holds_what_is_owed(store: Store) -> None:
    here = enter(store, "1")
    assert owe(store, here, "digest:1", parts=2)
    (row,) = due(store)
    assert (row.place.chat, row.key, row.part, row.parts, row.payload) == (
        "1",
        "digest:1",
        1,
        2,
        {"text": "digest:11"},
    )
    assert (row.state, row.attempts, row.receipt, row.why, row.created) == (
        OutboxState.PENDING,
        0,
        "",
        "",
        NOON,
    )
    assert 0 < len(row.nonce) <= 25


def test_what_is_owed_to_a_network_that_is_off_hides_nothing_from_the_others(store: Store) -> None:
    owe(store, enter(store, "1"), "old")
    with store.begin() as tx:
        there = places.ensure(tx, Place(network=Network.DISCORD, chat="9"), now=NOON, zone="UTC").id
    owe(store, there, "new")
    with store.read() as tx:
        rows = outbox.next_due(tx, NOON, limit=1, networks=[Network.DISCORD])
    assert [row.key for row in rows] == ["new"]


def test_a_key_is_owed_once_a_place(store: Store) -> None:
    here, there = enter(store, "1"), enter(store, "2")
    assert [owe(store, here, "k"), owe(store, here, "k", parts=3), owe(store, there, "k")] == [
        True,
        False,
        True,
    ]
    with store.begin() as tx:
        row = outbox.next_due(tx, NOON, limit=1)[0]
        outbox.mark_sent(tx, row.id, "m1", NOON)
    assert not owe(store, here, "k")


def test_each_place_gets_its_rows_in_order_and_none_waits_for_another(store: Store) -> None:
    here, there = enter(store, "1"), enter(store, "2")
    owe(store, here, "a", parts=2)
    owe(store, there, "x")
    owe(store, here, "b")
    assert texts(due(store)) == ["a1", "x1"]
    first = due(store)[0]
    with store.begin() as tx:
        outbox.mark_sending(tx, first.id, NOON)
    assert texts(due(store)) == ["x1"]
    with store.begin() as tx:
        outbox.mark_again(tx, first.id, not_before=NOON + MINUTE, why="429")
        assert outbox.next_time(tx) == NOON + MINUTE
        waiting = outbox.oldest_unsent(tx)
        assert waiting is not None
        assert (waiting.id, waiting.attempts, waiting.why) == (first.id, 1, "429")
    assert texts(due(store)) == ["x1"]
    assert texts(due(store, minutes=1)) == ["a1", "x1"]
    with store.begin() as tx:
        outbox.mark_sent(tx, first.id, "m7", NOON)
    assert texts(due(store)) == ["a2", "x1"]
    with store.begin() as tx:
        outbox.mark_failed(tx, due(store)[0].id, why="bad request")
    assert texts(due(store)) == ["x1", "b1"]
    with store.read() as tx:
        assert outbox.counts(tx) == {
            OutboxState.PENDING: 2,
            OutboxState.SENDING: 0,
            OutboxState.UNKNOWN: 0,
            OutboxState.SENT: 1,
            OutboxState.FAILED: 1,
        }
        assert len(outbox.next_due(tx, NOON, limit=1)) == 1


@pytest.mark.parametrize("state", [PlaceState.PARKED, PlaceState.STOPPED])
def test_a_closed_place_is_passed_over_and_gets_its_rows_later(store: Store, state: PlaceState) -> None:
    here = enter(store, "1")
    owe(store, here, "a")
    with store.begin() as tx:
        places.set_state(tx, here, state)
        assert outbox.next_due(tx, NOON, limit=9) == ()
        assert outbox.oldest_unsent(tx) is None
        places.set_state(tx, here, PlaceState.ACTIVE)
        assert len(outbox.next_due(tx, NOON, limit=9)) == 1


def test_what_was_being_sent_when_it_stopped_is_sent_again_under_its_nonce(tmp_path: Path) -> None:
    store = open_store(tmp_path / "x.db")
    here = enter(store, "1")
    owe(store, here, "a")
    owe(store, here, "b")
    before = due(store)[0]
    with store.begin() as tx:
        outbox.mark_sending(tx, before.id, NOON)
    store.close()
    store = open_store(tmp_path / "x.db")
    assert due(store) == ()
    with store.begin() as tx:
        assert outbox.recover(tx) == 1
        assert outbox.recover(tx) == 0
    (after,) = due(store)
    assert (after.id, after.nonce, after.state, after.attempts) == (
        before.id,
        before.nonce,
        OutboxState.UNKNOWN,
        1,
    )
    with store.begin() as tx:
        outbox.mark_sending(tx, after.id, NOON)
        outbox.mark_unknown(tx, after.id, not_before=NOON + MINUTE, why="timeout")
    assert due(store) == ()
    assert due(store, minutes=1)[0].nonce == before.nonce
    store.close()


def test_old_sent_rows_are_pruned_and_nothing_else(store: Store) -> None:
    here = enter(store, "1")
    for key in "abcd":
        owe(store, here, key)
    with store.begin() as tx:
        for days, fate in ((40, "sent"), (29, "sent"), (40, "failed")):
            row = outbox.next_due(tx, NOON, limit=1)[0]
            outbox.mark_sending(tx, row.id, NOON - timedelta(days=days))
            if fate == "sent":
                outbox.mark_sent(tx, row.id, "m", NOON - timedelta(days=days))
            else:
                outbox.mark_failed(tx, row.id, why="no")
        assert outbox.prune(tx, NOON - timedelta(days=30)) == 2
        counts = outbox.counts(tx)
        assert (counts[OutboxState.SENT], counts[OutboxState.FAILED], counts[OutboxState.PENDING]) == (
            1,
            0,
            1,
        )


def test_a_reply_that_renders_to_nothing_owes_nothing(store: Store) -> None:
    assert owe(store, enter(store, "1"), "k", parts=0)
    assert due(store) == ()


def test_any_text_survives_in_a_payload(store: Store) -> None:
    here = enter(store, "1")
    text = "@everyone \x00 \ud83d \u202e “quoted” 😀"
    with store.begin() as tx:
        outbox.add(tx, place_id=here, key=text, payloads=[{"text": text}], now=NOON)
        outbox.mark_failed(tx, outbox.next_due(tx, NOON, limit=1)[0].id, why=text)
        assert not outbox.add(tx, place_id=here, key=text, payloads=[{"text": text}], now=NOON)


@contextmanager
def fresh_store() -> Iterator[Store]:
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder, "x.db"))
        yield store
        store.close()


events = st.lists(st.sampled_from(["sent", "again", "unknown", "failed", "crash"]), max_size=25)


@settings(max_examples=25, deadline=None)
@given(owed=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=5), fates=events)
def test_whatever_happens_every_place_hears_everything_in_order(
    owed: list[tuple[int, int]], fates: list[str]
) -> None:
    with fresh_store() as store:
        chats = [enter(store, str(chat)) for chat in range(3)]
        expected: dict[str, list[str]] = {}
        for n, (chat, parts) in enumerate(owed):
            owe(store, chats[chat], f"{n}.", parts)
            expected.setdefault(str(chat), []).extend(f"{n}.{part}" for part in range(1, parts + 1))
        heard: dict[str, list[str]] = {}
        nonces: dict[str, str] = {}
        left = iter(fates)
        while rows := due(store):
            row = rows[-1]
            text = row.payload["text"]
            assert nonces.setdefault(text, row.nonce) == row.nonce
            with store.begin() as tx:
                outbox.mark_sending(tx, row.id, NOON)
            fate = next(left, "sent")
            with store.begin() as tx:
                if fate == "again":
                    outbox.mark_again(tx, row.id, not_before=None, why="busy")
                elif fate == "unknown":
                    outbox.mark_unknown(tx, row.id, why="timeout")
                elif fate == "crash":
                    assert outbox.recover(tx) == 1
                else:
                    heard.setdefault(row.place.chat, []).append(text)
                    if fate == "failed":
                        outbox.mark_failed(tx, row.id, why="refused")
                    else:
                        outbox.mark_sent(tx, row.id, "m", NOON)
        assert heard == expected
        assert len(set(nonces.values())) == len(nonces)
