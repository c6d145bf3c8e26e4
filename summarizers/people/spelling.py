"""Whether one word is a misspelling of another: at most two slips, a swap of neighbours counting as one."""

from __future__ import annotations

from summarizers.people.lexicon import word_set

SHORTEST = 6
"""Shorter names lie too close together: Peres and Perez are two people."""


_ENDINGS = word_set("s es a e n an en ian ite ist ism in")
"""What makes another word of a name: the Bernoullis, a Wagnerite, Ivanov and Ivanova."""


def slips(one: str, other: str, most: int = 2) -> int:
    """Return the number of slips (letter added, left out, changed, two swapped) between words, or `most` + 1.

    The optimal string alignment distance (Damerau 1964), cut off early.

    >>> slips("priogzhin", "prigozhin")
    1
    >>> slips("priozhin", "prigozhin")
    1
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)


def is_misspelling(form: str, name: str) -> bool:
    """Tell whether a word can be a slip for a name.

    Both have the same first letter and six letters or more; one slip, or two from nine letters on.

    >>> is_misspelling("prighozhin", "prigozhin"), is_misspelling("perez", "peres")
    (True, False)
    """
    shorter = min(len(form), len(name))
    if shorter < SHORTEST or form[0] != name[0] or form == name:
        return False
    short, long = sorted((form, name), key=len)
    if long.startswith(short) and long[len(short) :] in _ENDINGS:
        return False
    if (form[-1] == "a") != (name[-1] == "a") and form[: shorter - 2] == name[: shorter - 2]:
        return False  # Zelensky and Zelenska are husband and wife
    allowed = 2 if shorter >= 9 else 1
    return slips(form, name, allowed) <= allowed
