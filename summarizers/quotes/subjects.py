"""The subject of a verb, found without a parser."""

from __future__ import annotations

from summarizers.quotes.cues import Class, Lexicon
from summarizers.quotes.phrases import Phrase, PhraseKind, Phrases
from summarizers.quotes.words import NAME, POINT, QUOTE, Line, Word

_CLAUSE_STARTS = Class.CONJUNCTION | Class.RELATIVE
_BREAKS = (";", ":", "—", "–", "--")


class Subjects:
    """Finds subjects in one line."""

    def __init__(self, line: Line, known: Lexicon, phrases: Phrases) -> None:
        self.words = line.words
        self.known = known
        self.phrases = phrases

    def of(self, verb: int, start: int) -> Phrase | None:
        """Return the subject of the verb at word `verb`, looking back to word `start`."""
        words = self.words
        at = self._left(verb - 1, start)
        if at < start:
            return self._inverted(verb, start)
        if self.known.verb_second:
            behind = self._behind(verb, at, start)
            if behind is not None:
                return behind
        word = words[at]
        if word.classes & Class.RELATIVE:
            return self._antecedent(at, start)
        if word.text == ")":
            at = self._open_bracket(at, start) - 1
            word = words[at] if at >= start else word
        if word.text == "," and self._named_between_commas(verb):
            return self.phrases.starting_at(verb + 1, len(words))
        if word.text == "," and not self._is_participle(verb):
            return self._before_insert(at, start)
        if word.classes & (Class.CONJUNCTION | Class.PREPOSITION) or word.kind in (POINT, QUOTE):
            return self.of_clause(at, start)
        phrase = self.phrases.ending_at(at, start)
        if phrase is not None and self._is_time(phrase):
            return self.of_clause(phrase.first, start)
        if self._is_participle(verb) and not self._own_subject(phrase, verb, start):
            return self.of_clause(verb, start)
        return phrase if phrase is not None else self.of_clause(at, start)

    def _named_between_commas(self, verb: int) -> bool:
        """Tell an inverted verb set between commas: "…, explained Ann Lee, …"."""
        words = self.words
        behind = verb + 2
        if words[verb].classes & (Class.NAMING | Class.ADDRESSING) or self._is_participle(verb):
            return False
        return behind < len(words) and words[verb + 1].kind == NAME and words[behind].text in (",", ":")

    def _is_participle(self, at: int) -> bool:
        return bool(self.known.participle) and self.words[at].low.endswith(self.known.participle)

    def _before_insert(self, comma: int, start: int) -> Phrase | None:
        """Return the subject that an inserted piece parts from its verb: "X, who won, said"."""
        words = self.words
        for at in range(comma - 1, start, -1):
            word = words[at]
            if word.text in _BREAKS or word.kind == QUOTE or word.classes & Class.CONJUNCTION:
                phrase = self.phrases.starting_at(at + 1, comma)
                if phrase is None or self._is_participle(phrase.first):
                    continue
                behind = phrase.until + 1
                if behind < comma and (
                    words[behind].text in (",", "(") or words[behind].classes & Class.RELATIVE
                ):
                    return phrase
        return self._main_subject(start, comma)

    def _own_subject(self, phrase: Phrase | None, verb: int, start: int) -> bool:
        """Tell whether a participle has a subject of its own: "with Mr Trump saying", "he was saying"."""
        if self.words[verb - 1].classes & Class.BE:
            return True
        if self.words[verb].low in self.known.displays and self.words[verb - 1].classes & Class.DOCUMENT:
            return True
        if phrase is None or phrase.first == start:
            return phrase is not None
        return self.words[phrase.first - 1].low in self.known.absolute

    def _left(self, at: int, start: int) -> int:
        """Pass auxiliaries, adverbs and infinitives leftwards."""
        words = self.words
        while at >= start and words[at].classes & (Class.ADVERB | Class.AUXILIARY):
            at -= 1
        return at

    def _behind(self, verb: int, left: int, start: int) -> Phrase | None:
        """Return the subject behind a verb in second place: "Über den Termin sagte Frau Lenz"."""
        words = self.words
        ahead = self.phrases.ending_at(left, start)
        if (
            ahead is not None
            and ahead.first == start
            and not words[start].classes & (Class.PREPOSITION | Class.ADVERB)
        ):
            return None
        opens_otherwise = words[start].classes & (Class.PREPOSITION | Class.ADVERB | Class.CONJUNCTION)
        if words[left].text == "," and not opens_otherwise:
            return None
        at = verb + 1
        while at < len(words) and (words[at].classes & Class.ADVERB or words[at].low in self.known.separable):
            at += 1
        if at >= len(words) or words[at].low in self.known.oblique:
            return None
        phrase = self.phrases.starting_at(at, len(words))
        if phrase is not None and words[phrase.head].low in self.known.impersonal and ahead is not None:
            return ahead
        return phrase

    def _inverted(self, verb: int, start: int) -> Phrase | None:
        """Read a verb that opens its sentence: "Said Mr Trump: …"."""
        return self.phrases.starting_at(verb + 1, len(self.words)) if verb == start else None

    def _open_bracket(self, at: int, start: int) -> int:
        while at > start and self.words[at].text != "(":
            at -= 1
        return at

    def _antecedent(self, relative: int, start: int) -> Phrase | None:
        """Return what "who" stands for, with the relative word itself as the words credited."""
        at = relative - 1
        if at >= start and self.words[at].text == ",":
            at -= 1
        phrase = self.phrases.ending_at(at, start) if at >= start else None
        return phrase if phrase is not None else self.of_clause(relative, start)

    def of_clause(self, end: int, start: int) -> Phrase | None:
        """Return the subject of the clause that word `end` belongs to."""
        words = self.words
        for at in range(end - 1, start, -1):
            word = words[at]
            if (
                word.text == ","
                and at + 2 < end
                and self._finite(words[at + 1])
                and not words[at + 1].classes & Class.WEAK
            ):
                return self._before_insert(at, start)
            if (
                word.classes & _CLAUSE_STARTS
                or word.text in _BREAKS
                or word.text == ","
                or word.kind == QUOTE
            ):
                phrase = self._with_verb(at + 1, end)
                if phrase is not None:
                    return phrase
        return self._main_subject(start, end)

    def _with_verb(self, at: int, end: int) -> Phrase | None:
        """Return the phrase at `at` if a verb follows it."""
        while at < end and self.words[at].classes & Class.ADVERB:
            at += 1
        phrase = self.phrases.starting_at(at, end)
        if phrase is None or self._too_bare(phrase):
            return None
        behind = phrase.until + 1
        if behind < end and self._finite(self.words[behind]):
            return phrase
        behind = phrase.last + 1
        while behind < end and self.words[behind].classes & Class.ADVERB:
            behind += 1
        return phrase if behind < end and self._finite(self.words[behind]) else None

    def _too_bare(self, phrase: Phrase) -> bool:
        """Tell a lone word that is hardly a subject: "policies that help make up for"."""
        word = self.words[phrase.first]
        return (
            phrase.kind is PhraseKind.DESCRIPTION
            and phrase.first == phrase.last
            and word.text.islower()
            and not word.classes & (Class.PEOPLE | Class.GROUP | Class.DOCUMENT | Class.QUANTIFIER)
        )

    def _finite(self, word: Word) -> bool:
        if word.classes & Class.VERB and not (
            self.known.participle and word.low.endswith(self.known.participle)
        ):
            return True
        return (
            bool(self.known.past_endings)
            and word.low.endswith(self.known.past_endings)
            and word.text.islower()
        )

    def _main_subject(self, start: int, end: int) -> Phrase | None:
        """Return the first phrase of the sentence that no preposition or subordinate clause holds."""
        words, at, fallback, commas = self.words, start, None, True
        while at < end:
            word = words[at]
            if (
                word.classes & Class.PREPOSITION
                or word.classes & Class.CONJUNCTION
                or self._is_participle(at)
            ):
                if word.classes & Class.CONJUNCTION and fallback is None:
                    fallback = self.phrases.starting_at(at + 1, end)
                    if fallback is not None and self._as_put(word, fallback, end):
                        return fallback
                comma = self._next_comma(at, end) if commas else None
                commas = comma is not None
                if comma is None:
                    at += 1
                    if fallback is None:
                        fallback = self.phrases.starting_at(at, end)
                    if word.classes & Class.CONJUNCTION:
                        continue
                    return fallback
                at = comma + 1
                continue
            phrase = self.phrases.starting_at(at, end)
            if phrase is not None:
                if phrase.kind is PhraseKind.DESCRIPTION and self._is_time(phrase):
                    at = phrase.last + 1
                    continue
                return phrase
            at += 1
        return fallback

    def _as_put(self, word: Word, phrase: Phrase, end: int) -> bool:
        """Tell "As Ann Lee, a professor, put it" from "As Ann Lee spoke, …"."""
        behind = phrase.last + 1
        return (
            word.low in self.known.as_said
            and phrase.kind is PhraseKind.NAME
            and (
                behind >= end
                or self.words[behind].text == ","
                or bool(self.words[behind].classes & Class.PREPOSITION)
            )
        )

    def _is_time(self, phrase: Phrase) -> bool:
        return self.words[phrase.last].low in self.known.times

    def _next_comma(self, at: int, end: int) -> int | None:
        for index in range(at, end):
            if self.words[index].text == ",":
                return index
        return None
