"""Whom of the store the people of an article may be.

Found by indexed keys, so that it costs the same in any store. The decision is not taken here:
``summarizers.names.choose`` sees the candidates with all that speaks for and against them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.fuzz import ratio
from sqlalchemy import Connection, Select, bindparam, select, union_all

from bot.store.attachments import name_keys, printed
from bot.store.tables import appearance, form, person, role
from summarizers.model import Kind, Person
from summarizers.names import Known, fold_name, same_name
from summarizers.names.merge import STRICT

PER_KEY = 12
"""So many bearers of one key are looked at, the most mentioned ones."""
MOST = 6
LIKE_ENOUGH = 60.0
"""Full names less alike than this (rapidfuzz ratio, of 100) are nobody's spellings of one name."""
SURNAMES_ALIKE = 90.0
"""The same for a bare surname and a full name's."""
LAST_ARTICLES = 20
"""Company and roles are judged by so many of a candidate's newest articles."""


def candidates(tx: Connection, everybody: Sequence[Person]) -> tuple[tuple[Known, ...], ...]:
    """Return for each person of an article whom they may be, likeliest first."""
    bearers = _bearers(tx, everybody)
    known = _Cache(tx)
    return tuple(_of_one(tx, one, bearers, known) for one in everybody)


_Bearers = dict[tuple[str, str], dict[int, str]]
"""(kind, folded form) -> person id -> name."""


def _full_folds(one: Person) -> set[str]:
    """The forms that may tell by themselves who is meant; a bare surname never does."""
    folds = {fold_name(printed(text)) for text in (one.name, *one.forms)}
    return {fold for fold in folds if fold and (" " in fold or one.kind is Kind.BODY)}


_BY_FORM = (
    select(form.c.fold, person.c.id, person.c.name, person.c.kind)
    .join(person, person.c.id == form.c.person_id)
    .where(form.c.fold.in_(bindparam("folds", expanding=True)))
    .limit(bindparam("most"))
)


def _bearers(tx: Connection, everybody: Sequence[Person]) -> _Bearers:
    folds = sorted(set().union(*map(_full_folds, everybody)))
    found: _Bearers = {}
    if folds:
        for row in tx.execute(_BY_FORM, {"folds": folds, "most": PER_KEY * len(folds)}):
            found.setdefault((row.kind, row.fold), {})[row.id] = row.name
    return found


def _of_one(tx: Connection, one: Person, bearers: _Bearers, known: _Cache) -> tuple[Known, ...]:
    kind, fold = one.kind, fold_name(one.name)
    exact: dict[int, str] = {}
    for spelling in _full_folds(one):
        exact |= bearers.get((kind.value, spelling), {})
    same = {person_id: name for person_id, name in exact.items() if fold_name(name) == fold}
    if len(same) == 1 and (" " in fold or kind is Kind.BODY):
        # The full name itself: nobody can be likelier, so nothing else about them is needed.
        return tuple(Known(id=person_id, name=name, kind=kind) for person_id, name in same.items())
    near = _near(tx, one) if kind is Kind.PERSON else {}
    alike = {person_id: name for person_id, name in near.items() if _alike(fold, fold_name(name))}
    ranked = sorted({**alike, **exact}.items(), key=lambda item: -ratio(fold, fold_name(item[1])))
    return tuple(known.known(person_id, name, kind) for person_id, name in ranked[:MOST])


def _alike(fold: str, other: str) -> bool:
    """Tell whether the names alone leave it possible; only then is more looked up."""
    if " " in fold and " " in other:
        return ratio(fold, other) >= LIKE_ENOUGH and same_name(fold, other) >= STRICT
    return ratio(name_keys(fold)[0], name_keys(other)[0]) >= SURNAMES_ALIKE


def _best_known(column: Any, key: str) -> Select[Any]:
    bearers = select(person.c.id, person.c.name).where(person.c.kind == Kind.PERSON.value)
    bearers = bearers.where(column == bindparam(key), column != "")
    return select(bearers.order_by(person.c.mentions.desc()).limit(PER_KEY).subquery())


_BY_NAME = union_all(_best_known(person.c.surname, "surname"), _best_known(person.c.near, "near"))
_NEWEST_OF_ROLE = (
    select(role.c.person_id).where(role.c.fold == bindparam("fold")).order_by(role.c.id.desc()).limit(PER_KEY)
)
_BY_ID = select(person.c.id, person.c.name, person.c.kind).where(
    person.c.id.in_(bindparam("ids", expanding=True))
)


def _near(tx: Connection, one: Person) -> dict[int, str]:
    """Return the best known bearers of the surname or of a like name, and of an equal role."""
    surname, near = name_keys(one.name)
    found = {row.id: row.name for row in tx.execute(_BY_NAME, {"surname": surname, "near": near})}
    of_role: set[int] = set()
    for fold in {fold_name(printed(said.text)) for said in one.roles}:
        of_role.update(tx.scalars(_NEWEST_OF_ROLE, {"fold": fold}))
    for row in tx.execute(_BY_ID, {"ids": sorted(of_role)}) if of_role else ():
        if row.kind == Kind.PERSON.value:
            found[row.id] = row.name
    return found


_FORMS = select(form.c.text).where(form.c.person_id == bindparam("who")).order_by(form.c.times.desc())
_ROLES = (
    select(role.c.text)
    .where(role.c.person_id == bindparam("who"))
    .order_by(role.c.article_id.desc())
    .limit(LAST_ARTICLES)
)
_NEWEST = (
    select(appearance.c.article_id)
    .where(appearance.c.person_id == bindparam("who"))
    .order_by(appearance.c.article_id.desc())
    .limit(LAST_ARTICLES)
)
_OTHERS = (
    select(person.c.name)
    .join(appearance, appearance.c.person_id == person.c.id)
    .where(appearance.c.article_id.in_(_NEWEST.scalar_subquery()), person.c.id != bindparam("who"))
    .distinct()
)


@dataclass(slots=True)
class _Cache:
    """What was already looked up about candidates of this article."""

    tx: Connection
    found: dict[int, Known] = field(default_factory=dict)

    def known(self, person_id: int, name: str, kind: Kind) -> Known:
        """Return all that a decision needs to see."""
        if person_id not in self.found:
            who = {"who": person_id}
            self.found[person_id] = Known(
                id=person_id,
                name=name,
                kind=kind,
                forms=tuple(self.tx.scalars(_FORMS, who)),
                roles=tuple(dict.fromkeys(self.tx.scalars(_ROLES, who))),
                companions=tuple(self.tx.scalars(_OTHERS, who)),
            )
        return self.found[person_id]
