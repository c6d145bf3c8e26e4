"""The tables as SQLAlchemy sees them; ``migrations`` builds them, a test keeps the two alike.

Times are UTC, spans count characters of ``article.raw``. Counters on ``person`` and ``form``
are kept by ``attachments`` alone, so that no question has to add up mentions.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.types import TypeDecorator

from summarizers.model import SetAside, Span

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Return the text with what no database can hold as U+FFFD, one for one, so that spans stay right."""
    return _UNSTORABLE.sub("\ufffd", text)


class Words(TypeDecorator[str]):
    """Text from outside, made storable."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Make it storable."""
        return value if value is None else storable(value)


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any zone into UTC."""
        if value is None:
            return None
        assert value.tzinfo is not None, "times in the store are aware"
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time its zone back."""
        return value if value is None else value.replace(tzinfo=UTC)


class Spans(TypeDecorator[tuple[Span, ...]]):
    """Spans as one flat JSON array: start, end, start, end."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Span, ...] | None, dialect: Dialect) -> str | None:
        """Flatten."""
        if value is None:
            return None
        return json.dumps([n for span in value for n in (span.start, span.end)], separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Span, ...] | None:
        """Pair up again."""
        if value is None:
            return None
        flat = json.loads(value)
        return tuple(map(Span, flat[::2], flat[1::2]))


class Asides(TypeDecorator[tuple[SetAside, ...]]):
    """What was set aside, as JSON: [start, end, reason] each."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[SetAside, ...] | None, dialect: Dialect) -> str | None:
        """Flatten."""
        if value is None:
            return None
        return json.dumps([[piece.span.start, piece.span.end, piece.reason] for piece in value])

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[SetAside, ...] | None:
        """Build again."""
        if value is None:
            return None
        return tuple(
            SetAside(span=Span(start, end), reason=reason) for start, end, reason in json.loads(value)
        )


class Document(TypeDecorator[Any]):
    """A rendered message as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Write it; JSON escapes whatever a database could not hold."""
        return json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Read it."""
        return json.loads(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key(name: str, target: str) -> Column[int]:
    return Column(name, Integer, ForeignKey(target), primary_key=True, autoincrement=False)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


article = Table(
    "article",
    metadata,
    _id(),
    Column("path", Words, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("title", Words, nullable=False),
    Column("title_start", Integer),
    Column("title_end", Integer),
    Column("date", Date),
    Column("taken_in", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("version", Integer, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("backlog", Boolean, nullable=False),
    Column("raw", Words, nullable=False),
    Column("paragraphs", Spans, nullable=False),
    Column("sentences", Spans, nullable=False),
    Column("summary", Spans, nullable=False),
    Column("set_aside", Asides, nullable=False),
    Index(None, "taken_in"),
    Index(None, "backlog"),
    # An id is a watermark of digests: one that was deleted must never come back.
    sqlite_autoincrement=True,
)

person = Table(
    "person",
    metadata,
    _id(),
    Column("name", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("surname", Text, nullable=False),
    Column("near", Text, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("mentions", Integer, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("last_date", Date),
    Index(None, "kind", "surname", "mentions"),
    Index(None, "kind", "near", "mentions"),
    # A button keeps "/who #12": the number must not come to mean somebody else.
    sqlite_autoincrement=True,
)

form = Table(
    "form",
    metadata,
    _key("person_id", "person.id"),
    Column("text", Words, primary_key=True),
    Column("fold", Words, nullable=False),
    Column("times", Integer, nullable=False),
    Column("named", Integer, nullable=False),
    Index(None, "fold"),
    sqlite_with_rowid=False,
)

sound = Table(
    "sound",
    metadata,
    Column("sound", Words, primary_key=True),
    _key("person_id", "person.id"),
    Index(None, "person_id"),
    sqlite_with_rowid=False,
)

appearance = Table(
    "appearance",
    metadata,
    _key("person_id", "person.id"),
    _key("article_id", "article.id"),
    Column("mentions", Integer, nullable=False),
    Column("name", Words, nullable=False),
    Column("age", Integer),
    Column("position", Integer, nullable=False),
    Index(None, "article_id"),
    sqlite_with_rowid=False,
)

mention = Table(
    "mention",
    metadata,
    _key("person_id", "person.id"),
    _key("article_id", "article.id"),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, nullable=False),
    Index(None, "article_id"),
    sqlite_with_rowid=False,
)

role = Table(
    "role",
    metadata,
    _id(),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("article_id", Integer, ForeignKey("article.id"), nullable=False),
    Column("text", Words, nullable=False),
    Column("fold", Words, nullable=False),
    Column("nickname", Boolean, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Index(None, "person_id", "article_id"),
    Index(None, "article_id"),
    Index(None, "fold"),
)

merge = Table(
    "merge",
    metadata,
    _key("person_id", "person.id"),
    _key("article_id", "article.id"),
    Column("name", Words, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "article_id"),
    sqlite_with_rowid=False,
)

quote = Table(
    "quote",
    metadata,
    _id(),
    Column("article_id", Integer, ForeignKey("article.id"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Words, nullable=False),
    Column("kind", Text, nullable=False),
    Column("speaker", Words, nullable=False),
    Column("speaker_id", Integer, ForeignKey("person.id")),
    Column("speaker_start", Integer),
    Column("speaker_end", Integer),
    Column("confidence", Float, nullable=False),
    Column("why", Words, nullable=False),
    Column("key", Integer, nullable=False),
    Index(None, "article_id"),
    Index(None, "speaker_id", "article_id"),
)

place = Table(
    "place",
    metadata,
    _id(),
    Column("network", Text, nullable=False),
    Column("chat", Words, nullable=False),
    Column("thread", Words, nullable=False),
    Column("zone", Text, nullable=False),
    Column("timetable", Words, nullable=False),
    Column("next_due", Moment),
    Column("digest_after", Integer, nullable=False),
    Column("say_when_nothing", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
    Column("alerts_given", Integer, nullable=False),
    UniqueConstraint("network", "chat", "thread"),
    Index(None, "next_due"),
)

listing = Table(
    "listing",
    metadata,
    _key("place_id", "place.id"),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("article_id", Integer, ForeignKey("article.id"), nullable=False),
    UniqueConstraint("place_id", "article_id"),
    sqlite_with_rowid=False,
)

subscription = Table(
    "subscription",
    metadata,
    _id(),
    Column("place_id", Integer, ForeignKey("place.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("query", Words, nullable=False),
    Column("created_by", Words, nullable=False),
    Column("created", Moment, nullable=False),
    UniqueConstraint("place_id", "number"),
    # Its id is part of an outbox key: a new alert must not take a removed one's messages for its own.
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("place_id", Integer, ForeignKey("place.id"), nullable=False),
    Column("key", Words, nullable=False),
    Column("part", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("payload", Document, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment),
    Column("nonce", Text, nullable=False, unique=True),
    Column("receipt", Words, nullable=False),
    Column("why", Words, nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    UniqueConstraint("place_id", "key", "part"),
    Index(None, "state", "changed"),
)
# Written out rather than bound: the database uses the partial index only for this very condition.
unsent = outbox.c.state.in_(
    [literal_column("'pending'"), literal_column("'sending'"), literal_column("'unknown'")]
)
Index("ix_outbox_unsent", outbox.c.place_id, outbox.c.id, sqlite_where=unsent)

file = Table(
    "file",
    metadata,
    Column("path", Words, primary_key=True),
    Column("sha256", Text),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("inode", BigInteger, nullable=False),
    Column("article_id", Integer, ForeignKey("article.id")),
    Column("state", Text, nullable=False),
    Column("reason", Words, nullable=False),
    Column("seen", Moment, nullable=False),
    Index(None, "sha256"),
    Index(None, "article_id"),
    Index(None, "state", "seen"),
)
