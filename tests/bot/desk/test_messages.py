"""Alerts and digests: owed exactly once, whatever happens in between."""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from bot.chat.adapter import Payload
from bot.desk import Desk
from bot.places import Network, Place
from bot.reply import Reply
from bot.store import articles, files, open_store, places
from config.settings import Settings
from summarizers.names import Outcome
from tests.bot.desk.desks import BERLIN_8, HERE, article, enter, get, owed, place, rendered, settings_of, take
from tests.bot.store.readings import MINUTE, NOON, reading_of, wagner

# -- alerts ------------------------------------------------------------------------------------


def test_an_article_owes_its_alerts_once(desk: Desk, folder: Path) -> None:
    enter(desk, HERE, "treason", "peace")
    first = take(desk, folder, "a.txt", wagner())
    assert owed(desk) == [f"alert:1:{first}"]
    take(desk, folder, "a.txt", wagner(), now=NOON + MINUTE)
    take(desk, folder, "copy.txt", wagner(), now=NOON + MINUTE)
    assert owed(desk) == []


def test_a_changed_article_tells_what_it_did_not_tell_before(desk: Desk, folder: Path) -> None:
    enter(desk, HERE, "treason", "peace")
    first = take(desk, folder, "a.txt", wagner())
    take(desk, folder, "a.txt", article("It is treason or peace."), now=NOON + MINUTE)
    assert owed(desk) == [f"alert:1:{first}", f"alert:2:{first}"]


def test_new_line_widths_and_old_articles_tell_nothing(desk: Desk, folder: Path) -> None:
    first = take(desk, folder, "a.txt", article("It is a\nlong peace."), announce=False)
    enter(desk, HERE, "peace")
    changed = reading_of("It is a long peace.")
    before = get(desk, first)
    take(desk, folder, "a.txt", changed)
    assert get(desk, before.id).version == 2
    take(desk, folder, "a.txt", article("It is a lasting peace."), now=NOON + timedelta(days=31))
    assert owed(desk) == []


def test_backlog_and_silence_owe_nothing(desk: Desk, folder: Path) -> None:
    enter(desk, HERE, "treason")
    enter(desk, Place(network=Network.DISCORD, chat="off"), "treason")
    take(desk, folder, "a.txt", wagner(), backlog=True)
    take(desk, folder, "b.txt", article("Treason again."), announce=False)
    assert owed(desk) == []
    take(desk, folder, "c.txt", article("Treason, a third time."))
    assert len(owed(desk)) == 1  # only the network that is on


def test_an_alert_that_fails_does_not_keep_the_article_out(
    tmp_path: Path, config: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Reply) -> tuple[Payload, ...]:
        raise ValueError("cannot render")

    desk = Desk(store=open_store(tmp_path / "y.db"), settings=config, renderers={Network.TELEGRAM: broken})
    enter(desk, HERE, "treason")
    first = take(desk, folder, "a.txt", wagner())
    assert get(desk, first).version == 1
    assert owed(desk) == []
    assert "alert:1:1 failed" in caplog.text
    desk.store.close()


def test_an_alert_that_fails_costs_nobody_else_theirs(
    tmp_path: Path, config: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def choosy(reply: Reply) -> tuple[Payload, ...]:
        if "Alert · treason" in repr(reply):
            raise ValueError("cannot render")
        return rendered(reply)

    desk = Desk(store=open_store(tmp_path / "y.db"), settings=config, renderers={Network.TELEGRAM: choosy})
    enter(desk, HERE, "treason", "Wagner")
    enter(desk, Place(network=Network.TELEGRAM, chat="2"), "Wagner")
    first = take(desk, folder, "a.txt", wagner())
    assert owed(desk) == [f"alert:2:{first}", f"alert:3:{first}"]
    assert f"alert:1:{first} failed" in caplog.text
    desk.store.close()


def killing(_: Reply) -> tuple[Payload, ...]:
    """Die as with kill -9, in the middle of the transaction: the place is claimed, the article written."""
    os.kill(os.getpid(), signal.SIGKILL)
    return ()


def take_and_die(database: Path, folder: Path) -> None:
    desk = Desk(
        store=open_store(database), settings=settings_of(folder), renderers={Network.TELEGRAM: killing}
    )
    take(desk, folder, "a.txt", wagner())


def tell_and_die(database: Path, folder: Path) -> None:
    desk = Desk(
        store=open_store(database), settings=settings_of(folder), renderers={Network.TELEGRAM: killing}
    )
    desk.send_due_digests(BERLIN_8)


def die(target: Callable[[Path, Path], None], database: Path, folder: Path) -> None:
    child = get_context("spawn").Process(target=target, args=(database, folder))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL


def test_a_kill_while_taking_in_leaves_nothing_half_done(desk: Desk, tmp_path: Path, folder: Path) -> None:
    enter(desk, HERE, "treason")
    die(take_and_die, tmp_path / "x.db", folder)
    assert owed(desk) == []
    with desk.store.read() as tx:
        assert articles.count(tx) == 0
        assert files.all_paths(tx) == {}
        assert desk.who(tx, "Prigozhin").outcome is Outcome.NOTHING
    take(desk, folder, "a.txt", wagner())
    assert len(owed(desk)) == 1


# -- digests -----------------------------------------------------------------------------------


def test_a_due_place_gets_what_is_new_once(desk: Desk, folder: Path) -> None:
    take(desk, folder, "old.txt", article("Old news."))
    enter(desk, timetable="daily 08:00", due=BERLIN_8)
    newest = take(desk, folder, "a.txt", wagner())
    assert desk.send_due_digests(BERLIN_8 - MINUTE) == 0
    assert desk.send_due_digests(BERLIN_8 + MINUTE) == 1
    assert desk.send_due_digests(BERLIN_8 + MINUTE) == 0
    assert (place(desk).digest_after, place(desk).next_due) == (newest, BERLIN_8 + timedelta(days=1))
    assert owed(desk) == ["digest:2026-03-03T08:00+01:00"]


def test_missed_slots_fold_into_one_digest_of_the_last(desk: Desk, folder: Path) -> None:
    enter(desk, timetable="daily 08:00", due=BERLIN_8)
    take(desk, folder, "a.txt", wagner())
    late = BERLIN_8 + timedelta(days=700, hours=1)
    assert desk.send_due_digests(late) == 1
    assert desk.send_due_digests(late) == 0
    (key,) = owed(desk)
    assert key == "digest:2028-02-01T08:00+01:00"
    assert place(desk).next_due == datetime(2028, 2, 2, 7, 0, tzinfo=UTC)


def test_nothing_new_is_silence_unless_asked(desk: Desk) -> None:
    place_id = enter(desk, timetable="every 6 hours", due=BERLIN_8)
    assert desk.send_due_digests(BERLIN_8) == 0
    due = place(desk).next_due
    assert due is not None
    assert due > BERLIN_8
    with desk.store.begin() as tx:
        places.set_say_when_nothing(tx, place_id, True)
    assert desk.send_due_digests(due) == 1
    assert len(owed(desk)) == 1


def test_a_slot_that_was_told_is_not_told_again_and_loses_nothing(desk: Desk, folder: Path) -> None:
    place_id = enter(desk, timetable="daily 08:00", due=BERLIN_8)
    first = take(desk, folder, "a.txt", wagner())
    desk.send_due_digests(BERLIN_8)
    second = take(desk, folder, "b.txt", article("Later news."))
    with desk.store.begin() as tx:
        places.set_next_due(tx, place_id, BERLIN_8)  # as after a restored copy of the settings
    assert desk.send_due_digests(BERLIN_8) == 0
    assert place(desk).digest_after == first
    assert desk.send_due_digests(BERLIN_8 + timedelta(days=1)) == 1
    assert place(desk).digest_after == second


def test_a_kill_while_owing_leaves_the_place_due(desk: Desk, tmp_path: Path, folder: Path) -> None:
    enter(desk, timetable="daily 08:00", due=BERLIN_8)
    take(desk, folder, "a.txt", wagner())
    die(tell_and_die, tmp_path / "x.db", folder)
    assert (place(desk).next_due, place(desk).digest_after, owed(desk)) == (BERLIN_8, 0, [])
    assert desk.send_due_digests(BERLIN_8) == 1
    assert len(owed(desk)) == 1


def test_one_bad_place_does_not_stop_the_others(
    tmp_path: Path, config: Settings, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Reply) -> tuple[Payload, ...]:
        raise ValueError("cannot render")

    renderers = {Network.TELEGRAM: rendered, Network.DISCORD: broken}
    desk = Desk(store=open_store(tmp_path / "y.db"), settings=config, renderers=renderers)
    bad = enter(desk, Place(network=Network.DISCORD, chat="bad"), timetable="daily 08:00", due=BERLIN_8)
    odd = enter(desk, Place(network=Network.TELEGRAM, chat="odd"), timetable="whenever", due=BERLIN_8)
    enter(desk, timetable="daily 08:00", due=BERLIN_8)
    take(desk, folder, "a.txt", wagner())
    assert desk.send_due_digests(BERLIN_8) == 1
    assert len(owed(desk)) == 1
    with desk.store.read() as tx:
        failed, unread = places.by_id(tx, bad), places.by_id(tx, odd)
    assert failed is not None
    assert unread is not None
    assert (failed.digest_after, failed.next_due) == (0, BERLIN_8 + timedelta(days=1))
    assert unread.next_due is None
    assert "the digest of place" in caplog.text
    desk.store.close()


def test_a_place_on_a_network_that_is_off_stays_due(desk: Desk, folder: Path) -> None:
    off = enter(desk, Place(network=Network.DISCORD, chat="1"), timetable="daily 08:00", due=BERLIN_8)
    take(desk, folder, "a.txt", wagner())
    assert desk.send_due_digests(BERLIN_8 + timedelta(days=3)) == 0
    with desk.store.read() as tx:
        record = places.by_id(tx, off)
    assert record is not None
    assert record.next_due == BERLIN_8


def test_both_hours_of_a_clock_that_goes_back_are_told(desk: Desk, folder: Path) -> None:
    midnight = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)  # 02:00 in Berlin, twice
    enter(desk, timetable="hourly", due=midnight)
    for hour in range(3):
        take(desk, folder, f"{hour}.txt", article(f"News of hour {hour}."))
        assert desk.send_due_digests(midnight + timedelta(hours=hour)) == 1
    assert owed(desk) == [f"digest:2026-10-25T0{hour}" for hour in ("2:00+02:00", "2:00+01:00", "3:00+01:00")]
