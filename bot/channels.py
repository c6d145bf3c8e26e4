"""Broadcast channels that the settings name: each gets a daily digest, once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot import timetable
from bot.places import Place
from bot.store import places

if TYPE_CHECKING:
    from sqlalchemy import Connection

TIMETABLE = "daily 08:00"
"""What a channel gets until somebody there says otherwise."""


def serve(tx: Connection, place: Place, *, zone: str, now: datetime, told_upto: int) -> None:
    """Give a channel its daily digest where it has none, the first time that the settings name it.

    What is changed there later stays, whether or not the settings go on naming it. A channel that was
    not known hears of the articles after number `told_upto`.
    """
    known = places.get(tx, place)
    record = known or places.ensure(tx, place, now=now, zone=zone)
    if known is None:
        places.set_digest_after(tx, record.id, told_upto)
    if record.named:
        return
    places.set_named(tx, record.id)
    if not record.timetable:
        due = timetable.next_due(timetable.parse(TIMETABLE), record.zone, now)
        places.set_timetable(tx, record.id, TIMETABLE, due)
