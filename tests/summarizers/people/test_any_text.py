"""What holds for every text: spans print their words, nothing raises, the time is linear."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from summarizers.clean import clean
from summarizers.people import find_people
from summarizers.people.runs import RUN, _runs

WORDS = st.sampled_from(
    [
        "Maria",
        "Petrova",
        "Petrova's",
        "General",
        "the",
        "of",
        "The",
        "CNN",
        "Ministry",
        "for",
        "Group,",
        "said.",
        "“I",
        "am”",
        "Jr.",
        "II",
        "O’Brien",
        "al-Assad",
        "J.",
        "K.",
        "-62,",
        "62-year-old",
        "(FSB)",
        "Washington",
        "Will",
        "May",
        "chief",
        "known",
        "as",
        "“X”",
        "Ñandú",
        "Łukasz",
        "Müller",
        "🙂",
        "\u202e",
        "\n",
        "\n\n",
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
@example("A" * 5000)
@example("Maria " * 3000)
@example("’s ’s’s 's")
@example("The General of the General, the General")
def test_every_span_prints_its_text(text):
    article = clean(text)
    for person in find_people(article):
        assert person.mentions
        assert person.name
        for part in (*person.mentions, *person.roles, *person.nicknames):
            assert part.span.of(text) == part.text != ""
        starts = [mention.span.start for mention in person.mentions]
        assert starts == sorted(set(starts))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_reading_twice_gives_the_same(text):
    article = clean(text)
    assert find_people(article) == find_people(article)


@pytest.mark.parametrize(
    "word",
    [
        "Maria Petrova ",
        "Aaab{0} Cccd{0}. ",
        "the Group ",
        "General ",
        "Mr. ",
        "A. ",
        "X of Y for ",
        "Petrov{0}a said. ",
        "the chief ",
    ],
)
def test_the_time_grows_with_the_text(word):
    def seconds(times):
        article = clean("".join(word.format(number) for number in range(times)))
        best = 9.0
        for _ in range(2):
            start = time.process_time()
            find_people(article)
            best = min(best, time.process_time() - start)
        return best

    seconds(50)
    assert seconds(4000) < 12 * seconds(800) + 0.1


RUN_PARTS = st.sampled_from(
    ["al-", "el'", "d’", "l", "A", "Ann", "Dr.", "J.", "-", "’", " ", "\n", "de ", "1", "É", "Я"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(RUN_PARTS, max_size=12).map("".join))
def test_the_quick_search_finds_every_run(text):
    assert list(_runs(text, 0, len(text))) == [match.span() for match in RUN.finditer(text)]
