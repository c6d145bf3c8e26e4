"""Places, their alerts, and what happens when a chat gets a new id."""

from datetime import timedelta

from bot.places import Network, Place
from bot.store import Store, articles, outbox, places, subscriptions
from bot.store.records import PlaceRecord, PlaceState
from tests.bot.store.readings import MINUTE, NOON, reading_of

OLD, NEW = Place(network=Network.TELEGRAM, chat="-1"), Place(network=Network.TELEGRAM, chat="-100")
TOPIC = Place(network=Network.TELEGRAM, chat="-1", thread="7")
DISCORD = Place(network=Network.DISCORD, chat="-1")


def enter(store: Store, place: Place, minutes: int = 0) -> PlaceRecord:
    with store.begin() as tx:
        return places.ensure(tx, place, now=NOON + minutes * MINUTE, zone="Europe/Berlin")


def write(store: Store, path: str) -> int:
    with store.begin() as tx:
        reading = reading_of(f"Text {path}.")
        return articles.add(tx, path=path, sha256=path, reading=reading, key=(), now=NOON, backlog=False)


def test_a_new_place_starts_from_now(store: Store) -> None:
    newest = write(store, "1")
    here = enter(store, OLD)
    assert (here.place, here.zone, here.timetable, here.next_due) == (OLD, "Europe/Berlin", "", None)
    assert (here.digest_after, here.say_when_nothing, here.state, here.since) == (
        newest,
        False,
        PlaceState.ACTIVE,
        NOON,
    )
    write(store, "2")
    assert enter(store, OLD, minutes=5) == here
    assert enter(store, TOPIC).id != here.id
    assert enter(store, DISCORD).id != here.id


def test_settings_are_kept(store: Store) -> None:
    here = enter(store, OLD)
    with store.begin() as tx:
        places.set_timetable(tx, here.id, "daily 08:00", NOON)
        places.set_zone(tx, here.id, "Asia/Tokyo", NOON + MINUTE)
        places.set_digest_after(tx, here.id, 12)
        places.set_say_when_nothing(tx, here.id, True)
    with store.read() as tx:
        now = places.get(tx, OLD)
        assert now == places.by_id(tx, here.id)
        assert now is not None
        assert (now.timetable, now.zone, now.next_due) == ("daily 08:00", "Asia/Tokyo", NOON + MINUTE)
        assert (now.digest_after, now.say_when_nothing) == (12, True)
        assert places.get(tx, NEW) is None
        assert places.by_id(tx, 99) is None


def test_only_active_places_are_due_and_asking_does_not_revive(store: Store) -> None:
    late, early, parked, stopped, later = (
        enter(store, Place(network=Network.TELEGRAM, chat=chat)) for chat in "abcde"
    )
    with store.begin() as tx:
        for record, minutes in ((late, -1), (early, -9), (parked, -5), (stopped, -5), (later, 1)):
            places.set_timetable(tx, record.id, "daily 08:00", NOON + minutes * MINUTE)
            subscriptions.add(tx, record.id, query="war", by="1", now=NOON)
        places.set_state(tx, parked.id, PlaceState.PARKED)
        places.set_state(tx, stopped.id, PlaceState.STOPPED)
        assert [record.id for record in places.due(tx, NOON)] == [early.id, late.id]
        assert [record.id for _, record in subscriptions.active(tx)] == [late.id, early.id, later.id]
        assert places.ensure(tx, parked.place, now=NOON, zone="UTC").state is PlaceState.PARKED
        places.set_state(tx, parked.id, PlaceState.ACTIVE)
        assert [record.id for record in places.due(tx, NOON)] == [early.id, parked.id, late.id]
        assert len(places.all(tx)) == 5


def test_alert_numbers_are_never_used_again(store: Store) -> None:
    here, there = enter(store, OLD).id, enter(store, NEW).id
    with store.begin() as tx:
        asked = [
            subscriptions.add(tx, here, query=query, by="u1", now=NOON) for query in ("war", "peace", "war")
        ]
        assert [record.number for record in asked] == [1, 2, 1]
        assert (asked[1].query, asked[1].created_by, asked[1].created) == ("peace", "u1", NOON)
        assert subscriptions.add(tx, there, query="war", by="u2", now=NOON).number == 1
        assert subscriptions.remove(tx, here, number=2) == asked[1]
        assert subscriptions.remove(tx, here, number=2) is None
        assert subscriptions.remove(tx, here, number=10**30) is None
        assert subscriptions.add(tx, here, query="peace", by="u1", now=NOON).number == 3
        assert [record.query for record in subscriptions.of_place(tx, here)] == ["war", "peace"]
        assert len(subscriptions.active(tx)) == 3


def test_a_chat_is_all_its_topics_and_a_topic_is_one(store: Store) -> None:
    here, topic = enter(store, OLD), enter(store, TOPIC)
    enter(store, NEW)
    with store.read() as tx:
        assert places.of_chat(tx, OLD) == (here, topic)
        assert places.of_chat(tx, TOPIC) == (topic,)


def test_a_moved_chat_takes_everything_along(store: Store) -> None:
    here, topic, elsewhere = enter(store, OLD), enter(store, TOPIC), enter(store, DISCORD)
    article = write(store, "1")
    with store.begin() as tx:
        subscriptions.add(tx, here.id, query="war", by="1", now=NOON)
        articles.number(tx, here.id, article)
        outbox.add(tx, place_id=here.id, key="k", payloads=[{"text": "a"}], now=NOON)
        places.move(tx, OLD, "-100")
    with store.read() as tx:
        assert places.get(tx, OLD) is None
        moved = places.get(tx, NEW)
        assert moved is not None
        assert moved.id == here.id
        threads = [(record.place.chat, record.place.thread) for record in places.all(tx)]
        assert threads == [("-100", ""), ("-100", "7"), ("-1", "")]
        assert outbox.next_due(tx, NOON, limit=9)[0].place == NEW
        assert articles.by_number(tx, here.id, 1) is not None
    assert topic.id != elsewhere.id


def test_a_chat_moved_onto_a_known_one_becomes_one_place(store: Store) -> None:
    first, second = write(store, "1"), write(store, "2")
    old, new = enter(store, OLD), enter(store, NEW, minutes=3)
    with store.begin() as tx:
        places.set_timetable(tx, old.id, "daily 08:00", NOON)
        places.set_state(tx, old.id, PlaceState.PARKED)
        for query in ("war", "peace"):
            subscriptions.add(tx, old.id, query=query, by="1", now=NOON)
        for query in ("war", "talks"):
            subscriptions.add(tx, new.id, query=query, by="2", now=NOON)
        articles.number(tx, old.id, second)
        assert [articles.number(tx, new.id, article) for article in (first, second)] == [1, 2]
        for place_id, keys in ((old.id, "ab"), (new.id, "bc")):
            for key in keys:
                outbox.add(tx, place_id=place_id, key=key, payloads=[{"text": key}], now=NOON)
        places.move(tx, OLD, NEW.chat)
    with store.read() as tx:
        (merged,) = places.all(tx)
        assert (merged.id, merged.place, merged.timetable) == (old.id, NEW, "daily 08:00")
        assert (merged.state, merged.since) == (PlaceState.ACTIVE, NOON)
        asked = [(record.number, record.query) for record in subscriptions.of_place(tx, old.id)]
        assert asked == [(1, "war"), (2, "peace"), (3, "talks")]
        listed = [articles.by_number(tx, old.id, number) for number in (1, 2, 3)]
        assert [article and article.id for article in listed] == [second, first, None]
        assert sum(outbox.counts(tx).values()) == 3
    with store.begin() as tx:
        assert subscriptions.add(tx, old.id, query="new", by="1", now=NOON).number == 4


def test_a_move_to_itself_changes_nothing(store: Store) -> None:
    here = enter(store, OLD)
    with store.begin() as tx:
        places.move(tx, OLD, OLD.chat)
        places.move(tx, Place(network=Network.TELEGRAM, chat="unknown"), "-5")
        assert places.all(tx) == (here,)


def test_a_move_that_fails_half_way_leaves_the_old_id(store: Store) -> None:
    enter(store, OLD)
    try:
        with store.begin() as tx:
            places.move(tx, OLD, "-100")
            raise RuntimeError("killed")
    except RuntimeError:
        pass
    with store.read() as tx:
        assert places.get(tx, OLD) is not None
        assert places.get(tx, NEW) is None


def test_times_of_any_zone_are_one_time(store: Store) -> None:
    from zoneinfo import ZoneInfo

    here = enter(store, OLD)
    with store.begin() as tx:
        places.set_next_due(tx, here.id, (NOON + timedelta(hours=1)).astimezone(ZoneInfo("Asia/Tokyo")))
        assert places.due(tx, NOON) == ()
        (record,) = places.due(tx, NOON.astimezone(ZoneInfo("America/New_York")) + timedelta(hours=1))
        assert record.next_due == NOON + timedelta(hours=1)
