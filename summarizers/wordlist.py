"""Word lists written as text, several words a line, so that they can be read and compared."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list.

    >>> sorted(words_of("he she it"))
    ['he', 'it', 'she']
    """
    return frozenset(text.split())
