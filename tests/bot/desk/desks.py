"""A desk to try things on: files written and taken in as intake does, messages as they are owed."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.chat.adapter import Payload
from bot.desk import Desk
from bot.places import Network, Place
from bot.reply import Reply
from bot.store import articles, outbox, places, subscriptions
from bot.store.records import PlaceRecord, StoredArticle
from config.settings import Settings, load
from summarizers.model import Person, Reading
from tests.bot.store.readings import NOON, file_of, reading_of

BERLIN_8 = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
HERE = Place(network=Network.TELEGRAM, chat="1")


def rendered(reply: Reply) -> tuple[Payload, ...]:
    return ({"text": repr(reply)},)


def settings_of(folder: Path) -> Settings:
    return load(env={"NEWSDESK_INTAKE_FOLDER": str(folder)})


def sha(reading: Reading) -> str:
    return hashlib.sha256(reading.article.raw.encode()).hexdigest()


def take(
    desk: Desk,
    folder: Path,
    name: str,
    reading: Reading,
    *,
    now: datetime = NOON,
    backlog: bool = False,
    announce: bool = True,
) -> int:
    """Write the file and take it in, as intake does."""
    path = folder / name
    path.write_text(reading.article.raw, "utf-8")
    sha256 = sha(reading)
    return desk.take_in(
        path=str(path),
        sha256=sha256,
        reading=reading,
        now=now,
        backlog=backlog,
        announce=announce,
        file=file_of(str(path), sha256),
    )


def enter(
    desk: Desk, place: Place = HERE, *queries: str, timetable: str = "", due: datetime | None = None
) -> int:
    with desk.store.begin() as tx:
        record = places.ensure(tx, place, now=NOON, zone="Europe/Berlin")
        for query in queries:
            subscriptions.add(tx, record.id, query=query, by="1", now=NOON)
        places.set_timetable(tx, record.id, timetable, due)
        return record.id


def owed(desk: Desk) -> list[str]:
    """The keys in the outbox, oldest first, sent ones too."""
    keys = []
    with desk.store.begin() as tx:
        while rows := outbox.next_due(tx, NOON + timedelta(days=4000), limit=1):
            keys.append(rows[0].key)
            outbox.mark_sent(tx, rows[0].id, "m", NOON)
    return keys


def get(desk: Desk, article_id: int) -> StoredArticle:
    with desk.store.read() as tx:
        stored = articles.get(tx, article_id)
    assert stored is not None
    return stored


def place(desk: Desk) -> PlaceRecord:
    with desk.store.read() as tx:
        record = places.get(tx, HERE)
    assert record is not None
    return record


def article(raw: str, *people: Person) -> Reading:
    return reading_of(raw, people=people)
