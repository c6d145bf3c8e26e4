"""What an article says somebody is: titles, appositions, predicates, ages, nicknames.

Each role is a piece of the article with its span. Appositions end at the next
comma or verb; a phrase counts only when its head (its last word before "of",
"at", "in" …) is the noun of a role.
"""

from __future__ import annotations

import re

from summarizers.model import Role, Span
from summarizers.people.evidence import Place
from summarizers.people.lexicon import COMMON, NATION, ROLE, STOP, TITLE, TITLE_MOD, VERB, Lexicon, word_set

HEAD_ENDS = word_set("of at in for to with from on by under over behind who which that and or")
MOST_WORDS = 16
_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*['’.]?")
_APPOSITION = re.compile(r"['’]?s?,[\"”]? (?:(?:aged )?\d{1,3}, )?(?=[\w])")
_PREDICATE = re.compile(
    r"(?: \([^)]{0,80}\))?,? (?:is|was|became|remains|as|served as|serves as)(?= (?:a|an|the) )"
)
_STRETCH = re.compile(r"[^,;:.()\[\]—–\"“”?!\n]+(?:(?<=\b[A-Z])\.[^,;:.()\[\]—–\"“”?!\n]*)*")
_BEFORE = re.compile(r"((?:[\w’'-]+[ \u00a0]){1,5})\Z")
_SET_BEFORE = re.compile(r"(?:^|[,;:—–\"“”.?!] ?|\n)([^,;:—–\"“”.?!\n]{4,90}), \Z")
_YEARS_OLD = re.compile(r"\b(\d{1,3})-year-old(?: [\w’'-]+){0,4} \Z")
_NO_ADVERBS = word_set(
    "family assembly weekly monthly yearly daily italy butterfly supply anomaly early elderly"
)
_KIN = word_set(
    "son daughter brother sister father mother wife husband widow fellow friend member partner resident"
)
_BODY_BEFORE = re.compile(r"((?:[A-Z][\w.&]* )?[A-Z][\w.&]*) \Z")
_ADDRESS = word_set("mr mrs ms miss mx dr sir dame lord lady saint st")


def phrase_head(words: list[str], lexicon: Lexicon) -> int:
    """Return the place of the role noun that heads a phrase, or -1.

    >>> from summarizers.people.lexicon import lexicon
    >>> phrase_head("a senior analyst at the institute".split(), lexicon())
    2
    """
    flags_of = lexicon.flags.get
    last = -1
    for at, word in enumerate(words[:8]):
        low = word.lower().strip(".'’")
        if low in HEAD_ENDS or flags_of(low, 0) & VERB:
            break
        last = at
    if last < 0:
        return -1
    return last if is_role_noun(words[last], lexicon) else -1


def is_role_noun(word: str, lexicon: Lexicon) -> bool:
    """Tell whether a word names what somebody is ("leader", "co-founder")."""
    low = word.lower().strip(".'’")
    if lexicon.flags.get(low, 0) & ROLE:
        return True
    return "-" in low and bool(lexicon.flags.get(low.rsplit("-", 1)[1], 0) & ROLE)


def roles_at(raw: str, place: Place, unit: Span, lexicon: Lexicon) -> list[Role]:
    """Return the roles that the words around one mention give."""
    found = [_title(raw, place, unit, lexicon)]
    end = place.piece.end
    match = _APPOSITION.match(raw, end, unit.end)
    if match is not None:
        found.append(_phrase(raw, match.end(), unit.end, lexicon))
    match = _PREDICATE.match(raw, end, unit.end)
    if match is not None and not place.piece.possessive:
        found.append(_phrase(raw, match.end() + 1, unit.end, lexicon))
    found.append(_set_before(raw, place.piece.start, unit, lexicon))
    return [role for role in found if role is not None]


def _role(raw: str, start: int, end: int) -> Role:
    return Role(text=raw[start:end], span=Span(start, end))


def _title(raw: str, place: Place, unit: Span, lexicon: Lexicon) -> Role | None:
    """Titles before the name: "Russian Lieutenant General", "mercenary chief"."""
    title = place.piece.title
    if title is not None:
        titles = title.of(raw).replace(".", "").lower().split()
        if titles[-1] in _ADDRESS or not any(lexicon.flags.get(word, 0) & (ROLE | TITLE) for word in titles):
            return None
        return _role(raw, _with_body(raw, title.start, unit, lexicon), title.end)
    start = place.piece.start
    floor = max(unit.start, start - 60)
    if start == floor or raw[start - 1] not in " \u00a0":
        return None
    tail = max(raw.rfind(" ", floor, start - 1), raw.rfind("\u00a0", floor, start - 1), floor - 1)
    last = _WORD.findall(raw, tail + 1, start - 1)
    if last and not is_role_noun(last[-1], lexicon):
        return None  # most names: the search below is slow
    before = _BEFORE.search(raw, floor, start)
    if before is None:
        return None
    words = list(_WORD.finditer(raw, before.start(), start))
    if not words or not is_role_noun(words[-1].group(), lexicon) or not words[-1].group()[0].islower():
        return None
    first = len(words) - 1
    while first > 0:
        word = words[first - 1].group()
        bits = lexicon.flags.get(word.lower(), 0)
        fits = bits & (NATION | TITLE_MOD | ROLE) or (
            word.islower() and bits & COMMON and not word.endswith("ing")
        )
        if not fits or (bits & (STOP | VERB) and not bits & TITLE_MOD):
            break
        first -= 1
    if first == len(words) - 1 and words[-1].group() in _KIN:
        return None
    return _role(raw, _with_body(raw, words[first].start(), unit, lexicon), words[-1].end())


def _with_body(raw: str, start: int, unit: Span, lexicon: Lexicon) -> int:
    """Where a title starts with the body set before it: "FBI | Director", "White House | press secretary"."""
    match = _BODY_BEFORE.search(raw, max(unit.start, start - 30), start)
    if match is None:
        return start
    name = match.group(1)
    last = name.rsplit(" ", 1)[-1]
    if name.lower() in lexicon.phrases:
        return match.start(1)
    plain = last.replace(".", "")
    if (plain.isupper() and len(plain) > 1) or last.lower() in lexicon.phrases:
        return match.end(1) - len(last)
    return start


def _phrase(raw: str, start: int, limit: int, lexicon: Lexicon) -> Role | None:
    """The noun phrase that starts here, if a role heads it."""
    stretch = _STRETCH.match(raw, start, min(limit, start + 160))
    if stretch is None:
        return None
    words: list[re.Match[str]] = []
    for match in _WORD.finditer(raw, start, stretch.end()):
        low = match.group().lower()
        if words and _is_past(low, words[-1].group().lower(), lexicon):
            break
        if words and ((lexicon.flags.get(low, 0) & VERB and low != "as") or _is_adverb(low)):
            break
        words.append(match)
        if len(words) >= MOST_WORDS:
            break
    texts = [match.group() for match in words]
    if phrase_head(texts, lexicon) < 0:
        return None
    while words and words[-1].group().lower() in HEAD_ENDS | {"the", "a", "an"}:
        words.pop()
    end = words[-1].end()
    return _role(raw, start, end)


def _is_past(low: str, before: str, lexicon: Lexicon) -> bool:
    """Tell whether a word is a verb that ends the phrase ("the head of the committee | shocked ...")."""
    if not low.endswith("ed") or len(low) < 5 or "-" in low:
        return False
    return not (before.endswith("ly") or before in HEAD_ENDS or lexicon.flags.get(before, 0) & STOP)


def _is_adverb(low: str) -> bool:
    return len(low) > 5 and low.endswith("ly") and low not in _NO_ADVERBS


def _set_before(raw: str, start: int, unit: Span, lexicon: Lexicon) -> Role | None:
    """A description before the name and a comma: "the group's leader, Yevgeny Prigozhin"."""
    if raw[start - 2 : start] != ", ":
        return None
    match = _SET_BEFORE.search(raw, max(unit.start, start - 96), start)
    if match is None:
        return None
    words = list(_WORD.finditer(raw, match.start(1), match.end(1)))
    texts = [word.group() for word in words]
    opener = next(
        (
            at
            for at, word in enumerate(texts)
            if word.lower() in ("the", "its", "his", "her", "their", "a", "an")
        ),
        -1,
    )
    if (
        opener < 0
        or opener > 3
        or phrase_head(texts[opener:], lexicon) < 0
        or raw[start : start + 1].islower()
    ):
        return None
    if any(lexicon.flags.get(text.lower(), 0) & VERB for text in texts[opener:]):
        return None
    return _role(raw, words[opener].start(), words[-1].end())


def age_before(raw: str, place: Place, unit: Span) -> int | None:
    """Return the age that "the 62-year-old mercenary chief NAME" gives."""
    start = place.piece.start if place.piece.title is None else place.piece.title.start
    if raw.find("-year-old", max(unit.start, start - 60), start) < 0:
        return None
    match = _YEARS_OLD.search(raw, max(unit.start, start - 60), start)
    return int(match.group(1)) if match and 0 < int(match.group(1)) < 120 else None
