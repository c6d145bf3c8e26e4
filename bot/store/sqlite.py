"""What only SQLite needs: pragmas, write transactions, full-text search (FTS5).

Another database gets a module with the same functions; nothing else in this package
knows which database it talks to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import QueuePool

WAIT_SECONDS = 30
"""So long one writer waits for another, in this process or a second one, before giving up."""
READERS = 4
DRIVERS = ("sqlite", "sqlite+pysqlite")

TITLE_WEIGHT, BODY_WEIGHT = 4.0, 1.0
"""A word in the title says more about an article than one in its text."""


def address(url_or_path: str | Path) -> URL:
    """Return the database address: of a file, or as given."""
    if isinstance(url_or_path, str) and "://" in url_or_path:
        return make_url(url_or_path)
    return URL.create("sqlite", database=str(Path(url_or_path).expanduser()))


def connect(url: URL, *, write: bool) -> Engine:
    """Return connections for writing (one, so that writers queue in order) or for reading.

    A write transaction takes the write lock at once (BEGIN IMMEDIATE): one that read first
    and wanted to write later would fail when another wrote in between.
    """
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if write else READERS,
        max_overflow=0 if write else -1,
        pool_timeout=WAIT_SECONDS,
        connect_args={"check_same_thread": False, "timeout": WAIT_SECONDS},
    )

    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling is off: "begin" below says what begins.
        connection.isolation_level = None
        if write:
            connection.execute("PRAGMA journal_mode = WAL")
            # A receipt that was lost with the power would post its message a second time.
            connection.execute("PRAGMA synchronous = FULL")
        else:
            connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -16000")

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


_INDEX = text("INSERT INTO article_text (rowid, title, body) VALUES (:id, :title, :body)")
_UNINDEX = text(
    "INSERT INTO article_text (article_text, rowid, title, body) VALUES ('delete', :id, :title, :body)"
)
_NEWEST = text(
    "SELECT rowid FROM article_text WHERE article_text MATCH :match ORDER BY rowid DESC LIMIT :most"
)
_BEST = text(
    "SELECT rowid FROM article_text WHERE article_text MATCH :match AND rowid >= :oldest"
    f" ORDER BY bm25(article_text, {TITLE_WEIGHT}, {BODY_WEIGHT}), rowid DESC LIMIT :limit OFFSET :offset"
)


def index_text(tx: Connection, article_id: int, title: str, body: str) -> None:
    """Make an article findable by its words."""
    tx.execute(_INDEX, {"id": article_id, "title": title, "body": body})


def unindex_text(tx: Connection, article_id: int, title: str, body: str) -> None:
    """Take an article out of the index; title and body must be those it was indexed with."""
    tx.execute(_UNINDEX, {"id": article_id, "title": title, "body": body})


def match_expression(terms: tuple[str, ...]) -> str:
    """Return what FTS5 reads as "all of these words and phrases", whatever they hold."""
    return " ".join('"' + term.replace('"', '""') + '"' for term in terms)


def newest_matches(tx: Connection, terms: tuple[str, ...], most: int) -> list[int]:
    """Return the newest articles that hold all terms; quick even for the commonest word."""
    return list(tx.scalars(_NEWEST, {"match": match_expression(terms), "most": most}))


def best_matches(
    tx: Connection, terms: tuple[str, ...], *, oldest: int, limit: int, offset: int
) -> list[int]:
    """Return the matching articles from id `oldest` on, best first (bm25), equals newest first."""
    window = {"match": match_expression(terms), "oldest": oldest, "limit": limit, "offset": offset}
    return list(tx.scalars(_BEST, window))
