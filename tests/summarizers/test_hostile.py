"""Texts that once took the square of their length, or a thousand times an article's time, to read."""

from __future__ import annotations

import pytest

from summarizers.pipeline import read
from tests.summarizers.growth import cpu_seconds, is_in_proportion

FRAGMENTS = (
    "A-",
    "Al-",
    "el-B",
    "The-",
    "US Он ",
    'Al-"',
    '"said',
    'said"',
    "“О",
    "«The ",
    "“de ",
    '"yes" and ',
    "al-",
    "Ann’s-",
    "A’s ",
    "known as “a ",
    "the aa-",
    "A.-",
    "``a",
    ",,a",
)
ARTICLE = (
    "The mayor of Lund, Ann Cox, said on Monday that the bridge would stay closed. "
    "“We have no choice,” she told reporters. According to the police nobody was hurt.\n\n"
)
MOST_TIMES = 500
"""A hostile text may take so many times as long as an article of its size."""


def repeated(fragment: str, size: int) -> str:
    return fragment * (size // len(fragment))


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_repeated_fragment_takes_time_in_proportion(fragment: str) -> None:
    assert is_in_proportion(read, lambda size: repeated(fragment, size), 2_000)


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_a_repeated_fragment_takes_no_thousand_times_an_article(fragment: str) -> None:
    size = 3_000
    article = repeated(ARTICLE, size)
    read(article)
    usual = min(cpu_seconds(lambda: read(article)) for _ in range(5))
    text = repeated(fragment, size)
    assert min(cpu_seconds(lambda: read(text)) for _ in range(2)) < MOST_TIMES * usual
