"""What an alert may ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.query import MOST_TERMS, QueryError, parse


@pytest.mark.parametrize(
    ("typed", "terms", "why"),
    [
        ("treason", ["treason"], "one word"),
        ("treason  mutiny", ["treason", "mutiny"], "two words, both needed"),
        ("treason AND mutiny", ["treason", "mutiny"], "AND is what it means anyway"),
        ('"armed mutiny"', ["armed mutiny"], "a phrase"),
        ("“armed  mutiny” Rostov", ["armed mutiny", "Rostov"], "curly marks, blanks made single"),
        ("«armed mutiny»", ["armed mutiny"], "French marks"),
        ('"armed mutiny', ["armed mutiny"], "marks never closed"),
        ("Rostov-on-Don", ["Rostov-on-Don"], "a hyphen joins a phrase"),
        ("force forces Force", ["force"], "the same word once"),
        ("treason, mutiny.", ["treason", "mutiny"], "stops are no words"),
        ("Putin’s", ["Putin’s"], "a possessive"),
    ],
)
def test_what_is_understood(typed: str, terms: list[str], why: str) -> None:
    assert [term.text for term in parse(typed).terms] == terms, why


@pytest.mark.parametrize("typed", ["", "  ", "!?", '""', "“ ”", "AND", "…", "-"])
def test_without_a_word_it_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(QueryError, match=r"no word.*/alert add treason mutiny"):
        parse(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("treason OR mutiny", "do not understand OR yet"),
        ("treason NOT Wagner", "do not understand NOT yet"),
        ("treason -Wagner", "not articles that lack one"),
        ("said:Putin treason", "do not understand “said:” yet"),
        ("x" * 201, "too long"),
        (" ".join(f"word{n}" for n in range(MOST_TERMS + 1)), "more than 12"),
    ],
)
def test_what_would_mean_something_else_is_refused(typed: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        parse(typed)


@given(st.text(max_size=80))
def test_what_is_stored_reads_back_the_same(typed: str) -> None:
    try:
        query = parse(typed)
    except QueryError:
        return
    again = parse(query.text)
    assert [term.stems for term in again.terms] == [term.stems for term in query.terms]
