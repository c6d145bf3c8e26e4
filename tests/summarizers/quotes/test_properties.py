"""Any text survives: offsets stay true, time grows with the text and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.model import Article, Kind, Mention, Person, Reading, Span
from summarizers.pipeline import read
from summarizers.quotes import find_quotes, find_reported, key_quotes
from summarizers.quotes.marks import find_marks
from tests.summarizers.growth import is_in_proportion

MARKS = [*"\"“”„«»'’‘‹›‚—()?!-\n ", "''", "``", ",,", "\n\n", ". ", ", ", ": ", "...", "\r\n"]
WORDS = (
    "said|Ann Lee|he|she added|according to|told CNN|that|who|the mayor of Rome|’s|said Bob Orr|the|it’s|"
    "\u202e|\x00|\u200b|Mr. Orr|als|sagte er|with|and|reading|a statement|per|É|𝔘|1|6'2"
)
PIECES = st.sampled_from([*MARKS, *WORDS.split("|")])
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(PIECES, max_size=60).map(" ".join),
)


def _article(raw: str) -> Article:
    paragraphs, at = [], 0
    for part in raw.split("\n"):
        if part.strip():
            paragraphs.append(Span(at, at + len(part)))
        at += len(part) + 1
    return Article(
        raw=raw,
        title="",
        title_span=None,
        date=None,
        paragraphs=tuple(paragraphs),
        sentences=(),
        set_aside=(),
    )


def _people(raw: str) -> tuple[Person, ...]:
    found = []
    for name, kind, gender in (
        ("Ann Lee", Kind.PERSON, "f"),
        ("Bob Orr", Kind.PERSON, None),
        ("CNN", Kind.BODY, None),
    ):
        mentions, at = [], raw.find(name)
        while at >= 0:
            mentions.append(Mention(span=Span(at, at + len(name)), text=name))
            at = raw.find(name, at + len(name))
        if mentions:
            found.append(
                Person(name=name, kind=kind, mentions=tuple(mentions), gender=gender, outlet=name == "CNN")
            )
    return tuple(found)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_offsets_are_true_whatever_the_text(raw: str) -> None:
    article, people = _article(raw), _people(raw)
    quotes = find_quotes(article, people)
    for quote in (*quotes, *find_reported(article, people, quotes)):
        assert quote.span.of(raw) == quote.text != ""
        assert 0 <= quote.span.start < quote.span.end <= len(raw)
        for span in (quote.cue, quote.speaker and quote.speaker.mention):
            assert span is None or 0 <= span.start < span.end <= len(raw)
        assert quote.speaker is None or 0.0 <= quote.speaker.confidence <= 1.0
    starts = [quote.span.start for quote in quotes]
    assert starts == sorted(set(starts))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_quotations_do_not_overlap(raw: str) -> None:
    found = find_marks(raw, _article(raw).paragraphs)
    for one in found:
        assert one.outer.covers(one.inner)
    for one, following in pairwise(found):
        assert one.outer.end <= following.outer.start


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same(raw: str) -> None:
    assert find_quotes(_article(raw), _people(raw)) == find_quotes(_article(raw), _people(raw))


HOSTILE: tuple[Callable[[int], str], ...] = (
    lambda n: '"' * 20 * n,
    lambda n: "“" * 4 * n + "a word" + "”" * 4 * n,
    lambda n: "‘a" * 10 * n,
    lambda n: "'a\" " * 5 * n,
    lambda n: "“a “b ”" * 3 * n,
    lambda n: "„a " * 5 * n,
    lambda n: '"Yes," Ann Lee said. ' * 2 * n,
    lambda n: "Ann Lee, who said, " * 3 * n + TAIL,
    lambda n: "said of the " * 5 * n + TAIL,
    lambda n: "Ann Lee of the " * 5 * n + TAIL,
    lambda n: '"yes" and ' * 3 * n,
    lambda n: "\x00\u202e“\u202dyes\x00”\u2066 " * 3 * n,
    lambda n: "when, " * 10 * n + TAIL,
    lambda n: "\n".join(["“open"] * 5 * n),
)
TAIL = '"yes indeed it is."'


def _read_speech(raw: str) -> None:
    article, people = _article(raw), _people(raw)
    find_reported(article, people, find_quotes(article, people))


@pytest.mark.parametrize("make", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_takes_linear_time(make: Callable[[int], str]) -> None:
    assert is_in_proportion(_read_speech, make, 60)


def test_one_line_of_five_megabytes() -> None:
    raw = ('The mayor said the road was closed. "It is wet," Ann Lee said, “and cold. ' * 70_000)[:5_000_000]
    found = find_marks(raw, (Span(0, len(raw)),))
    assert len(found) > 50_000
    assert all(one.outer.covers(one.inner) for one in found)


def test_marks_take_linear_time() -> None:
    line = 'The mayor said the road was closed. "It is wet," Ann Lee said, “and cold. '
    assert is_in_proportion(lambda raw: find_marks(raw, (Span(0, len(raw)),)), lambda n: line * n, 1_000)


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_key_quotes_are_statements_of_the_reading(raw: str) -> None:
    reading: Reading = read(raw)
    chosen = key_quotes(reading)
    assert len(chosen) <= 2
    assert all(quote in reading.quotes and quote.kind.value == "statement" for quote in chosen)
