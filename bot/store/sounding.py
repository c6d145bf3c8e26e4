"""Whose name may be meant by a misspelt one: the words of all names by their sound.

Looking through the distinct sounds of a large store takes milliseconds; loading all its names
into a resolver takes seconds and much memory. So the store gives the few people worth a look,
and ``summarizers.names.NameIndex`` decides among them.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process
from sqlalchemy import Connection, delete, insert, or_, select

from bot.store.tables import form, person, sound
from summarizers.names import fold_name, sounds

MOST_WORDS = 8
"""Words of a name that are looked at."""
ALIKE = 55.0
"""Sounds less alike than this (rapidfuzz ratio, of 100) are of other names."""
MOST_SOUNDS = 40
MOST_BEARERS = 5_000


def _sounds_of(text: str) -> set[str]:
    return {heard for heard in map(sounds, fold_name(text).split()[:MOST_WORDS]) if heard}


def note(tx: Connection, forms: Iterable[tuple[int, str]]) -> None:
    """Make people findable by these forms, given as (person id, form)."""
    wanted = {(person_id, heard) for person_id, text in forms for heard in _sounds_of(text)}
    known = select(sound.c.person_id, sound.c.sound).where(
        sound.c.person_id.in_({person_id for person_id, _ in wanted})
    )
    there = {(row.person_id, row.sound) for row in tx.execute(known)}
    new = [{"person_id": person_id, "sound": heard} for person_id, heard in sorted(wanted - there)]
    if new:
        tx.execute(insert(sound), new)


def note_anew(tx: Connection, person_id: int) -> None:
    """Make somebody findable by exactly the forms that are stored."""
    tx.execute(delete(sound).where(sound.c.person_id == person_id))
    theirs = tx.scalars(select(form.c.text).where(form.c.person_id == person_id))
    note(tx, [(person_id, text) for text in theirs])


def beginning(tx: Connection, start: str, *, limit: int) -> tuple[int, ...]:
    """Return who has a name, or a last name, that begins so (folded), the most mentioned first.

    The sounds narrow the search, the letters decide. What a beginning ends with may be a part of another
    sound ("fisc" of "Fischer"), so its last two sounds do not count.
    """
    words = start.split()
    if not words:
        return ()
    whole = sounds(words[-1])
    heard = whole[:-2] or whole[:1]
    begins = or_(
        form.c.fold.startswith(start, autoescape=True), form.c.fold.contains(f" {start}", autoescape=True)
    )
    bearers = (
        select(person.c.id)
        .join(sound, sound.c.person_id == person.c.id)
        .join(form, form.c.person_id == person.c.id)
        .where(sound.c.sound.startswith(heard, autoescape=True), begins)
        .group_by(person.c.id)
        .order_by(person.c.mentions.desc(), person.c.id)
        .limit(limit)
    )
    return tuple(tx.scalars(bearers))


def alike(tx: Connection, query: str, *, most: int) -> tuple[int, ...]:
    """Return whose names have words that sound like the query's; those with most such words first."""
    asked = _sounds_of(query)
    if not asked:
        return ()
    heard = list(tx.scalars(select(sound.c.sound).distinct()))
    likeness: dict[str, float] = {}
    for one in asked:
        for other, score, _ in process.extract(
            one, heard, scorer=fuzz.ratio, limit=MOST_SOUNDS, score_cutoff=ALIKE
        ):
            likeness[other] = max(likeness.get(other, 0.0), score)
    bearers = (
        select(sound.c.person_id, sound.c.sound, person.c.mentions)
        .join(person, person.c.id == sound.c.person_id)
        .where(sound.c.sound.in_(likeness))
        .order_by(person.c.mentions.desc())
        .limit(MOST_BEARERS)
    )
    worth: dict[int, tuple[float, int]] = {}
    for row in tx.execute(bearers):
        total, _ = worth.get(row.person_id, (0.0, 0))
        worth[row.person_id] = (total + likeness[row.sound] ** 2, row.mentions)
    ranked = sorted(worth.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
    return tuple(person_id for person_id, _ in ranked[:most])
