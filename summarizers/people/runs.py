"""Runs of capitalised words, cut into pieces: what may be a name, what is a body, a place or a title.

One regular expression walks each sentence once, so the time is linear in the
text. A run is cut at possessives ("Ukraine's | Third Assault Brigade"), at
words that are never part of a name, at known phrases and after titles
("Moscow Mayor | Sergei Sobyanin").
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from summarizers.model import Article, Span
from summarizers.people.lexicon import (
    BODY_HEAD,
    COMMON,
    GIVEN,
    NATION,
    OUTLET_HEAD,
    PLACE,
    PLACE_HEAD,
    STOP,
    SURNAME,
    THING_HEAD,
    TITLE,
    TITLE_MOD,
    WEAK,
    Lexicon,
    word_set,
)
from summarizers.people.lexicon import lexicon as packaged

_UPPER = (
    "A-Z"
    + re.escape("".join(chr(c) for c in range(0xC0, 0x250) if chr(c).isupper()))
    + "\u1e00-\u1eff\u0400-\u042f"
)
_ABBREVIATED = "Gen|Lt|Col|Sgt|Maj|Capt|Sen|Rep|Gov|Dr|Mr|Mrs|Ms|Prof|Rev|Hon|St|Adm|Cmdr|Brig|Jr|Sr"
_WORD = (
    rf"(?:(?:[{_UPPER}]\.-?){{1,4}}(?![^\W\d_])"
    rf"|(?:{_ABBREVIATED})\.(?=\s|\Z)"
    rf"|(?:(?:al|el|ul|ad|as|an|ar|at|az|ash|bin|ibn|d|l)[-'’])?[{_UPPER}][^\W\d_]*(?:[-'’][^\W\d_]+)*\d?(?![^\W_]))"
)
_PARTICLE = (
    "de|da|do|dos|das|di|del|della|der|den|van|von|zu|zur|ter|ten|le|la|el|al|bin|ibn|bint|ben|abu|af|av"
)
_JOIN = rf"[ \u00a0\n](?:(?:{_PARTICLE}) ){{0,3}}"
TOKEN = re.compile(_WORD)
RUN = re.compile(rf"(?<![^\W_]){_WORD}(?:{_JOIN}{_WORD})*")
_CAPITAL = re.compile(f"[{_UPPER}]")
_LOW_OPENER = re.compile(r"(?<![^\W_])(?:al|el|ul|ad|as|an|ar|at|az|ash|bin|ibn|d|l)[-'’]\Z")
PARTICLE_BEFORE = re.compile(
    r"(?<![^\W_])(?:(?:van der|van den|van de|von der|de la|de|van|von|bin|ibn|al|el|del|di|da|du) )\Z"
)
NUMERAL = re.compile(r"(?:I{2,3}|IV|VI{0,3}|IX|XI{0,3}|XIV|XVI{0,3}|I)\Z")
_SUFFIXES = frozenset({"jr", "sr", "jr.", "sr.", "ii", "iii", "iv"})
_NAMES_TOO = word_set("will may june april august jan march summer autumn christmas love")
_PLACE_OPENERS = word_set(
    "operation project mount mt lake fort camp port cape hurricane cyclone typhoon windows san santa los"
)
_AFTER_NAMES = word_set("FRS OBE MBE CBE KBE DBE QC KC MP MEP MSP VC DSO PhD MD SJ Esq DPhil")
_COMPOUND = re.compile(
    r"-(?:led|born|style|era|like|run|wide|elect|held|made|free|only|turned|friendly|backed|[a-z]{2,}(?:ed|ing))\Z"
)
"""What makes an adjective of a name: Taiwan-based, Warhol-like."""
_COMMON_ENDINGS = (
    "ist",
    "ists",
    "tion",
    "tions",
    "ment",
    "ments",
    "ness",
    "ology",
    "ing",
    "able",
    "ical",
    "ism",
    "al",
    "ence",
    "ance",
    "ity",
    "ive",
)
"""Longer words than the list has: Scientologist, Environmental."""
_ORDINAL = re.compile(r"\d{1,4}(?:st|nd|rd|th) \Z")


class Token(NamedTuple):
    """One capitalised word, its possessive ending cut off."""

    start: int
    end: int
    text: str
    low: str
    flags: int


class Sort(Enum):
    """What a piece looks like before the whole article is known."""

    NAME = "name"
    BODY = "body"
    OUTLET = "outlet"
    ACRONYM = "acronym"
    PLACE = "place"
    TITLE = "title"
    """Titles without a name: "the Prime Minister"."""


@dataclass(slots=True)
class Piece:
    """A part of a run: words that belong together."""

    sort: Sort
    tokens: list[Token]
    start: int
    end: int
    unit: int
    """Index of the sentence (or headline) that it stands in."""
    opens: bool
    """Whether it opens the sentence or a quotation, where any word has a capital."""
    title: Span | None = None
    """The titles in capitals before it."""
    possessive: bool = False


def units_of(article: Article) -> list[Span]:
    """Return what is read: the sentences, and the headline where it is none of them."""
    spans = [sentence.span for sentence in article.sentences]
    title = article.title_span
    if title is not None and not any(span.start < title.end and title.start < span.end for span in spans[:4]):
        spans.insert(0, title)
    return spans


def find_pieces(raw: str, units: list[Span], lexicon: Lexicon) -> list[Piece]:
    """Return the pieces of every run, in order."""
    pieces: list[Piece] = []
    flags_of = lexicon.flags.get
    for index, unit in enumerate(units):
        for start, end in _runs(raw, unit.start, unit.end):
            opens = (
                start - unit.start < 2
                or raw[start - 1] in '“"‘«„(—–'
                or raw[start - 2 : start] in (": ", "— ")
            )
            if opens and " " not in (text := raw[start:end]) and flags_of(text.lower(), 0) & STOP:
                continue
            pieces.extend(_cut(raw, _tokens(raw, start, end), index, opens, lexicon))
    return pieces


def _runs(raw: str, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the runs lie: the matches of RUN, tried only where a capital stands.

    To search for one letter of a set is many times faster than to search for RUN.
    """
    while (capital := _CAPITAL.search(raw, at, end)) is not None:
        start = capital.start()
        opener = None
        if start > at and raw[start - 1] in "-'’":
            opener = _LOW_OPENER.search(raw, max(at, start - 4), start)
        run = RUN.match(raw, opener.start(), end) if opener is not None else None
        run = run or RUN.match(raw, start, end)
        if run is not None:
            yield run.span()
        at = start + 1 if run is None else run.end()


def _tokens(raw: str, start: int, end: int) -> list[tuple[Token, bool]]:
    """The words of a run, each with whether it was a possessive."""
    found = []
    for match in TOKEN.finditer(raw, start, end):
        at, behind = match.span()
        text, low, bits, possessive = _looked_up(match.group(), raw[behind : behind + 1] in ("'", "’"))
        found.append((Token(at, at + len(text), text, low, bits), possessive))
    return found


@lru_cache(maxsize=8_192)
def _looked_up(text: str, apostrophe: bool) -> tuple[str, str, int, bool]:
    """A word without its ending, in lower case, its flags, and whether it is a possessive.

    `apostrophe` tells that one stands right behind it: names come again and again.
    """
    flags = packaged().flags
    possessive = False
    if len(text) > 2 and text[-2] in "'’" and text[-1] in "sS":
        text, possessive = text[:-2], True
    elif text[-1] in "sS" and apostrophe:
        possessive = True
    compound = _COMPOUND.search(text) if "-" in text else None
    if compound and not possessive:
        text, possessive = text[: compound.start()], True
    low = sys.intern(text.lower())
    bits = flags.get(low)
    if bits is None:
        bits = flags.get(low.rstrip("."), 0) if low[-1] == "." else _hyphenated(low, flags)
    if not bits and len(low) > 10 and low.endswith(_COMMON_ENDINGS):
        bits = COMMON
    return text, low, bits, possessive


def _hyphenated(low: str, flags: dict[str, int]) -> int:
    """Flags of a word that no list has: of its parts, where a hyphen divides them."""
    if "-" not in low:
        return 0
    parts = [flags.get(part, 0) for part in low.split("-") if part]
    if not parts:
        return 0
    if all(part & (COMMON | STOP | NATION | TITLE_MOD) and not part & GIVEN for part in parts):
        return COMMON
    if (
        len(parts[0:]) > 1
        and parts[-1] & COMMON
        and not parts[-1] & (SURNAME | GIVEN)
        and not parts[0] & GIVEN
    ):
        return COMMON
    return parts[0] & GIVEN


def _cut(
    raw: str, run: list[tuple[Token, bool]], unit: int, opens: bool, lexicon: Lexicon
) -> Iterator[Piece]:
    """Cut one run at phrases, stop words and possessives."""
    held: list[Token] = []
    at = 0
    first = True
    while at < len(run):
        token, possessive = run[at]
        phrase = _phrase(run, at, opens and first, lexicon) if token.low in lexicon.longest else None
        if phrase is not None and not held:
            kind, length = phrase
            last, possessive = run[at + length - 1]
            tokens = [item for item, _ in run[at : at + length]]
            sort = {"place": Sort.PLACE, "outlet": Sort.OUTLET}.get(kind, Sort.BODY)
            yield Piece(sort, tokens, token.start, last.end, unit, opens and first, None, possessive)
            at += length
            first = False
            continue
        if token.flags & STOP and not _name_after_all(run, at, held, opens and first):
            if held:
                yield from _pieces(raw, held, unit, opens and held[0] is run[0][0], False, lexicon)
                held = []
            at += 1
            first = False
            continue
        held.append(token)
        if possessive:
            yield from _pieces(raw, held, unit, opens and held[0] is run[0][0], True, lexicon)
            held = []
        at += 1
        first = False
    if held:
        yield from _pieces(raw, held, unit, opens and held[0] is run[0][0], False, lexicon)


def _phrase(run: list[tuple[Token, bool]], at: int, opens: bool, lexicon: Lexicon) -> tuple[str, int] | None:
    """The longest known phrase that opens at a word, unless a longer name swallows it."""
    longest = min(lexicon.longest[run[at][0].low], len(run) - at)
    words = [token.low for token, _ in run[at : at + longest]]
    for length in range(longest, 0, -1):
        kind = lexicon.phrases.get(" ".join(words[:length]))
        if kind is None:
            continue
        token = run[at][0]
        follower = run[at + length][0] if at + length < len(run) and not run[at + length - 1][1] else None
        if follower is not None and follower.flags & (BODY_HEAD | OUTLET_HEAD | PLACE_HEAD) and length < 3:
            return None
        if length == 1 and token.flags & (COMMON | GIVEN | SURNAME) and token.text != token.text.upper():
            if follower is not None and not follower.flags & (TITLE | TITLE_MOD):
                return None
            if token.flags & COMMON and opens:
                return None
        if length == 1 and token.text == token.low.title() and len(token.low) < 4 and kind != "platform":
            return None
        return kind, length
    return None


def _name_after_all(run: list[tuple[Token, bool]], at: int, held: list[Token], opens: bool) -> bool:
    """Tell whether a stop word is part of a name here: "Theresa May", "Will Smith", "Norton I"."""
    token = run[at][0]
    if held and NUMERAL.match(token.text):
        titled = len(held) > 1 and bool(held[-2].flags & TITLE)
        return (len(held) == 1 or titled) and (len(token.text) > 1 or titled or bool(held[-1].flags & GIVEN))
    if token.low not in _NAMES_TOO:
        return token.low in _SUFFIXES and bool(held)
    if held:
        return bool(held[-1].flags & GIVEN) and not held[-1].flags & (COMMON | STOP)
    if at + 1 >= len(run) or run[at][1] or not token.flags & GIVEN:
        return False
    after = run[at + 1][0]
    return (bool(after.flags & SURNAME) and not after.flags & (STOP | TITLE | NATION)) or (
        not opens and not after.flags
    )


def _pieces(
    raw: str, tokens: list[Token], unit: int, opens: bool, possessive: bool, lexicon: Lexicon
) -> Iterator[Piece]:
    """Sort the words between two cuts: titles first, then a name, body or place."""
    cut = _title_end(tokens)
    title: Span | None = None
    if cut:
        title = Span(tokens[0].start, tokens[cut - 1].end)
        if cut == len(tokens):
            yield Piece(Sort.TITLE, tokens, title.start, title.end, unit, opens, None, possessive)
            return
        tokens, opens = tokens[cut:], False
    while title is None and len(tokens) > 1 and _is_lead_in(tokens, opens):
        tokens, opens = tokens[1:], False
    if len(tokens) > 2 and (inner := _inner_phrase(tokens, lexicon)):
        yield from _pieces(raw, tokens[:inner], unit, opens, False, lexicon)
        yield Piece(
            Sort.BODY, tokens[inner:], tokens[inner].start, tokens[-1].end, unit, False, None, possessive
        )
        return
    while len(tokens) > 1 and (
        tokens[-1].text.rstrip(".") in _AFTER_NAMES
        or (tokens[-1].flags & TITLE and not tokens[-1].flags & (SURNAME | GIVEN))
    ):
        tokens = tokens[:-1]
    sort = _sort(tokens, opens)
    start = tokens[0].start
    if sort is Sort.BODY and (ordinal := _ORDINAL.search(raw, max(0, start - 8), start)):
        start = ordinal.start()
    yield Piece(sort, tokens, start, tokens[-1].end, unit, opens, title, possessive)


def _inner_phrase(tokens: list[Token], lexicon: Lexicon) -> int:
    """Where a known phrase closes the words ("Jen Psaki White House"), else 0."""
    for at in range(1, len(tokens) - 1):
        if lexicon.longest.get(tokens[at].low, 0) < len(tokens) - at:
            continue
        if " ".join(token.low for token in tokens[at:]) in lexicon.phrases:
            return at
    return 0


def _title_end(tokens: list[Token]) -> int:
    """How many of the first words are titles and what belongs to them; 0 for none."""
    last = -1
    for at, token in enumerate(tokens):
        if token.flags & TITLE:
            last = at
    count = len(tokens)
    if last < 0:
        return 0
    if last == count - 1:
        titled = all(token.flags & (TITLE | TITLE_MOD | NATION | PLACE | COMMON) for token in tokens)
        if titled and not (
            count > 1 and tokens[0].flags & GIVEN and not tokens[0].flags & (TITLE | TITLE_MOD | PLACE)
        ):
            return count
        return _title_end(tokens[:-1]) if count > 2 else 0
    before = tokens[:last]
    after = tokens[last + 1]
    if after.low in _SUFFIXES:
        return 0
    named = bool(before) and before[0].flags & GIVEN and not before[0].flags & (WEAK | PLACE | COMMON | TITLE)
    if named and not after.flags & GIVEN:
        return 0
    if (
        after.flags & (BODY_HEAD | PLACE_HEAD | THING_HEAD)
        and last + 2 == count
        and not after.flags & SURNAME
    ):
        return 0
    return last + 1


def _is_lead_in(tokens: list[Token], opens: bool) -> bool:
    """Tell whether the first word only precedes a name: "Russian Vladimir Alekseev", "Conflict ..."."""
    first, second = tokens[0], tokens[1]
    if tokens[-1].flags & (BODY_HEAD | PLACE_HEAD | THING_HEAD | OUTLET_HEAD) and not (first.flags & STOP):
        return False
    if first.flags & (NATION | TITLE_MOD) and not first.flags & (GIVEN | SURNAME):
        return bool(second.flags & GIVEN or not second.flags)
    given = second.flags & GIVEN and not second.flags & (WEAK | PLACE | COMMON)
    if len(tokens) > 2 and given and first.flags & (PLACE | COMMON) and not first.flags & STOP:
        return bool(first.flags & PLACE or not first.flags & GIVEN)
    if opens and first.flags & COMMON and not first.flags & (GIVEN | PLACE | SURNAME):
        return bool(second.flags & (GIVEN | PLACE | NATION) or not second.flags & COMMON)
    return False


def _sort(tokens: list[Token], opens: bool) -> Sort:
    """What the words look like by themselves."""
    first, last = tokens[0], tokens[-1]
    if len(tokens) == 1:
        text = first.text.rstrip(".")
        plain = text.replace(".", "")
        if 2 <= len(plain) <= 6 and plain.isupper() and plain.isalpha():
            return Sort.ACRONYM
        if first.flags & PLACE and not first.flags & GIVEN:
            return Sort.PLACE
        return Sort.NAME
    if first.low in _PLACE_OPENERS:
        return Sort.PLACE
    named = (
        first.flags & GIVEN
        and not first.flags & (WEAK | PLACE | COMMON)
        and len(tokens) == 2
        and last.flags & SURNAME
    )
    heads = last.flags & (BODY_HEAD | OUTLET_HEAD | PLACE_HEAD | THING_HEAD)
    if heads and not named:
        if heads & BODY_HEAD:
            return Sort.BODY
        if heads & OUTLET_HEAD and not heads & THING_HEAD:
            return Sort.OUTLET
        return Sort.PLACE
    if first.flags & BODY_HEAD and not first.flags & (GIVEN | SURNAME) and not opens:
        return Sort.BODY
    if all(token.flags & PLACE for token in tokens) and not named:
        return Sort.PLACE
    return Sort.NAME
