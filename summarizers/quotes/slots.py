"""Where a quotation's speaker stands: after it, before it, around it.

Each slot is a small piece of grammar over one sentence; it answers with a
`Credit` (the phrase credited, the cue, the slot) or with None. Who wins when
several answer is decided in `attribute`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from summarizers.quotes.cues import Class, Lexicon
from summarizers.quotes.phrases import Phrase, PhraseKind, Phrases
from summarizers.quotes.subjects import Subjects
from summarizers.quotes.words import NAME, POINT, QUOTE, Line, Word

_REACH = 45
"""Words between a subject and its verb: "Trump, speaking in Ohio on Monday, said"."""
_SIGNS = 12
"""Signs and further quotations between a quotation and the words that credit it."""
_MOST_CUES = 6
"""Verbs in front of a quotation whose subject is looked for."""
_DASHES = ("-", "--", "—", "–")


class Slot(StrEnum):
    """The place of the credited words, best first."""

    AFTER = "after"
    BEFORE = "before"
    ACCORDING = "according to"
    AFTER_FAR = "after, with words between"
    COLON = "colon"
    SIGNED = "signed"
    SUBJECT = "subject of the sentence"
    LATER = "later in the sentence"
    SPLIT = "split"
    CARRY = "carried over"
    PER = "per"
    PREVIOUS = "previous sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One slot's answer, in word indexes of the line."""

    slot: Slot
    phrase: Phrase
    cue: int | None
    loose: bool = False
    """Found without a cue of the lexicon, or past words that make it doubtful."""


class Slots:
    """Reads the slots around the quotations of one line."""

    def __init__(self, line: Line, known: Lexicon) -> None:
        self.line = line
        self.words = line.words
        self.known = known
        self.phrases = Phrases(line, known)
        self.subjects = Subjects(line, known, self.phrases)

    # after

    def after(self, quote: int, stop: int) -> Credit | None:
        """Return the credit right behind a quotation: "…," X said; "…," said X; "…," according to X."""
        at = self._skip_signs(quote + 1, stop)
        if at >= stop:
            return None
        word = self.words[at]
        lead = at
        while lead < stop and self.words[lead].classes & (Class.ADVERB | Class.HAVE):
            lead += 1
        if lead < stop and self.words[lead].classes & Class.SPEECH and not self._is_participle(lead):
            found = self._inverted(lead, stop)
            if found is not None:
                return found
        if word.low in self.known.as_said:
            return self._straight(at + 1, stop, quote)
        return self.according(at, stop) or self._straight(lead, stop, quote)

    def signed(self, quote: int) -> Credit | None:
        """Return the name that signs a quotation: '"…" — Ann Lee', to the end of the paragraph."""
        at, end = quote + 1, len(self.words)
        if at + 1 >= end or self.words[at].text not in (*_DASHES, "―", "~") or end - at > 14:
            return None
        phrase = self.phrases.starting_at(at + 1, end)
        if phrase is None or phrase.kind is not PhraseKind.NAME:
            return None
        if phrase.last + 1 < end and self.words[phrase.last + 1].kind != POINT:
            return None
        return Credit(slot=Slot.SIGNED, phrase=phrase, cue=None)

    def _skip_signs(self, at: int, stop: int) -> int:
        """Pass commas, dashes and further quotations joined by "and"."""
        words = self.words
        stop = min(stop, at + _SIGNS)
        while at < stop:
            word = words[at]
            joined = (
                word.low in ("and", "or", "und", "et", "y", "и")
                and at + 1 < stop
                and words[at + 1].kind == QUOTE
            )
            if word.text in (",", ";", *_DASHES) or word.kind == QUOTE or joined:
                at += 1
            else:
                break
        return at

    def _inverted(self, cue: int, stop: int) -> Credit | None:
        """Read "said X" from the cue on."""
        at = cue + 1
        while at < stop and (
            self.words[at].classes & Class.ADVERB or self.words[at].low in self.known.separable
        ):
            at += 1
        phrase = self.phrases.starting_at(at, stop)
        if phrase is not None and self.words[phrase.head].low in self.known.impersonal:
            phrase = self.phrases.starting_at(at + 2, stop) or phrase
        if phrase is None or self.words[phrase.head].classes & Class.OBJECT:
            return None
        return Credit(slot=Slot.AFTER, phrase=phrase, cue=cue)

    def _straight(self, at: int, stop: int, quote: int) -> Credit | None:
        """Read "X said", "X, the mayor of Y, said" from the subject on."""
        phrase = self.phrases.starting_at(at, stop)
        if phrase is None:
            return None
        behind = phrase.last + 1
        cue = self._verb_after(behind, stop)
        if cue is not None:
            return Credit(slot=Slot.AFTER, phrase=phrase, cue=cue)
        cue = self._far_verb(behind, stop)
        if cue is not None:
            return Credit(slot=Slot.AFTER_FAR, phrase=phrase, cue=cue)
        if self._ends_with_comma(quote) and phrase.kind is not PhraseKind.DESCRIPTION and behind < stop:
            verb = self.skip_beside(behind, stop)
            if verb < stop and self._unknown_verb(self.words[verb]):
                return Credit(slot=Slot.AFTER, phrase=phrase, cue=verb, loose=True)
        return None

    def _ends_with_comma(self, quote: int) -> bool:
        text = self.words[quote].text.rstrip("\"”“»«'’ ")
        nearby = self.words[quote + 1].text if quote + 1 < len(self.words) else ""
        return text.endswith((",", "?", "!", "—", "–")) or nearby == ","

    def skip_beside(self, at: int, stop: int) -> int:
        """Pass adverbs and auxiliaries."""
        while at < stop and self.words[at].classes & (Class.ADVERB | Class.AUXILIARY):
            at += 1
        return at

    def _verb_after(self, at: int, stop: int) -> int | None:
        """Return the cue at `at`, auxiliaries and adverbs passed."""
        at = self.skip_beside(at, stop)
        return at if at < stop and self.words[at].classes & Class.SPEECH else None

    def _far_verb(self, at: int, stop: int) -> int | None:
        """Return the cue behind an apposition, a relative clause or a prepositional phrase."""
        words = self.words
        if at >= stop or not (
            words[at].text in (",", "(", *_DASHES) or words[at].classes & (Class.PREPOSITION | Class.RELATIVE)
        ):
            return None
        through_comma = words[at].text in (",", "(", *_DASHES) or bool(words[at].classes & Class.RELATIVE)
        unsure = None
        for index in range(at + 1, min(stop, at + _REACH)):
            word = words[index]
            if word.kind == QUOTE and not through_comma:
                return None
            if not word.classes & Class.SPEECH:
                continue
            if self._outer_verb(index, through_comma):
                return index
            if unsure is None and not word.classes & Class.WEAK and self._outer_verb(index, False):
                unsure = index
        return unsure

    def _outer_verb(self, index: int, through_comma: bool) -> bool:
        """Tell a verb behind an inserted piece from one inside it, or from a noun."""
        at = index - 1
        while self.words[at].classes & (Class.ADVERB | Class.AUXILIARY):
            at -= 1
        before = self.words[at]
        if through_comma:
            return before.text in (",", ")", *_DASHES)
        return (
            not before.classes
            & (Class.DETERMINER | Class.POSSESSIVE | Class.PREPOSITION | Class.RELATIVE | Class.CONJUNCTION)
            and before.text != ","
        )

    def is_past(self, at: int) -> bool:
        """Tell whether word `at` looks like a past tense that no list holds."""
        return self._unknown_verb(self.words[at])

    def _unknown_verb(self, word: Word) -> bool:
        return (
            bool(self.known.past_endings)
            and word.low.endswith(self.known.past_endings)
            and word.text.islower()
        )

    def according(self, at: int, stop: int) -> Credit | None:
        """Return the credit of "according to X" or "per X" at word `at`."""
        words = self.words
        for listed in self.known.according if words[at].low in self.known.according_heads else ():
            size = len(listed)
            if at + size < stop and all(words[at + n].low == listed[n] for n in range(size)):
                phrase = self.phrases.starting_at(at + size, stop)
                if phrase is not None:
                    return Credit(slot=Slot.ACCORDING, phrase=phrase, cue=at)
        if at + 1 < stop and words[at].low in self.known.per:
            phrase = self.phrases.starting_at(at + 1, stop)
            if phrase is not None:
                return Credit(slot=Slot.PER, phrase=phrase, cue=at)
        return None

    # before

    def before(self, quote: int, start: int) -> Credit | None:
        """Return the credit in front of the quotation, in its sentence: X said: "…"; X called it "…"."""
        colon = self._colon(quote, start)
        if colon is not None:
            return colon
        weak: Credit | None = None
        tried = 0
        for index in range(quote - 1, max(start, quote - 60) - 1, -1):
            word = self.words[index]
            if not word.classes & (Class.SPEECH | Class.NAMING) or not self.is_verb(index, start):
                continue
            strong = not word.classes & Class.WEAK or self._opens_clause(index + 1)
            if not strong and weak is not None:
                continue
            tried += 1
            if tried > _MOST_CUES:
                break
            phrase = self.subjects.of(index, start)
            if phrase is None:
                continue
            credit = Credit(slot=Slot.BEFORE, phrase=phrase, cue=index, loose=self._is_told(index))
            if strong:
                return credit
            weak = credit
        return weak or self._according_before(quote, start)

    def _opens_clause(self, at: int) -> bool:
        return at < len(self.words) and self.words[at].low in self.known.clause_openers

    def is_verb(self, index: int, start: int) -> bool:
        """Tell a verb from a noun of the same form: "a report", "their demand", "the latest poll"."""
        if index == start:
            return False
        before = self.words[index - 1]
        if self.words[index].text[0].isupper() and not self.words[index].text.isupper():
            return False
        if before.classes & (Class.DETERMINER | Class.POSSESSIVE) or (
            before.low in ("'s", "’s") and not self._participle(index)
        ):
            return False
        if self._participle(index):
            return True
        if self.words[index].classes & Class.NOUN_LIKE and not self._somebody_before(index, start):
            return False
        return not (before.classes & Class.PREPOSITION and before.low not in self.known.infinitive)

    def _somebody_before(self, index: int, start: int) -> bool:
        """Tell whether a word that is mostly a noun has a subject: "Mr Orr tweets", "officials claim"."""
        at = index - 1
        while at > start and self.words[at].classes & Class.ADVERB:
            at -= 1
        word = self.words[at]
        subject = (
            Class.PRONOUN | Class.RELATIVE | Class.AUXILIARY | Class.PEOPLE | Class.GROUP | Class.DOCUMENT
        )
        linked = (
            word.text == "," or word.low in self.known.infinitive or bool(word.classes & Class.CONJUNCTION)
        )
        return word.kind == NAME or linked or bool(word.classes & subject)

    def _participle(self, index: int) -> bool:
        return self.words[index].low.endswith(("ed", "ing"))

    def _is_told(self, index: int) -> bool:
        """Tell a passive whose subject hears: "he had been informed that"."""
        return bool(
            self.words[index].classes & Class.ADDRESSING
            and self.is_past(index)
            and self.words[index - 1].classes & Class.BE
        )

    def _is_participle(self, index: int) -> bool:
        """Tell "adding", which has its subject elsewhere."""
        return bool(self.known.participle) and self.words[index].low.endswith(self.known.participle)

    def _colon(self, quote: int, start: int) -> Credit | None:
        """Return the speaker of a transcript: 'PENCE: "…"'."""
        at = quote - 1
        if at <= start or self.words[at].text != ":":
            return None
        phrase = self.phrases.ending_at(at - 1, start)
        if phrase is not None and phrase.first == start and phrase.kind is PhraseKind.NAME:
            return Credit(slot=Slot.COLON, phrase=phrase, cue=None)
        return None

    def _according_before(self, quote: int, start: int) -> Credit | None:
        for index in range(start, quote):
            if self.words[index].low in self.known.according_heads:
                found = self.according(index, quote)
                if found is not None:
                    return found
        return None

    # around

    def later(self, quote: int, stop: int) -> Credit | None:
        """Return a credit further on in the sentence: "…" is how X put it; "…" by X."""
        for index in range(quote + 1, stop):
            word = self.words[index]
            if word.low in self.known.according_heads or word.low in self.known.per:
                found = self.according(index, stop)
                if found is not None:
                    return found
            if not word.classes & Class.SPEECH or index <= quote + 1 or not self.is_verb(index, quote):
                continue
            if self.words[index - 1].text == ",":
                found = self._inverted(index, stop)
                if found is not None:
                    return replace(found, slot=Slot.AFTER_FAR)
            else:
                phrase = self.phrases.ending_at(self._left_of_verb(index), quote + 1)
                if phrase is not None:
                    return Credit(slot=Slot.LATER, phrase=phrase, cue=index, loose=True)
        return None

    def _left_of_verb(self, index: int) -> int:
        at = index - 1
        while at > 0 and self.words[at].classes & (Class.ADVERB | Class.AUXILIARY):
            at -= 1
        return at

    def subject(self, quote: int, start: int) -> Credit | None:
        """Return the subject of the clause that the quotation stands in, whatever its verb."""
        if quote == start:
            return None
        phrase = self.subjects.of_clause(quote, start)
        return None if phrase is None else Credit(slot=Slot.SUBJECT, phrase=phrase, cue=None, loose=True)

    def is_alone(self, quote: int, start: int, stop: int) -> bool:
        """Tell whether the sentence is nothing but quotations and signs."""
        return all(w.kind in (QUOTE, POINT) for w in self.words[start:stop])

    def is_name(self, index: int) -> bool:
        """Tell whether word `index` is a name."""
        return self.words[index].kind == NAME
