"""Speech without marks: "Prigozhin claimed that …", "…, the mayor said", "According to the FSB, …".

Only clear forms are taken: a missed paraphrase costs nothing, a wrong one
puts words into somebody's mouth. What holds a quotation is left to the
quotations, and what an outlet merely passes on is left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from summarizers.model import Article, Person, Quote, Reported, Span, Speaker
from summarizers.quotes.confidence import confidence
from summarizers.quotes.cues import Class, Lexicon
from summarizers.quotes.phrases import PhraseKind
from summarizers.quotes.resolve import Scene
from summarizers.quotes.slots import Credit, Slot, Slots
from summarizers.quotes.study import study
from summarizers.quotes.words import POINT, QUOTE, Line

FEWEST_WORDS = 4
"""A shorter clause says nothing on its own."""
_NO_SPEECH = ("'s", "’s")
_LONGEST = 120
"""A sentence of more words is none."""
_ADDRESSEE_REACH = 8
"""Words between a verb and its "that": "told CNN in an interview that"."""


@dataclass(frozen=True, slots=True)
class _Found:
    credit: Credit
    first: int
    last: int


def find_reported(
    article: Article, people: Sequence[Person], quotes: Sequence[Quote]
) -> tuple[Reported, ...]:
    """Return what the article reports as said without quotation marks ("Prigozhin claimed that …"), in order.

    `quotes` are the article's quotations: words that hold one of them are
    not repeated here.
    """
    made = study(article, people)
    if made.known is None or made.scene is None:
        return ()
    starts = sorted(quote.span.start for quote in quotes)
    found: list[Reported] = []
    count = 0
    for line in made.lines:
        slots = Slots(line, made.known)
        for number, cues in _speaking(line, made.known):
            start, stop = line.sentences[number]
            one = _in_sentence(slots, cues, start, stop, made.known)
            if one is not None:
                said = _reported(article.raw, line, one, made.scene, count + number)
                if said is not None and not _any_in(starts, said.span):
                    found.append(said)
        count += len(line.sentences)
    return tuple(found)


def _speaking(line: Line, known: Lexicon) -> Iterator[tuple[int, list[int]]]:
    """Yield the sentences with a verb of speech or an "according", and these words; no other reports."""
    heads, speech = known.according_heads, Class.SPEECH
    cues = [at for at, word in enumerate(line.words) if word.classes & speech or word.low in heads]
    for number, here in groupby(cues, key=line.sentence_number):
        yield number, list(here)


def _any_in(starts: Sequence[int], span: Span) -> bool:
    at = bisect_left(starts, span.start)
    return at < len(starts) and starts[at] < span.end


def _in_sentence(slots: Slots, cues: Sequence[int], start: int, stop: int, known: Lexicon) -> _Found | None:
    if stop - start > _LONGEST:
        return None
    for form in (_that_clause, _trailing, _according):
        for found in form(slots, cues, start, stop, known):
            words = slots.words[found.first : found.last]
            plain = sum(word.kind != POINT for word in words)
            if plain >= FEWEST_WORDS and not any(word.kind == QUOTE for word in words):
                return found
    return None


def _end(slots: Slots, start: int, stop: int) -> int:
    """Return the sentence's end without its closing signs."""
    while stop > start and slots.words[stop - 1].kind == POINT:
        stop -= 1
    return stop


def _is_cue(slots: Slots, at: int) -> bool:
    word = slots.words[at]
    return bool(word.classes & Class.SPEECH) and not word.classes & Class.WEAK and word.low not in _NO_SPEECH


def _that_clause(
    slots: Slots, cues: Sequence[int], start: int, stop: int, known: Lexicon
) -> Iterator[_Found]:
    """Find "X said (that) …"."""
    words = slots.words
    for cue in cues:
        if cue == start or not _is_cue(slots, cue) or not slots.is_verb(cue, start):
            continue
        opener = _opener(slots, cue, stop, known)
        if opener is None:
            continue
        phrase = slots.subjects.of(cue, start)
        if phrase is None or not _can_speak(words[phrase.head].classes, phrase.kind):
            continue
        credit = Credit(slot=Slot.BEFORE, phrase=phrase, cue=cue)
        yield _Found(credit, opener, _without_tail(slots, opener, _end(slots, opener, stop)))
        return


def _without_tail(slots: Slots, first: int, end: int) -> int:
    """Leave out who passed the words on: "…, the outlet noted", "…, according to NBC"."""
    for comma in range(end - 1, max(first + FEWEST_WORDS, end - 10), -1):
        if slots.words[comma].text == ",":
            credit = slots.after(comma, end)
            if (
                credit is not None
                and not credit.loose
                and max(credit.cue or 0, credit.phrase.until) >= end - 3
            ):
                return comma
    return end


def _opener(slots: Slots, cue: int, stop: int, known: Lexicon) -> int | None:
    """Return where the clause behind a verb of speech begins."""
    words = slots.words
    for at in range(cue + 1, min(stop, cue + _ADDRESSEE_REACH)):
        if words[at].low in known.clause_openers:
            return at + 1 if at + 1 < stop else None
        if words[at].kind in (POINT, QUOTE):
            break
    follow = cue + 1
    phrase = slots.phrases.starting_at(follow, stop)
    if phrase is None:
        return None
    verb = slots.skip_beside(phrase.until + 1, stop)
    behind = words[phrase.until + 1] if phrase.until + 1 < stop else None
    finite = behind is not None and (
        bool(behind.classes & Class.AUXILIARY) or (verb < stop and slots.is_past(verb))
    )
    return follow if finite else None


def _trailing(slots: Slots, cues: Sequence[int], start: int, stop: int, known: Lexicon) -> Iterator[_Found]:
    """Find "…, X said" and "…, said X" at the end of a sentence; not "Asked why, X said: “…”"."""
    words = slots.words
    end = _end(slots, start, stop)
    if any(words[at].kind == QUOTE or words[at].text == ":" for at in range(max(start, stop - 5), stop)):
        return
    for comma in range(end - 1, max(start + FEWEST_WORDS, end - 14), -1):
        if words[comma].text != ",":
            continue
        credit = slots.after(comma, end)
        if credit is None or credit.loose or credit.cue is None or credit.slot is not Slot.AFTER:
            continue
        if credit.cue >= end - 4 or credit.phrase.until >= end - 3:
            yield _Found(credit, start, comma)
            return


def _according(slots: Slots, cues: Sequence[int], start: int, stop: int, known: Lexicon) -> Iterator[_Found]:
    """Find "According to X, …" and "…, according to X"."""
    words = slots.words
    end = _end(slots, start, stop)
    for at in cues:
        if at >= end or words[at].low not in known.according_heads:
            continue
        credit = slots.according(at, end)
        if credit is None or credit.slot is not Slot.ACCORDING:
            continue
        if at == start:
            comma = credit.phrase.until + 1
            while comma < end and words[comma].text != ",":
                comma += 1
            if comma + 1 < end:
                yield _Found(credit, comma + 1, end)
        elif words[at - 1].text == "," and credit.phrase.until >= end - 6:
            yield _Found(credit, start, at - 1)
        return


def _can_speak(classes: int, kind: PhraseKind) -> bool:
    if kind is not PhraseKind.DESCRIPTION:
        return True
    return bool(classes & (Class.PEOPLE | Class.GROUP | Class.DOCUMENT))


def _reported(raw: str, line: Line, found: _Found, scene: Scene, sentence: int) -> Reported | None:
    words = line.words
    credit = found.credit
    referent = scene.resolve(line, credit.phrase, sentence)
    if referent is None or (referent.person is not None and scene.people[referent.person].outlet):
        return None
    span = Span(words[found.first].start, words[found.last - 1].end)
    first, last = credit.phrase.first, credit.phrase.until
    if credit.phrase.kind is PhraseKind.NAME:
        first = last = credit.phrase.head
    cue = None if credit.cue is None else words[credit.cue]
    return Reported(
        span=span,
        text=span.of(raw),
        speaker=Speaker(
            name=referent.name,
            mention=Span(words[first].start, words[last].end),
            confidence=confidence(
                credit,
                referent,
                body=referent.gender == "n",
                outlet=False,
                chain=False,
                trust=scene.known.trust,
            ),
            why=f"{credit.slot}: {cue.low}" if cue is not None else str(credit.slot),
        ),
        cue=None if cue is None else Span(cue.start, cue.end),
    )
