"""Articles: what goes in comes out; versions, order, numbers."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.places import Network, Place
from bot.store import Store, articles, places
from bot.store.records import StoredKind
from summarizers.model import SetAside, Span
from tests.bot.store.readings import MINUTE, NOON, RAW_WAGNER, reading_of, wagner


def put(store: Store, raw: str, *, path: str = "a.txt", backlog: bool = False) -> int:
    with store.begin() as tx:
        return articles.add(
            tx, path=path, sha256="s" + path, reading=reading_of(raw), key=(), now=NOON, backlog=backlog
        )


def test_an_article_comes_back_as_it_was_read(store: Store) -> None:
    reading = wagner()
    with store.begin() as tx:
        article_id = articles.add(
            tx,
            path="in/a.txt",
            sha256="abc",
            reading=reading,
            key=reading.quotes[1:],
            now=NOON,
            backlog=False,
        )
    with store.read() as tx:
        stored = articles.get(tx, article_id)
        quotes = articles.quotes(tx, article_id)
    assert stored is not None
    assert (stored.path, stored.sha256, stored.version, stored.gone, stored.backlog) == (
        "in/a.txt",
        "abc",
        1,
        False,
        False,
    )
    assert (stored.raw, stored.title, stored.date) == (
        RAW_WAGNER,
        "Wagner leader speaks",
        reading.article.date,
    )
    assert stored.taken_in == NOON
    assert stored.taken_in.utcoffset() == timedelta(0)
    assert stored.paragraphs == reading.article.paragraphs
    assert stored.sentences == tuple(sentence.span for sentence in reading.article.sentences)
    assert stored.summary == stored.sentences[:2]
    assert [(said.text, said.kind, said.speaker, said.key) for said in quotes] == [
        ("We are going to find out why there is such chaos", StoredKind.STATEMENT, "Yevgeny Prigozhin", 0),
        ("The FSB called it treason", StoredKind.REPORTED, "FSB", 0),
        ("Prigozhin must be detained", StoredKind.STATEMENT, "Vladimir Putin", 1),
    ]
    assert all(said.span.of(stored.raw) == said.text for said in quotes)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    raw=st.text(st.characters(exclude_categories=()), max_size=300),
    pieces=st.lists(st.integers(0, 300), max_size=6),
)
def test_any_text_survives_with_its_offsets(store: Store, raw: str, pieces: list[int]) -> None:
    from dataclasses import replace

    aside = tuple(SetAside(span=Span(n, n + 1), reason="r\ud800") for n in pieces)
    reading = reading_of(raw)
    reading = replace(reading, article=replace(reading.article, set_aside=aside))
    with store.begin() as tx:
        article_id = articles.add(tx, path=raw, sha256="x", reading=reading, key=(), now=NOON, backlog=False)
        articles.new_version(tx, article_id, sha256="y", reading=reading, key=(), now=NOON)
        stored = articles.get(tx, article_id)
    assert stored is not None
    assert len(stored.raw) == len(raw)
    changed = {(old, new) for old, new in zip(raw, stored.raw, strict=True) if old != new}
    assert all(new == "\ufffd" and (old == "\x00" or "\ud800" <= old <= "\udfff") for old, new in changed)
    assert [piece.span for piece in stored.set_aside] == [piece.span for piece in aside]


def test_a_new_version_keeps_id_and_time_and_forgets_the_old_words(store: Store) -> None:
    first = put(store, "The mutiny failed.")
    with store.begin() as tx:
        articles.mark_gone(tx, first, True)
        articles.new_version(
            tx, first, sha256="new", reading=reading_of("The talks began."), key=(), now=NOON + MINUTE
        )
    with store.read() as tx:
        stored = articles.get(tx, first)
        assert stored is not None
        assert (stored.version, stored.raw, stored.taken_in, stored.gone) == (
            2,
            "The talks began.",
            NOON,
            False,
        )
        assert articles.search(tx, "mutiny", limit=5) == ()
        assert [hit.article.id for hit in articles.search(tx, "talks", limit=5)] == [first]


def test_lists_are_newest_first_and_leave_the_backlog_out(store: Store) -> None:
    one, old, two = (put(store, f"Text {n}.", path=str(n), backlog=n == 1) for n in range(3))
    with store.read() as tx:
        assert [stored.id for stored in articles.latest(tx, limit=2)] == [two, old]
        assert [stored.id for stored in articles.latest(tx, limit=2, offset=2)] == [one]
        assert [stored.id for stored in articles.after(tx, article_id=0, limit=9)] == [two, one]
        assert [stored.id for stored in articles.after(tx, article_id=one, limit=9, backlog=True)] == [
            two,
            old,
        ]
        assert articles.count_after(tx, article_id=0) == 2
        assert articles.count_after(tx, article_id=one, backlog=True) == 2
        assert (articles.count(tx), articles.newest_id(tx)) == (3, two)
        assert articles.get(tx, 99) is None


def test_numbers_are_per_place_stable_and_given_on_first_listing(store: Store) -> None:
    ids = [put(store, f"Text {n}.", path=str(n)) for n in range(3)]
    with store.begin() as tx:
        here, there = (
            places.ensure(tx, Place(network=Network.TELEGRAM, chat=chat), now=NOON, zone="UTC").id
            for chat in "ab"
        )
        assert articles.newest_number(tx, here) == 0
        assert [articles.number(tx, here, ids[n]) for n in (2, 0, 2, 1)] == [1, 2, 1, 3]
        assert articles.number(tx, there, ids[1]) == 1
        found = articles.by_number(tx, here, 3)
        assert found is not None
        assert found.id == ids[1]
        assert articles.by_number(tx, there, 2) is None
        assert articles.by_number(tx, here, -1) is None
        assert articles.by_number(tx, here, 10**30) is None
        assert articles.newest_number(tx, here) == 3
