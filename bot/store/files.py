"""What the desk knows of each path in the article folder."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy import delete as delete_from

from bot.store import rows
from bot.store.records import FileRecord, FileState
from bot.store.tables import file


def get(tx: Connection, path: str) -> FileRecord | None:
    """Return what is known of a path."""
    row = tx.execute(select(file).where(file.c.path == path)).one_or_none()
    return rows.file(row) if row else None


def by_hash(tx: Connection, sha256: str) -> tuple[FileRecord, ...]:
    """Return every path that held this content when last read; gone ones included."""
    of_it = select(file).where(file.c.sha256 == sha256).order_by(file.c.path)
    return tuple(map(rows.file, tx.execute(of_it)))


def of_article(tx: Connection, article_id: int) -> tuple[FileRecord, ...]:
    """Return every path that holds, or held, an article."""
    of_it = select(file).where(file.c.article_id == article_id).order_by(file.c.path)
    return tuple(map(rows.file, tx.execute(of_it)))


def put(tx: Connection, record: FileRecord) -> None:
    """Store what is known of a path, replacing what was known."""
    values = {
        "sha256": record.sha256,
        "size": record.size,
        "mtime_ns": record.mtime_ns,
        "inode": rows.signed(record.inode),
        "article_id": record.article_id,
        "state": record.state.value,
        "reason": record.reason,
        "seen": record.seen,
    }
    known = tx.execute(update(file).where(file.c.path == record.path).values(values))
    if not known.rowcount:
        tx.execute(insert(file), {"path": record.path, **values})


def delete(tx: Connection, path: str) -> None:
    """Forget a path."""
    tx.execute(delete_from(file).where(file.c.path == path))


def all_paths(tx: Connection) -> Mapping[str, FileRecord]:
    """Return every known path, gone ones included: what a sweep compares the folder with."""
    return {row.path: rows.file(row) for row in tx.execute(select(file))}


def set_aside(tx: Connection, *, limit: int) -> tuple[FileRecord, ...]:
    """Return files that were not read and why, newest first."""
    left_out = select(file).where(file.c.state == FileState.SET_ASIDE.value)
    newest = left_out.order_by(file.c.seen.desc(), file.c.path).limit(limit)
    return tuple(map(rows.file, tx.execute(newest)))


def counts(tx: Connection) -> Mapping[FileState, int]:
    """Count files by state; every state is a key."""
    by_state = tx.execute(select(file.c.state, func.count().label("files")).group_by(file.c.state))
    return {**dict.fromkeys(FileState, 0), **{FileState(row.state): row.files for row in by_state}}
