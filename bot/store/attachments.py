"""Tie the people of one article to the people of the store, and untie them again.

Keeps everything that is counted per person (``person``, ``form``) in step with the rows that
are counted (``appearance``, ``mention``), so that no question has to add them up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from bot.store import sounding
from bot.store.tables import appearance, article, form, mention, merge, person, quote, role, sound, storable
from summarizers.model import Kind, Person
from summarizers.names import fold_name

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One person of an article and whom of the store they were taken for."""

    person: Person
    known: int | None = None
    """The id in the store; None: nobody it knows."""
    reason: str = ""
    """Why they are one, for the merge log."""


def printed(text: str) -> str:
    """Return a form with its blanks folded: a name broken over two lines is one form."""
    return " ".join(storable(text).split())


def name_keys(name: str) -> tuple[str, str]:
    """Return what finds a name's neighbours: its surname, and the starts of given name and surname.

    >>> name_keys("Yevgeny Prigozhin")
    ('prigozhin', 'ye pr')
    """
    words = [word for word in fold_name(name).split() if word not in _SUFFIXES] or [""]
    return words[-1], f"{words[0][:2]} {words[-1][:2]}" if len(words) > 1 else ""


def attach(tx: Connection, article_id: int, found: Sequence[Attachment], *, now: datetime) -> tuple[int, ...]:
    """Store the people of an article and say which quotations are theirs; returns their ids in order."""
    about = tx.execute(select(article.c.taken_in, article.c.date).where(article.c.id == article_id)).one()
    ids = _ids(tx, found, about.taken_in, about.date)
    _write_rows(tx, article_id, ids, found)
    _log_merges(tx, article_id, found, now)
    _count_up(tx, dict(zip(ids, found, strict=True)), about.taken_in, about.date)
    _credit(tx, article_id, dict(zip(ids, found, strict=True)))
    return ids


def _ids(
    tx: Connection, found: Sequence[Attachment], taken_in: datetime, day: date | None
) -> tuple[int, ...]:
    strangers = [
        {
            "name": who.person.name,
            "kind": who.person.kind.value,
            "surname": "",
            "near": "",
            "articles": 0,
            "mentions": 0,
            "first_seen": taken_in,
            "last_seen": taken_in,
            "last_date": day,
        }
        for who in found
        if who.known is None
    ]
    new: list[int] = []
    if strangers:
        adding = insert(person).returning(person.c.id, sort_by_parameter_order=True)
        new = list(tx.scalars(adding, strangers))
    fresh = iter(new)
    return tuple(next(fresh) if who.known is None else who.known for who in found)


def _write_rows(tx: Connection, article_id: int, ids: Sequence[int], found: Sequence[Attachment]) -> None:
    seen: list[dict[str, Any]] = []
    mentions: dict[tuple[int, int], dict[str, Any]] = {}
    roles: list[dict[str, Any]] = []
    for position, (person_id, who) in enumerate(zip(ids, found, strict=True)):
        this = {"person_id": person_id, "article_id": article_id}
        one = who.person
        spans = sorted({naming.span for naming in one.mentions})
        seen.append({**this, "mentions": len(spans), "name": one.name, "age": one.age, "position": position})
        for span in spans:
            mentions[person_id, span.start] = {**this, "start": span.start, "end": span.end}
        for nickname, said in [(False, text) for text in one.roles] + [
            (True, text) for text in one.nicknames
        ]:
            text = printed(said.text)
            roles.append(
                {
                    **this,
                    "text": text,
                    "fold": fold_name(text),
                    "nickname": nickname,
                    "start": said.span.start,
                    "end": said.span.end,
                }
            )
    for table, values in ((appearance, seen), (mention, list(mentions.values())), (role, roles)):
        if values:
            tx.execute(insert(table), values)


def _log_merges(tx: Connection, article_id: int, found: Sequence[Attachment], now: datetime) -> None:
    log = [
        {
            "person_id": who.known,
            "article_id": article_id,
            "name": who.person.name,
            "reason": who.reason,
            "at": now,
        }
        for who in found
        if who.known is not None
    ]
    if log:
        tx.execute(insert(merge), log)


def _count_up(tx: Connection, found: Mapping[int, Attachment], taken_in: datetime, day: date | None) -> None:
    before = _forms(tx, found)
    forms = {person_id: dict(before.get(person_id, {})) for person_id in found}
    for person_id, who in found.items():
        of_one = forms[person_id]
        for text, times in _forms_of(who.person).items():
            count, named = of_one.get(text, (0, 0))
            of_one[text] = (count + times, named)
        text = printed(who.person.name)
        count, named = of_one.get(text, (0, 0))
        of_one[text] = (count, named + 1)
    _write_forms(tx, before, forms)
    counted = {row.id: row for row in tx.execute(select(person).where(person.c.id.in_(found)))}
    changed = []
    for person_id, who in found.items():
        row = counted[person_id]
        name = _display_name(forms[person_id], row.kind)
        surname, near = name_keys(name)
        days = [known for known in (row.last_date, day) if known is not None]
        changed.append(
            {
                "this": person_id,
                "name": name,
                "surname": surname,
                "near": near,
                "articles": row.articles + 1,
                "mentions": row.mentions + len({naming.span for naming in who.person.mentions}),
                "first_seen": min(row.first_seen, taken_in),
                "last_seen": max(row.last_seen, taken_in),
                "last_date": max(days) if days else None,
            }
        )
    if changed:
        tx.execute(_UPDATE_PERSON, changed)


_UPDATE_PERSON = (
    update(person)
    .where(person.c.id == bindparam("this"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "name",
                "surname",
                "near",
                "articles",
                "mentions",
                "first_seen",
                "last_seen",
                "last_date",
            )
        }
    )
)

_Counts = dict[int, dict[str, tuple[int, int]]]
"""Person -> form -> (times printed, articles that give it as the name)."""


def _forms_of(one: Person) -> Counter[str]:
    by_span = {naming.span: naming.text for naming in one.mentions}
    return Counter(printed(text) for text in by_span.values())


def _forms(tx: Connection, ids: Iterable[int]) -> _Counts:
    counts: _Counts = {}
    for row in tx.execute(select(form).where(form.c.person_id.in_(ids))):
        counts.setdefault(row.person_id, {})[row.text] = (row.times, row.named)
    return counts


def _write_forms(tx: Connection, before: _Counts, after: _Counts) -> None:
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for person_id, of_one in after.items():
        known = before.get(person_id, {})
        for text, (count, named) in of_one.items():
            if text not in known:
                values = {"person_id": person_id, "text": text, "fold": fold_name(text)}
                new.append({**values, "times": count, "named": named})
            elif known[text] != (count, named):
                changed.append({"person": person_id, "form": text, "printed": count, "names": named})
    if new:
        tx.execute(insert(form), new)
        sounding.note(tx, [(values["person_id"], values["text"]) for values in new])
    if changed:
        this = and_(form.c.person_id == bindparam("person"), form.c.text == bindparam("form"))
        tx.execute(
            update(form).where(this).values(times=bindparam("printed"), named=bindparam("names")), changed
        )


def _display_name(forms: Mapping[str, tuple[int, int]], kind: str) -> str:
    """Return the name most articles give; of a human being rather a full name than a bare surname."""

    def rank(item: tuple[str, tuple[int, int]]) -> tuple[bool, int, int, int, str]:
        text, (count, named) = item
        return (kind == Kind.PERSON and " " in text and named > 0, named, count, len(text), text)

    return max(forms.items(), key=rank)[0]


def _credit(tx: Connection, article_id: int, found: Mapping[int, Attachment]) -> None:
    """Note who of the store spoke: the speaker's name is one that the article gives somebody."""
    bearers: dict[str, int] = {}
    for by_name in (True, False):
        for person_id, who in found.items():
            for text in (who.person.name,) if by_name else who.person.forms:
                bearers.setdefault(fold_name(text), person_id)
    unnamed = select(quote.c.speaker).where(quote.c.article_id == article_id, quote.c.speaker != "")
    credits = [
        {"name": name, "who": bearers[fold_name(name)]}
        for name in tx.scalars(unnamed.distinct())
        if fold_name(name) in bearers
    ]
    if credits:
        theirs = (quote.c.article_id == article_id, quote.c.speaker == bindparam("name"))
        tx.execute(update(quote).where(*theirs).values(speaker_id=bindparam("who")), credits)


def detach(tx: Connection, article_id: int) -> tuple[int, ...]:
    """Untie an article's people, before its text changes; returns them, for ``settle`` to be called with.

    Until then they stay known by all their forms, so that the new version's people are recognised.
    """
    raw = tx.scalar(select(article.c.raw).where(article.c.id == article_id)) or ""
    named = tx.execute(select(appearance).where(appearance.c.article_id == article_id)).all()
    ids = tuple(row.person_id for row in named)
    before = _forms(tx, ids)
    after = {person_id: dict(of_one) for person_id, of_one in before.items()}

    def take(person_id: int, text: str, times: int, names: int) -> None:
        count, given = after[person_id].get(text, (0, 0))
        after[person_id][text] = (max(count - times, 0), max(given - names, 0))

    for row in named:
        take(row.person_id, printed(row.name), 0, 1)
    for row in tx.execute(select(mention).where(mention.c.article_id == article_id)):
        take(row.person_id, printed(raw[row.start : row.end]), 1, 0)
    _write_forms(tx, before, after)
    for table in (appearance, mention, role, merge):
        tx.execute(delete(table).where(table.c.article_id == article_id))
    tx.execute(update(quote).where(quote.c.article_id == article_id).values(speaker_id=None))
    return ids


def settle(tx: Connection, person_ids: Iterable[int]) -> tuple[int, ...]:
    """Count these people anew; forget those whom no article names any more, and return them."""
    dropped = []
    for person_id in person_ids:
        unused = (form.c.person_id == person_id, form.c.times == 0, form.c.named == 0)
        tx.execute(delete(form).where(*unused))
        counted = _recount(tx, person_id)
        if counted is None:
            for table in (form, sound):
                tx.execute(delete(table).where(table.c.person_id == person_id))
            tx.execute(delete(person).where(person.c.id == person_id))
            dropped.append(person_id)
        else:
            tx.execute(update(person).where(person.c.id == person_id).values(counted))
            sounding.note_anew(tx, person_id)
    return tuple(dropped)


def _recount(tx: Connection, person_id: int) -> dict[str, Any] | None:
    counted = (
        select(
            func.count().label("articles"),
            func.sum(appearance.c.mentions).label("mentions"),
            func.min(article.c.taken_in).label("first_seen"),
            func.max(article.c.taken_in).label("last_seen"),
            func.max(article.c.date).label("last_date"),
        )
        .join(article, article.c.id == appearance.c.article_id)
        .where(appearance.c.person_id == person_id)
    )
    row = tx.execute(counted).one()
    if not row.articles:
        return None
    kind = tx.scalar(select(person.c.kind).where(person.c.id == person_id)) or ""
    name = _display_name(_forms(tx, (person_id,))[person_id], kind)
    surname, near = name_keys(name)
    return {**row._mapping, "name": name, "surname": surname, "near": near}
