"""Which articles answer a query, and where."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.match import Index, WordsOf, index_of, match
from bot.alerts.query import parse
from summarizers.model import Span

TEXT = "Forces fled the city. The army’s ARMED mutiny grew. Armed men saw the mutiny end in Rostov-on-Don."


def words_of(text: str = TEXT) -> WordsOf:
    ends = [place + 1 for place, char in enumerate(text) if char == "."]
    return WordsOf(text, [Span(start, end) for start, end in zip([0, *ends], ends, strict=False)])


@pytest.mark.parametrize(
    ("query", "marked", "why"),
    [
        ("force", ["Forces"], "inflected"),
        ("flee force", ["Forces", "fled"], "both in one sentence"),
        ("armed mutiny", ["ARMED", "mutiny"], "words apart: the earliest sentence that has both"),
        ("“armed mutiny”", ["ARMED mutiny"], "a phrase stands together"),
        ("army", ["army’s"], "a possessive"),
        ("Rostov-on-Don", ["Rostov-on-Don"], "a hyphenated name"),
        ("city Rostov", ["city", "Rostov"], "two sentences when one does not have both"),
        ("“mutiny end”", ["mutiny end"], "the phrase is found in its own sentence"),
    ],
)
def test_found(query: str, marked: list[str], why: str) -> None:
    hit = match(parse(query), words_of())
    assert hit is not None, why
    assert [mark.of(TEXT) for shown in hit.shown for mark in shown.marks] == marked, why


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("treason", "not there"),
        ("force treason", "one of two is missing"),
        ("“mutiny armed”", "the order counts"),
        ("“grew armed”", "a phrase does not reach over the end of a sentence"),
        ("“men mutiny”", "words between"),
    ],
)
def test_not_found(query: str, why: str) -> None:
    assert match(parse(query), words_of()) is None, why


def test_arm_is_no_part_of_army() -> None:
    assert match(parse("arm"), words_of("The army grew. Armies came.")) is None


def test_an_index_answers_as_one_by_one() -> None:
    queries = ["force", "force flee", "“armed mutiny”", "treason", "mutiny", "city Rostov", "force treason"]
    parsed = [(number, parse(query)) for number, query in enumerate(queries)]
    alone = [(number, hit) for number, query in parsed if (hit := match(query, words_of()))]
    assert Index(parsed).answered_by(words_of()) == alone
    assert [number for number, _ in alone] == [0, 1, 2, 4, 5]


@given(
    st.lists(st.sampled_from(["ab", "ba", "b", "a", "“a b”", "“b a b”"]), min_size=1, max_size=6),
    st.data(),
)
def test_an_index_never_differs_from_asking_each(queries: list[str], data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab .", max_size=30)) + "."
    parsed = [(number, parse(query)) for number, query in enumerate(queries)]
    words = words_of(text)
    alone = [(number, hit) for number, query in parsed if (hit := match(query, words))]
    assert Index(parsed).answered_by(words) == alone
    for _, hit in alone:
        for shown in hit.shown:
            assert all(shown.sentence.covers(mark) for mark in shown.marks)


def test_many_queries_cost_little() -> None:
    many = tuple((number, f"word{number} mutiny") for number in range(10_000))
    index = index_of(many)
    started = time.perf_counter()
    assert index.answered_by(words_of()) == []
    assert time.perf_counter() - started < 0.02, "none of their rare words is there, so none is looked at"


def test_a_stored_query_that_cannot_be_read_costs_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    index = index_of(((1, "said:Putin"), (2, "mutiny")))
    assert [key for key, _ in index.answered_by(words_of())] == [2]
    assert "alert 1" in caplog.text
