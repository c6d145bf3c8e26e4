"""Which queries an article answers, and where: pure, no store.

Queries wait under one of their words each, the one that fewest other queries ask for, so an
article meets only the queries whose rarest word it has, however many there are.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from bot.alerts.query import Query, QueryError, Term, parse
from summarizers.model import Span
from summarizers.stems import Word, fold_words

SHOWN_SENTENCES = 2
"""A message shows the sentence with most of the query; a second one only if it adds a term."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A sentence with the words that matched; spans into the raw text."""

    sentence: Span
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Where one article answers one query."""

    shown: tuple[Marked, ...]
    found: tuple[tuple[Term, str], ...]
    """Each term with how it is printed, in the query's order."""


class WordsOf:
    """The words of an article's prose, ready to be asked for."""

    def __init__(self, raw: str, sentences: Sequence[Span]) -> None:
        self.raw = raw
        self.sentences = tuple(sentences)
        self._words: list[Word | None] = []  # None parts two sentences: no phrase reaches across
        self._sentence_at: list[int] = []
        self._places: dict[str, list[int]] = {}
        for number, sentence in enumerate(self.sentences):
            for word in fold_words(raw, sentence.start, sentence.end):
                self._places.setdefault(word.stem, []).append(len(self._words))
                self._words.append(word)
                self._sentence_at.append(number)
            self._words.append(None)
            self._sentence_at.append(number)

    @property
    def stems(self) -> AbstractSet[str]:
        """Every stem of the article, once."""
        return self._places.keys()

    def find(self, term: Term) -> Iterator[tuple[int, Span]]:
        """Give (number of the sentence, span of the words) for each place where `term` stands."""
        length = len(term.stems)
        for place in self._places.get(term.stems[0], ()):
            words = self._words[place : place + length]
            stems = tuple(word.stem if word else "" for word in words)
            if stems == term.stems and (first := words[0]) and (last := words[-1]):
                yield self._sentence_at[place], Span(first.span.start, last.span.end)


def match(query: Query, words: WordsOf) -> Match | None:
    """Find all terms of `query`, or None when one is missing."""
    places: list[list[tuple[int, Span]]] = []
    for term in query.terms:
        found = list(words.find(term))
        if not found:
            return None
        places.append(found)
    shown = _choose_sentences(places)
    return Match(
        shown=tuple(_mark(words.sentences[number], number, places) for number in shown),
        found=tuple(
            (term, _printed(words.raw, found, shown)) for term, found in zip(query.terms, places, strict=True)
        ),
    )


def _choose_sentences(places: list[list[tuple[int, Span]]]) -> list[int]:
    """Choose the sentences that show most terms, the earliest of equals; in the article's order."""
    terms_in: dict[int, set[int]] = {}
    for term, found in enumerate(places):
        for number, _ in found:
            terms_in.setdefault(number, set()).add(term)
    chosen: list[int] = []
    missing = set(range(len(places)))
    while missing and len(chosen) < SHOWN_SENTENCES:
        best = max(terms_in, key=lambda number: (len(terms_in[number] & missing), -number))
        chosen.append(best)
        missing -= terms_in[best]
    return sorted(chosen)


def _mark(sentence: Span, number: int, places: list[list[tuple[int, Span]]]) -> Marked:
    spans = sorted({span for found in places for at, span in found if at == number})
    joined: list[Span] = []
    for span in spans:
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return Marked(sentence=sentence, marks=tuple(joined))


def _printed(raw: str, found: list[tuple[int, Span]], shown: list[int]) -> str:
    span = next((span for number, span in found if number in shown), found[0][1])
    return " ".join(span.of(raw).split())


class Index:
    """Many queries, to be met by one article after another."""

    def __init__(self, queries: Sequence[tuple[int, Query]]) -> None:
        asked = Counter(stem for _, query in queries for stem in _stems(query))
        self._waiting: dict[str, list[tuple[int, Query]]] = {}
        for key, query in queries:
            rarest = min(_stems(query), key=lambda stem: (asked[stem], -len(stem), stem))
            self._waiting.setdefault(rarest, []).append((key, query))

    def answered_by(self, words: WordsOf) -> list[tuple[int, Match]]:
        """Give the keys of the queries that the article answers, lowest first, with the places."""
        hits: list[tuple[int, Match]] = []
        for stem in words.stems & self._waiting.keys():
            for key, query in self._waiting[stem]:
                hit = match(query, words)
                if hit is not None:
                    hits.append((key, hit))
        return sorted(hits, key=lambda hit: hit[0])


def _stems(query: Query) -> frozenset[str]:
    return frozenset(stem for term in query.terms for stem in term.stems)


@lru_cache(maxsize=2)
def index_of(subscriptions: tuple[tuple[int, str], ...]) -> Index:
    """Give the index for (subscription id, query) pairs; kept until a subscription changes.

    A stored query that cannot be read any more costs only itself, and is logged.
    """
    queries: list[tuple[int, Query]] = []
    for key, text in subscriptions:
        try:
            queries.append((key, parse(text)))
        except QueryError as error:
            log.error("alert %d (%r) cannot be read: %s", key, text, error)
    return Index(queries)
