"""Noun phrases that can speak: names, pronouns and descriptions, read forwards or backwards.

Without a parser: closed-class words, verbs of the lexicon and signs bound a
phrase; what stands between them belongs to it. A phrase with "of", "for" or
"at" behind it keeps its own head: "a spokesman for Mr Trump" is a spokesman.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from summarizers.quotes.cues import Class, Lexicon
from summarizers.quotes.words import NAME, POINT, QUOTE, Line, Word

_MOST_WORDS = 9
_MOST_PHRASES = 4
_NO_PHRASE = (
    Class.PREPOSITION
    | Class.CONJUNCTION
    | Class.RELATIVE
    | Class.PRONOUN
    | Class.OBJECT
    | Class.AUXILIARY
    | Class.STOP
)
_STARTS = Class.DETERMINER | Class.POSSESSIVE
_HEADS = Class.PEOPLE | Class.GROUP | Class.DOCUMENT
_CLITIC_S = ("'s", "’s")


class PhraseKind(StrEnum):
    """How a speaker is named."""

    NAME = "name"
    PRONOUN = "pronoun"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A noun phrase of one line, in word indexes (`last` included)."""

    kind: PhraseKind
    first: int
    last: int
    head: int
    until: int
    """Last word with what hangs on it: "a spokesman [for the campaign]"."""


class Phrases:
    """Reads the noun phrases of one line."""

    def __init__(self, line: Line, known: Lexicon) -> None:
        self.words = line.words
        self.known = known

    def starting_at(self, index: int, stop: int) -> Phrase | None:
        """Return the phrase that begins at word `index`, before word `stop`."""
        words = self.words
        if index >= stop:
            return None
        word = words[index]
        if word.classes & Class.PRONOUN:
            return self._make(PhraseKind.PRONOUN, index, index, index)
        at = index
        if word.kind == NAME:
            pass
        elif not self.nominal(word, at == index) and not word.classes & _STARTS:
            return None
        last = self._forward(index, stop)
        if last is None:
            return None
        return self._finish(index, last, stop)

    def _forward(self, index: int, stop: int) -> int | None:
        """Return the last word of the phrase that begins at `index`."""
        words, last, bare = self.words, None, True
        end = min(stop, index + _MOST_WORDS + 2)
        name: int | None = None
        number: int | None = None
        for at in range(index, end):
            word = words[at]
            if word.kind == NAME:
                last, bare, name = at, False, at
            elif word.low in _CLITIC_S and last is not None and self._owns(at, end):
                last, name = None, None
            elif word.classes & _STARTS and bare:
                if word.classes & Class.QUANTIFIER:
                    number = at
            elif self.nominal(word, at == index) and not (last is not None and self._verb_here(at)):
                last, bare = at, False
            else:
                break
        described = bool(words[index].classes & _STARTS) or (
            last is not None and bool(words[last].classes & _HEADS)
        )
        if name is not None and last is not None and not described:
            return name
        return number if last is None else last

    def _owns(self, at: int, end: int) -> bool:
        """Tell a possessive 's from "is"."""
        if at + 1 >= end:
            return False
        following = self.words[at + 1]
        return following.kind == NAME or (
            self.nominal(following, False) and not following.low.endswith("ing")
        )

    def _verb_here(self, at: int) -> bool:
        """Tell whether a word that could be noun or verb is the verb of the phrase before it."""
        word = self.words[at]
        if not word.classes & Class.VERB:
            return self._past(word)
        before = self.words[at - 1]
        return not before.classes & _STARTS

    def _past(self, word: Word) -> bool:
        return (
            bool(self.known.past_endings)
            and word.low.endswith(self.known.past_endings)
            and word.text.islower()
        )

    def nominal(self, word: Word, first: bool) -> bool:
        """Tell whether a word can be part of a description."""
        if word.kind == NAME:
            return True
        if word.kind in (POINT, QUOTE) or word.classes & (_NO_PHRASE | _STARTS):
            return False
        if word.classes & Class.SPEECH and not word.classes & _HEADS:
            return False
        if word.classes & Class.ADVERB:
            return False
        return word.text[0].isalnum()

    def _finish(self, first: int, last: int, stop: int) -> Phrase:
        """Name the phrase by its last word, or by the name set beside a description."""
        words = self.words
        if words[last].kind == NAME:
            return self._make(PhraseKind.NAME, first, last, last)
        until = self._hanging(last, stop)
        name = self._beside(until, stop)
        if name is not None and not words[last].classes & (Class.GROUP | Class.DOCUMENT):
            return Phrase(kind=PhraseKind.NAME, first=first, last=name, head=name, until=name)
        return Phrase(kind=PhraseKind.DESCRIPTION, first=first, last=last, head=last, until=until)

    def _hanging(self, last: int, stop: int) -> int:
        """Return the end of the prepositional phrases behind a description."""
        words, at = self.words, last
        for _ in range(_MOST_PHRASES):
            follow = at + 1
            if follow + 1 >= stop:
                break
            if (
                not words[follow].classes & Class.PREPOSITION
                and words[follow].low not in self.known.genitives
            ):
                break
            end = self._forward(follow + 1, stop)
            if end is None:
                break
            at = end
        return at

    def _beside(self, until: int, stop: int) -> int | None:
        """Return the name in apposition: "Trump's attorney, Alan Garten, said"."""
        words = self.words
        at = until + 1
        if at + 1 < stop and words[at].text == "," and words[at + 1].kind == NAME:
            behind = at + 2
            if behind >= stop or words[behind].kind == POINT or words[behind].classes & Class.VERB:
                return at + 1
        return None

    def ending_at(self, index: int, start: int) -> Phrase | None:
        """Return the phrase that ends with word `index`, its head found through "of", "for" and the like.

        Where the whole chain hangs on a preposition at the clause's start
        ("In Ohio officials said"), the last phrase stands alone.
        """
        inner = self._backward(index, start)
        if inner is None or inner.kind is PhraseKind.PRONOUN:
            return inner
        phrase = inner
        for _ in range(_MOST_PHRASES):
            before = phrase.first - 1
            if self.words[phrase.first].low in self.known.oblique:
                before += (
                    1  # a genitive hangs on the phrase before without a preposition: "Sprecher des Vereins"
                )
            elif before < start or not self._joins(self.words[before]):
                return self._named_before(phrase, start)
            outer = self._backward(before - 1, start)
            if outer is None or outer.kind is PhraseKind.PRONOUN:
                return phrase if self.words[before].low in self.known.absolute else inner
            phrase = Phrase(kind=outer.kind, first=outer.first, last=outer.last, head=outer.head, until=index)
        return phrase

    def _named_before(self, phrase: Phrase, start: int) -> Phrase:
        """Return the name that a bare title belongs to: "Anna Lenz, Sprecherin der Stadt sagte"."""
        at = phrase.first - 2
        bare = phrase.kind is PhraseKind.DESCRIPTION and self.known.noun_capitals
        if bare and at >= start and self.words[at + 1].text == "," and self.words[at].kind == NAME:
            return self._make(PhraseKind.NAME, at, at, at)
        return phrase

    def _joins(self, word: Word) -> bool:
        """Tell a preposition that hangs a phrase on the one before: not "after", which opens clauses too."""
        return bool(word.classes & Class.PREPOSITION) and not word.classes & Class.CONJUNCTION

    def _backward(self, index: int, start: int) -> Phrase | None:
        words = self.words
        if index < start:
            return None
        word = words[index]
        if word.classes & Class.PRONOUN:
            return self._make(PhraseKind.PRONOUN, index, index, index)
        if not self.nominal(word, False):
            return None
        first = index
        while first - 1 >= start and index - first < _MOST_WORDS:
            before = words[first - 1]
            if before.classes & _STARTS:
                first -= 1
                break
            if before.low in _CLITIC_S and first - 2 >= start and self.nominal(words[first - 2], False):
                first -= 2
            elif self._inside(first - 1, start):
                first -= 1
                if words[first].classes & _STARTS:
                    break
            elif self.nominal(before, False) and not (
                before.kind != NAME and self._past_verb(first - 1, start)
            ):
                first -= 1
            else:
                break
        kind = PhraseKind.NAME if word.kind == NAME else PhraseKind.DESCRIPTION
        return self._make(kind, first, index, index)

    def _inside(self, at: int, start: int) -> bool:
        """Tell a verb's or adverb's form inside a description: "the rules committee", "the once top ally"."""
        word = self.words[at]
        if not word.classes & (Class.SPEECH | Class.ADVERB) or word.classes & Class.AUXILIARY:
            return False
        for before in range(at - 1, max(start, at - 4) - 1, -1):
            earlier = self.words[before]
            if earlier.classes & _STARTS or earlier.low in _CLITIC_S:
                return True
            if not self.nominal(earlier, False) or earlier.kind == NAME:
                return False
        return False

    def _past_verb(self, at: int, start: int) -> bool:
        """Tell whether a word ending like a past tense is a verb: "Trump attacked critics"."""
        if not self._past(self.words[at]):
            return False
        return at - 1 >= start and (
            self.words[at - 1].kind == NAME or bool(self.words[at - 1].classes & Class.PRONOUN)
        )

    def _make(self, kind: PhraseKind, first: int, last: int, head: int) -> Phrase:
        return Phrase(kind=kind, first=first, last=last, head=head, until=last)
