"""Every style chooses whole sentences that stand alone, none twice, in order and within the budget."""

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizers.clean import clean
from summarizers.model import Article
from summarizers.rank import STYLES, Budget, Picked, RankError, summarise
from summarizers.rank import sumy as sumy_methods
from summarizers.rank.selection import Selection
from summarizers.rank.standalone import opens_dangling, points_back
from tests.conftest import SEEDS

TALKS = clean(
    "The port workers of the old harbour town went on strike on Monday over the price of bread.\n"
    "He said nothing.\n"
    "The mayor called the strike a disgrace and asked the ministry in the capital for help.\n"
    "But he did not talk to the port workers themselves.\n"
    "CLICK HERE FOR MORE FROM THE HARBOUR\n"
    "Analysts expect that a strike of one week will cost the town about two million crowns.\n"
    "“We will not give in,” the leader of the union told a crowd. “We have waited long enough.”\n"
    "Fishing boats stayed in the harbour too, since nobody was there to unload them.\n"
)
TALKS_AGAIN = clean(
    "The port workers of the old harbour town are on strike since Monday over the price of bread.\n"
    "Trains to the capital were late on Tuesday because passengers had left the ferries for them.\n"
    "The ministry said that it would send a mediator to the town before the end of the week.\n"
)


def texts_of(article: Article) -> list[str]:
    return [sentence.text for sentence in article.sentences]


def texts(picked: tuple[Picked, ...]) -> list[str]:
    return [one.sentence.text for one in picked]


def test_lead_is_the_beginning_without_what_cannot_stand_alone() -> None:
    assert [one.sentence.index for one in summarise((TALKS,), Budget(sentences=2))] == [0, 2]
    assert [one.sentence.index for one in summarise((TALKS,), Budget(sentences=4))] == [0, 2, 3, 4]


def test_a_dangling_sentence_only_follows_its_predecessor() -> None:
    article = clean(
        "Strike ends\n\nHe went home on Monday. The mayor of the town resigned on Friday. She left."
    )
    assert texts(summarise((article,), Budget(sentences=3))) == ["The mayor of the town resigned on Friday."]


def test_a_quotation_of_two_sentences_is_taken_whole_or_not_at_all() -> None:
    article = clean(
        "“We will not give in to anybody this time. We have waited for far too long,” the union leader said. "
        "The strike of the port workers began on Monday."
    )
    assert texts(summarise((article,), Budget(sentences=1))) == [
        "The strike of the port workers began on Monday."
    ]
    assert len(summarise((article,), Budget(sentences=2))) == 2
    assert texts(summarise((article,), Budget(sentences=2)))[0].startswith("“We")


def test_several_documents_take_turns_and_do_not_repeat() -> None:
    picked = summarise((TALKS, TALKS_AGAIN), Budget(sentences=4))
    assert [one.document for one in picked] == sorted(one.document for one in picked)
    assert {one.document for one in picked} == {0, 1}
    assert sum("on strike" in text for text in texts(picked)) == 1


def test_below_the_title_the_title_is_not_said_again() -> None:
    article = clean("Peace has come to the valley. The mayor of the town rang the bells on Friday.")
    assert article.title == "Peace has come to the valley"
    assert texts(summarise((article,), Budget(sentences=2))) == [
        "Peace has come to the valley.",
        "The mayor of the town rang the bells on Friday.",
    ]
    assert texts(summarise((article,), Budget(sentences=2), below_title=True)) == [
        "The mayor of the town rang the bells on Friday."
    ]


def test_a_title_line_is_never_in_the_summary() -> None:
    article = clean(
        "Mayor of the harbour town rings the bells at last\n\nThe mayor of the town rang the bells on Friday."
    )
    assert texts(summarise((article,), Budget(sentences=3))) == [
        "The mayor of the town rang the bells on Friday."
    ]


@pytest.mark.parametrize(
    ("text", "dangles"),
    [
        ("He left.", True),
        ("“But why,” Cox asked.", True),
        ("(However, nobody came.)", True),
        ("It’s over.", True),
        ("Однако он уехал.", True),
        ("Er ging.", True),
        ("Hers is the last word.", True),
        ("Items were sold.", False),
        ("Heather left.", False),
        ("Italy won.", False),
        ("So-called experts left.", False),
        ("Or-Ani left.", False),
    ],
)
def test_dangling_openings(text: str, dangles: bool) -> None:
    assert opens_dangling(text) is dangles


def test_a_speaker_without_a_name_points_back() -> None:
    assert points_back("“The strike will go on for weeks,” she said on Monday.")
    assert points_back("«Мы не сдадимся», — сказал он.")
    assert points_back("„Wir bleiben“, sagte er.")
    assert points_back("« Nous irons au bout », a-t-il déclaré.")
    assert not points_back("“The strike will go on for weeks,” Cox said on Monday.")


@pytest.mark.parametrize("style", STYLES)
def test_every_style_keeps_the_rules(style: str) -> None:
    documents = (TALKS, TALKS_AGAIN)
    picked = summarise(documents, Budget(sentences=4), style)
    assert 1 <= len(picked) <= 4
    assert_rules(documents, picked)
    assert summarise(documents, Budget(words=40), style)
    assert sum(len(text.split()) for text in texts(summarise(documents, Budget(words=40), style))) <= 40
    assert summarise((), Budget(sentences=2), style) == ()
    assert summarise((clean(""),), Budget(sentences=2), style) == ()
    assert len(summarise((clean("One short sentence stands here alone."),), Budget(sentences=2), style)) == 1


def assert_rules(documents: tuple[Article, ...], picked: tuple[Picked, ...]) -> None:
    places = [(one.document, one.sentence.index) for one in picked]
    assert places == sorted(set(places))
    for one in picked:
        assert one.sentence in documents[one.document].sentences
        if opens_dangling(one.sentence.text) and one.sentence.index:
            assert (one.document, one.sentence.index - 1) in places
        assert not one.sentence.text.startswith("CLICK")


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [*(s.text for s in TALKS.sentences), *(s.text for s in TALKS_AGAIN.sentences), "“", "\n"]
        ),
        max_size=14,
    ),
    st.integers(0, 4),
    st.sampled_from(["lead", "centrality"]),
)
def test_any_text_any_budget(sentences: list[str], count: int, style: str) -> None:
    documents = (clean(" ".join(sentences)), TALKS)
    picked = summarise(documents, Budget(sentences=count), style)
    assert len(picked) <= count
    assert_rules(documents, picked)


def test_an_unknown_style_is_named_with_those_there_are() -> None:
    with pytest.raises(RankError, match="sumy:lexrank"):
        summarise((TALKS,), Budget(sentences=2), "sumy:best")


def test_a_budget_must_say_something() -> None:
    with pytest.raises(ValueError, match="sentences or of words"):
        Budget()


def test_sumy_is_stopped_when_its_time_is_up() -> None:
    words = [f"w{number}" for number in range(400)]
    long = clean(
        "\n".join(
            f"The {a} of {b} met the {c} there."
            for a, b, c in zip(words, words[7:], words[31:], strict=False)
        )
    )
    selection = Selection((long,), Budget(sentences=3))
    with pytest.raises(RankError, match=r"sumy:kl did not finish in 0\.2 seconds"):
        sumy_methods.choose(selection, "kl", seconds=0.2)
    deadline = time.monotonic() + 5
    while any(thread.name == "sumy:kl" for thread in threading.enumerate()):
        assert time.monotonic() < deadline, "the thread goes on"
        time.sleep(0.01)


def test_sumy_rates_our_own_sentences() -> None:
    seed = clean(sorted(SEEDS.glob("*.txt"))[0].read_text(encoding="utf-8"))
    picked = summarise((seed,), Budget(sentences=3), "sumy:lexrank")
    assert len(picked) == 3
    assert all(one.sentence.span.of(seed.raw) == one.sentence.text for one in picked)
