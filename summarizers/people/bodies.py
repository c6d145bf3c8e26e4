"""Bodies: organisations, agencies, armed groups, outlets, with their short forms and abbreviations."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from summarizers.model import Span
from summarizers.people.evidence import Form, Place
from summarizers.people.lexicon import (
    BODY_HEAD,
    COMMON,
    CUE,
    GIVEN,
    LOW_HEAD,
    NATION,
    PLACE,
    STOP,
    Lexicon,
    word_set,
)
from summarizers.people.runs import Piece, Sort

Key = tuple[str, ...]
_OF = re.compile(r" (?:of|for|on)(?: the)? \Z| at \Z")
_LOW_BODY = re.compile(r" (?:([a-z-]+) )?([a-z]+)\b")
_NO_OUTLETS = word_set(
    "fake early late breaking big previous local other more latest top good bad true false sad great"
)
_SMALL = word_set("of the for and on in at a an & de la")


@dataclass(slots=True)
class Body:
    """The forms of one body."""

    key: Key
    spans: list[Span] = field(default_factory=list)
    outlet: bool = False


def join_of(raw: str, pieces: list[Piece]) -> list[Piece]:
    """Join "Ministry" and "Defence" in "Ministry of Defence"; other pieces stay as they are."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.unit == piece.unit
            and not last.possessive
            and 3 < piece.start - last.end < 10
        ):
            heads = last.tokens[-1].flags | (last.tokens[0].flags if last.sort is Sort.BODY else 0)
            between = raw[last.end : piece.start]
            if (
                ((heads & BODY_HEAD and _OF.match(between)) or _goes_on(last, piece, between))
                and last.sort in (Sort.BODY, Sort.NAME, Sort.OUTLET)
                and len(last.tokens) + len(piece.tokens) < 9
                and piece.title is None
            ):
                joined[-1] = replace(
                    last,
                    sort=Sort.BODY,
                    tokens=last.tokens + piece.tokens,
                    end=piece.end,
                    possessive=piece.possessive,
                )
                continue
        joined.append(piece)
    return joined


def _goes_on(last: Piece, piece: Piece, between: str) -> bool:
    """Tell whether "and" joins plain words of one name: "Center for Strategic and International Studies"."""
    if (
        between != " and "
        or last.sort is not Sort.BODY
        or (piece.sort is not Sort.NAME and piece.tokens[-1].low != "services")
        or len(last.tokens) < 2
    ):
        return False
    words = (last.tokens[-1], *piece.tokens)
    return all(token.flags & (COMMON | NATION) and not token.flags & (GIVEN | PLACE) for token in words)


def find_bodies(
    raw: str, units: list[Span], pieces: list[Piece], forms: dict[Key, Form], used: set[Key], lexicon: Lexicon
) -> list[Body]:
    """Return the bodies; `used` are the forms already known as human beings."""
    bodies: dict[Key, Body] = {}
    acronyms: list[Piece] = []
    for piece in pieces:
        if piece.sort is Sort.OUTLET and piece.tokens[0].low in _NO_OUTLETS:
            continue
        if piece.sort is Sort.ACRONYM:
            acronyms.append(piece)
        elif piece.sort in (Sort.BODY, Sort.OUTLET):
            _add(bodies, raw, piece, lexicon)
    _bare_names(raw, units, bodies, forms, used, lexicon)
    initials = {_initials(body.key): body for body in bodies.values() if len(body.key) > 1}
    _acronyms(raw, acronyms, bodies, initials, lexicon)
    for short, names in lexicon.abbreviations.items():
        if (short,) in bodies:
            for name in names:
                full = bodies.get(tuple(name.split()))
                if full is not None:
                    initials[short] = full
    return _merged(bodies, initials)


def _key(piece: Piece) -> Key:
    words = [token.low for token in piece.tokens]
    if len(words) == 1:
        return (words[0].replace(".", ""),)
    return tuple(words[1:] if words[0] == "the" else words)


def _add(bodies: dict[Key, Body], raw: str, piece: Piece, lexicon: Lexicon) -> None:
    key = _key(piece)
    phrase = lexicon.phrases.get(
        " ".join(token.low for token in piece.tokens), lexicon.phrases.get(" ".join(key))
    )
    outlet = piece.sort is Sort.OUTLET or phrase == "outlet"
    start = piece.start
    if not outlet and piece.tokens[0].low == "the" and len(piece.tokens) > 1:
        start = piece.tokens[1].start
    body = bodies.setdefault(key, Body(key))
    body.outlet = body.outlet or outlet
    body.spans.append(Span(start, piece.end))


def _bare_names(
    raw: str,
    units: list[Span],
    bodies: dict[Key, Body],
    forms: dict[Key, Form],
    used: set[Key],
    lexicon: Lexicon,
) -> None:
    """Names shown to be bodies by what follows ("Wagner fighters"), and their short forms."""
    heads = {key[0] for key in bodies if len(key) == 2}
    for key, form in forms.items():
        first = form.tokens[0]
        if key in used or len(key) > 2 or first.flags & (NATION | STOP | PLACE):
            continue
        if first.flags & COMMON and all(place.piece.opens for place in form.places):
            continue
        if len(key) == 2 and form.tokens[0].flags & BODY_HEAD:
            continue
        ends = {
            id(place): _low_end(raw, place, units[place.piece.unit].end, lexicon) for place in form.places
        }
        shown = form.body + sum(1 for end in ends.values() if end)
        if shown < 1 and not (key[0] in heads and len(key) == 1):
            continue
        body = bodies.setdefault(key, Body(key))
        for place in form.places:
            body.spans.append(Span(place.piece.start, ends[id(place)] or place.piece.end))


def _low_end(raw: str, place: Place, limit: int, lexicon: Lexicon) -> int:
    """Where "Wagner mercenary group" ends, or 0 where no such word follows."""
    piece = place.piece
    if piece.possessive:
        return 0
    match = _LOW_BODY.match(raw, piece.end, min(limit, piece.end + 40))
    if match is None:
        return 0
    one, two = match.group(1), match.group(2)
    flags_of = lexicon.flags.get
    if one and flags_of(one, 0) & LOW_HEAD:
        return match.end(1)
    if flags_of(two, 0) & LOW_HEAD and not (one and flags_of(one, 0) & STOP):
        return match.end(2)
    return 0


def _initials(key: Key) -> str:
    letters = (word.replace(".", "") if "." in word else word[0] for word in key if word not in _SMALL)
    return "".join(letters)


def _acronyms(
    raw: str, pieces: list[Piece], bodies: dict[Key, Body], initials: dict[str, Body], lexicon: Lexicon
) -> None:
    """Abbreviations that stand for a body of the article, are introduced in brackets, or used like one."""
    places: dict[str, list[Piece]] = {}
    for piece in pieces:
        places.setdefault(piece.tokens[0].low.replace(".", ""), []).append(piece)
    for low, found in places.items():
        if low in lexicon.not_bodies or len(low) < 2:
            continue
        known = low in initials or lexicon.flags.get(low, 0) == 0
        shown = low in initials
        for piece in found:
            before, after = raw[max(0, piece.start - 4) : piece.start], raw[piece.end : piece.end + 16]
            shown = shown or (before.endswith("(") and after.startswith(")") and known)
            shown = shown or (known and before.lower() == "the ")
            word = re.match(r" ([a-z]+)", after)
            shown = shown or (known and word is not None and bool(lexicon.flags.get(word.group(1), 0) & CUE))
        if shown:
            body = bodies.setdefault((low,), Body((low,)))
            body.spans.extend(Span(piece.start, piece.end) for piece in found)


def _merged(bodies: dict[Key, Body], initials: dict[str, Body]) -> list[Body]:
    """Put abbreviations and short forms to their full names."""
    short_of: dict[str, Body] = {}
    for key, body in bodies.items():
        if len(key) == 2 and not body.outlet:
            short_of.setdefault(key[0], body)
    kept: list[Body] = []
    for key, body in bodies.items():
        whole = None
        if len(key) == 1:
            whole = short_of.get(key[0]) or initials.get(key[0].replace(".", ""))
        if whole is None or whole is body or bodies.get(whole.key) is not whole:
            kept.append(body)
            continue
        whole.spans.extend(body.spans)
        whole.outlet = whole.outlet or body.outlet
    return kept
