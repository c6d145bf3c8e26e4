"""How alike two words or two names are, from 0 to 1."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from summarizers.names.fold import skeleton, sounds, word_set

PARTICLES = word_set(
    "al el ul bin ben ibn bint abu de da do dos das di del della der den van von la le du y e abd"
)
"""Words that some spellings of a name leave out."""
VOWELS = frozenset("aeiou")
LETTERS, BARE_LETTERS = 0.33, 0.2
"""Likeness of letters below which equal consonants mean nothing; the second for words without vowels."""


@lru_cache(maxsize=1 << 16)
def word_likeness(one: str, other: str) -> float:
    """Return how alike two folded words are: by letters, by sound, or by consonants, whichever is best.

    >>> word_likeness("shoigu", "shoigu"), word_likeness("shoigu", "shoygu") > 0.9
    (1.0, True)
    """
    best = plain_likeness(one, other)
    if best < 0.86 and min(len(one), len(other)) > 1:
        bones = skeleton(one)
        if len(bones) > 2 and bones == skeleton(other) and _share_letters(one, other):
            return 0.86
    return best


def _share_letters(one: str, other: str) -> bool:
    """Tell whether two words of equal consonants look alike too: "xyzzyqq" is no "kececo".

    Where vowels are not written at all, as in Hebrew, less must do ("mrks" for "marx").
    """
    bare = VOWELS.isdisjoint(one) or VOWELS.isdisjoint(other)
    return OSA.normalized_similarity(one, other) >= (BARE_LETTERS if bare else LETTERS)


@lru_cache(maxsize=1 << 16)
def plain_likeness(one: str, other: str) -> float:
    """Return how alike two folded words are by letters or by sound, vowels included."""
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    if len(one) == 1 or len(other) == 1:
        return 0.75 if one[0] == other[0] else 0.0
    letters = 0.5 * OSA.normalized_similarity(one, other) + 0.5 * JaroWinkler.similarity(one, other)
    heard_one, heard_other = sounds(one), sounds(other)
    heard = 0.96 * OSA.normalized_similarity(heard_one, heard_other)
    return max(letters, heard)


def align(query: tuple[str, ...], name: tuple[str, ...]) -> list[tuple[int, int, float]]:
    """Return the best pairs (place in query, place in name, likeness), each word used once, best first."""
    pairs = sorted(
        ((word_likeness(one, other), i, j) for i, one in enumerate(query) for j, other in enumerate(name)),
        reverse=True,
    )
    taken_query: set[int] = set()
    taken_name: set[int] = set()
    chosen = []
    for likeness, i, j in pairs:
        if likeness > 0.4 and i not in taken_query and j not in taken_name:
            taken_query.add(i)
            taken_name.add(j)
            chosen.append((i, j, likeness))
    return chosen
