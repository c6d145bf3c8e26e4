"""A paragraph as words: every quotation one word, every name one word, cut into sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from summarizers.model import Span
from summarizers.quotes.cues import Class, Lexicon, classes_of

_WORD = re.compile(
    r"['’](?:s|d|ll|re|ve|m)\b"
    r"|[^\W_]+(?:(?:[-.&/]|['’](?!(?:s|d|ll|re|ve|m)\b))[^\W_]+)*"
    r"|--+|\.{2,}|\S"
)
_PRONOUNS = Class.PRONOUN | Class.OBJECT | Class.RELATIVE
NAME, QUOTE, WORD, POINT = "name", "quote", "word", "point"
_STOPS = frozenset(".!?…")


class Word(NamedTuple):
    """One word, sign, name or quotation."""

    start: int
    end: int
    text: str
    low: str
    kind: str
    classes: int
    ref: int
    """Index of the person (a name) or of the quotation; -1 else."""


class Atom(NamedTuple):
    """A stretch that is one word to the grammar: a name or a quotation."""

    start: int
    end: int
    kind: str
    ref: int


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as words, with the bounds of its sentences."""

    words: tuple[Word, ...]
    sentences: tuple[tuple[int, int], ...]
    names: tuple[int, ...]
    """Which words are names."""
    quotes: tuple[int, ...]
    """Which words are quotations."""

    def sentence_at(self, index: int) -> tuple[int, int]:
        """Return the bounds of the sentence that holds word `index`."""
        return self.sentences[self.sentence_number(index)]

    def sentence_number(self, index: int) -> int:
        """Return which sentence of the line holds word `index`."""
        return max(0, bisect_left(self.sentences, (index + 1,)) - 1)


def line_of(raw: str, paragraph: Span, atoms: Sequence[Atom], known: Lexicon) -> Line:
    """Return the words of a paragraph; `atoms` lie in order inside it and do not overlap."""
    words: list[Word] = []
    places: dict[str, list[int]] = {NAME: [], QUOTE: []}
    at = paragraph.start
    for atom in atoms:
        _add_plain(words, raw, at, atom.start, known)
        text = raw[atom.start : atom.end]
        places[atom.kind].append(len(words))
        words.append(
            Word(
                atom.start, atom.end, text, text.lower() if atom.kind == NAME else "", atom.kind, 0, atom.ref
            )
        )
        at = atom.end
    _add_plain(words, raw, at, paragraph.end, known)
    return Line(tuple(words), tuple(_sentences(words)), tuple(places[NAME]), tuple(places[QUOTE]))


def _add_plain(words: list[Word], raw: str, start: int, end: int, known: Lexicon) -> None:
    """Add the words of a stretch without names and quotations."""
    skip = -1
    language = known.language
    make = tuple.__new__  # a call of Word costs three times as much, and a reading makes many words
    for match in _WORD.finditer(raw, start, end):
        first, last = match.span()
        if first < skip:
            continue
        text = match.group()
        low, kind, classes = _looked_up(text, language)
        if last < end and raw[last] == "." and kind == WORD and _abbreviated(text, low, known):
            last += 1
            skip = last
            text += "."
            low, kind, classes = _looked_up(text, language)
        words.append(make(Word, (first, last, text, low, kind, classes, -1)))


@lru_cache(maxsize=16_384)
def _looked_up(text: str, language: str) -> tuple[str, str, int]:
    """Return a word or sign in lower case, its kind and its classes."""
    if not (text[0].isalnum() or len(text) > 1):
        return text, POINT, 0
    low = text.lower()
    classes = classes_of(low, language)
    if classes & _PRONOUNS and len(text) > 1 and text.isupper():
        classes = 0  # "US", "IT", "WHO" are names, not pronouns
    return low, WORD, classes


def _abbreviated(text: str, low: str, known: Lexicon) -> bool:
    return (len(text) == 1 and text.isupper()) or low + "." in known.abbreviations


def _sentences(words: Sequence[Word]) -> Iterable[tuple[int, int]]:
    """Yield the bounds of sentences: after a stop, or after a quotation that ends with one."""
    start, last = 0, len(words) - 1
    for index, word in enumerate(words):
        text = word.text
        may_end = text in _STOPS or word.kind == QUOTE or text.startswith("..")
        if index == last or (may_end and _ends(words, index, word)):
            yield (start, index + 1)
            start = index + 1


def _ends(words: Sequence[Word], index: int, word: Word) -> bool:
    """Tell whether a stop or a quotation ends the sentence."""
    following = words[index + 1]
    if word.kind == QUOTE:
        if not word.text.rstrip("\"”“»«'’ ").endswith((".", "!", "?", "…")):
            return False
        return following.kind == QUOTE or _opens_sentence(following)
    return following.kind == QUOTE or _opens_sentence(following) or following.text in "([•"


def _opens_sentence(word: Word) -> bool:
    return word.text[:1].isupper() or word.text[:1].isdigit() or word.text in ("—", "–", "•")
