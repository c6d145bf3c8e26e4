"""The store as one value: opened once, asked from any thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.store import sqlite
from bot.store.errors import StoreError
from bot.store.migrations import HEAD


class Store:
    """One database; every method may be called from any thread."""

    def __init__(self, *, writer: Engine, reader: Engine) -> None:
        self._writer = writer
        self._reader = reader

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One write transaction: committed at the end of the block, rolled back on an exception.

        Writers take turns, so a block must be short and must not open a second one inside.
        """
        with self._writer.begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view to read from; an attempt to write through it is an error."""
        with self._reader.connect() as tx:
            yield tx

    def close(self) -> None:
        """Close every connection; safe to call twice."""
        self._reader.dispose()
        self._writer.dispose()


def file_of(url_or_path: str | Path) -> Path:
    """Return the file of the store that an address means; touches nothing.

    Raises StoreError, which never repeats an address: it may hold a password.
    """
    try:
        url = sqlite.address(url_or_path)
    except (SQLAlchemyError, ValueError) as error:
        raise StoreError("That is no address of a store: give a path, such as newsdesk.db.") from error
    if url.drivername not in sqlite.DRIVERS:
        raise StoreError(f"{url.get_backend_name()} is not served yet: give a path, such as newsdesk.db.")
    if not url.database or url.database == ":memory:":
        raise StoreError("A store needs a file: give a path, such as newsdesk.db.")
    if url.query or url.host:
        raise StoreError("A store's address has nothing but a path: sqlite:////var/lib/newsdesk/newsdesk.db")
    return Path(url.database)


def open_store(url_or_path: str | Path) -> Store:
    """Open the store at a file path or a database URL, creating and upgrading it as needed.

    Raises StoreError.
    """
    path = file_of(url_or_path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _open(sqlite.address(url_or_path))
    except (SQLAlchemyError, OSError, ValueError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StoreError(f"The store {path} cannot be opened: {cause}.") from error


def _open(url: URL) -> Store:
    writer, reader = sqlite.connect(url, write=True), sqlite.connect(url, write=False)
    store = Store(writer=writer, reader=reader)
    try:
        with store.read() as tx:
            revision = _revision(tx)
        if revision != HEAD:
            # Alembic costs more to import than a question costs to answer: only when needed.
            from bot.store.migrations.upgrade import upgrade

            upgrade(writer)
    except BaseException:
        store.close()
        raise
    return store


def _revision(tx: Connection) -> str | None:
    if not tx.dialect.has_table(tx, "alembic_version"):
        return None
    revision: str | None = tx.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision
