"""Which forms of one article are one human being: full names first, then bare surnames, then misspellings."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field, replace

from summarizers.people.evidence import FULL_NAME_BAR, SINGLE_NAME_BAR, Form, Place, gender_of
from summarizers.people.lexicon import BODY_HEAD, COMMON, GIVEN, NATION, PLACE, STOP, SURNAME, TITLE, word_set
from summarizers.people.runs import NUMERAL, Piece, Sort
from summarizers.people.spelling import is_misspelling

Key = tuple[str, ...]
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_SURNAME_OPENERS = word_set("le la de van von al el bin ben del di da dos du st st. mac san")
_MOST_COMPARED = 40
"""Names with one first letter compared by spelling, so that a text of nothing but names stays linear."""


@dataclass(slots=True)
class Group:
    """The forms and places of one human being."""

    forms: list[Form] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    gender: str | None = None
    given: str = ""
    """First word, lower case; empty while only a surname is known."""
    family: str = ""
    suffix: str = ""
    starts: list[int] = field(default_factory=list)
    """Where the full name stands, ascending."""


def group_people(forms: dict[Key, Form], raw: str) -> tuple[list[Group], set[Key]]:
    """Return the human beings, and the forms that were used for them."""
    full = [form for key, form in forms.items() if len(key) > 1]
    singles = {key[0]: form for key, form in forms.items() if len(key) == 1}
    accepted = [form for form in full if _is_full_name(form, singles)]
    groups: list[Group] = []
    by_family: dict[str, list[Group]] = defaultdict(list)
    for form in sorted(accepted, key=_joining_order):
        _join_full(form, groups, by_family, raw)
    for group in groups:
        group.starts = sorted(place.piece.start for place in group.places)
    used = {form.key for form in accepted}
    by_given: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        by_given[group.given].append(group)
    _attach_singles(singles, groups, by_family, by_given, used, raw)
    return groups, used


def _joining_order(form: Form) -> tuple[bool, int, int]:
    """The commonest first; "Le Pen" after "Marine Le Pen"."""
    return _is_surname_of_two(form.key), -len(form.places), form.places[0].piece.start


def _is_surname_of_two(key: Key) -> bool:
    return len(key) == 2 and key[0] in _SURNAME_OPENERS


def _is_full_name(form: Form, singles: dict[str, Form]) -> bool:
    score = form.score
    last = singles.get(form.key[-1])
    if last is not None and (
        not form.tokens[-1].flags & (COMMON | PLACE | NATION)
        or (form.tokens[0].flags & GIVEN and not all(place.piece.opens for place in last.places))
    ):
        score += 0.6
    return score >= FULL_NAME_BAR


def _parts(key: Key) -> tuple[str, str, str]:
    """Given name, family name and suffix of a full name."""
    suffix = ""
    if len(key) > 2 and key[-1] in _SUFFIXES:
        suffix, key = key[-1].rstrip("."), key[:-1]
    return key[0], key[-1], suffix


def _join_full(form: Form, groups: list[Group], by_family: dict[str, list[Group]], raw: str) -> None:
    """Put a full name to the group that bears it under another form, or make a group."""
    given, family, suffix = _parts(form.key)
    if _is_surname_of_two(form.key):
        bearer = next((group for group in by_family.get(family, ()) if _bears(group, form.key, raw)), None)
        if bearer is not None:
            bearer.forms.append(form)
            bearer.places.extend(form.places)
            return
    gender = gender_of(form.tokens, _title_of(form, raw))
    for group in by_family.get(family, ()):
        if group.suffix == suffix and same_given(group.given, given, group.gender, gender):
            break
    else:
        group = _misspelt_full(given, family, groups, by_family) or Group()
        if not group.forms:
            group.given, group.family, group.suffix, group.gender = given, family, suffix, gender
            groups.append(group)
            by_family[family].append(group)
    if len(given) > len(group.given) and group.given.rstrip(".") == given[: len(group.given.rstrip("."))]:
        group.given = given
    group.gender = group.gender or gender
    group.forms.append(form)
    group.places.extend(form.places)


def _bears(group: Group, surname: Key, raw: str) -> bool:
    """Tell whether a full name ends in a surname of two words, printed with a capital or not."""
    ends = " ".join(surname)
    pieces = (form.places[0].piece for form in group.forms if len(form.key) > 1)
    return any(raw[piece.start : piece.end].lower().endswith(" " + ends) for piece in pieces)


def same_given(one: str, other: str, gender: str | None, other_gender: str | None) -> bool:
    """Tell whether two given names before one surname can be one: equal, an initial, or a slip of long ones.

    >>> same_given("charles", "c.", "m", None), same_given("daniel", "daniela", "m", "f")
    (True, False)
    """
    if one == other:
        return True
    if gender and other_gender and gender != other_gender:
        return False
    short, long = sorted((one.rstrip("."), other.rstrip(".")), key=len)
    if len(short) == 1 or (len(short) <= 4 and "." in short):
        return long.startswith(short[0])
    return is_misspelling(one, other)


def _misspelt_full(
    given: str, family: str, groups: list[Group], by_family: dict[str, list[Group]]
) -> Group | None:
    """The group with the same given name whose surname this one misspells."""
    compared = 0
    for group in groups:
        if group.given == given:
            compared += 1
            if is_misspelling(family, group.family):
                by_family[family].append(group)
                return group
            if compared >= _MOST_COMPARED:
                return None
    return None


def _attach_singles(
    singles: dict[str, Form],
    groups: list[Group],
    by_family: dict[str, list[Group]],
    by_given: dict[str, list[Group]],
    used: set[Key],
    raw: str,
) -> None:
    """Attach bare names to full names, then misspellings, then let strong ones stand alone."""
    by_middle: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        for word in {word for form in group.forms for word in form.key[1:-1] if len(word) > 3}:
            by_middle[word].append(group)
    rest: list[Form] = []
    for word, form in singles.items():
        bearers = (
            by_family.get(word) or by_given.get(word) or by_middle.get(word) or _half_of_double(word, groups)
        )
        if bearers is None or not bearers:
            rest.append(form)
            continue
        by_surname = word in by_family
        taken = [place for place in form.places if _fits(form, place, by_surname)]
        for place in taken:
            _most_recent(bearers, place.piece.start).places.append(place)
        if taken:
            used.add(form.key)
            for group in bearers:
                group.forms.append(form)
    alone = [form for form in rest if form.body < 1 and form.score >= SINGLE_NAME_BAR]
    names: dict[str, list[tuple[str, Group]]] = defaultdict(list)
    for group in groups:
        names[group.family[:1]].append((group.family, group))
    standing: list[Form] = []
    for form in sorted(alone, key=lambda form: -len(form.places)):
        if not _attach_misspelt(form, names, used):
            standing.append(form)
            group = Group([form], list(_human(form)), family=form.key[0], starts=[])
            group.gender = gender_of(form.tokens, _title_of(form, raw)) or _gender_of_single(form)
            groups.append(group)
            names[form.key[0][:1]].append((form.key[0], group))
            used.add(form.key)
    weak = [form for form in rest if form.key not in used and form.body < 1]
    for form in weak:
        token = form.tokens[0]
        if token.flags & (COMMON | STOP | NATION | TITLE | PLACE) or form.places[0].piece.sort is Sort.PLACE:
            continue
        _attach_misspelt(form, names, used)


def _title_of(form: Form, raw: str) -> str:
    return next((place.piece.title.of(raw) for place in form.places if place.piece.title), "")


def _gender_of_single(form: Form) -> str | None:
    bits = form.tokens[0].flags
    return {1: "f", 2: "m"}.get(bits & GIVEN) if not bits & SURNAME else None


def _half_of_double(word: str, groups: list[Group]) -> list[Group]:
    """Bearers of a surname of two words: "De Bruyne", "Rouse Ball"."""
    return [
        group for group in groups[:_MOST_COMPARED] if "-" in group.family and word in group.family.split("-")
    ]


def _fits(form: Form, place: Place, by_surname: bool) -> bool:
    """Tell whether a bare name here stands for a human being."""
    flags = form.tokens[0].flags
    if place.before in ("the", "a", "an") and not (
        by_surname and (place.after or place.piece.possessive) and not flags & PLACE
    ):
        return False
    if flags & PLACE and place.score < -0.5:
        return False
    if flags & (COMMON | STOP) and place.piece.opens and place.score <= 0 and not by_surname:
        return False
    return by_surname or not flags & (PLACE | BODY_HEAD) or place.score > 0.5


def _human(form: Form) -> list[Place]:
    return [place for place in form.places if place.score > -2.0]


def _most_recent(bearers: list[Group], start: int) -> Group:
    """The bearer whose full name stands last before a place; the first of all where none does."""
    if len(bearers) == 1:
        return bearers[0]
    best, nearest = bearers[0], -1
    for group in bearers:
        at = bisect_right(group.starts, start)
        if at and group.starts[at - 1] > nearest:
            best, nearest = group, group.starts[at - 1]
    return best


def _attach_misspelt(form: Form, names: dict[str, list[tuple[str, Group]]], used: set[Key]) -> bool:
    """Attach a form that misspells a more frequent name of the article."""
    word = form.key[0]
    for name, group in names[word[:1]][:_MOST_COMPARED]:
        times = len(form.places)
        more = len(group.places) > times or (group.given and len(group.places) == times)
        if more and times <= 3 and is_misspelling(word, name):
            group.places.extend(_human(form))
            group.forms.append(form)
            used.add(form.key)
            return True
    return False


def within(groups: list[Group], pieces: list[Piece], used: set[Key]) -> None:
    """Add people inside other names ("the Andy Warhol Foundation") who are named in full elsewhere."""
    full = {form.key: group for group in groups for form in group.forms if len(form.key) > 1}
    families = {group.family: group for group in groups if group.given}
    for piece in pieces:
        tokens = piece.tokens
        if len(tokens) == 2 and NUMERAL.match(tokens[1].text):
            continue
        if len(tokens) < 2 or piece.sort is Sort.TITLE or tuple(token.low for token in tokens) in used:
            continue
        for size in (3, 2, 1):
            if size >= len(tokens):
                continue
            key = tuple(token.low for token in tokens[:size])
            group = full.get(key) if size > 1 else families.get(key[0])
            if group is None or (size == 1 and tokens[0].flags & (PLACE | COMMON | NATION | TITLE)):
                continue
            inside = tokens[:size]
            start, end = inside[0].start, inside[-1].end
            inner = replace(piece, sort=Sort.NAME, tokens=inside, start=start, end=end, possessive=True)
            group.places.append(Place(inner, 0.0))
            break
