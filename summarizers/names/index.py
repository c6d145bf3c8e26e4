"""The resolver: who is meant by a name, under any spelling, order or alphabet.

Words of names are indexed by letter trigrams of their sound and by their
consonants. A query word finds the words most like it, these find the names that
bear them, and the best fifty are aligned word by word. Everything is kept in
memory and grows one name at a time; no database is involved.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import Enum
from itertools import chain, pairwise

from summarizers.names.fold import fold_name, skeleton, sounds
from summarizers.names.likeness import PARTICLES, align, word_likeness

MOST_WORDS = 8
"""Words of a query or a form that are looked at."""
SIMILAR_WORDS = 25
CANDIDATES = 50
CROWD, CROWDED_WORDS = 4_000, 12
"""Names that a word may bring before only its nearest spellings count."""
CLEAR = 0.76
"""A score from here on is an answer, not a guess."""
MARGIN = 0.07
"""How far the best must stand before the second to be the only answer."""
NEAR = 0.58
"""Below this nothing is worth suggesting."""
PRIOR_RATIO = 3.0
"""How many times more often the best known bearer of a surname is named to be taken without asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One bearer that a query may mean."""

    id: int
    score: float
    """0 to 1; 1 is an exact alias."""
    form: str
    """The stored form that matched best, as added."""


class Outcome(Enum):
    """How clear a lookup was."""

    ONE = "one"
    CHOICE = "choice"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What a query found: `matches` holds one, up to `limit` choices, or (NOTHING) the nearest to suggest."""

    outcome: Outcome
    matches: tuple[Match, ...]


@dataclass(slots=True)
class _Entry:
    person: int
    form: str
    words: tuple[str, ...]
    weight: float
    description: bool


class NameIndex:
    """Finds the bearer of a name under any spelling; incremental, in memory.

    >>> index = NameIndex()
    >>> index.add(1, "Sergei Shoigu", 3)
    >>> index.lookup("shoygu").matches[0].id
    1
    """

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._next = 0
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._of_person: dict[int, set[int]] = defaultdict(set)
        self._bearers: dict[str, list[int]] = {}
        self._grams: dict[str, list[str]] = defaultdict(list)
        self._weight: dict[int, float] = defaultdict(float)

    def __len__(self) -> int:
        """Number of forms."""
        return len(self._entries)

    def add(self, person_id: int, form: str, weight: float = 1.0) -> None:
        """Make `form` a name of `person_id`; adding it again adds to its weight (the number of mentions).

        Names, nicknames and roles ("Wagner chief") are all forms; one with small words in it is taken
        for a description, which must be met whole. A form without letters is passed over.
        """
        key = fold_name(form)
        if not key:
            return
        self._weight[person_id] += weight
        for number in self._exact[key]:
            entry = self._entries[number]
            if entry.person == person_id:
                entry.weight += weight
                return
        words = tuple(key.split()[:MOST_WORDS])
        number = self._next
        self._next += 1
        self._entries[number] = _Entry(person_id, form, words, weight, _is_description(form))
        self._exact[key].append(number)
        self._of_person[person_id].add(number)
        for word in {*words, *_joined(words)}:
            bearers = self._bearers.get(word)
            if bearers is None:
                bearers = self._bearers[word] = []
                for gram in _grams(word):
                    self._grams[gram].append(word)
            bearers.append(number)

    def remove(self, person_id: int, form: str | None = None) -> None:
        """Forget one form of a person, or (None) the person; forgetting the unknown is no error."""
        wanted = None if form is None else fold_name(form)
        for number in sorted(self._of_person.get(person_id, ())):
            entry = self._entries[number]
            key = fold_name(entry.form)
            if wanted is not None and key != wanted:
                continue
            self._exact[key].remove(number)
            if not self._exact[key]:
                del self._exact[key]
            for word in {*entry.words, *_joined(entry.words)}:
                self._bearers[word].remove(number)
            self._of_person[person_id].discard(number)
            self._weight[person_id] -= entry.weight
            del self._entries[number]
        if not self._of_person.get(person_id):
            self._of_person.pop(person_id, None)
            self._weight.pop(person_id, None)

    def rank(self, query: str, limit: int = 3) -> tuple[Match, ...]:
        """Return the bearers most likely meant, best first, however unlikely."""
        key = fold_name(query)
        words = tuple(key.split()[:MOST_WORDS])
        if not words:
            return ()
        best: dict[int, tuple[float, int]] = {}
        for number in self._exact.get(key, ()):
            person = self._entries[number].person
            best[person] = max(best.get(person, (0.0, 0)), (1.0, number))
        for number in self._candidates(words):
            entry = self._entries[number]
            score = min(0.999, self._score(words, entry))
            best[entry.person] = max(best.get(entry.person, (0.0, 0)), (score, number))
        ranked = heapq.nsmallest(
            limit, best.items(), key=lambda item: (-round(item[1][0], 3), -self._weight[item[0]], item[0])
        )
        return tuple(
            Match(id=person, score=round(score, 4), form=self._entries[number].form)
            for person, (score, number) in ranked
        )

    def lookup(self, query: str, limit: int = 3) -> Lookup:
        """Return who is meant; any text gives an answer.

        One bearer where the best stands clear, or where a surname's best known bearer is named
        much more often than the next; else the choices; else nothing, with the nearest names.
        """
        ranked = self.rank(query, limit=max(limit, 3) + 5)
        if not ranked or ranked[0].score < CLEAR:
            near = tuple(match for match in ranked[:limit] if match.score >= NEAR)
            return Lookup(outcome=Outcome.NOTHING, matches=near)
        close = [
            match for match in ranked if match.score >= ranked[0].score - MARGIN and match.score >= CLEAR
        ]
        if ranked[0].score == 1.0:
            close = [match for match in ranked if match.score == 1.0]
        if len(close) == 1 or self._outweighs(query, close):
            return Lookup(outcome=Outcome.ONE, matches=tuple(close[:1]))
        return Lookup(outcome=Outcome.CHOICE, matches=tuple(close[:limit]))

    def _outweighs(self, query: str, close: list[Match]) -> bool:
        """Tell whether the first bears the whole query as surname and is far better known than all others."""
        words = fold_name(query).split()
        if len(words) == 1 and not all(_is_surname(words[0], match.form) for match in close):
            return False
        most = max(self._weight[match.id] for match in close[1:])
        return self._weight[close[0].id] >= PRIOR_RATIO * most

    def _similar(self, word: str) -> list[tuple[float, str]]:
        """The indexed words most like one, best first."""
        grams = self._grams
        lists = [grams[gram] for gram in _grams(word) if gram in grams]
        counts = Counter(chain.from_iterable(lists))
        size = len(sounds(word)) + 2
        floor = max(counts.values(), default=0) * 0.38
        ratios = [
            (count / (size + len(other) + 2), other) for other, count in counts.items() if count > floor
        ]
        promising = [other for _, other in heapq.nlargest(SIMILAR_WORDS * 2, ratios)]
        liked = [(word_likeness(word, other), other) for other in promising]
        if word in self._bearers and word not in counts:
            liked.append((1.0, word))
        return heapq.nlargest(SIMILAR_WORDS, [pair for pair in liked if pair[0] > 0.5])

    def _candidates(self, words: tuple[str, ...]) -> list[int]:
        """The entries that share most with the query by their single words."""
        found: list[tuple[int, float, list[tuple[float, str]]]] = []
        telling = [word for word in words if word not in PARTICLES and len(word) > 1] or list(words)
        for word in {*telling, *(_joined(words) if len(words) < 5 else ())}:
            similar = self._similar(word)
            load = sum(len(self._bearers[other]) for _, other in similar)
            found.append((load, self._rarity(word), similar))
        totals: dict[int, float] = {}
        for position, (load, rarity, similar) in enumerate(sorted(found, key=lambda item: item[0])):
            if position and load > CROWD:
                similar = similar[:CROWDED_WORDS]
            worths: dict[int, float] = {}
            for likeness, other in reversed(similar):
                worths.update(dict.fromkeys(self._bearers[other], likeness * likeness * rarity))
            for number in totals.keys() & worths.keys():
                worths[number] += totals[number]
            totals.update(worths)
        entries = self._entries
        floor = max(totals.values(), default=0.0) * 0.55
        kept = [
            (total - 0.15 * len(entries[number].words), self._weight[entries[number].person], -number)
            for number, total in totals.items()
            if total >= floor
        ]
        return [-number for _, _, number in heapq.nlargest(CANDIDATES, kept)]

    def _rarity(self, word: str) -> float:
        bearers = len(self._bearers.get(word, ()))
        rarity = math.log(2.0 + len(self._entries) / (1.0 + bearers))
        return rarity * (0.3 if word in PARTICLES else 1.0)

    def _score(self, query: tuple[str, ...], entry: _Entry) -> float:
        """How well a name answers a query: all its words, most of the name's."""
        name = entry.words
        pairs = align(query, name)
        asked = [0.25 if word in PARTICLES else 0.5 if len(word) == 1 else 1.0 for word in query]
        borne = [0.25 if word in PARTICLES else 0.5 if len(word) == 1 else 1.0 for word in name]
        got = sum(asked[i] * likeness for i, _, likeness in pairs) / sum(asked)
        whole = sum(borne[j] * likeness for _, j, likeness in pairs) / sum(borne)
        share = 0.5 if entry.description or len(query) > len(name) > 1 else 0.18
        score = (1 - share) * got + share * whole
        if len(query) != len(name) or score < 0.8:
            compact = word_likeness("".join(query), "".join(name))
            score = max(score, 0.97 * compact)
        order = [j for _, j, _ in sorted(pairs)]
        if order != sorted(order):
            score -= 0.01
        return score


def _is_description(form: str) -> bool:
    """Tell whether a form is no proper name: it has a small word of four letters or more ("Wagner chief")."""
    return any(len(word) > 3 and word[0].islower() for word in form.split()) and not form.islower()


def _is_surname(word: str, form: str) -> bool:
    words = fold_name(form).split()
    return len(words) < 2 or word_likeness(word, words[-1]) > word_likeness(word, words[0])


def _joined(words: tuple[str, ...]) -> list[str]:
    """Neighbours written as one word by some: "al maeena", "jong un"."""
    return [
        one + other
        for one, other in pairwise(words)
        if (len(one) < 5 or len(other) < 4) and len(one) + len(other) > 4
    ]


def _grams(word: str) -> set[str]:
    """Trigrams of the sound, and pairs of the consonants."""
    heard = f"^{sounds(word)}$"
    bones = f"<{skeleton(word)}>"
    grams = {heard[at : at + 3] for at in range(max(1, len(heard) - 2))}
    grams.update(bones[at : at + 3] for at in range(max(1, len(bones) - 2)))
    return grams
