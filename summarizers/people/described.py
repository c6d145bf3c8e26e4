"""Descriptions that point at somebody of the article ("the Wagner chief"), nicknames, and he or she."""

from __future__ import annotations

import re
from bisect import bisect_right

from summarizers.model import Role, Span
from summarizers.people.lexicon import CUE, NATION, ROLE, STOP, VERB, Lexicon, word_set
from summarizers.people.resolve import Group
from summarizers.people.roles import HEAD_ENDS, is_role_noun

_DEFINITE = re.compile(
    r"[A-Zt](?<!\w.)(?:(?<=[Tt])he|(?<=[A-Z])[\w-]{1,60}['’]s) ((?:[\w’'-]{1,60} ){0,4}[a-z][\w-]+)"
)
"""The first letter stands in front of the word boundary: the search then skips all other letters at once."""
_EPITHETS = word_set(
    "once onetime one-time erstwhile embattled disgraced outspoken self-styled jailed exiled"
)
_TO_WHOM = re.compile(r" (?:to|of) (?:[\w’'.-]+ ){0,4}?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*(?= ([a-z]+))")
_NICKNAME = re.compile(
    r"\b(?:known as|nicknamed|dubbed"
    r"|(?:earned|given|gained|won|got|acquired|received) (?:him |her |himself |herself )?the "
    r"(?:title|nickname|moniker|name|sobriquet|epithet)(?: of)?),? (?:the )?[\"“‘'']"
)
_OPENING = re.compile(r" [\"“‘']")
"""Ends a match of _NICKNAME; most sentences have none."""
_CLOSING = re.compile(r"[^\"”“\n]{2,60}?(?=[,.]?[\"”’](?!\w))")
_PRONOUN = re.compile(r"\b(he|his|him|himself|she|her|hers|herself)\b", re.IGNORECASE)
_SAME_HEAD = {
    "defense": "defence",
    "boss": "chief",
    "leader": "chief",
    "head": "chief",
    "spokeswoman": "spokesman",
}

Roles = dict[int, list[Role]]
"""Roles by the place of their bearer among the groups."""


def _words(text: str) -> set[str]:
    return {
        _SAME_HEAD.get(word, word)
        for word in re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower().replace("’s", ""))
    }


class Mentions:
    """All places of all groups in the order of the text, for "who was named last"."""

    def __init__(self, groups: list[Group]) -> None:
        ordered = sorted((place.piece.start, at) for at, group in enumerate(groups) for place in group.places)
        self.starts = [start for start, _ in ordered]
        self.bearers = [at for _, at in ordered]

    def before(self, start: int) -> int:
        """The bearer named last before a place, or -1."""
        at = bisect_right(self.starts, start - 1)
        return self.bearers[at - 1] if at else -1


def definite_roles(
    raw: str, units: list[Span], groups: list[Group], roles: Roles, mentions: Mentions, lexicon: Lexicon
) -> Roles:
    """Return descriptions with the one whom they can only mean; a description of two stays unresolved."""
    heads: dict[str, list[tuple[int, set[str]]]] = {}
    for bearer, found in roles.items():
        for role in found:
            said = _words(role.text)
            for word in said:
                if lexicon.flags.get(word, 0) & ROLE:
                    heads.setdefault(word, []).append((bearer, said))
    added: Roles = {}
    taken = {role.span.start for found in roles.values() for role in found}
    for unit in units:
        for match in _DEFINITE.finditer(raw, unit.start, unit.end):
            words: list[str] = match.group(1).split()
            size = _head_length(words, lexicon)
            if not size or match.start() in taken or match.start(1) in taken:
                continue
            end = match.start(1) + len(" ".join(words[:size]))
            if raw[end : end + 1] not in " ,.;:'’)—”\"\n" or raw[end + 1 : end + 2].isupper():
                continue
            resolved = _whom(raw, match, end, words[:size], heads, mentions, lexicon)
            if resolved is None:
                continue
            bearer, span = resolved
            added.setdefault(bearer, []).append(Role(text=span.of(raw), span=span))
            last = words[size - 1].lower()
            heads.setdefault(_SAME_HEAD.get(last, last), []).append((bearer, _words(span.of(raw))))
    return added


def _names_only(text: str, asked: set[str], lexicon: Lexicon) -> bool:
    """Tell whether what qualifies a description are names ("the Wagner chief"), not kinds or nations."""
    printed = {word.lower() for word in re.findall(r"\b[A-Z][\w-]*", text[1:])}
    return asked <= printed and not any(lexicon.flags.get(word, 0) & NATION for word in asked)


def _head_length(words: list[str], lexicon: Lexicon) -> int:
    """How many of the words make a description ended by a role noun; 0 for none."""
    length = 0
    for at, word in enumerate(words, 1):
        low = word.lower()
        bits = lexicon.flags.get(low, 0)
        if low in HEAD_ENDS or (bits & (VERB | STOP) and low not in _EPITHETS and not bits & ROLE):
            break
        # Plain letters need no second look: one word in fifty has a sign that is_role_noun takes off.
        if (bits & ROLE or (not word.isalpha() and is_role_noun(word, lexicon))) and word.islower():
            length = at
    return length


def _whom(
    raw: str,
    match: re.Match[str],
    end: int,
    words: list[str],
    heads: dict[str, list[tuple[int, set[str]]]],
    mentions: Mentions,
    lexicon: Lexicon,
) -> tuple[int, Span] | None:
    head = _SAME_HEAD.get(words[-1].lower(), words[-1].lower())
    before = mentions.before(match.start())
    known = heads.get(head)
    if known:
        asked = _words(match.group()[: end - match.start()]) - {head, "the", "once", "former", "then"}
        scores: dict[int, int] = {}
        for bearer, has in known:
            scores[bearer] = max(scores.get(bearer, 0), len(asked & has))
        best = max(scores.values())
        bearers = [bearer for bearer, score in scores.items() if score == best]
        fits = best or not asked or (bearers[0] == before and _names_only(match.group(), asked, lexicon))
        if len(bearers) == 1 and fits:
            return bearers[0], Span(match.start(), end)
        return None
    if before < 0 or words[0].lower() not in _EPITHETS:
        return None
    whom = _TO_WHOM.match(raw, end)
    following = whom.group(1) if whom else ""
    if whom and lexicon.flags.get(following, 0) & (CUE | VERB):
        return before, Span(match.start(1), whom.end())
    return None


def nicknames(
    raw: str, units: list[Span], groups: list[Group], described: Roles, mentions: Mentions
) -> Roles:
    """Return names in marks that others gave ("earned the title of “Putin’s chef”") with their bearers."""
    found: Roles = {}
    pointers = sorted((role.span.start, bearer) for bearer, roles in described.items() for role in roles)
    for unit in units:
        if _OPENING.search(raw, unit.start, unit.end) is None:
            continue
        for match in _NICKNAME.finditer(raw, unit.start, unit.end):
            name = _CLOSING.match(raw, match.end(), unit.end)
            if name is None:
                continue
            text = name.group().rstrip(",. ")
            lowered = text.lower()
            named = [(start, b) for start, b in zip(mentions.starts, mentions.bearers, strict=True)]
            low, high = bisect_right(named, (unit.start - 1, -1)), bisect_right(named, (match.start(), -1))
            known = named[low:high] + [item for item in pointers if unit.start <= item[0] < match.start()]
            fitting = [
                item
                for item in sorted(known)
                if not groups[item[1]].family or groups[item[1]].family not in lowered
            ]
            pointed = [item for item in fitting if item in pointers]
            choice = pointed or fitting
            bearer = choice[-1][1] if choice else -1
            if bearer >= 0:
                span = Span(match.end(), match.end() + len(text))
                found.setdefault(bearer, []).append(Role(text=text, span=span))
    return found


def gender_by_pronoun(raw: str, units: list[Span], groups: list[Group]) -> None:
    """Set the gender of those named alone in a sentence that goes on with he or she, if all such agree."""
    alone: dict[int, set[int]] = {}
    for at, group in enumerate(groups):
        for place in group.places:
            alone.setdefault(place.piece.unit, set()).add(at)
    votes: dict[int, dict[str, int]] = {}
    for unit, named in alone.items():
        if len(named) != 1:
            continue
        (at,) = named
        last = max(place.piece.end for place in groups[at].places if place.piece.unit == unit)
        match = _PRONOUN.search(raw, last, units[unit].end)
        if match:
            gender = "m" if match.group(1).lower().startswith("hi") or match.group(1).lower() == "he" else "f"
            tally = votes.setdefault(at, {})
            tally[gender] = tally.get(gender, 0) + 1
    for at, tally in votes.items():
        ((gender, times), *others) = tally.items()
        if not others and (times > 1 or groups[at].gender is None):
            groups[at].gender = gender
