"""Whether a person of a new article is somebody the desk already knows.

Equal full names are one person. Otherwise the names must be very alike *and*
something else must be shared: a role, or company. A bare surname never merges
by itself. Doubt keeps them apart: two people shown as two can be merged by
hand, two people shown as one are a false report.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from summarizers.model import Kind, Person
from summarizers.names.fold import fold_name, skeleton, sounds, syllables, word_set
from summarizers.names.likeness import PARTICLES, plain_likeness, word_likeness

STRICT = 0.83
"""Likeness from which two full names can be one person's, given something else shared."""
_JUNIOR = frozenset({"jr", "junior", "ii", "iii", "iv"})
_SENIOR = frozenset({"sr", "senior", "i"})
_ROLE_NOISE = word_set("the a an of and in for at to on his her its their former then s with by from as who")
_HONOURS = word_set(
    "haji hajji sheikh shaykh sheik mullah maulvi mawlawi sayyid said syed dr mr mrs ms sir general imam qari"
)
"""What stands before some names and is no given name."""
_GENERIC = word_set("group inc corp ltd llc co company plc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody the store knows, as far as a merge decision needs it."""

    id: int
    name: str
    kind: Kind
    forms: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()
    """Full names of those seen with them."""


def choose(person: Person, candidates: Iterable[Known], companions: Iterable[str] = ()) -> int | None:
    """Return the id of the one candidate that `person` is, or None to keep them apart.

    `companions` are the full names of the others in the person's article. Two candidates that
    fit equally well count as doubt.
    """
    folded = fold_name(person.name)
    company = {fold_name(name) for name in companions} - {folded}
    scored: list[tuple[float, int]] = []
    for known in candidates:
        if known.kind is not person.kind:
            continue
        score = (
            _body_score(folded, known) if person.kind is Kind.BODY else _person_score(person, known, company)
        )
        if score > 0:
            scored.append((score, known.id))
    if not scored:
        return None
    scored.sort(reverse=True)
    if len(scored) > 1 and scored[0][0] == scored[1][0]:
        return None
    return scored[0][1]


def _body_score(folded: str, known: Known) -> float:
    """Bodies merge on an equal name, but for words like "Group" ("Wagner" and "Wagner Group")."""
    if fold_name(known.name) == folded:
        return 2.0
    mine = _core(folded)
    if mine and mine == _core(fold_name(known.name)):
        return 1.5
    return 1.0 if folded in {fold_name(form) for form in known.forms} else 0.0


def _core(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in _GENERIC)


def _person_score(person: Person, known: Known, company: set[str]) -> float:
    """0 keeps apart; equal full names score highest."""
    name, other = fold_name(person.name), fold_name(known.name)
    bare = len(name.split()) < 2 or len(other.split()) < 2
    names = {other, *(fold_name(form) for form in known.forms if len(form.split()) > 1)}
    if not bare and name in names:
        return 3.0
    shared_role = _share_role([role.text for role in person.roles], known.roles)
    shared_company = company & {fold_name(text) for text in known.companions}
    if not shared_role and not shared_company:
        return 0.0
    if bare:
        mine, theirs = name.split(), other.split()
        close = bool(mine) and bool(theirs) and _alike(mine[-1], theirs[-1]) >= 0.95
        return 0.5 if close and (shared_role or len(shared_company) > 1) else 0.0
    likeness = same_name(name, other)
    return 1.0 + likeness if likeness >= STRICT else 0.0


def _share_role(mine: Iterable[str], theirs: Iterable[str]) -> bool:
    """Tell whether two roles share two telling words, or all of a short one."""
    others = [_telling(text) for text in theirs]
    for text in mine:
        words = _telling(text)
        for other in others:
            shared = words & other
            if len(shared) >= 2 or (shared and min(len(words), len(other)) == 1):
                return True
    return False


def _telling(text: str) -> frozenset[str]:
    spelt = fold_name(text).replace("defense", "defence")
    return frozenset(word for word in spelt.split() if word not in _ROLE_NOISE)


def _alike(one: str, other: str) -> float:
    return word_likeness(one, other)


def same_name(one: str, other: str) -> float:
    """Return how surely two full names are spellings of one name, 0 to 1; `STRICT` is the bar for a merge.

    Every word must have its partner; juniors, other initials and two known given names block.

    >>> same_name("Yevgeny Prigozhin", "Evgeny Prigozhin") >= STRICT
    True
    >>> same_name("Li Keqiang", "Li Qiang") >= STRICT, same_name("George Bush", "George Bush Jr") >= STRICT
    (False, False)
    """
    first, second = _words(one), _words(other)
    if not first or not second:
        return 0.0
    if _generation(one) != _generation(other) or ("(" in one) != ("(" in other):
        return 0.0
    if first == second or "".join(first) == "".join(second):
        return 1.0
    if sorted(first) == sorted(second):
        return 0.97
    return _aligned(first, second)


def _words(text: str) -> list[str]:
    folded = fold_name(text)
    words = [word for word in folded.split() if word not in PARTICLES]
    return [word for word in words if word not in _JUNIOR and word not in _SENIOR] or folded.split()


def _generation(text: str) -> str:
    words = fold_name(text).split()
    if len(words) > 1 and words[-1] in _JUNIOR:
        return "jr" if words[-1] in ("jr", "junior") else words[-1]
    return "sr" if len(words) > 1 and words[-1] in ("sr", "senior") else ""


def _aligned(first: list[str], second: list[str]) -> float:
    """Likeness of the worst matched word of the shorter name, less for words left over."""
    if len(first) > len(second):
        first, second = second, first
    left = list(second)
    worst, total = 1.0, 0.0
    for word in sorted(first, key=len, reverse=True):
        partner = max(left, key=lambda candidate: _merge_likeness(word, candidate))
        likeness = _merge_likeness(word, partner)
        left.remove(partner)
        worst, total = min(worst, likeness), total + likeness * len(word)
    if len(first) < 2 and len(second) > 1:
        return 0.3
    score = 0.6 * worst + 0.4 * total / sum(map(len, first))
    if left and left[0] == second[0] and left[0] not in _HONOURS:
        score -= 0.1
    return score - sum(0.02 if len(word) == 1 else 0.07 for word in left)


def _merge_likeness(one: str, other: str) -> float:
    """Likeness of two words where a mistake costs more: first letters and short words must agree."""
    if one == other:
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return 0.88 if one[0] == other[0] else 0.0
    if sounds(one) == sounds(other):
        return 0.97
    likeness = plain_likeness(one, other)
    bones = skeleton(one)
    if len(bones) > 2 and bones == skeleton(other) and syllables(one) == syllables(other):
        return max(likeness, 0.9)
    if sounds(one)[:1] != sounds(other)[:1]:
        likeness -= 0.1
    if min(len(one), len(other)) < 5:
        likeness -= 0.08
    return likeness
