"""The words of this field as frozen values.

Every span counts characters (Python string indices) of the decoded raw text
as it was read, before any cleaning: ``raw[span.start:span.end]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters of the raw text."""

    start: int
    end: int

    def of(self, raw: str) -> str:
        """Return the characters that this span covers.

        >>> Span(4, 8).of("The FSB.")
        'FSB.'
        """
        return raw[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of the article's prose: ``sentence.span.of(raw) == sentence.text``."""

    span: Span
    text: str
    index: int
    """Place among the article's sentences, from 0."""
    paragraph: int
    """Index into ``Article.paragraphs``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A piece that is no prose of the article: a link line, an advertisement, a photo credit."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One piece as published, cleaned: what is prose, what was set aside, what it is called."""

    raw: str
    title: str
    """At most about 90 characters; ends in "…" where a guessed title was cut at a clause."""
    title_span: Span | None
    """Where the title, or the sentence it was guessed from, stands."""
    date: date | None
    """The article's own date if it gives one; never guessed."""
    paragraphs: tuple[Span, ...]
    """The prose, in order; what lies between belongs to no paragraph."""
    sentences: tuple[Sentence, ...]
    set_aside: tuple[SetAside, ...]


class Kind(StrEnum):
    """What a name stands for."""

    PERSON = "person"
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One naming in the article, without a closing 's: ``mention.span.of(raw)`` is the form as printed."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What the article says somebody is ("leader of the Wagner mercenary group in Russia")."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The one human being, or body, behind several mentions of this article."""

    name: str
    """The fullest correct form that the article gives."""
    kind: Kind
    mentions: tuple[Mention, ...]
    """In order; misspelt forms included."""
    roles: tuple[Role, ...] = ()
    nicknames: tuple[Role, ...] = ()
    """Names given by others ("Putin’s chef")."""
    age: int | None = None
    gender: str | None = None
    """"f" or "m" where the article or the given name tells, else None."""
    outlet: bool = False
    """A news outlet: reports what others say, seldom speaks itself."""

    @property
    def forms(self) -> dict[str, int]:
        """Every printed form with how often it stands in the article, commonest first."""
        counts: dict[str, int] = {}
        for mention in self.mentions:
            counts[mention.text] = counts.get(mention.text, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


class QuoteKind(StrEnum):
    """What the marks stand for."""

    STATEMENT = "statement"
    LABEL = "label"
    """A title, a nickname, scare quotes, a single word: never shown as something said."""


CLEAR_SPEAKER = 0.5
"""From this confidence on a speaker is named; below it the quotation stands, its speaker is "unclear".

The one place of this number: key quotes, digests, /read, /who and /quotes all go by it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who is credited."""

    name: str
    """Resolved inside the article: the full name for "he" or "the Wagner chief"."""
    mention: Span | None
    """The words credited beside the quotation ("he"), never their antecedent."""
    confidence: float
    """0 to 1: how sure the attribution is."""
    why: str
    """Slot and cue, for the log and for "why": "after: added"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words reported as said, verbatim, without the marks: ``quote.span.of(raw) == quote.text``."""

    span: Span
    text: str
    kind: QuoteKind
    speaker: Speaker | None
    cue: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """Speech without marks ("Prigozhin claimed that …"): shown as a paraphrase, never between marks."""

    span: Span
    text: str
    speaker: Speaker | None
    cue: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that a careful reader gets from one article."""

    article: Article
    quotes: tuple[Quote, ...]
    reported: tuple[Reported, ...]
    people: tuple[Person, ...]
    """Human beings, most mentioned first."""
    bodies: tuple[Person, ...]
    """Organisations, most mentioned first."""
    summary: tuple[Sentence, ...]
