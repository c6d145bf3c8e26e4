"""Messages owed: on disk before any send, marked with the network's receipt after it.

``pending -> sending -> sent``; back to ``pending`` when surely not accepted; ``unknown``
when it may have arrived (sent again with the same nonce); ``failed`` when it never will.
Within a place only the first unsent row is ever due, so messages arrive in order.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, or_, select, update

from bot.places import Network
from bot.store import rows
from bot.store.records import OutboxRow, OutboxState, PlaceState
from bot.store.tables import outbox, place, unsent

_ROWS: Select[Any] = select(outbox, place.c.network, place.c.chat, place.c.thread).join(
    place, place.c.id == outbox.c.place_id
)
_OPEN = place.c.state == PlaceState.ACTIVE.value
_CAN_GO = outbox.c.state.in_((OutboxState.PENDING.value, OutboxState.UNKNOWN.value))
NONCE_BYTES = 12
"""24 hexadecimal digits: Discord takes 25 characters."""


def add(
    tx: Connection, *, place_id: int, key: str, payloads: Sequence[Mapping[str, Any]], now: datetime
) -> bool:
    """Owe a place the parts of one message; False, and nothing added, if `key` is already there."""
    same = select(outbox.c.id).where(outbox.c.place_id == place_id, outbox.c.key == key).limit(1)
    if tx.scalar(same) is not None:
        return False
    parts = [
        {
            "place_id": place_id,
            "key": key,
            "part": part,
            "parts": len(payloads),
            "payload": payload,
            "state": OutboxState.PENDING.value,
            "attempts": 0,
            "not_before": None,
            "nonce": secrets.token_hex(NONCE_BYTES),
            "receipt": "",
            "why": "",
            "created": now,
            "changed": now,
        }
        for part, payload in enumerate(payloads, 1)
    ]
    if parts:
        tx.execute(insert(outbox), parts)
    return True


def next_due(
    tx: Connection, now: datetime, *, limit: int, networks: Collection[Network] = tuple(Network)
) -> tuple[OutboxRow, ...]:
    """Return what these networks are to send now, oldest first: of an active place only its first unsent.

    A place whose first unsent row is being sent, or waits for its time, has none.
    """
    first = select(func.min(outbox.c.id)).where(unsent).group_by(outbox.c.place_id)
    waited = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now)
    served = place.c.network.in_([network.value for network in networks])
    ready = _ROWS.where(outbox.c.id.in_(first), _CAN_GO, _OPEN, waited, served)
    return tuple(map(rows.owed, tx.execute(ready.order_by(outbox.c.id).limit(limit))))


def next_time(tx: Connection) -> datetime | None:
    """Return the earliest `not_before` among rows that wait for their time; None when none waits."""
    waiting = select(func.min(outbox.c.not_before)).join(place, place.c.id == outbox.c.place_id)
    earliest: datetime | None = tx.scalar(waiting.where(unsent, _CAN_GO, _OPEN))
    return earliest


def mark_sending(tx: Connection, row_id: int, now: datetime) -> None:
    """Claim a row, to be committed before the first byte leaves; counts the attempt."""
    _mark(tx, row_id, OutboxState.SENDING, attempts=outbox.c.attempts + 1, changed=now)


def mark_sent(tx: Connection, row_id: int, receipt: str, now: datetime) -> None:
    """Note the network's receipt."""
    _mark(tx, row_id, OutboxState.SENT, receipt=receipt, not_before=None, why="", changed=now)


def mark_again(tx: Connection, row_id: int, *, not_before: datetime | None, why: str) -> None:
    """Surely not accepted: try again, not before the given time (None: at once)."""
    _mark(tx, row_id, OutboxState.PENDING, not_before=not_before, why=why)


def mark_unknown(tx: Connection, row_id: int, *, not_before: datetime | None = None, why: str = "") -> None:
    """It may have arrived: try again with the same nonce."""
    _mark(tx, row_id, OutboxState.UNKNOWN, not_before=not_before, why=why)


def mark_failed(tx: Connection, row_id: int, *, why: str) -> None:
    """It will never be accepted; the row no longer holds up those behind it."""
    _mark(tx, row_id, OutboxState.FAILED, not_before=None, why=why)


def _mark(tx: Connection, row_id: int, state: OutboxState, **values: Any) -> None:
    tx.execute(update(outbox).where(outbox.c.id == row_id).values(state=state.value, **values))


def recover(tx: Connection) -> int:
    """After a restart: what was being sent may have arrived (sending -> unknown); returns how many."""
    broken = update(outbox).where(unsent, outbox.c.state == OutboxState.SENDING.value)
    return tx.execute(broken.values(state=OutboxState.UNKNOWN.value, why="stopped while sending")).rowcount


def oldest_unsent(tx: Connection) -> OutboxRow | None:
    """Return the message that has waited longest in an active place."""
    row = tx.execute(_ROWS.where(unsent, _OPEN).order_by(outbox.c.id).limit(1)).one_or_none()
    return rows.owed(row) if row else None


def counts(tx: Connection) -> Mapping[OutboxState, int]:
    """Count rows by state; every state is a key."""
    by_state = tx.execute(select(outbox.c.state, func.count().label("owed")).group_by(outbox.c.state))
    return {**dict.fromkeys(OutboxState, 0), **{OutboxState(row.state): row.owed for row in by_state}}


def prune(tx: Connection, before: datetime) -> int:
    """Delete rows sent or failed before that time (the schedule passes 30 days ago); returns how many.

    Their keys are forgotten with them, so what they told of must be too old to be told again.
    """
    done = outbox.c.state.in_((OutboxState.SENT.value, OutboxState.FAILED.value))
    return tx.execute(delete(outbox).where(done, outbox.c.changed < before)).rowcount
