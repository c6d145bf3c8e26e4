"""Articles with their quotations and the numbers under which places list them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.store import rows, sqlite
from bot.store.records import Hit, StoredArticle, StoredKind, StoredPerson, StoredQuote
from bot.store.tables import appearance, article, listing, person, quote
from summarizers.model import Quote, Reading, Reported, Span

_ALL = select(article)
_QUOTES = select(quote, article.c.date).join(article, article.c.id == quote.c.article_id)


def add(
    tx: Connection,
    *,
    path: str,
    sha256: str,
    reading: Reading,
    key: Sequence[Quote],
    now: datetime,
    backlog: bool,
) -> int:
    """Store a new article with its quotations (`key`: its key quotes, best first); returns its id.

    People are attached afterwards (``attachments.attach``), which also says who of them spoke.
    """
    values = _columns(sha256, reading, now)
    values |= {"path": path, "taken_in": now, "version": 1, "gone": False, "backlog": backlog}
    article_id: int = tx.execute(insert(article).returning(article.c.id), values).scalar_one()
    _write_derived(tx, article_id, reading, key)
    return article_id


def new_version(
    tx: Connection, article_id: int, *, sha256: str, reading: Reading, key: Sequence[Quote], now: datetime
) -> None:
    """Replace what is stored of an article by a changed reading; id, numbers and intake time stay.

    Its people are to be detached before and attached anew afterwards (``attachments``).
    """
    old = get(tx, article_id)
    assert old is not None, f"article {article_id} is not in the store"
    sqlite.unindex_text(tx, article_id, old.title, _prose(old.raw, old.paragraphs))
    tx.execute(delete(quote).where(quote.c.article_id == article_id))
    values = _columns(sha256, reading, now)
    values |= {"version": article.c.version + 1, "gone": False}
    tx.execute(update(article).where(article.c.id == article_id).values(values))
    _write_derived(tx, article_id, reading, key)


def _columns(sha256: str, reading: Reading, now: datetime) -> dict[str, Any]:
    read = reading.article
    title = read.title_span
    return {
        "sha256": sha256,
        "title": read.title,
        "title_start": title.start if title else None,
        "title_end": title.end if title else None,
        "date": read.date,
        "changed": now,
        "raw": read.raw,
        "paragraphs": read.paragraphs,
        "sentences": tuple(sentence.span for sentence in read.sentences),
        "summary": tuple(sentence.span for sentence in reading.summary),
        "set_aside": read.set_aside,
    }


def _write_derived(tx: Connection, article_id: int, reading: Reading, key: Sequence[Quote]) -> None:
    # As stored, not as read: what was indexed must be taken out again letter for letter.
    stored = get(tx, article_id)
    assert stored is not None
    sqlite.index_text(tx, article_id, stored.title, _prose(stored.raw, stored.paragraphs))
    said = list(_quote_columns(article_id, reading, key))
    if said:
        tx.execute(insert(quote), said)


def _prose(raw: str, paragraphs: tuple[Span, ...]) -> str:
    return "\n".join(paragraph.of(raw) for paragraph in paragraphs)


def _quote_columns(article_id: int, reading: Reading, key: Sequence[Quote]) -> Iterator[dict[str, Any]]:
    ranks = {best.span: rank for rank, best in enumerate(key, 1)}
    for said in reading.quotes:
        rank = ranks.get(said.span, 0)
        yield {**_said(article_id, said), "kind": said.kind.value, "key": rank}
    for told in reading.reported:
        yield {**_said(article_id, told), "kind": StoredKind.REPORTED.value, "key": 0}


def _said(article_id: int, said: Quote | Reported) -> dict[str, Any]:
    speaker = said.speaker
    credited = speaker.mention if speaker else None
    return {
        "article_id": article_id,
        "start": said.span.start,
        "end": said.span.end,
        "text": said.text,
        "speaker": speaker.name if speaker else "",
        "speaker_id": None,
        "speaker_start": credited.start if credited else None,
        "speaker_end": credited.end if credited else None,
        "confidence": speaker.confidence if speaker else 0.0,
        "why": speaker.why if speaker else "",
    }


def mark_gone(tx: Connection, article_id: int, gone: bool) -> None:
    """Note that the article's file is no longer there, or is back."""
    tx.execute(update(article).where(article.c.id == article_id).values(gone=gone))


def rename(tx: Connection, article_id: int, path: str) -> None:
    """Note where the article's file is now; so it is there."""
    tx.execute(update(article).where(article.c.id == article_id).values(path=path, gone=False))


def get(tx: Connection, article_id: int) -> StoredArticle | None:
    """Return an article."""
    row = tx.execute(_ALL.where(article.c.id == article_id)).one_or_none()
    return rows.article(row) if row else None


def latest(tx: Connection, *, limit: int, offset: int = 0) -> tuple[StoredArticle, ...]:
    """Return the articles taken in last, newest first; backlog included."""
    found = tx.execute(_ALL.order_by(article.c.id.desc()).limit(limit).offset(offset))
    return tuple(map(rows.article, found))


def after(tx: Connection, *, article_id: int, limit: int, backlog: bool = False) -> tuple[StoredArticle, ...]:
    """Return articles taken in after `article_id`, newest first; backlog only on request."""
    newer = _ALL.where(article.c.id > article_id)
    if not backlog:
        newer = newer.where(article.c.backlog.is_(False))
    return tuple(map(rows.article, tx.execute(newer.order_by(article.c.id.desc()).limit(limit))))


def count_after(tx: Connection, *, article_id: int, backlog: bool = False) -> int:
    """Count what ``after`` would return without a limit."""
    newer = select(func.count()).select_from(article).where(article.c.id > article_id)
    if not backlog:
        newer = newer.where(article.c.backlog.is_(False))
    return tx.scalar(newer) or 0


def count(tx: Connection) -> int:
    """Count all articles."""
    return tx.scalar(select(func.count()).select_from(article)) or 0


def newest_id(tx: Connection) -> int:
    """Return the id of the article taken in last, 0 in an empty store."""
    return tx.scalar(select(func.max(article.c.id))) or 0


def quotes(tx: Connection, article_id: int) -> tuple[StoredQuote, ...]:
    """Return an article's quotations and reported speech, in order of the text."""
    of_it = _QUOTES.where(quote.c.article_id == article_id).order_by(quote.c.start, quote.c.id)
    return tuple(map(rows.quote, tx.execute(of_it)))


def people(tx: Connection, article_id: int) -> tuple[tuple[StoredPerson, int], ...]:
    """Return whom an article names and how often, most mentioned first; persons and bodies."""
    of_it = (
        select(person, appearance.c.mentions.label("here"))
        .join(appearance, appearance.c.person_id == person.c.id)
        .where(appearance.c.article_id == article_id)
        .order_by(appearance.c.mentions.desc(), appearance.c.position)
    )
    return tuple((rows.person(row), row.here) for row in tx.execute(of_it))


def search(tx: Connection, words: str, *, limit: int, offset: int = 0) -> tuple[Hit, ...]:
    """Return articles that hold all `words` (inflected or not) and "phrases", best first.

    Any text may be asked for; what holds no word finds nothing.
    """
    from bot.store import search as searching

    return searching.search(tx, words, limit=limit, offset=offset)


def search_count(tx: Connection, words: str) -> int:
    """Count what ``search`` would find, up to 500: the newest so many matches are ranked."""
    from bot.store import search as searching

    return searching.search_count(tx, words)


def number(tx: Connection, place_id: int, article_id: int) -> int:
    """Return the article's list number in a place, assigned on first use and then kept (a write)."""
    known = (
        select(listing.c.number)
        .where(listing.c.place_id == place_id)
        .where(listing.c.article_id == article_id)
    )
    given = tx.scalar(known)
    if given is None:
        given = newest_number(tx, place_id) + 1
        tx.execute(insert(listing), {"place_id": place_id, "number": given, "article_id": article_id})
    return given


def by_number(tx: Connection, place_id: int, number: int) -> StoredArticle | None:
    """Return the article listed under a number in a place."""
    if not 0 < number < 1 << 31:
        return None
    listed = (
        _ALL.join(listing, listing.c.article_id == article.c.id)
        .where(listing.c.place_id == place_id)
        .where(listing.c.number == number)
    )
    row = tx.execute(listed).one_or_none()
    return rows.article(row) if row else None


def newest_number(tx: Connection, place_id: int) -> int:
    """Return the highest number given out in a place, 0 when none is."""
    return tx.scalar(select(func.max(listing.c.number)).where(listing.c.place_id == place_id)) or 0
