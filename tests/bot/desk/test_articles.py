"""What becomes of a file, and who is whom over articles."""

import asyncio
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import Desk
from bot.store import articles, files, open_store, people
from bot.store.records import FileRecord, FileState
from summarizers.names import Outcome, fold_name
from tests.bot.desk.desks import article, get, settings_of, sha, take
from tests.bot.store.readings import MINUTE, NOON, person_of, wagner

# -- files and articles ------------------------------------------------------------------------


def test_a_file_becomes_an_article_with_its_people_and_key_quotes(desk: Desk, folder: Path) -> None:
    article_id = take(desk, folder, "a.txt", wagner())
    with desk.store.read() as tx:
        record = files.get(tx, str(folder / "a.txt"))
        assert record is not None
        assert (record.article_id, record.state) == (article_id, FileState.READ)
        assert [who.name for who, _ in articles.people(tx, article_id)] == [
            "Yevgeny Prigozhin",
            "Vladimir Putin",
            "FSB",
        ]
        quotes = articles.quotes(tx, article_id)
        speakers = people.get_many(tx, {said.speaker_id or 0 for said in quotes})
        assert {said.speaker: speakers[said.speaker_id or 0].name for said in quotes} == {
            name: name for name in ("Yevgeny Prigozhin", "Vladimir Putin", "FSB")
        }


def test_a_touched_or_returned_file_is_no_new_version(desk: Desk, folder: Path) -> None:
    first = take(desk, folder, "a.txt", wagner())
    assert take(desk, folder, "a.txt", wagner(), now=NOON + MINUTE) == first
    desk.file_gone(str(folder / "a.txt"), NOON + MINUTE)
    assert get(desk, first).gone
    assert take(desk, folder, "a.txt", wagner(), now=NOON + 2 * MINUTE) == first
    assert (get(desk, first).version, get(desk, first).gone) == (1, False)


def test_a_changed_file_is_a_new_version(desk: Desk, folder: Path) -> None:
    first = take(desk, folder, "a.txt", wagner())
    with desk.store.read() as tx:
        before = desk.who(tx, "Prigozhin").person
    raw = "Yevgeny Prigozhin met Sergei Shoigu."
    changed = article(raw, person_of(raw, "Yevgeny Prigozhin"), person_of(raw, "Sergei Shoigu"))
    assert take(desk, folder, "a.txt", changed, now=NOON + MINUTE) == first
    assert (get(desk, first).version, get(desk, first).taken_in) == (2, NOON)
    with desk.store.read() as tx:
        after = desk.who(tx, "Prigozhin").person
        assert before is not None
        assert after is not None
        assert (after.id, after.articles, after.mentions) == (before.id, 1, 1)
        assert desk.who(tx, "Putin").outcome is Outcome.NOTHING
        assert desk.who(tx, "shoygu").person is not None
        assert people.quotes_by(tx, after.id, limit=9) == ()


def test_a_renamed_file_keeps_its_article(desk: Desk, folder: Path) -> None:
    first = take(desk, folder, "a.txt", wagner())
    (folder / "a.txt").unlink()  # nobody has told the desk yet
    assert take(desk, folder, "b.txt", wagner(), now=NOON + MINUTE) == first
    assert (get(desk, first).path, get(desk, first).version) == (str(folder / "b.txt"), 1)
    with desk.store.read() as tx:
        assert set(files.all_paths(tx)) == {str(folder / "b.txt")}
    (folder / "b.txt").unlink()
    desk.file_gone(str(folder / "b.txt"), NOON)
    assert take(desk, folder, "c.txt", wagner()) == first
    assert (get(desk, first).path, get(desk, first).gone) == (str(folder / "c.txt"), False)
    fresh = take(desk, folder, "b.txt", article("Something else."))
    assert fresh != first


def test_a_copy_is_no_second_article_until_it_says_something_else(desk: Desk, folder: Path) -> None:
    first = take(desk, folder, "a.txt", wagner())
    assert take(desk, folder, "copy.txt", wagner()) == first
    assert get(desk, first).path == str(folder / "a.txt")
    desk.file_gone(str(folder / "a.txt"), NOON)
    assert (get(desk, first).path, get(desk, first).gone) == (str(folder / "copy.txt"), False)
    assert take(desk, folder, "a.txt", wagner()) == first
    second = take(desk, folder, "a.txt", article("Something else."))
    assert second != first
    assert (get(desk, first).version, get(desk, second).version) == (1, 1)


def test_a_file_moved_over_another_ends_that_articles_file(desk: Desk, folder: Path) -> None:
    first = take(desk, folder, "a.txt", wagner())
    second = take(desk, folder, "b.txt", article("Something else."))
    (folder / "a.txt").unlink()
    assert take(desk, folder, "b.txt", wagner()) == first
    assert (get(desk, first).path, get(desk, first).gone) == (str(folder / "b.txt"), False)
    assert get(desk, second).gone


def test_a_file_that_says_what_another_still_says_is_a_new_version(desk: Desk, folder: Path) -> None:
    take(desk, folder, "a.txt", wagner())
    second = take(desk, folder, "b.txt", article("Something else."))
    assert take(desk, folder, "b.txt", wagner()) == second
    assert get(desk, second).version == 2


@pytest.mark.parametrize("gone", [False, True])
def test_what_was_set_aside_is_nobodys_twin(desk: Desk, folder: Path, gone: bool) -> None:
    first = take(desk, folder, "a.txt", article("First."))
    told = article("Second.")
    odd = FileRecord(
        path=str(folder / "a.txt"),
        sha256=sha(told),
        size=1,
        mtime_ns=1,
        inode=1,
        article_id=first,
        state=FileState.SET_ASIDE,
        reason="took too long",
        seen=NOON,
    )
    with desk.store.begin() as tx:
        files.put(tx, odd)
    if gone:
        (folder / "a.txt").unlink()
        desk.file_gone(str(folder / "a.txt"), NOON)
    second = take(desk, folder, "b.txt", told)
    assert second != first
    assert get(desk, second).raw == "Second."


def test_only_known_content_is_taken_without_reading(desk: Desk, folder: Path) -> None:
    first = take(desk, folder, "a.txt", wagner())
    with desk.store.read() as tx:
        file = files.get(tx, str(folder / "a.txt"))
        assert file
        assert desk.knows(tx, str(folder / "new.txt"), sha(wagner()))
        assert not desk.knows(tx, str(folder / "new.txt"), "0" * 64)
    path = str(folder / "new.txt")
    assert desk.take_known(path=path, sha256="0" * 64, file=file) is None
    assert desk.take_known(path=path, sha256=sha(wagner()), file=file) == first


def test_unknown_paths_are_no_error(desk: Desk) -> None:
    desk.file_gone("nowhere", NOON)
    with desk.store.read() as tx:
        assert files.all_paths(tx) == {}


# -- who is whom -------------------------------------------------------------------------------


def test_one_person_over_articles_is_one_and_the_merge_is_on_record(desk: Desk, folder: Path) -> None:
    take(desk, folder, "a.txt", wagner())
    raw = "Vladimir Putin spoke. Igor Putin did not."
    second = take(
        desk, folder, "b.txt", article(raw, person_of(raw, "Vladimir Putin"), person_of(raw, "Igor Putin"))
    )
    with desk.store.read() as tx:
        found = desk.who(tx, "vladimir putin")
        assert found.person is not None
        assert (found.outcome, found.exact, found.person.articles) == (Outcome.ONE, True, 2)
        (merge,) = people.merges(tx, found.person.id)
        assert (merge.article_id, merge.name, merge.reason) == (second, "Vladimir Putin", "same name")
        igor = desk.who(tx, "Igor Putin").person
        assert igor is not None
        assert igor.id != found.person.id


def test_a_like_name_with_a_role_in_common_is_merged(desk: Desk, folder: Path) -> None:
    take(desk, folder, "a.txt", wagner())
    raw = "Evgeny Prigozhin, leader of the Wagner group, left. Yevgeny Prigov is a poet."
    roles = ("leader of the Wagner group",)
    same, other = person_of(raw, "Evgeny Prigozhin", roles=roles), person_of(raw, "Yevgeny Prigov")
    take(desk, folder, "b.txt", article(raw, same, other))
    with desk.store.read() as tx:
        found = desk.who(tx, "Prigozhin").person
        assert found is not None
        assert found.articles == 2
        (merge,) = people.merges(tx, found.id)
        assert merge.reason.startswith("like “Yevgeny Prigozhin”")
        poet = desk.who(tx, "Prigov").person
        assert poet is not None
        assert poet.articles == 1


def test_two_of_one_article_are_never_taken_for_one(desk: Desk, folder: Path) -> None:
    take(desk, folder, "a.txt", wagner())
    raw = "Vladimir Putin spoke. Vladimir Putin listened."
    first = replace(person_of(raw, "Vladimir Putin"), mentions=person_of(raw, "Vladimir Putin").mentions[:1])
    second = replace(first, mentions=person_of(raw, "Vladimir Putin").mentions[1:])
    article_id = take(desk, folder, "b.txt", article(raw, first, second))
    with desk.store.read() as tx:
        assert len(articles.people(tx, article_id)) == 2


def test_who_forgives_spelling(desk: Desk, folder: Path) -> None:
    take(desk, folder, "a.txt", wagner())
    with desk.store.read() as tx:
        found = desk.who(tx, "prigozin")
        assert found.person is not None
        assert (found.outcome, found.person.name, found.exact) == (Outcome.ONE, "Yevgeny Prigozhin", False)
        assert desk.who(tx, f"#{found.person.id}").person == found.person
        for odd in ("", "#", "#0", "#999", "#" + "9" * 40, "#²", "😀", "\x00", "x" * 10_000, "Nobody Atall"):
            assert desk.who(tx, odd).outcome is Outcome.NOTHING


def test_an_ambiguous_name_gives_the_choice(desk: Desk, folder: Path) -> None:
    raw = "Vladimir Putin spoke. Igor Putin did not."
    take(desk, folder, "b.txt", article(raw, person_of(raw, "Vladimir Putin"), person_of(raw, "Igor Putin")))
    with desk.store.read() as tx:
        found = desk.who(tx, "Putin")
    assert found.outcome is Outcome.CHOICE
    assert {who.name for who in found.choices} == {"Vladimir Putin", "Igor Putin"}


NAMES = ("Ada Byron", "Adah Byron", "Grace Hopper", "Hopper", "Alan Turing")
versions = st.lists(
    st.tuples(st.integers(0, 2), st.lists(st.sampled_from(NAMES), max_size=5)), min_size=1, max_size=8
)


@settings(max_examples=30, deadline=None)
@given(taken=versions)
def test_whatever_was_replaced_the_counts_are_those_of_what_is_there(
    taken: list[tuple[int, list[str]]],
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        desk = Desk(store=open_store(folder / "x.db"), settings=settings_of(folder), renderers={})
        for number, named in taken:
            raw = ". ".join(["Text", *named]) + "."
            everybody = (person_of(raw, one) for one in dict.fromkeys(named))
            take(desk, folder, f"{number}.txt", article(raw, *everybody))
        with desk.store.read() as tx:
            there = [(stored, articles.people(tx, stored.id)) for stored in articles.latest(tx, limit=9)]
            for who in {one.id: one for _, named in there for one, _ in named}.values():
                mine = [times for _, named in there for one, times in named if one.id == who.id]
                forms = people.forms(tx, who.id)
                assert (who.articles, who.mentions) == (len(mine), sum(mine))
                assert sum(form.count for form in forms) == who.mentions
                assert who.name in {form.text for form in forms}
                assert len(people.articles_of(tx, who.id, limit=9)) == who.articles
            for name in NAMES:
                bearers = people.bearers(tx, fold_name(name), limit=9)
                printed = any(name in {form.text for form in people.forms(tx, one)} for one in bearers)
                assert printed == bool(bearers)
                assert set(bearers) <= {one.id for _, named in there for one, _ in named}
        desk.store.close()


async def test_threads_take_in_side_by_side(desk: Desk, folder: Path) -> None:
    def one(number: int) -> int:
        raw = f"Vladimir Putin spoke {number} times."
        return take(desk, folder, f"{number}.txt", article(raw, person_of(raw, "Vladimir Putin")))

    ids = await asyncio.gather(*(asyncio.to_thread(one, number) for number in range(20)))
    assert len(set(ids)) == 20
    with desk.store.read() as tx:
        putin = desk.who(tx, "Putin").person
        assert putin is not None
        assert (putin.articles, putin.mentions) == (20, 20)
