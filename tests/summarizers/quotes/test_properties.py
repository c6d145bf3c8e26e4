"""Any text survives: offsets stay true, time grows with the text and nothing else."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.model import Article, Kind, Mention, Person, Reading, Span
from summarizers.pipeline import read
from summarizers.quotes import find_quotes, find_reported, key_quotes
from summarizers.quotes.marks import find_marks

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


@pytest.mark.parametrize(
    "raw",
    [
        '"' * 10_000,
        "“" * 1_000 + "a word" + "”" * 1_000,
        "‘a" * 5_000,
        "'a\" " * 5_000,
        "“a “b ”" * 3_000,
        "„a " * 5_000,
        '"Yes," Ann Lee said. ' * 2_000,
        "Ann Lee, who said, " * 3_000 + '"yes indeed it is."',
        "said of the " * 5_000 + '"yes indeed it is."',
        "Ann Lee of the " * 5_000 + '"yes indeed it is."',
        '"yes" and ' * 3_000,
        "\x00\u202e“\u202dyes\x00”\u2066 " * 2_000,
        "when, " * 8_000 + '"yes indeed it is."',
        ("\n".join(["“open"] * 5_000)),
    ],
    ids=range(14),
)
def test_hostile_text_takes_linear_time(raw: str) -> None:
    article, people = _article(raw), _people(raw)
    begun = time.process_time()
    find_reported(article, people, find_quotes(article, people))
    assert time.process_time() - begun < 6.0


def test_one_line_of_five_megabytes() -> None:
    raw = ('The mayor said the road was closed. "It is wet," Ann Lee said, “and cold. ' * 70_000)[:5_000_000]
    begun = time.process_time()
    found = find_marks(raw, (Span(0, len(raw)),))
    assert len(found) > 50_000
    assert time.process_time() - begun < 10.0


@given(TEXTS)
@settings(max_examples=50, deadline=None)
def test_key_quotes_are_statements_of_the_reading(raw: str) -> None:
    reading: Reading = read(raw)
    chosen = key_quotes(reading)
    assert len(chosen) <= 2
    assert all(quote in reading.quotes and quote.kind.value == "statement" for quote in chosen)
