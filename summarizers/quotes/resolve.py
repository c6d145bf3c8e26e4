"""Who the credited words stand for, inside one article.

A name stands for its person. A pronoun stands for the most salient person of
its gender: salience grows with being a subject or having just spoken and
fades with every sentence. A description ("the Wagner chief", "the brigade")
is looked up among roles and bodies, and else stands for itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from summarizers.model import Kind, Person
from summarizers.quotes.cues import Class, Lexicon
from summarizers.quotes.phrases import Phrase, PhraseKind
from summarizers.quotes.words import NAME, WORD, Line, Word

_FADE = 0.5
_SPOKE = 1.0
_SUBJECT = 1.0
_OTHER = 0.45
_OWNER = 0.5
_INNER_SUBJECT = 0.75
"""Subject of a clause inside the sentence: "Ann Lee said Bob Orr had left"."""
_AGENT = 0.7
_MODIFIER = 0.3
_MODIFIER_REACH = 4
_UNKNOWN_GENDER = 0.6
_TURNS = 6
"""Quotations looked back at for a pronoun."""
_AGAIN = 0.25
"""What a second naming adds, as a share of the best one."""
_REACH = 40
"""Namings looked back at for a pronoun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referent:
    """Who speaks: a name to show, the person if known, and how sure that is."""

    name: str
    person: int | None
    gender: str | None
    """"f", "m", "p" for several, "n" for a body or thing, None unknown."""
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class _Naming:
    """One naming outside quotations, with its weight as an antecedent."""

    start: int
    sentence: int
    referent: Referent
    weight: float


class Scene:
    """The persons of an article and where they act; grows as quotations are attributed, in order."""

    def __init__(self, people: Sequence[Person], known: Lexicon) -> None:
        self.people = people
        self.known = known
        self.referents = [_referent(index, person) for index, person in enumerate(people)]
        self.namings: list[_Naming] = []
        self.starts: list[int] = []
        self.spoke: list[_Naming] = []
        self.spoke_starts: list[int] = []
        self.roles = [
            (index, words)
            for index, person in enumerate(people)
            if person.kind is Kind.PERSON and (words := _role_words(person))
        ]

    def add_line(self, line: Line, first_sentence: int) -> None:
        """Take in the namings of a line; `first_sentence` counts the article's sentences before it."""
        number, subject_open = -1, True
        for at in line.names:
            word = line.words[at]
            if number < 0 or at >= line.sentences[number][1]:
                number, subject_open = line.sentence_number(at), True
            start, stop = line.sentences[number]
            weight = self._weight(line.words, at, start, stop, subject_open)
            subject_open = subject_open and weight == _MODIFIER
            referent = self.referents[word.ref]
            self.namings.append(_Naming(word.start, first_sentence + number, referent, weight))
            self.starts.append(word.start)

    def _weight(self, words: Sequence[Word], at: int, start: int, stop: int, subject_open: bool) -> float:
        """Return how likely a naming is the antecedent of a later pronoun."""
        following = words[at + 1] if at + 1 < stop else None
        if following is not None and following.low in ("'s", "’s"):
            return _OWNER
        if self._modifies(words, at + 1, stop):
            return _MODIFIER
        before = words[at - 1] if at > start else None
        if before is not None and before.classes & Class.SPEECH and not before.classes & Class.ADDRESSING:
            return _SUBJECT
        if before is not None and before.classes & Class.PREPOSITION:
            return _AGENT if before.low in self.known.agents else _OTHER
        if self._says_in_clause(words, at + 1, stop):
            return _SUBJECT
        if subject_open:
            return _SUBJECT
        verb_follows = following is not None and bool(
            following.classes & (Class.VERB | Class.ADVERB) or following.low.endswith(self.known.past_endings)
        )
        return _INNER_SUBJECT if verb_follows else _OTHER

    def _modifies(self, words: Sequence[Word], at: int, stop: int) -> bool:
        """Tell a name that only describes the next one: "Ohio Party chairwoman Ann Lee"."""
        closed = Class.CLOSED | Class.VERB | Class.ADVERB
        for index in range(at, min(stop, at + _MODIFIER_REACH)):
            if words[index].kind == NAME:
                return True
            if words[index].kind != WORD or words[index].classes & closed:
                return False
        return False

    def _says_in_clause(self, words: Sequence[Word], at: int, stop: int) -> bool:
        """Tell whether a relative clause behind a name lets it speak: "the brigade, which said"."""
        if at < stop and words[at].text == ",":
            at += 1
        return at + 1 < stop and bool(
            words[at].classes & Class.RELATIVE and words[at + 1].classes & Class.VERB
        )

    def speaks(self, referent: Referent, start: int, sentence: int) -> None:
        """Remember who has just been quoted."""
        self.spoke.append(_Naming(start, sentence, referent, _SPOKE))
        self.spoke_starts.append(start)

    def resolve(self, line: Line, phrase: Phrase, sentence: int) -> Referent | None:
        """Return who a phrase stands for; None for "I" and the like."""
        word = line.words[phrase.head]
        if phrase.kind is PhraseKind.NAME:
            return self.referents[word.ref]
        if phrase.kind is PhraseKind.PRONOUN:
            return self._pronoun(word, sentence)
        return self._description(line, phrase, sentence)

    # pronouns

    def _pronoun(self, word: Word, sentence: int) -> Referent | None:
        gender = self.known.gender.get(word.low)
        if gender == "1":
            return None
        ranked = self.salient(word.start, sentence, gender)
        if not ranked:
            return Referent(name=word.text, person=None, gender=gender, sure=0.2)
        best, score = ranked[0]
        rival = ranked[1][1] if len(ranked) > 1 else 0.0
        sure = score / (score + rival)
        return Referent(name=best.name, person=best.person, gender=best.gender or gender, sure=sure)

    def salient(self, start: int, sentence: int, gender: str | None) -> list[tuple[Referent, float]]:
        """Return who may be meant at a place of the text, most salient first."""
        scores: dict[str, float] = {}
        best: dict[str, float] = {}
        by_name: dict[str, Referent] = {}
        at = bisect_right(self.starts, start - 1)
        spoke = bisect_right(self.spoke_starts, start - 1)
        for naming in (*self.namings[max(0, at - _REACH) : at], *self.spoke[max(0, spoke - _TURNS) : spoke]):
            fit = _fit(naming.referent, gender)
            if not fit:
                continue
            key = naming.referent.name
            by_name[key] = naming.referent
            gap = max(0, sentence - naming.sentence)
            score = fit * naming.weight * _FADE**gap
            scores[key] = scores.get(key, 0.0) + score
            best[key] = max(best.get(key, 0.0), score)
        ranked = sorted(
            ((best[key] + _AGAIN * (scores[key] - best[key]), key) for key in scores), reverse=True
        )
        return [(by_name[key], score) for score, key in ranked]

    # descriptions

    def _description(self, line: Line, phrase: Phrase, sentence: int) -> Referent:
        words = line.words
        head = words[phrase.head]
        plain = self._as_printed(line, phrase)
        inside = [w for w in words[phrase.first : phrase.until + 1] if w.kind == NAME]
        if head.classes & Class.DOCUMENT and not head.classes & Class.PEOPLE and inside:
            owner = self.referents[inside[0].ref]
            return Referent(name=owner.name, person=owner.person, gender=owner.gender, sure=0.8)
        if not self._definite(words[phrase.first]):
            return plain
        if head.classes & Class.GROUP:
            return self._body_of(head, sentence) or plain
        if head.classes & Class.PEOPLE and not head.low.endswith("s"):
            return self._by_role(line, phrase, sentence) or plain
        return plain

    def _definite(self, word: Word) -> bool:
        return word.low in self.known.definite

    def _as_printed(self, line: Line, phrase: Phrase) -> Referent:
        words = line.words
        first = phrase.first
        while first < phrase.head and words[first].low in self.known.articles:
            first += 1
        head = words[phrase.head]
        text = (
            " ".join(word.text for word in words[first : phrase.last + 1])
            .replace(" 's", "'s")
            .replace(" ’s", "’s")
        )
        gender = self.known.gender.get(head.low)
        if (
            gender is None
            and head.classes & (Class.GROUP | Class.DOCUMENT)
            and not head.classes & Class.PEOPLE
        ):
            gender = "n"
        if gender is None and head.low.endswith("s") and head.classes & Class.PEOPLE:
            gender = "p"
        return Referent(name=text, person=None, gender=gender, sure=0.9)

    def _body_of(self, head: Word, sentence: int) -> Referent | None:
        """Return the most salient body named before whose name holds the head: "the brigade"."""
        for referent, _ in self.salient(head.start, sentence, "n"):
            if head.low in referent.name.lower().split():
                return Referent(name=referent.name, person=referent.person, gender="n", sure=0.85)
        return None

    def _by_role(self, line: Line, phrase: Phrase, sentence: int) -> Referent | None:
        """Return the person whose roles fit a description, the more salient of two."""
        words = line.words[phrase.first : phrase.until + 1]
        named = {w.ref for w in words if w.kind == NAME}
        described = {w.low for w in words if len(w.low) > 2 and w.kind != NAME}
        described |= {part for w in words if w.kind == NAME for part in w.low.split()}
        head = line.words[phrase.head].low
        leads = head in self.known.leaders
        salience = {
            ref.person: score for ref, score in self.salient(line.words[phrase.first].start, sentence, "s")
        }
        best, best_score = None, 0.0
        for index, roles in self.roles:
            if index in named:
                continue
            if head not in roles and not (leads and roles & self.known.leaders):
                continue
            score = 1.0 + len(described & roles) + min(1.0, salience.get(index, 0.0))
            if score > best_score:
                best, best_score = index, score
        if best is not None:
            found = self.referents[best]
            return Referent(
                name=found.name, person=best, gender=found.gender, sure=0.8 if best_score > 2 else 0.65
            )
        return self._most_salient_other(line, phrase, sentence, named)

    def _most_salient_other(
        self, line: Line, phrase: Phrase, sentence: int, named: set[int]
    ) -> Referent | None:
        head = line.words[phrase.head].low
        if head in self.known.nameless:
            return None
        gender = self.known.gender.get(head, "s")
        for referent, score in self.salient(line.words[phrase.first].start, sentence, gender):
            if referent.person is not None and referent.person not in named and score >= 0.3:
                return Referent(name=referent.name, person=referent.person, gender=referent.gender, sure=0.5)
        return None


def _referent(index: int, person: Person) -> Referent:
    gender = "n" if person.kind is Kind.BODY else person.gender
    return Referent(name=person.name, person=index, gender=gender)


def _role_words(person: Person) -> frozenset[str]:
    texts = [role.text for role in (*person.roles, *person.nicknames)]
    return frozenset(
        word.strip(".,'’\"“”").lower() for text in texts for word in text.split() if len(word) > 2
    )


def _fit(referent: Referent, gender: str | None) -> float:
    """Return how well somebody fits a pronoun; "s" asks for any single human being."""
    has = referent.gender
    if gender in ("m", "f"):
        return 1.0 if has == gender else _UNKNOWN_GENDER if has is None else 0.0
    if gender == "s":
        return 1.0 if has in ("m", "f", None) else 0.0
    if gender == "p":
        return 1.0 if has == "p" else 0.5 if has == "n" else 0.0
    if gender == "n":
        return 1.0 if has == "n" else 0.0
    return 1.0
