"""Search: what is found, in which order, how it is shown, and that any text may be asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import Store, articles, open_store, search
from bot.store.records import Hit
from tests.bot.store.readings import NOON, reading_of

TEXTS = {
    "arms": "The army moved its forces to the border. Nobody was hurt.",
    "arm": "He broke an arm. The forces of nature are strong.",
    "mutiny": "Officials spoke of an armed mutiny in the city. It ended soon.",
    "armed": "The mutiny was not armed. An armed man was seen.",
    "cafe": "Das Café in Zürich war voll. Erdoğan’s guards waited outside.",
    "talks": "Talks went on.\nThe state-of-the-art  hall\twas full. Talks, talks, talks and more talks.",
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("search")
    store = open_store(folder / "x.db")
    with store.begin() as tx:
        for path, raw in TEXTS.items():
            articles.add(tx, path=path, sha256=path, reading=reading_of(raw), key=(), now=NOON, backlog=False)
    yield store
    store.close()


def find(store: Store, words: str, limit: int = 10) -> tuple[Hit, ...]:
    with store.read() as tx:
        return articles.search(tx, words, limit=limit)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("force", {"arms", "arm"}),  # inflection
        ("ARM", {"arm", "armed", "mutiny"}),  # "arm" finds "armed", but not "army"
        ("mutiny armed", {"mutiny", "armed"}),  # all words, in any order
        ('"armed mutiny"', {"mutiny"}),  # a phrase stands together
        ("“armed mutiny”", {"mutiny"}),
        ("«armed mutiny» officials", {"mutiny"}),
        ("cafe zurich", {"cafe"}),  # accents
        ("CAFÉ", {"cafe"}),
        ("Erdogan", {"cafe"}),
        ("Erdoğan’s", {"cafe"}),
        ("state-of-the-art", {"talks"}),
        ("NOT OR AND NEAR(", set()),  # no operators
        ("title:mutiny", set()),  # no columns: two words that stand together
        ("mut*", set()),
        ("", set()),
        ('"" “” - 😀', set()),
        ("mutiny 😀", {"mutiny", "armed"}),  # what holds no word is no condition
        ("zebra", set()),
    ],
)
def test_what_is_found(filled: Store, asked: str, found: set[str]) -> None:
    assert {hit.article.path for hit in find(filled, asked)} == found
    with filled.read() as tx:
        assert articles.search_count(tx, asked) == len(found)


def test_a_snippet_is_the_telling_sentence_with_its_words_marked(filled: Store) -> None:
    (hit,) = find(filled, '"armed mutiny" official')
    assert hit.snippet == "Officials spoke of an armed mutiny in the city."
    assert [mark.of(hit.snippet) for mark in hit.marks] == ["Officials", "armed mutiny"]
    (hit,) = find(filled, "state hall")
    assert hit.snippet == "The state-of-the-art hall was full."
    assert [mark.of(hit.snippet) for mark in hit.marks] == ["state", "hall"]


def test_pages_do_not_overlap(filled: Store) -> None:
    with filled.read() as tx:
        pages = [articles.search(tx, "the", limit=2, offset=offset)[:] for offset in (0, 2, 4)]
    paths = [hit.article.path for page in pages for hit in page]
    assert len(paths) == len(set(paths)) == 5
    assert find(filled, "the", limit=0) == ()


def test_of_many_matches_the_newest_are_ranked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "RANKED", 3)
    with store.begin() as tx:
        for n, raw in enumerate(
            ["Gold gold gold gold.", *[f"Some gold and much more of other text {n}." for n in range(4)]]
        ):
            articles.add(
                tx, path=str(n), sha256=str(n), reading=reading_of(raw), key=(), now=NOON, backlog=False
            )
    assert {hit.article.path for hit in find(store, "gold")} == {"2", "3", "4"}


def test_a_better_match_comes_first(store: Store) -> None:
    with store.begin() as tx:
        for path, raw in (
            ("much", "Gold, gold and gold."),
            ("little", "Gold is one word among many others here."),
        ):
            articles.add(tx, path=path, sha256=path, reading=reading_of(raw), key=(), now=NOON, backlog=False)
    assert [hit.article.path for hit in find(store, "gold")] == ["much", "little"]


hostile = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.text(alphabet="\"“”'’*():^-+{}[]\\/%_;\x00\ud83d😀 aéAND NOT OR NEAR", max_size=60),
    st.sampled_from(
        ["a" * 10_000, '"' * 9_999, "x " * 5_000, "NEAR(a b, 10)", "a\x00b", "* ^", '"unclosed phrase']
    ),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=hostile, offset=st.integers(-5, 5))
def test_anything_may_be_asked(filled: Store, asked: str, offset: int) -> None:
    with filled.read() as tx:
        for hit in articles.search(tx, asked, limit=3, offset=offset):
            assert all(0 <= mark.start < mark.end <= len(hit.snippet) for mark in hit.marks)
        articles.search_count(tx, asked)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(st.sampled_from(["lorem", "ipsum", "x" * 70, "Žižek"]), max_size=60),
    after=st.lists(st.sampled_from(["dolor", "sit", "y" * 300]), max_size=60),
    blank=st.sampled_from([" ", "  ", "\t", " \u00a0 "]),
)
def test_a_snippet_is_short_and_shows_the_match(
    store: Store, before: list[str], after: list[str], blank: str
) -> None:
    raw = blank.join([*before, "needle", *after]) + "."
    with store.begin() as tx:
        articles.add(tx, path="a", sha256="a", reading=reading_of(raw), key=(), now=NOON, backlog=False)
        (hit, *_) = articles.search(tx, "needles", limit=1)
    assert len(hit.snippet) <= search.SNIPPET + 4
    assert "needle" in [mark.of(hit.snippet) for mark in hit.marks]
    assert "  " not in hit.snippet
    assert hit.snippet.strip(" …") in " ".join(hit.article.raw.split())
