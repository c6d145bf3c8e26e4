"""Floors under what the seeds' titles and summaries must be, also with their paragraphs in another order."""

import random
import re

import pytest

from summarizers.model import Reading
from summarizers.pipeline import SUMMARY_WORDS, read
from summarizers.rank.standalone import opens_dangling
from tests.conftest import SEEDS

TEXTS = {path.stem[:3]: path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))}
ORDERS = range(8)
LEFTOVERS = ("UKRAINE READIES", "PUTIN CLAIMS WEST", "CLICK HERE")
HANGING = re.compile(
    r"\b(?:of|the|a|an|and|or|with|to|in|on|at|for|by|from|as|that|which|who|is|was|has|his|its)$"
)


def shuffled(raw: str, order: int) -> str:
    """The same paragraphs in another order; order 0 is the seed as it is."""
    if not order:
        return raw
    parts = re.split(r"(\n+)", raw)
    paragraphs, gaps = parts[::2], parts[1::2]
    prefix = " date 2023-06-24 "
    head = prefix if paragraphs[0].startswith(prefix) else ""
    paragraphs[0] = paragraphs[0].removeprefix(prefix)
    random.Random(order).shuffle(paragraphs)
    return head + "".join(part for pair in zip(paragraphs, [*gaps, ""], strict=True) for part in pair)


@pytest.fixture(scope="module", params=[(seed, order) for seed in TEXTS for order in ORDERS], ids=str)
def reading(request: pytest.FixtureRequest) -> Reading:
    seed, order = request.param
    return read(shuffled(TEXTS[seed], order))


def test_summary_has_two_or_three_whole_sentences(reading: Reading) -> None:
    assert 2 <= len(reading.summary) <= 3
    for sentence in reading.summary:
        assert sentence in reading.article.sentences
        assert sentence.text[-1] in '.!?”"', "cut"
    words = sum(len(sentence.text.split()) for sentence in reading.summary)
    assert len(reading.summary) == 2 or words <= SUMMARY_WORDS


def test_no_summary_sentence_dangles(reading: Reading) -> None:
    chosen = {sentence.index for sentence in reading.summary}
    for sentence in reading.summary:
        if opens_dangling(sentence.text):
            assert sentence.index == 0 or sentence.index - 1 in chosen


def test_no_leftover_in_summary_title_or_prose(reading: Reading) -> None:
    shown = [reading.article.title, *(sentence.text for sentence in reading.article.sentences)]
    assert not [text for text in shown for leftover in LEFTOVERS if leftover in text]
    expected = sum(leftover in reading.article.raw for leftover in LEFTOVERS)
    assert len(reading.article.set_aside) == expected


def test_title_is_short_and_ends_at_a_clause(reading: Reading) -> None:
    title = reading.article.title
    assert 25 <= len(title) <= 92
    bare = title.removesuffix(" …")
    assert bare[-1] not in ".,;:—–-"
    assert not HANGING.search(bare)


def test_summary_does_not_repeat_the_title(reading: Reading) -> None:
    assert reading.article.title not in [sentence.text.rstrip(".") for sentence in reading.summary]


def test_dates(reading: Reading) -> None:
    day = reading.article.date
    assert (day.isoformat() if day else None) == (
        "2023-06-24" if reading.article.raw.startswith(" date ") else None
    )


def test_titles_of_the_seeds_as_they_are() -> None:
    titles = [read(raw).article.title for raw in TEXTS.values()]
    assert titles[0] == "A Russian mercenary army is currently at odds with the country's military"
    assert titles[1].startswith(
        "The divisions between Russia’s defense ministry and its notorious Wagner group continue"
    )
