"""Rows become records here, and nowhere else."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from bot.places import Network, Place
from bot.store.records import (
    FileRecord,
    FileState,
    OutboxRow,
    OutboxState,
    PlaceRecord,
    PlaceState,
    StoredArticle,
    StoredKind,
    StoredPerson,
    StoredQuote,
    SubscriptionRecord,
)
from summarizers.model import Span

INODE_BITS = 64


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)


def article(row: Row[Any]) -> StoredArticle:
    """Make the record of a row of all columns of ``article``."""
    return StoredArticle(
        id=row.id,
        path=row.path,
        sha256=row.sha256,
        title=row.title,
        title_span=_span(row.title_start, row.title_end),
        date=row.date,
        taken_in=row.taken_in,
        changed=row.changed,
        version=row.version,
        gone=row.gone,
        backlog=row.backlog,
        raw=row.raw,
        paragraphs=row.paragraphs,
        sentences=row.sentences,
        summary=row.summary,
        set_aside=row.set_aside,
    )


def quote(row: Row[Any]) -> StoredQuote:
    """Make the record of a row of ``quote`` joined with its article's date."""
    return StoredQuote(
        id=row.id,
        article_id=row.article_id,
        article_date=row.date,
        span=Span(row.start, row.end),
        text=row.text,
        kind=StoredKind(row.kind),
        speaker=row.speaker,
        speaker_id=row.speaker_id,
        speaker_span=_span(row.speaker_start, row.speaker_end),
        confidence=row.confidence,
        why=row.why,
        key=row.key,
    )


def person(row: Row[Any]) -> StoredPerson:
    """Make the record of a row of ``person``."""
    return StoredPerson(
        id=row.id,
        name=row.name,
        kind=row.kind,
        articles=row.articles,
        mentions=row.mentions,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        last_date=row.last_date,
    )


def place(row: Row[Any]) -> PlaceRecord:
    """Make the record of a row of ``place``."""
    return PlaceRecord(
        id=row.id,
        place=Place(network=Network(row.network), chat=row.chat, thread=row.thread),
        zone=row.zone,
        timetable=row.timetable,
        next_due=row.next_due,
        digest_after=row.digest_after,
        say_when_nothing=row.say_when_nothing,
        state=PlaceState(row.state),
        named=row.named,
        since=row.since,
    )


def subscription(row: Row[Any]) -> SubscriptionRecord:
    """Make the record of a row of ``subscription``."""
    return SubscriptionRecord(
        id=row.id,
        place_id=row.place_id,
        number=row.number,
        query=row.query,
        created_by=row.created_by,
        created=row.created,
    )


def owed(row: Row[Any]) -> OutboxRow:
    """Make the record of a row of ``outbox`` joined with its place's address."""
    return OutboxRow(
        id=row.id,
        place_id=row.place_id,
        place=Place(network=Network(row.network), chat=row.chat, thread=row.thread),
        key=row.key,
        part=row.part,
        parts=row.parts,
        payload=row.payload,
        state=OutboxState(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        nonce=row.nonce,
        receipt=row.receipt,
        why=row.why,
        created=row.created,
    )


def file(row: Row[Any]) -> FileRecord:
    """Make the record of a row of ``file``."""
    return FileRecord(
        path=row.path,
        sha256=row.sha256,
        size=row.size,
        mtime_ns=row.mtime_ns,
        inode=row.inode % (1 << INODE_BITS),
        article_id=row.article_id,
        state=FileState(row.state),
        reason=row.reason,
        seen=row.seen,
    )


def signed(inode: int) -> int:
    """Return an inode number as databases hold integers; some file systems use all 64 bits."""
    return inode - (1 << INODE_BITS) if inode >= 1 << (INODE_BITS - 1) else inode
