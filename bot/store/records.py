"""What the store gives back: frozen values, each one row, spans into the article's raw text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.places import Place
from summarizers.model import SetAside, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """One article in its newest version."""

    id: int
    path: str
    """Where its file is, or was when ``gone``."""
    sha256: str
    title: str
    title_span: Span | None
    date: date | None
    """The article's own date; orders and labels, never decides what is new."""
    taken_in: datetime
    """When the desk first read it (aware, UTC); a new version keeps it."""
    changed: datetime
    """When it read this version."""
    version: int
    """1 at first, one more with every changed file."""
    gone: bool
    """Its file is no longer there."""
    backlog: bool
    """Taken in without being announced: no digest or alert counts it as new."""
    raw: str
    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]
    summary: tuple[Span, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One search result."""

    article: StoredArticle
    snippet: str
    """About one sentence of the article around the first match, blanks folded."""
    marks: tuple[Span, ...]
    """The matched words, as spans of `snippet`, in order."""


class StoredKind(StrEnum):
    """How words stand in an article."""

    STATEMENT = "statement"
    LABEL = "label"
    REPORTED = "reported"
    """Speech without marks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuote:
    """One quotation, or one piece of reported speech."""

    id: int
    article_id: int
    article_date: date | None
    span: Span
    text: str
    kind: StoredKind
    speaker: str
    """Resolved name, "" when nobody is credited."""
    speaker_id: int | None
    speaker_span: Span | None
    confidence: float
    why: str
    key: int
    """1 or 2 for the article's key quotes, else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPerson:
    """A human being or a body, over all articles."""

    id: int
    name: str
    kind: str
    """"person" or "body" (``summarizers.model.Kind``)."""
    articles: int
    mentions: int
    first_seen: datetime
    """Intake time of the first article that names them."""
    last_seen: datetime
    last_date: date | None
    """The newest article date that is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One printed spelling and how often it stands in the articles."""

    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRole:
    """What an article says somebody is, or (nickname) is called."""

    text: str
    nickname: bool
    article_id: int
    article_date: date | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAge:
    """How old an article says somebody is."""

    years: int
    article_id: int
    article_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Somebody named together with a person."""

    person: StoredPerson
    articles: int
    """How many articles name both (of the person's newest 200)."""
    article_id: int
    sentence: Span | None
    """A sentence of that article that names both; None where no single sentence does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The desk took a person of an article for one it knew: seen in the log, undone later."""

    person_id: int
    article_id: int
    name: str
    """The name as that article gives it."""
    reason: str
    at: datetime


class PlaceState(StrEnum):
    """Whether the desk may speak in a place."""

    ACTIVE = "active"
    PARKED = "parked"
    """The network let us no longer in; settings are kept."""
    STOPPED = "stopped"
    """Somebody said /stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRecord:
    """A place with its settings."""

    id: int
    place: Place
    zone: str
    """IANA name."""
    timetable: str
    """As ``bot.timetable`` reads it; "" = no scheduled digest."""
    next_due: datetime | None
    digest_after: int
    """Watermark: the id of the newest article that a digest there has counted."""
    say_when_nothing: bool
    state: PlaceState
    named: bool
    """The settings named it, and it got the digest that this brings."""
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRecord:
    """One alert of a place."""

    id: int
    place_id: int
    number: int
    """Per place, never used again after a removal."""
    query: str
    created_by: str
    created: datetime


class OutboxState(StrEnum):
    """How far a message owed has come."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    """It may have arrived: sent again with the same nonce."""
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One message owed to a place, or delivered."""

    id: int
    place_id: int
    place: Place
    key: str
    part: int
    """From 1 to `parts`."""
    parts: int
    payload: Mapping[str, Any]
    state: OutboxState
    attempts: int
    not_before: datetime | None
    nonce: str
    """Stable for the row, at most 25 characters."""
    receipt: str
    """The network's message id once sent, else ""."""
    why: str
    """The last failure, else ""."""
    created: datetime


class FileState(StrEnum):
    """What became of a file."""

    READ = "read"
    SET_ASIDE = "set aside"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """What the desk knows of one path."""

    path: str
    sha256: str | None
    size: int
    mtime_ns: int
    inode: int
    article_id: int | None
    state: FileState
    reason: str = ""
    """Why it was set aside."""
    seen: datetime
