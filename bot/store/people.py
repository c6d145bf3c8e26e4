"""People over all articles: who they are, how they are spelt, what they say, with whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.store import rows, sounding
from bot.store.records import (
    Companion,
    Form,
    Merge,
    StoredAge,
    StoredArticle,
    StoredKind,
    StoredPerson,
    StoredQuote,
    StoredRole,
)
from bot.store.tables import appearance, article, form, mention, merge, person, quote, role
from summarizers.model import Kind, Span

LAST_ARTICLES = 200
"""Company is judged by so many of somebody's newest articles."""
CHUNK = 100
SEARCHED_QUOTES = 2_000
"""So many of somebody's newest quotations are looked through for a word."""

_QUOTES = select(quote, article.c.date).join(article, article.c.id == quote.c.article_id)


def get(tx: Connection, person_id: int) -> StoredPerson | None:
    """Return somebody; None also for people whom no article names any more."""
    return get_many(tx, (person_id,)).get(person_id)


def get_many(tx: Connection, person_ids: Iterable[int]) -> Mapping[int, StoredPerson]:
    """Return several people by id; unknown ids are left out."""
    ids = [person_id for person_id in person_ids if 0 < person_id < 1 << 63]
    found = tx.execute(select(person).where(person.c.id.in_(ids), person.c.articles > 0))
    return {row.id: rows.person(row) for row in found}


def forms_of(tx: Connection, person_ids: Iterable[int]) -> Iterator[tuple[int, str, int]]:
    """Return (person id, form, how often it is printed) of these people: what a name index is made of."""
    theirs = select(form.c.person_id, form.c.text, form.c.times).where(form.c.person_id.in_(person_ids))
    for row in tx.execute(theirs):
        yield row.person_id, row.text, row.times


def alike(tx: Connection, query: str, *, most: int) -> tuple[int, ...]:
    """Return whose names have words that sound like the query's, likeliest first."""
    return sounding.alike(tx, query, most=most)


def beginning(tx: Connection, start: str, *, limit: int) -> tuple[StoredPerson, ...]:
    """Return who has a name with a word that begins so (folded), the most mentioned first."""
    ids = sounding.beginning(tx, start, limit=limit)
    known = get_many(tx, ids)
    return tuple(known[one] for one in ids if one in known)


def bearers(tx: Connection, fold: str, *, limit: int) -> tuple[int, ...]:
    """Return who is printed in exactly this form (folded by ``fold_name``), the most mentioned first."""
    named = (
        select(form.c.person_id)
        .join(person, person.c.id == form.c.person_id)
        .where(form.c.fold == fold)
        .order_by(person.c.mentions.desc(), person.c.id)
        .limit(limit)
    )
    return tuple(dict.fromkeys(tx.scalars(named)))


def forms(tx: Connection, person_id: int) -> tuple[Form, ...]:
    """Return every printed spelling, commonest first."""
    used = select(form).where(form.c.person_id == person_id, form.c.times > 0)
    ordered = used.order_by(form.c.times.desc(), form.c.text)
    return tuple(Form(text=row.text, count=row.times) for row in tx.execute(ordered))


def roles(tx: Connection, person_id: int, *, limit: int = 50) -> tuple[StoredRole, ...]:
    """Return roles and nicknames, newest article first, each text once."""
    given = (
        select(role, article.c.date)
        .join(article, article.c.id == role.c.article_id)
        .where(role.c.person_id == person_id)
        .order_by(role.c.article_id.desc(), role.c.start)
        .limit(limit * 8)
    )
    found: dict[str, StoredRole] = {}
    for row in tx.execute(given):
        stored = StoredRole(
            text=row.text,
            nickname=row.nickname,
            article_id=row.article_id,
            article_date=row.date,
            span=Span(row.start, row.end),
        )
        found.setdefault(row.fold, stored)
    return tuple(found.values())[:limit]


def age(tx: Connection, person_id: int) -> StoredAge | None:
    """Return the newest age that an article gives; one of a dated article if there is any."""
    given = (
        select(appearance.c.age, appearance.c.article_id, article.c.date)
        .join(article, article.c.id == appearance.c.article_id)
        .where(appearance.c.person_id == person_id, appearance.c.age.is_not(None))
        .order_by(article.c.date.desc().nulls_last(), appearance.c.article_id.desc())
        .limit(1)
    )
    row = tx.execute(given).one_or_none()
    return StoredAge(years=row.age, article_id=row.article_id, article_date=row.date) if row else None


def quotes_by(
    tx: Connection,
    person_id: int,
    *,
    word: str = "",
    limit: int,
    offset: int = 0,
    statements_only: bool = True,
    min_confidence: float = 0.0,
) -> tuple[StoredQuote, ...]:
    """Return what somebody says, newest article first.

    `word` keeps quotations that hold its words, inflected or not; a word without a letter finds none.
    """
    said = _QUOTES.where(quote.c.speaker_id == person_id, quote.c.confidence >= min_confidence)
    if statements_only:
        said = said.where(quote.c.kind == StoredKind.STATEMENT.value)
    said = said.order_by(quote.c.article_id.desc(), quote.c.start)
    if not word.strip():
        return tuple(map(rows.quote, tx.execute(said.limit(limit).offset(offset))))
    found = tx.execute(said.limit(SEARCHED_QUOTES))
    return tuple(_holding(map(rows.quote, found), word, offset + limit))[offset:]


def _holding(quotes: Iterable[StoredQuote], word: str, most: int) -> Iterator[StoredQuote]:
    from summarizers.stems import fold_words

    wanted = {part.stem for part in fold_words(word)}
    if not wanted or most <= 0:
        return
    for said in quotes:
        if wanted <= {part.stem for part in fold_words(said.text)}:
            yield said
            most -= 1
            if not most:
                return


def quotes_about(tx: Connection, person_id: int, *, limit: int) -> tuple[StoredQuote, ...]:
    """Return statements by others that name this person, newest article first."""
    named = (
        select(mention.c.start)
        .where(mention.c.person_id == person_id, mention.c.article_id == quote.c.article_id)
        .where(mention.c.start >= quote.c.start, mention.c.end <= quote.c.end)
        .exists()
    )
    of_them = (
        _QUOTES.join(appearance, appearance.c.article_id == quote.c.article_id)
        .where(appearance.c.person_id == person_id, named)
        .where(quote.c.kind == StoredKind.STATEMENT.value)
        .where(quote.c.speaker_id.is_distinct_from(person_id))
        .order_by(appearance.c.article_id.desc(), quote.c.start)
        .limit(limit)
    )
    return tuple(map(rows.quote, tx.execute(of_them)))


def companions(tx: Connection, person_id: int, *, limit: int) -> tuple[Companion, ...]:
    """Return the people (no bodies) named most often together with somebody."""
    here = appearance.alias()
    newest = (
        select(here.c.article_id)
        .where(here.c.person_id == person_id)
        .order_by(here.c.article_id.desc())
        .limit(LAST_ARTICLES)
    )
    common = func.count().label("common")
    together = (
        select(appearance.c.person_id, common)
        .where(appearance.c.article_id.in_(newest.scalar_subquery()), appearance.c.person_id != person_id)
        .group_by(appearance.c.person_id)
        .order_by(common.desc(), func.sum(appearance.c.mentions).desc(), appearance.c.person_id)
    )
    found = _of_kind(tx, {row.person_id: row.common for row in tx.execute(together)}, Kind.PERSON, limit)
    return tuple(_with(tx, person_id, other, articles) for other, articles in found)


def _of_kind(
    tx: Connection, counted: Mapping[int, int], kind: str, limit: int
) -> tuple[tuple[StoredPerson, int], ...]:
    """Keep the first `limit` of a kind; in the query itself it would lead the database to the wrong index."""
    ids, found = list(counted), []
    for start in range(0, len(ids), CHUNK):
        known = get_many(tx, ids[start : start + CHUNK])
        found += [
            known[one] for one in ids[start : start + CHUNK] if one in known and known[one].kind == kind
        ]
        if len(found) >= limit:
            break
    return tuple((one, counted[one.id]) for one in found[:limit])


def _with(tx: Connection, person_id: int, other: StoredPerson, articles: int) -> Companion:
    """Find a sentence that names both, in the newest articles that do."""
    one, two = appearance.alias(), appearance.alias()
    both = (
        select(article.c.id, article.c.sentences)
        .join(one, (one.c.article_id == article.c.id) & (one.c.person_id == person_id))
        .join(two, (two.c.article_id == article.c.id) & (two.c.person_id == other.id))
        .order_by(one.c.article_id.desc())
        .limit(5)
    )
    newest = 0
    for row in tx.execute(both):
        newest = newest or row.id
        at = [_starts(tx, row.id, who) for who in (person_id, other.id)]
        for sentence in row.sentences:
            if all(any(sentence.start <= start < sentence.end for start in starts) for starts in at):
                return Companion(person=other, articles=articles, article_id=row.id, sentence=sentence)
    return Companion(person=other, articles=articles, article_id=newest, sentence=None)


def _starts(tx: Connection, article_id: int, person_id: int) -> list[int]:
    of_one = (mention.c.person_id == person_id, mention.c.article_id == article_id)
    return list(tx.scalars(select(mention.c.start).where(*of_one)))


def articles_of(tx: Connection, person_id: int, *, limit: int, offset: int = 0) -> tuple[StoredArticle, ...]:
    """Return the articles that name somebody, newest first."""
    naming = (
        select(article)
        .join(appearance, appearance.c.article_id == article.c.id)
        .where(appearance.c.person_id == person_id)
        .order_by(appearance.c.article_id.desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(map(rows.article, tx.execute(naming)))


def in_the_news(
    tx: Connection, *, since: datetime, limit: int, kind: str = "person"
) -> tuple[tuple[StoredPerson, int], ...]:
    """Return whom the articles taken in since then name, with in how many of these articles; most first."""
    recent = func.count().label("recent")
    named = (
        select(appearance.c.person_id, recent)
        .join(article, article.c.id == appearance.c.article_id)
        .where(article.c.taken_in >= since)
        .group_by(appearance.c.person_id)
        .order_by(recent.desc(), func.sum(appearance.c.mentions).desc(), appearance.c.person_id)
    )
    return _of_kind(tx, {row.person_id: row.recent for row in tx.execute(named)}, kind, limit)


def merges(tx: Connection, person_id: int) -> tuple[Merge, ...]:
    """Return how the desk came to count each article's person as this one, newest first."""
    log = select(merge).where(merge.c.person_id == person_id).order_by(merge.c.article_id.desc())
    return tuple(
        Merge(person_id=row.person_id, article_id=row.article_id, name=row.name, reason=row.reason, at=row.at)
        for row in tx.execute(log)
    )
