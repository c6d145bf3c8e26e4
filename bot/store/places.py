"""Places with their settings: zone, timetable, watermark, state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.places import Place
from bot.store import articles, moving, rows
from bot.store.records import PlaceRecord, PlaceState
from bot.store.tables import place as table


def ensure(tx: Connection, place: Place, *, now: datetime, zone: str) -> PlaceRecord:
    """Return the place; a new one is active and starts from now, a parked or stopped one stays so."""
    known = get(tx, place)
    if known is not None:
        return known
    values = {
        "network": place.network.value,
        "chat": place.chat,
        "thread": place.thread,
        "zone": zone,
        "timetable": "",
        "next_due": None,
        "digest_after": articles.newest_id(tx),
        "say_when_nothing": False,
        "state": PlaceState.ACTIVE.value,
        "named": False,
        "since": now,
        "alerts_given": 0,
    }
    return rows.place(tx.execute(insert(table).returning(table), values).one())


def get(tx: Connection, place: Place) -> PlaceRecord | None:
    """Return a place if the desk knows it."""
    here = select(table).where(
        table.c.network == place.network.value, table.c.chat == place.chat, table.c.thread == place.thread
    )
    row = tx.execute(here).one_or_none()
    return rows.place(row) if row else None


def by_id(tx: Connection, place_id: int) -> PlaceRecord | None:
    """Return a place by its id."""
    row = tx.execute(select(table).where(table.c.id == place_id)).one_or_none()
    return rows.place(row) if row else None


def of_chat(tx: Connection, place: Place) -> tuple[PlaceRecord, ...]:
    """Return what is known of a chat with all its topics; of a topic alone where the place is one."""
    here = select(table).where(table.c.network == place.network.value, table.c.chat == place.chat)
    if place.thread:
        here = here.where(table.c.thread == place.thread)
    return tuple(map(rows.place, tx.execute(here.order_by(table.c.id))))


def all(tx: Connection) -> tuple[PlaceRecord, ...]:
    """Return every place, oldest first."""
    return tuple(map(rows.place, tx.execute(select(table).order_by(table.c.id))))


def set_zone(tx: Connection, place_id: int, zone: str, next_due: datetime | None) -> None:
    """Set the IANA zone, and with it the timetable's next due time."""
    _set(tx, place_id, zone=zone, next_due=next_due)


def set_timetable(tx: Connection, place_id: int, timetable: str, next_due: datetime | None) -> None:
    """Set or ("", None) switch off the scheduled digest."""
    _set(tx, place_id, timetable=timetable, next_due=next_due)


def set_state(tx: Connection, place_id: int, state: PlaceState) -> None:
    """Make a place active, park or stop it; its settings, alerts and unsent messages stay."""
    _set(tx, place_id, state=state.value)


def set_digest_after(tx: Connection, place_id: int, article_id: int) -> None:
    """Set the watermark: articles up to this id count as told."""
    _set(tx, place_id, digest_after=article_id)


def set_next_due(tx: Connection, place_id: int, next_due: datetime | None) -> None:
    """Set when the next scheduled digest is due."""
    _set(tx, place_id, next_due=next_due)


def set_say_when_nothing(tx: Connection, place_id: int, say: bool) -> None:
    """Choose between silence and one line when a digest would be empty."""
    _set(tx, place_id, say_when_nothing=say)


def set_named(tx: Connection, place_id: int) -> None:
    """Note that the settings named the place, and that it got its digest for that."""
    _set(tx, place_id, named=True)


def _set(tx: Connection, place_id: int, **values: Any) -> None:
    tx.execute(update(table).where(table.c.id == place_id).values(values))


def due(tx: Connection, now: datetime) -> tuple[PlaceRecord, ...]:
    """Return active places whose digest is due, longest waiting first."""
    waiting = (
        select(table)
        .where(table.c.next_due <= now, table.c.state == PlaceState.ACTIVE.value)
        .order_by(table.c.next_due, table.c.id)
    )
    return tuple(map(rows.place, tx.execute(waiting)))


def move(tx: Connection, place: Place, new_chat: str) -> None:
    """Rewrite a chat's id in all its places (forum topics too).

    Where the new chat is already known as a place, the two become one: the old one's settings,
    numbers and alerts count, the new one's alerts and messages are added to them.
    """
    moving.move(tx, place, new_chat)
