"""Alerts that places asked for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from bot.store import rows
from bot.store.records import PlaceRecord, PlaceState, SubscriptionRecord
from bot.store.tables import place, subscription


def add(tx: Connection, place_id: int, *, query: str, by: str, now: datetime) -> SubscriptionRecord:
    """Store an alert under the place's next number; the same query twice gives the one already there."""
    same = select(subscription).where(subscription.c.place_id == place_id, subscription.c.query == query)
    row = tx.execute(same).first()
    if row is not None:
        return rows.subscription(row)
    tx.execute(update(place).where(place.c.id == place_id).values(alerts_given=place.c.alerts_given + 1))
    number = tx.scalar(select(place.c.alerts_given).where(place.c.id == place_id))
    values = {"place_id": place_id, "number": number, "query": query, "created_by": by, "created": now}
    added = tx.execute(insert(subscription).returning(subscription), values).one()
    return rows.subscription(added)


def of_place(tx: Connection, place_id: int) -> tuple[SubscriptionRecord, ...]:
    """Return a place's alerts by number."""
    of_it = select(subscription).where(subscription.c.place_id == place_id).order_by(subscription.c.number)
    return tuple(map(rows.subscription, tx.execute(of_it)))


def remove(tx: Connection, place_id: int, *, number: int) -> SubscriptionRecord | None:
    """Delete an alert and return it, or None when there is none of that number."""
    if not 0 < number < 1 << 31:
        return None
    of_number = (subscription.c.place_id == place_id, subscription.c.number == number)
    row = tx.execute(delete(subscription).where(*of_number).returning(subscription)).one_or_none()
    return rows.subscription(row) if row else None


def active(tx: Connection) -> tuple[tuple[SubscriptionRecord, PlaceRecord], ...]:
    """Return the alerts of all active places, oldest first."""
    places = select(place).where(place.c.state == PlaceState.ACTIVE.value)
    known = {row.id: rows.place(row) for row in tx.execute(places)}
    asked = map(rows.subscription, tx.execute(select(subscription).order_by(subscription.c.id)))
    return tuple((alert, known[alert.place_id]) for alert in asked if alert.place_id in known)
