"""Which slot wins, who is carried over, how sure it is: the speaker of every quotation, in order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizers.model import Kind, Person, Span, Speaker
from summarizers.quotes.confidence import confidence
from summarizers.quotes.cues import Class, Lexicon
from summarizers.quotes.marks import Quoted
from summarizers.quotes.phrases import Phrase, PhraseKind
from summarizers.quotes.resolve import Referent, Scene
from summarizers.quotes.slots import Credit, Slot, Slots
from summarizers.quotes.transcript import bearer_of, label_in
from summarizers.quotes.words import NAME, Line

_SHORT_TAG = 6
"""Words of "Mr Orr pressed." behind a question; with an unknown verb, more are a new sentence."""
_LONGEST = 120
"""Words of a sentence looked at on either side."""
_MOST_QUOTES = 16
"""Quotations of a sentence looked at on either side: a line of marks alone would cost their square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One quotation's speaker and where it was read."""

    speaker: Speaker | None
    slot: Slot | None
    cue: Span | None
    whole: bool
    """The quotation is a sentence of its own, or what a verb of speech says."""
    named: bool
    """A preposition, an article or a possessive leads into it, as into a title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """A credit with the line it was read in and who it stands for."""

    line: Line
    credit: Credit
    referent: Referent
    label: Span | None = None
    """The words credited, where they stand inside the quotation."""


class Attributor:
    """Reads one article's lines in order."""

    def __init__(self, people: Sequence[Person], known: Lexicon, quoted: Sequence[Quoted]) -> None:
        self.people = people
        self.known = known
        self.quoted = quoted
        self.scene = Scene(people, known)
        self.lines: list[tuple[Line, int]] = []
        self.given: dict[int, _Given] = {}
        self.sentence_count = 0

    def read(self, lines: Sequence[Line]) -> dict[int, Attribution]:
        """Return the attribution of every quotation by its index."""
        found: dict[int, Attribution] = {}
        for line in lines:
            self.scene.add_line(line, self.sentence_count)
            self.lines.append((line, self.sentence_count))
            slots = Slots(line, self.known)
            for at in line.quotes:
                index = line.words[at].ref
                found[index] = self._attribute(slots, at, index)
            self.sentence_count += len(line.sentences)
        return found

    def _attribute(self, slots: Slots, at: int, index: int) -> Attribution:
        line = slots.line
        start, stop = self._bounds(line, at)
        given = self._labelled(line, at)
        credit = self._own(slots, at, start, stop) if given is None else None
        alone = slots.is_alone(at, start, stop)
        given = self._given(line, credit) if credit is not None else given
        if given is None or (given.credit.slot is Slot.PER and self._is_outlet(given.referent)):
            given = self._carried(slots, at, index, start) or given
        whole = alone or (given is not None and given.credit.slot in (Slot.AFTER, Slot.AFTER_FAR, Slot.COLON))
        whole = whole or (at > start and line.words[at - 1].text in (",", ":"))
        named = at > start and self._leads_into_name(line, at - 1)
        if given is None:
            return Attribution(speaker=None, slot=None, cue=None, whole=whole, named=named)
        self.given[index] = given
        sentence = self._sentence_number(line, at)
        self.scene.speaks(given.referent, line.words[at].start, sentence)
        return self._finish(given, whole, named)

    def _labelled(self, line: Line, at: int) -> _Given | None:
        """Return the speaker whom the quoted words themselves name, as in a transcript."""
        word = line.words[at]
        label = label_in(word.text)
        if label is None:
            return None
        name = label.of(word.text)
        person = bearer_of(name, self.people)
        referent = Referent(name=name.title(), person=None, gender=None)
        if person is not None:
            referent = self.scene.referents[person]
        phrase = Phrase(kind=PhraseKind.NAME, first=at, last=at, head=at, until=at)
        return _Given(
            line=line,
            credit=Credit(slot=Slot.COLON, phrase=phrase, cue=None),
            referent=referent,
            label=Span(word.start + label.start, word.start + label.end),
        )

    def _leads_into_name(self, line: Line, at: int) -> bool:
        word = line.words[at]
        leads = Class.DETERMINER | Class.POSSESSIVE | (Class.PREPOSITION & ~Class.CONJUNCTION)
        return bool(word.classes & leads) or word.low in ("'s", "’s") or word.kind == NAME

    def _bounds(self, line: Line, at: int) -> tuple[int, int]:
        """Return the sentence around a word, cut where no reader would look any further."""
        start, stop = line.sentence_at(at)
        start, stop = max(start, at - _LONGEST), min(stop, at + _LONGEST)
        first = bisect_left(line.quotes, at) - _MOST_QUOTES
        last = bisect_right(line.quotes, at) + _MOST_QUOTES
        if first >= 0:
            start = max(start, line.quotes[first])
        if last < len(line.quotes):
            stop = min(stop, line.quotes[last])
        return start, stop

    def _sentence_number(self, line: Line, at: int) -> int:
        return self.sentence_count + line.sentence_number(at)

    def _is_outlet(self, referent: Referent) -> bool:
        return referent.person is not None and self.people[referent.person].outlet

    # the quotation's own sentence

    def _own(self, slots: Slots, at: int, start: int, stop: int) -> Credit | None:
        """Return the credit that the quotation's own sentence gives."""
        words = slots.words
        signed = slots.signed(at)
        if signed is not None:
            return signed
        after = slots.after(at, stop) if at + 1 < stop else self._after_stop(slots, at, stop)
        before = slots.before(at, start)
        commad = self._commad(slots, at)
        if before is not None and before.slot is Slot.COLON:
            return before
        immediate = before is not None and words[at - 1].text in (",", ":") and at - (before.cue or 0) <= 8
        if after is not None and after.slot is Slot.AFTER and not after.loose and commad:
            return after
        if after is not None and after.slot is Slot.AFTER_FAR and commad and not immediate and before is None:
            return after
        if before is not None:
            return before
        if after is not None and (commad or after.slot in (Slot.ACCORDING,)):
            return after
        subject = slots.subject(at, start)
        if subject is not None:
            return subject
        return after or slots.later(at, stop)

    def _commad(self, slots: Slots, at: int) -> bool:
        text = slots.words[at].text.rstrip("\"”“»«'’ ")
        following = slots.words[at + 1].text if at + 1 < len(slots.words) else ""
        return text.endswith((",", "?", "!", "—", "–", "-", "…", "...")) or following in (
            ",",
            "—",
            "–",
            "-",
            "--",
        )

    def _after_stop(self, slots: Slots, at: int, stop: int) -> Credit | None:
        """Return the credit in what looks like the next sentence: "Why?" Mr Trump asked."""
        if stop >= len(slots.words):
            return None
        _, end = self._bounds(slots.line, stop)
        credit = slots.after(at, end)
        if credit is None or credit.cue is None or credit.slot not in (Slot.AFTER, Slot.AFTER_FAR):
            return None
        if credit.loose and end - stop > _SHORT_TAG:
            return None
        if slots.words[at].text.rstrip("\"”“»«'’ ").endswith("."):
            if credit.loose or credit.slot is not Slot.AFTER:
                return None
            last = max(credit.cue, credit.phrase.until)
            if last + 1 < end and slots.words[last + 1].text != ".":
                return None
        return credit

    # carried over

    def _carried(self, slots: Slots, at: int, index: int, start: int) -> _Given | None:
        """Return the speaker that an earlier sentence gives to a quotation that stands alone."""
        line = slots.line
        before = self.given.get(index - 1)
        same_line = index > 0 and self.quoted[index - 1].paragraph == self.quoted[index].paragraph
        if before is not None and same_line:
            slot = Slot.SPLIT if before.credit.slot is Slot.AFTER else Slot.CARRY
            return self._again(before, slot)
        if self.quoted[index].carries_on and before is not None:
            return self._again(before, Slot.CARRY)
        if start > 0:
            previous = self._sentence_subject(slots, start - 1)
            if previous is not None:
                return previous
        return self._from_line_before(line, before, index)

    def _again(self, before: _Given, slot: Slot) -> _Given:
        return replace(before, credit=replace(before.credit, slot=slot))

    def _sentence_subject(self, slots: Slots, within: int) -> _Given | None:
        """Return who an earlier sentence is about: the subject of its speech verb, else its own."""
        start, stop = self._bounds(slots.line, within)
        credit = slots.before(stop, start) or slots.subject(stop, start)
        if credit is None:
            return None
        given = self._given(slots.line, replace(credit, slot=Slot.PREVIOUS))
        return given

    def _from_line_before(self, line: Line, before: _Given | None, index: int) -> _Given | None:
        if len(self.lines) < 2:
            return None
        earlier, number = self.lines[-2]
        colon = bool(earlier.words) and earlier.words[-1].text == ":"
        near = index > 0 and self.quoted[index].paragraph - self.quoted[index - 1].paragraph == 1
        if before is not None and near and not colon:
            return self._again(before, Slot.CARRY)
        if not earlier.words:
            return None
        kept, self.sentence_count = self.sentence_count, number
        found = self._sentence_subject(Slots(earlier, self.known), len(earlier.words) - 1)
        self.sentence_count = kept
        return found

    # from credit to speaker

    def _given(self, line: Line, credit: Credit) -> _Given | None:
        sentence = self._sentence_number(line, credit.phrase.head)
        referent = self.scene.resolve(line, credit.phrase, sentence)
        if referent is None:
            return None
        return _Given(line=line, credit=credit, referent=referent)

    def _finish(self, given: _Given, whole: bool, named: bool) -> Attribution:
        words, credit = given.line.words, given.credit
        first, last = credit.phrase.first, credit.phrase.until
        if credit.phrase.kind is PhraseKind.NAME:
            article = (
                credit.phrase.first == credit.phrase.head - 1 and words[first].low in self.known.articles
            )
            first, last = (first if article else credit.phrase.head), credit.phrase.head
        cue = None if credit.cue is None else Span(words[credit.cue].start, words[credit.cue].end)
        cue_text = words[credit.cue].low if credit.cue is not None else ""
        body = given.referent.person is not None and self.people[given.referent.person].kind is Kind.BODY
        speaker = Speaker(
            name=given.referent.name,
            mention=given.label or Span(words[first].start, words[last].end),
            confidence=confidence(
                credit,
                given.referent,
                body=body,
                outlet=self._is_outlet(given.referent),
                chain=credit.cue is not None and bool(words[credit.cue].classes & Class.CHAIN),
                trust=self.known.trust,
            ),
            why=f"{credit.slot}: {cue_text}" if cue_text else str(credit.slot),
        )
        return Attribution(speaker=speaker, slot=credit.slot, cue=cue, whole=whole, named=named)
