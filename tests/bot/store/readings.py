"""Readings made by hand: the store is tested with what it is given, not with what a reader finds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.store.records import FileRecord, FileState
from summarizers.model import (
    Article,
    Kind,
    Mention,
    Person,
    Quote,
    QuoteKind,
    Reading,
    Reported,
    Role,
    Sentence,
    Span,
    Speaker,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def reading_of(
    raw: str,
    *,
    title: str = "",
    day: date | None = None,
    people: Sequence[Person] = (),
    bodies: Sequence[Person] = (),
    said: Mapping[str, str] | None = None,
    told: Mapping[str, str] | None = None,
) -> Reading:
    """A reading of a text: paragraphs at line ends, sentences at full stops; `said`: words -> speaker."""
    paragraphs = tuple(Span(found.start(), found.end()) for found in re.finditer(r"[^\n]+", raw))
    sentences = tuple(
        Sentence(span=span, text=span.of(raw), index=index, paragraph=paragraph)
        for index, (paragraph, span) in enumerate(_sentences(raw, paragraphs))
    )
    article = Article(
        raw=raw,
        title=title or (sentences[0].text[:80] if sentences else ""),
        title_span=sentences[0].span if sentences else None,
        date=day,
        paragraphs=paragraphs,
        sentences=sentences,
        set_aside=(),
    )
    return Reading(
        article=article,
        quotes=tuple(quote_of(raw, words, speaker) for words, speaker in (said or {}).items()),
        reported=tuple(_told(raw, words, speaker) for words, speaker in (told or {}).items()),
        people=tuple(people),
        bodies=tuple(bodies),
        summary=sentences[:2],
    )


def _sentences(raw: str, paragraphs: Sequence[Span]) -> list[tuple[int, Span]]:
    return [
        (index, Span(paragraph.start + found.start(), paragraph.start + found.end()))
        for index, paragraph in enumerate(paragraphs)
        for found in re.finditer(r"\S[^.]*\.?", paragraph.of(raw))
    ]


def person_of(
    raw: str,
    *forms: str,
    roles: Sequence[str] = (),
    nicknames: Sequence[str] = (),
    age: int | None = None,
    kind: Kind = Kind.PERSON,
) -> Person:
    """A person under the first form, mentioned wherever one of the forms stands."""
    pattern = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
    mentions = [
        Mention(span=Span(found.start(), found.end()), text=found.group())
        for found in re.finditer(pattern, raw)
    ]
    assert mentions, f"{forms} do not stand in the text"
    return Person(
        name=forms[0],
        kind=kind,
        mentions=tuple(mentions),
        roles=tuple(_role(raw, text) for text in roles),
        nicknames=tuple(_role(raw, text) for text in nicknames),
        age=age,
    )


def _role(raw: str, text: str) -> Role:
    return Role(text=text, span=Span(raw.index(text), raw.index(text) + len(text)))


def quote_of(raw: str, words: str, speaker: str, *, confidence: float = 0.9) -> Quote:
    """A statement; speaker "" is nobody."""
    start = raw.index(words)
    credited = (
        Speaker(name=speaker, mention=None, confidence=confidence, why="after: said") if speaker else None
    )
    return Quote(
        span=Span(start, start + len(words)), text=words, kind=QuoteKind.STATEMENT, speaker=credited, cue=None
    )


def _told(raw: str, words: str, speaker: str) -> Reported:
    quote = quote_of(raw, words, speaker)
    return Reported(span=quote.span, text=quote.text, speaker=quote.speaker)


def file_of(path: str, sha256: str | None = "0" * 64) -> FileRecord:
    """What intake knows of a file that was read."""
    return FileRecord(
        path=path,
        sha256=sha256,
        size=1_000,
        mtime_ns=1_772_000_000_123_456_789,
        inode=7,
        article_id=None,
        state=FileState.READ,
        seen=NOON,
    )


RAW_WAGNER = (
    "Yevgeny Prigozhin, leader of the Wagner group, spoke in Rostov on Saturday.\n"
    "“We are going to find out why there is such chaos”, Prigozhin said.\n"
    "The FSB called it treason. “Prigozhin must be detained”, said Vladimir Putin, 70.\n"
    "Putin and Prigozhin were once close."
)


def wagner() -> Reading:
    """One article with two persons, a body, quotations, a role and an age."""
    raw = RAW_WAGNER
    return reading_of(
        raw,
        title="Wagner leader speaks",
        day=date(2023, 6, 24),
        people=(
            person_of(raw, "Yevgeny Prigozhin", "Prigozhin", roles=("leader of the Wagner group",)),
            person_of(raw, "Vladimir Putin", "Putin", age=70),
        ),
        bodies=(person_of(raw, "FSB", kind=Kind.BODY),),
        said={
            "We are going to find out why there is such chaos": "Yevgeny Prigozhin",
            "Prigozhin must be detained": "Vladimir Putin",
        },
        told={"The FSB called it treason": "FSB"},
    )


def with_speaker(reading: Reading, index: int, confidence: float) -> Reading:
    """The same reading, less (or more) sure of who speaks."""
    quotes = list(reading.quotes)
    speaker = quotes[index].speaker
    assert speaker is not None
    quotes[index] = replace(quotes[index], speaker=replace(speaker, confidence=confidence))
    return replace(reading, quotes=tuple(quotes))
