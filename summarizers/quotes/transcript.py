"""Speakers named inside the marks, as transcripts print them: "PENCE: Well, look …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizers.model import Kind, Person, Span

_LABEL = re.compile(r"[\W_]{0,4}([A-Z][A-Z'’.\-]+(?: [A-Z][A-Z'’.\-]+){0,3}): ")


def label_in(words: str) -> Span | None:
    """Return where quoted words name their speaker in capitals and a colon, else None.

    >>> label_in("PENCE: Well, look")
    Span(start=0, end=5)
    """
    match = _LABEL.match(words)
    return Span(*match.span(1)) if match else None


def bearer_of(label: str, people: Sequence[Person]) -> int | None:
    """Return the index of the person whose last name a label prints in capitals, persons before bodies."""
    last = label.rpartition(" ")[2].casefold()
    found = [
        (person.kind is not Kind.PERSON, index)
        for index, person in enumerate(people)
        if person.name.rpartition(" ")[2].casefold() == last
    ]
    return min(found)[1] if found else None
