"""Sentences near the beginning whose words are those of the whole: position x tf-idf centrality, with MMR.

Centrality is the cosine with the centroid of all sentences (Radev et al. 2000);
maximal marginal relevance (Carbonell and Goldstein 1998) keeps the second
choice from saying the first again. No training, no numbers from outside: works
for any language written with spaces.
"""

from __future__ import annotations

import math
from collections import Counter

from summarizers.rank.selection import Selection
from summarizers.rank.standalone import terms

POSITION = 0.3
"""How steeply a sentence's weight falls with its place: place ** -POSITION."""
NOVELTY = 0.5
"""Share of novelty in the choice, against weight."""
POOL = 200
"""Only so many of the weightiest sentences are compared with one another."""

Vector = dict[str, float]


def choose(selection: Selection) -> None:
    """Take the weightiest sentences one by one, each judged against those already taken."""
    weighed = sorted(_weighed(selection), key=lambda item: -item[0])[:POOL]
    likeness = [0.0] * len(weighed)
    open_places = set(range(len(weighed)))
    while open_places and not selection.full:
        best = max(open_places, key=lambda i: ((1 - NOVELTY) * weighed[i][0] - NOVELTY * likeness[i], -i))
        open_places.discard(best)
        _, document, index, vector = weighed[best]
        if selection.offer(document, index):
            for i in open_places:
                likeness[i] = max(likeness[i], _cosine(vector, weighed[i][3]))


def _weighed(selection: Selection) -> list[tuple[float, int, int, Vector]]:
    """Return (weight 0..1, document, index, vector) for every sentence that may be chosen."""
    places = [
        (document, index)
        for document in range(len(selection.documents))
        for index in selection.candidates(document)
    ]
    bags = [terms(selection.documents[document].sentences[index].text) for document, index in places]
    spread = Counter(term for bag in bags for term in bag)
    total = len(bags)
    vectors = [_unit({term: math.log(1 + total / spread[term]) for term in bag}) for bag in bags]
    centroid: Vector = {}
    for vector in vectors:
        for term, value in vector.items():
            centroid[term] = centroid.get(term, 0.0) + value
    centroid = _unit({term: value for term, value in centroid.items() if spread[term] > 1 or total == 1})
    weighed: list[tuple[float, int, int, Vector]] = []
    for (document, index), vector in zip(places, vectors, strict=True):
        weighed.append((_cosine(vector, centroid) * (index + 1) ** -POSITION, document, index, vector))
    highest = max((item[0] for item in weighed), default=0.0) or 1.0
    return [(weight / highest, document, index, vector) for weight, document, index, vector in weighed]


def _unit(vector: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {term: value / length for term, value in vector.items()}


def _cosine(one: Vector, other: Vector) -> float:
    if len(other) < len(one):
        one, other = other, one
    return sum(value * other[term] for term, value in one.items() if term in other)
