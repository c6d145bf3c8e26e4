"""People over several articles: counted, spelt, quoted, untied again."""

from datetime import date

from bot.store import Store, articles, attachments, people
from bot.store.attachments import Attachment
from bot.store.records import Form
from summarizers.model import Kind, Reading
from tests.bot.store.readings import MINUTE, NOON, person_of, reading_of, wagner, with_speaker

SECOND = (
    "Yevgeny Priozhin, Putin’s chef, met Sergei Shoigu in March.\n"
    "“Forces are leaving”, Priozhin said. “I trust Priozhin”, Shoigu said."
)


def second() -> Reading:
    return reading_of(
        SECOND,
        people=(
            person_of(SECOND, "Yevgeny Priozhin", "Priozhin", nicknames=("Putin’s chef",)),
            person_of(SECOND, "Sergei Shoigu", "Shoigu"),
        ),
        said={"Forces are leaving": "Yevgeny Priozhin", "I trust Priozhin": "Sergei Shoigu"},
    )


def put(store: Store, path: str, reading: Reading, *known: int | None) -> tuple[int, tuple[int, ...]]:
    """Store an article; `known` says who its people are (persons first)."""
    everybody = (*reading.people, *reading.bodies)
    with store.begin() as tx:
        article_id = articles.add(
            tx, path=path, sha256=path, reading=reading, key=(), now=NOON, backlog=False
        )
        who = [
            Attachment(person=one, known=known_id, reason="test" if known_id else "")
            for one, known_id in zip(everybody, known or (None,) * len(everybody), strict=True)
        ]
        return article_id, attachments.attach(tx, article_id, who, now=NOON + MINUTE)


def two_articles(store: Store) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    first, (prigozhin, putin, fsb) = put(store, "1", wagner())
    then, (_, shoigu) = put(store, "2", second(), prigozhin, None)
    return first, then, (prigozhin, putin, fsb), (prigozhin, shoigu)


def test_a_name_is_found_by_every_beginning_of_it(store: Store) -> None:
    names = ("Yevgeny Prigozhin", "Adam Fischer", "Lin Zuoxiu", "Alexis Butch", "Ann Amtchentsev")
    raw = "".join(f"{name} came at noon.\n" for name in names)
    _, ids = put(store, "1", reading_of(raw, people=tuple(person_of(raw, name) for name in names)))
    with store.read() as tx:
        for one, name in zip(ids, names, strict=True):
            for word in name.lower().split():
                for end in range(1, len(word) + 1):
                    assert one in [found.id for found in people.beginning(tx, word[:end], limit=9)], word[
                        :end
                    ]
            assert [found.id for found in people.beginning(tx, name.lower()[:-1], limit=9)] == [one]
        for odd in ("", " ", "%", "_", "prigozhim", "rigo"):
            assert people.beginning(tx, odd, limit=9) == ()


def test_a_merged_person_is_counted_over_both(store: Store) -> None:
    first, then, (prigozhin, putin, _), _ = two_articles(store)
    with store.read() as tx:
        one = people.get(tx, prigozhin)
        assert one is not None
        assert (one.name, one.kind, one.articles, one.mentions) == ("Yevgeny Prigozhin", "person", 2, 7)
        assert (one.first_seen, one.last_seen, one.last_date) == (NOON, NOON, date(2023, 6, 24))
        assert people.forms(tx, prigozhin) == (
            Form(text="Prigozhin", count=3),
            Form(text="Priozhin", count=2),
            Form(text="Yevgeny Prigozhin", count=1),
            Form(text="Yevgeny Priozhin", count=1),
        )
        assert [stored.id for stored in people.articles_of(tx, prigozhin, limit=5)] == [then, first]
        assert [
            (merge.article_id, merge.name, merge.reason, merge.at) for merge in people.merges(tx, prigozhin)
        ] == [(then, "Yevgeny Priozhin", "test", NOON + MINUTE)]
        assert people.merges(tx, putin) == ()
        assert [(who.name, times) for who, times in articles.people(tx, first)] == [
            ("Yevgeny Prigozhin", 4),
            ("Vladimir Putin", 2),
            ("FSB", 1),
        ]


def test_roles_and_ages_name_their_article(store: Store) -> None:
    first, then, (prigozhin, putin, _), _ = two_articles(store)
    with store.read() as tx:
        assert [
            (role.text, role.nickname, role.article_id, role.article_date)
            for role in people.roles(tx, prigozhin)
        ] == [
            ("Putin’s chef", True, then, None),
            ("leader of the Wagner group", False, first, date(2023, 6, 24)),
        ]
        stored = articles.get(tx, first)
        assert stored is not None
        assert people.roles(tx, prigozhin)[1].span.of(stored.raw) == "leader of the Wagner group"
        age = people.age(tx, putin)
        assert age is not None
        assert (age.years, age.article_id) == (70, first)
        assert people.age(tx, prigozhin) is None


def test_quotes_by_and_about(store: Store) -> None:
    _, _, (prigozhin, putin, fsb), (_, shoigu) = two_articles(store)
    with store.read() as tx:
        by = [said.text for said in people.quotes_by(tx, prigozhin, limit=5)]
        assert by == ["Forces are leaving", "We are going to find out why there is such chaos"]
        assert [said.text for said in people.quotes_by(tx, prigozhin, limit=1, offset=1)] == by[1:]
        assert [said.text for said in people.quotes_by(tx, prigozhin, word="force", limit=5)] == by[:1]
        assert people.quotes_by(tx, prigozhin, word="orce", limit=5) == ()
        assert people.quotes_by(tx, prigozhin, word="😀", limit=5) == ()
        assert people.quotes_by(tx, fsb, limit=5) == ()
        assert len(people.quotes_by(tx, fsb, limit=5, statements_only=False)) == 1
        about = [(said.text, said.speaker_id) for said in people.quotes_about(tx, prigozhin, limit=5)]
        assert about == [("I trust Priozhin", shoigu), ("Prigozhin must be detained", putin)]
        assert people.quotes_about(tx, putin, limit=5) == ()


def test_doubtful_speakers_can_be_left_out(store: Store) -> None:
    _, (prigozhin, _, _) = put(store, "1", with_speaker(wagner(), 0, 0.3))
    with store.read() as tx:
        assert people.quotes_by(tx, prigozhin, limit=5, min_confidence=0.5) == ()
        assert len(people.quotes_by(tx, prigozhin, limit=5, min_confidence=0.3)) == 1


def test_companions_come_with_a_sentence_that_names_both(store: Store) -> None:
    first, then, (prigozhin, putin, _), (_, shoigu) = two_articles(store)
    with store.read() as tx:
        found = {companion.person.id: companion for companion in people.companions(tx, prigozhin, limit=5)}
        assert set(found) == {putin, shoigu}
        assert (found[putin].articles, found[putin].article_id, found[shoigu].article_id) == (1, first, then)
        stored = articles.get(tx, first)
        sentence = found[putin].sentence
        assert stored is not None
        assert sentence is not None
        assert sentence.of(stored.raw) == "“Prigozhin must be detained”, said Vladimir Putin, 70."
        assert people.companions(tx, prigozhin, limit=1)[0].person.id == putin


def test_who_is_in_the_news_counts_articles_since(store: Store) -> None:
    _, _, (prigozhin, putin, fsb), (_, shoigu) = two_articles(store)
    with store.read() as tx:
        news = people.in_the_news(tx, since=NOON, limit=9)
        assert [(who.id, times) for who, times in news] == [(prigozhin, 2), (putin, 1), (shoigu, 1)]
        assert people.in_the_news(tx, since=NOON + MINUTE, limit=9) == ()
        assert [who.id for who, _ in people.in_the_news(tx, since=NOON, limit=9, kind="body")] == [fsb]


def test_the_name_is_the_one_most_articles_give(store: Store) -> None:
    raw = "Priozhin spoke. So did Yevgeny Priozhin. Yevgeny Prigozhin as well."
    wrong = reading_of(raw, people=(person_of(raw, "Yevgeny Priozhin", "Priozhin"),))
    right = reading_of(raw, people=(person_of(raw, "Yevgeny Prigozhin"),))
    short = reading_of(raw, people=(person_of(raw, "Priozhin"),))
    _, (who,) = put(store, "1", short)
    names = []
    for path, reading in (("2", wrong), ("3", right), ("4", right), ("5", short), ("6", short)):
        put(store, path, reading, who)
        with store.read() as tx:
            one = people.get(tx, who)
            assert one is not None
            names.append(one.name)
    assert names == ["Yevgeny Priozhin", *["Yevgeny Prigozhin"] * 4]  # of equals the longer


def test_an_untied_article_leaves_no_trace_of_its_people(store: Store) -> None:
    _, then, (prigozhin, putin, fsb), (_, shoigu) = two_articles(store)
    with store.begin() as tx:
        touched = attachments.detach(tx, then)
        assert set(touched) == {prigozhin, shoigu}
        assert attachments.settle(tx, touched) == (shoigu,)
    with store.read() as tx:
        one = people.get(tx, prigozhin)
        assert one is not None
        assert (one.articles, one.mentions, one.name) == (1, 4, "Yevgeny Prigozhin")
        assert [form.text for form in people.forms(tx, prigozhin)] == ["Prigozhin", "Yevgeny Prigozhin"]
        assert len(people.roles(tx, prigozhin)) == 1
        assert people.merges(tx, prigozhin) == ()
        assert people.get(tx, shoigu) is None
        assert people.bearers(tx, "shoigu", limit=5) == ()
        assert set(people.get_many(tx, (prigozhin, putin, fsb, shoigu))) == {prigozhin, putin, fsb}
        assert [said.speaker_id for said in articles.quotes(tx, then)] == [None, None]


def test_an_id_is_never_given_again(store: Store) -> None:
    article_id, ids = put(store, "1", wagner())
    with store.begin() as tx:
        attachments.settle(tx, attachments.detach(tx, article_id))
    _, again = put(store, "2", wagner())
    assert not set(ids) & set(again)


def test_a_name_broken_over_a_line_is_one_form(store: Store) -> None:
    raw = "Vladimir\nPutin spoke. Vladimir Putin left."
    who = person_of(raw, "Vladimir\nPutin", "Vladimir Putin")
    _, (putin,) = put(store, "1", reading_of(raw, people=(who,)))
    with store.read() as tx:
        assert people.forms(tx, putin) == (Form(text="Vladimir Putin", count=2),)
        assert people.bearers(tx, "vladimir putin", limit=5) == (putin,)


def test_kinds_are_kept_apart(store: Store) -> None:
    _, ids = put(store, "1", wagner())
    with store.read() as tx:
        assert [people.get_many(tx, ids)[who].kind for who in ids] == [Kind.PERSON, Kind.PERSON, Kind.BODY]
