"""A chat gets a new id: every stored trace of it follows, in the caller's transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from bot.places import Place
from bot.store import rows
from bot.store.records import PlaceRecord, PlaceState
from bot.store.tables import listing, outbox, subscription
from bot.store.tables import place as table


def move(tx: Connection, place: Place, new_chat: str) -> None:
    """Rewrite the chat of `place` in all its threads; see ``places.move``."""
    if place.chat == new_chat:
        return
    of_chat = select(table).where(table.c.network == place.network.value)
    there = {row.thread: rows.place(row) for row in tx.execute(of_chat.where(table.c.chat == new_chat))}
    for row in tx.execute(of_chat.where(table.c.chat == place.chat)).all():
        old = rows.place(row)
        if old.place.thread in there:
            _absorb(tx, old, there[old.place.thread])
        tx.execute(update(table).where(table.c.id == old.id).values(chat=new_chat))


def _absorb(tx: Connection, old: PlaceRecord, new: PlaceRecord) -> None:
    """Put what the new chat gathered on its own under the old place, and drop the new place."""
    _settings(tx, old, new)
    _alerts(tx, old, new)
    _listings(tx, old, new)
    told = select(outbox.c.key).where(outbox.c.place_id == old.id)
    of_new = outbox.c.place_id == new.id
    tx.execute(delete(outbox).where(of_new, outbox.c.key.in_(told)))
    tx.execute(update(outbox).where(of_new).values(place_id=old.id))
    tx.execute(delete(table).where(table.c.id == new.id))


def _settings(tx: Connection, old: PlaceRecord, new: PlaceRecord) -> None:
    values: dict[str, Any] = {"since": min(old.since, new.since), "named": old.named or new.named}
    if new.state is PlaceState.ACTIVE and old.state is PlaceState.PARKED:
        # Parked because the old id was closed; under the new one the desk is let in.
        values["state"] = new.state.value
    if new.timetable and not old.timetable:
        values |= {"timetable": new.timetable, "next_due": new.next_due, "zone": new.zone}
    tx.execute(update(table).where(table.c.id == old.id).values(values))


def _alerts(tx: Connection, old: PlaceRecord, new: PlaceRecord) -> None:
    asked = set(tx.scalars(select(subscription.c.query).where(subscription.c.place_id == old.id)))
    number = tx.scalar(select(table.c.alerts_given).where(table.c.id == old.id)) or 0
    for row in tx.execute(
        select(subscription).where(subscription.c.place_id == new.id).order_by(subscription.c.number)
    ).all():
        this = subscription.c.id == row.id
        if row.query in asked:
            tx.execute(delete(subscription).where(this))
            continue
        number += 1
        tx.execute(update(subscription).where(this).values(place_id=old.id, number=number))
    tx.execute(update(table).where(table.c.id == old.id).values(alerts_given=number))


def _listings(tx: Connection, old: PlaceRecord, new: PlaceRecord) -> None:
    here = listing.alias()
    known = exists().where(here.c.place_id == old.id, here.c.article_id == listing.c.article_id)
    only_new = select(listing.c.article_id).where(listing.c.place_id == new.id, ~known)
    articles = list(tx.scalars(only_new.order_by(listing.c.number)))
    tx.execute(delete(listing).where(listing.c.place_id == new.id))
    number = tx.scalar(select(func.max(listing.c.number)).where(listing.c.place_id == old.id)) or 0
    added = [
        {"place_id": old.id, "number": number + more, "article_id": article_id}
        for more, article_id in enumerate(articles, 1)
    ]
    if added:
        tx.execute(insert(listing), added)
