"""How strongly words look like the name of a human being: hand-set weights, summed over the article.

Every form ("Vladimir Putin", "Putin") is weighed once for all its places: what
its words are by the lists, plus the best of what stands around it (a title, an
age, a verb of saying), less what speaks against it ("the", "in"). No weight was
fitted to a text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from summarizers.model import Span
from summarizers.people.lexicon import (
    BODY_HEAD,
    BODY_TAIL,
    COMMON,
    CUE,
    FEMALE,
    GIVEN,
    MALE,
    NATION,
    PLACE,
    ROLE,
    STOP,
    SURNAME,
    THING_HEAD,
    TITLE,
    TITLE_MOD,
    WEAK,
    WELL_KNOWN,
    Lexicon,
    word_set,
)
from summarizers.people.runs import NUMERAL, Piece, Sort, Token

FULL_NAME_BAR = 1.75
SINGLE_NAME_BAR = 1.45

_AGE_AFTER = re.compile(r"(?:, (?:aged )?| \()(\d{1,3})(?=[,.;)]| who\b| from\b| of\b)")
_NEXT = re.compile(r"(,? ?)([a-z’'-]+)")
_GLUED = re.compile(r"(?<!\bFitz)(?<=[a-z]{3})[A-Z]")
"""Two words run together by a broken page: "TrumpGOP"."""
_NO_NAME = re.compile(
    r"[a-z]{2}ans\Z|\A(?:Jr|Sr|Ret)\.?\Z|(?<=[a-z]{3})[A-Z]|\A(?!(?:Al|El|Abu|Ben|Bin)-)[A-Z]\w{2,}-[A-Z]\w{2,}"
)
"""Peoples (Missourians), pairs (Merriam-Webster) and leftovers (Jr.)."""
_PREVIOUS = re.compile(r"([^\W_]+(?:[’'-][^\W_]+)*)[ \u00a0]\Z")
_PLACE_WORDS = word_set("in at near from into outside inside around across throughout toward towards to")
_DETERMINERS = word_set("the a an this that these those every each")


@dataclass(slots=True)
class Place:
    """One place of a form and what surrounds it."""

    piece: Piece
    score: float
    age: int | None = None
    before: str = ""
    after: str = ""


@dataclass(slots=True)
class Form:
    """All places of one form in the article."""

    key: tuple[str, ...]
    places: list[Place] = field(default_factory=list)
    words: float = 0.0
    """What the words themselves say."""
    body: float = 0.0
    """How often what follows shows a body ("Wagner fighters")."""

    @property
    def tokens(self) -> list[Token]:
        """The words as first printed."""
        return self.places[0].piece.tokens

    @property
    def score(self) -> float:
        """Words plus the best surroundings, less a part of the worst."""
        scores = [place.score for place in self.places]
        best, worst = max(scores), min(scores)
        score = self.words + best + (0.3 * worst if worst < 0 < best else 0.0)
        named = self.tokens[0].flags & GIVEN or worst > -2.0
        if best > 0 and named and len(scores) > 2 and self.words > 0.1 and sum(scores) > -0.3 * len(scores):
            score += min(1.2, 0.25 * (len(scores) - 2))
        return score

    @property
    def titled(self) -> bool:
        """Whether a title stands before it anywhere."""
        return any(place.piece.title is not None for place in self.places)


def gather(
    raw: str, units: list[Span], pieces: Iterable[Piece], lexicon: Lexicon
) -> dict[tuple[str, ...], Form]:
    """Return the forms that may name a human being, by their lower-case words."""
    forms: dict[tuple[str, ...], Form] = {}
    for piece in pieces:
        if piece.sort is not Sort.NAME and not (piece.sort is Sort.PLACE and len(piece.tokens) == 1):
            continue
        tokens = piece.tokens
        if len(tokens) == 1 and tokens[0].flags & (NATION | STOP) and not tokens[0].flags & GIVEN:
            continue
        if len(tokens) == 2 and NUMERAL.match(tokens[1].text):
            tokens = tokens[:1]
        key = tuple([token.low for token in tokens])
        form = forms.get(key)
        if form is None:
            form = forms[key] = Form(key)
            form.words = _full(tokens) if len(tokens) > 1 else _single(tokens[0])
        place = _around(raw, units[piece.unit], piece, lexicon)
        form.places.append(place)
        tail = lexicon.flags.get(place.after, 0)
        if tail & BODY_TAIL and not piece.possessive:
            form.body += 1
    return forms


def _full(tokens: list[Token]) -> float:
    """Weight of two words or more."""
    first, last = tokens[0], tokens[-1]
    if last.low.rstrip(".") in ("jr", "sr") or (len(tokens) > 2 and last.text in ("II", "III", "IV")):
        last = tokens[-2]
    score = _given(first)
    family = _family(last)
    if first.flags & GIVEN and not first.flags & (WEAK | PLACE):
        least = -2.0 if last.flags & (NATION | STOP) else -0.9 if first.flags & COMMON else -0.6
        family = max(family, least)
    if first.low == last.low:
        score -= 1.0
    score += family
    if len(tokens) > 4:
        score -= 1.0
    elif len(tokens) < 4:
        score += 0.3
    for token in tokens[1:-1]:
        if len(token.text.rstrip(".")) == 1 or "." in token.text[:-1]:
            score += 1.2
        elif token.flags & GIVEN:
            score += 0.4
        elif token.flags & (COMMON | STOP | NATION):
            score -= 1.5
    if any(second.start - one.end > 1 for one, second in itertools.pairwise(tokens)):
        score += 0.7
    if all(token.text.isupper() and len(token.text) > 2 for token in tokens):
        score -= 1.0
    return score


def _given(token: Token) -> float:
    flags = token.flags
    if _GLUED.search(token.text):
        return -2.5
    if token.text.endswith(".") or (len(token.text) < 3 and token.text.isupper()):
        return 1.6 if "." in token.text or len(token.text) == 1 else 0.6
    if flags & GIVEN:
        score = 1.4 if flags & WEAK else 2.3
        if flags & COMMON:
            score -= 0.4 if not flags & WEAK else 0.9
        if flags & PLACE:
            score -= 0.5
        return score
    if flags & (NATION | STOP):
        return -3.0
    if flags & (TITLE | TITLE_MOD) and flags & COMMON:
        return -2.0
    if flags & PLACE:
        return -1.5
    if flags & COMMON:
        return -1.5 if not flags & SURNAME else -0.6
    return 0.5


def _family(token: Token) -> float:
    flags = token.flags
    if _GLUED.search(token.text):
        return -2.5
    if flags & WELL_KNOWN:
        return 1.0
    if flags & SURNAME and flags & PLACE:
        return 0.3
    if flags & SURNAME:
        return 0.2 if flags & COMMON and not flags & GIVEN else 1.0
    if flags & GIVEN:
        return 0.6 if not flags & COMMON else -0.8
    if flags & (NATION | STOP | THING_HEAD | BODY_HEAD):
        return -2.5
    if flags & COMMON:
        return -1.8
    if flags & PLACE:
        return -0.8
    return 1.0 if len(token.text) > 2 else 0.3


def _single(token: Token) -> float:
    """Weight of one word."""
    flags = token.flags
    if flags & (STOP | NATION | TITLE | BODY_HEAD | THING_HEAD) or _NO_NAME.search(token.text):
        return -2.5
    if flags & COMMON:
        return -0.4 if flags & GIVEN and not flags & WEAK else -2.0
    if flags & PLACE:
        return -0.8 if flags & GIVEN and not flags & WEAK else -2.0
    if len(token.text) < 3 or any(letter.isdigit() for letter in token.text):
        return -1.0
    if flags & GIVEN:
        score = 0.5 if flags & WEAK else 1.5
        return max(score, 1.5) if flags & WELL_KNOWN else score
    if flags & WELL_KNOWN:
        return 1.5
    return 0.4 if flags & SURNAME else 0.2


def _around(raw: str, unit: Span, piece: Piece, lexicon: Lexicon) -> Place:
    """Weigh what stands before and after one place."""
    flags_of = lexicon.flags.get
    score = 0.0
    start = piece.start if piece.title is None else piece.title.start
    floor = max(unit.start, start - 24)
    previous = _PREVIOUS.search(raw, max(floor, raw.rfind(" ", floor, max(floor, start - 1))), start)
    before = previous.group(1).lower() if previous else ""
    if piece.title is not None:
        score += 2.5
    elif before in _DETERMINERS:
        first = piece.tokens[0].flags
        score -= 1.8 if len(piece.tokens) > 1 and first & GIVEN and not first & (WEAK | PLACE) else 3.0
    elif before in _PLACE_WORDS:
        score -= 1.0 if before != "to" and before != "from" else 0.2
    elif before in ("by", "with", "and", "mr", "mrs", "ms", "dr"):
        score += 0.3
    elif before and flags_of(before, 0) & ROLE:
        score += 1.5
    age = _AGE_AFTER.match(raw, piece.end, unit.end)
    years = int(age.group(1)) if age and 9 < int(age.group(1)) < 112 else None
    if years is not None:
        score += 2.2
    after = ""
    following = _NEXT.match(
        raw, piece.end + 2 if piece.possessive else piece.end, min(unit.end, piece.end + 24)
    )
    if following and following.group(1):
        after = following.group(2)
        bits = flags_of(after, 0)
        if bits & CUE:
            score += 1.0
        elif bits & BODY_TAIL and following.group(1) == " ":
            score -= 1.5
        elif following.group(1) == " " and after.endswith("ed") and bits & COMMON and not piece.possessive:
            score += 0.4
        elif following.group(1) == " " and bits & COMMON and not bits & (STOP | CUE) and not piece.possessive:
            score -= 0.2
        after = after if following.group(1) == " " else ""
    if piece.possessive:
        score += 0.3
    return Place(piece, score, years, before, after)


def gender_of(tokens: list[Token], title: str) -> str | None:
    """Return "f" or "m" where the title or the given name tells, else None."""
    words = title.lower().replace(".", "").split()
    if {"mr", "sir", "king", "prince", "lord", "father", "duke", "chairman", "spokesman"} & set(words):
        return "m"
    if {
        "mrs",
        "ms",
        "miss",
        "queen",
        "princess",
        "lady",
        "dame",
        "duchess",
        "chairwoman",
        "spokeswoman",
    } & set(words):
        return "f"
    if len(tokens) < 2:
        return None
    bits = tokens[0].flags & GIVEN
    return {FEMALE: "f", MALE: "m"}.get(bits)
