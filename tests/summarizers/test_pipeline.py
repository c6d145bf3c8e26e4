"""Reading as a whole: any text, in proportion to its length, always the same."""

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.clean import clean
from summarizers.pipeline import read, summary_of
from tests.conftest import SEEDS
from tests.golden import FOLDER, golden

SMALL = 30_000

HOSTILE: dict[str, Callable[[int], str]] = {
    "full stops": lambda n: "." * n,
    "full stops apart": lambda n: ". " * (n // 2),
    "quotation marks": lambda n: '"' * n,
    "opening marks": lambda n: "“" * n,
    "quoted words": lambda n: "“a” " * (n // 4),
    "one word": lambda n: "a" * n,
    "one line of words": lambda n: "word " * (n // 5),
    "initials": lambda n: "A. " * (n // 3),
    "unended questions": lambda n: "?” Cox " * (n // 7),
    "lines": lambda n: "\n".join(f"The mayor met guest {number} at noon." for number in range(n // 36)),
    "sentences": lambda n: " ".join(f"The mayor met guest {number} at noon." for number in range(n // 36)),
    "capital lines": lambda n: "\n".join(
        f"THE MAYOR MET GUEST {number} AT NOON" for number in range(n // 34)
    ),
    "bylines": lambda n: "By Ann Cox, " * (n // 12),
    "empty lines": lambda n: "\n" * n,
    "nothing to see": lambda n: "\x00\u202e\ufeff" * (n // 3),
    "no spaces": lambda n: "我們今天去了大房子。" * (n // 10),
    "links": lambda n: "Read more:\nA title\n" * (n // 19),
}


def seconds(raw: str) -> float:
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        summary_of(clean(raw))
        best = min(best, time.process_time() - begin)
    return best


@pytest.mark.parametrize("name", HOSTILE)
def test_eight_times_the_text_takes_about_eight_times_as_long(name: str) -> None:
    make = HOSTILE[name]
    # Below 2 ms the clock says nothing; quadratic time would give 64.
    ratio = seconds(make(8 * SMALL)) / max(seconds(make(SMALL)), 0.002)
    assert ratio < 24


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read(name: str) -> None:
    reading = read(HOSTILE[name](2_000))
    assert all(len(sentence.text) <= 1_000 for sentence in reading.summary)
    assert len(reading.summary) <= 3


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=300), st.binary(max_size=300).map(lambda data: data.decode("latin-1"))))
def test_reading_never_raises_and_every_span_fits(raw: str) -> None:
    reading = read(raw)
    assert all(sentence.span.of(raw) == sentence.text for sentence in reading.summary)
    assert all(quote.span.of(raw) == quote.text for quote in reading.quotes)
    assert all(said.span.of(raw) == said.text for said in reading.reported)
    for one in (*reading.people, *reading.bodies):
        assert all(mention.span.of(raw) == mention.text for mention in one.mentions)
    assert read(raw) == reading


def test_short_articles_keep_their_sentence() -> None:
    assert [
        s.text
        for s in read("The mayor resigned on Friday after all, his office said. Nobody knows why.").summary
    ]
    assert read("").summary == ()
    assert read("ONLY CAPITALS STAND HERE. THEY ARE READ ALL THE SAME.").article.sentences


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_seeds_read_as_kept(path) -> None:  # type: ignore[no-untyped-def]
    kept = json.loads(path.read_text(encoding="utf-8"))
    read_now = golden(read((SEEDS / f"{path.stem}.txt").read_text(encoding="utf-8")))
    assert {part: read_now[part] for part in kept} == kept
