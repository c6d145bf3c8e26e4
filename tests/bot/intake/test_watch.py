"""The folder: every article once, when it is whole, whatever is done to its file."""

import asyncio
import os
import shutil
import time

import pytest

from bot.intake.look import Writers, look, writers
from bot.store import files
from bot.store.records import FileState
from tests.bot.intake.conftest import ARTICLE, Town, article, until


async def test_a_new_file_is_taken_in_at_once(town: Town) -> None:
    async with town.watched():
        times = []
        for number in range(5):
            town.put(f"{number}.txt", article(number))
            times.append(await until(lambda many=number: len(town.articles()) > many))
        assert min(times) < 0.3  # the quickest of five: a busy machine may hold up some
        assert [one.path for one in town.articles()] == [
            str(town.folder / f"{number}.txt") for number in range(5)
        ]
        assert [one.raw for one in town.articles()] == [article(number) for number in range(5)]
        assert not any(one.backlog for one in town.articles())


async def test_files_from_before_and_in_subfolders_are_found(town: Town) -> None:
    town.put("before.txt", article(1))
    town.put("2023/06/deep.txt", article(2))
    async with town.watched():
        assert len(town.articles()) == 2
        town.put("2024/new/deeper.txt", article(3))
        await until(lambda: len(town.articles()) == 3)


async def test_a_slow_writer_is_waited_for(town: Town) -> None:
    async with town.watched():
        with open(town.folder / "slow.txt", "w") as file:
            for paragraph in ARTICLE.splitlines(keepends=True):
                file.write(paragraph)
                file.flush()
                await asyncio.sleep(0.15)
            await asyncio.sleep(0.3)
            assert not town.articles()
        await until(town.articles)
        assert [one.raw for one in town.articles()] == [ARTICLE]
        assert town.articles()[0].version == 1


async def test_a_file_put_in_place_whole(town: Town) -> None:
    async with town.watched():
        for name in ("a.txt.part", ".a.txt.swp", "a.tmp", "a.txt~", ".hidden/a.txt"):
            town.put(name, article(1))
        await asyncio.sleep(0.3)
        assert not town.articles()
        os.rename(town.folder / "a.txt.part", town.folder / "a.txt")
        await until(town.articles)


async def test_nothing_is_taken_in_twice(town: Town) -> None:
    async with town.watched() as intake:
        path = town.put("a.txt")
        await until(town.articles)
        os.utime(path)
        town.put("a.txt")
        town.put("copy.txt")
        await until(lambda: town.file("copy.txt"))
        await intake.settled()
    async with town.watched():
        assert len(town.articles()) == 1
        assert town.articles()[0].version == 1
        seen = town.file("a.txt")
        assert seen
        assert seen.mtime_ns == path.stat().st_mtime_ns


async def test_a_rename_keeps_the_article(town: Town) -> None:
    async with town.watched() as intake:
        town.put("a.txt")
        await until(town.articles)
        os.rename(town.folder / "a.txt", town.folder / "b.txt")
        await until(lambda: town.articles()[0].path == str(town.folder / "b.txt"))
        await asyncio.sleep(0.4)
        await intake.settled()
        (kept,) = town.articles()
        assert (kept.version, kept.gone) == (1, False)
        assert town.file("a.txt") is None


async def test_a_rename_of_the_subfolder_keeps_the_articles(town: Town) -> None:
    town.put("june/a.txt", article(1))
    town.put("june/b.txt", article(2))
    async with town.watched() as intake:
        os.rename(town.folder / "june", town.folder / "juli")
        await until(lambda: all("juli" in one.path for one in town.articles()))
        await asyncio.sleep(0.4)
        await intake.settled()
        assert [one.gone for one in town.articles()] == [False, False]


async def test_a_rename_while_the_desk_was_away(town: Town) -> None:
    town.put("a.txt")
    async with town.watched():
        pass
    os.rename(town.folder / "a.txt", town.folder / "b.txt")
    async with town.watched():
        (kept,) = town.articles()
        assert (kept.path, kept.gone) == (str(town.folder / "b.txt"), False)


async def test_a_changed_file_is_a_new_version(town: Town) -> None:
    async with town.watched():
        town.put("a.txt", article(1))
        await until(town.articles)
        town.put("a.txt", article(2))
        await until(lambda: town.articles()[0].version == 2)
        assert len(town.articles()) == 1
        assert "12 million" in town.articles()[0].raw


async def test_a_deleted_file_leaves_its_article_and_may_come_back(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "bot.intake")
    async with town.watched():
        path = town.put("a.txt")
        await until(town.articles)
        path.unlink()
        await until(lambda: town.articles()[0].gone)
        town.put("a.txt")
        await until(lambda: not town.articles()[0].gone)
        assert town.articles()[0].version == 1
    assert caplog.text.count("took in") == 1


async def test_a_file_moved_over_another_is_a_rename(town: Town) -> None:
    async with town.watched() as intake:
        town.put("a.txt", article(1))
        town.put("b.txt", article(2))
        await until(lambda: len(town.articles()) == 2)
        os.rename(town.folder / "a.txt", town.folder / "b.txt")
        await until(lambda: any(one.gone for one in town.articles()))
        await asyncio.sleep(0.4)
        await intake.settled()
    one, other = sorted(town.articles(), key=lambda kept: kept.gone)
    assert "11 million" in one.raw
    assert (one.path, one.version) == (str(town.folder / "b.txt"), 1)
    assert (other.gone, other.version) == (True, 1)


async def test_an_editor_that_deletes_and_writes_anew_loses_nothing(town: Town) -> None:
    async with town.watched():
        path = town.put("a.txt")
        await until(town.articles)
        path.unlink()
        town.put("a.txt", article(5))
        await until(lambda: town.articles()[0].version == 2)
        assert not town.articles()[0].gone


async def test_bad_files_are_set_aside_with_a_reason_and_the_others_read(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    outside = town.folder.parent / "secret.txt"
    outside.write_text(article(99))
    town.put("empty.txt", "")
    town.put("junk.bin", bytes(range(256)) * 20)
    town.put("large.txt", "word " * 5000)
    town.put("page.html", "<p>News.</p>")
    (town.folder / "out.txt").symlink_to(outside)
    (town.folder / "away").symlink_to(town.folder.parent)
    os.mkfifo(town.folder / "pipe.txt")
    town.put("good.txt")
    (town.folder / "inside.txt").symlink_to(town.folder / "good.txt")
    (town.folder / "broken.txt").symlink_to(town.folder / "nowhere.txt")
    async with town.watched(most=10_000) as intake:
        assert [one.path for one in town.articles()] == [str(town.folder / "good.txt")]
        assert town.reason("empty.txt") == "empty"
        assert town.reason("junk.bin") == "not text"
        assert town.reason("large.txt") == "larger than 10 kB (intake.max_bytes)"
        assert town.reason("page.html") == "no reader for .html files; only .txt is read"
        assert town.reason("out.txt") == "a link to outside the folder"
        assert town.reason("away") == "a link to outside the folder"
        assert town.reason("pipe.txt") == "not a regular file"
        assert town.reason("inside.txt") is None
        told = len(caplog.records)
        assert await intake.sweep() == 0
    async with town.watched(most=10_000):
        assert len([one for one in caplog.records[told:] if one.levelname == "WARNING"]) == 0
    async with town.watched(most=100_000):  # a limit was raised meanwhile
        assert len(town.articles()) == 2
        town.put("empty.txt", article(7))
        await until(lambda: len(town.articles()) == 3)


async def test_an_unreadable_file_is_read_once_it_may_be(town: Town) -> None:
    path = town.put("locked.txt")
    os.chmod(path, 0)
    try:
        path.read_bytes()
    except PermissionError:
        pass
    else:
        pytest.skip("nothing is unreadable to this user")
    async with town.watched() as intake:
        assert town.reason("locked.txt") == "unreadable: Permission denied"
        os.chmod(path, 0o644)
        await intake.sweep()
        await until(town.articles)


async def test_a_file_set_aside_keeps_the_article_it_was(town: Town) -> None:
    async with town.watched():
        town.put("a.txt", article(1))
        await until(town.articles)
        town.put("a.txt", "")
        await until(lambda: town.reason("a.txt") == "empty")
        town.put("a.txt", article(2))
        await until(lambda: town.articles()[0].version == 2)
        assert len(town.articles()) == 1


async def test_a_file_that_vanishes_while_it_is_looked_at(town: Town) -> None:
    async with town.watched() as intake:
        for number in range(20):
            town.put(f"{number}.txt", article(number)).unlink()
        town.put("stays.txt", article(50))
        await until(town.articles)
        await intake.settled()
        assert [one.path for one in town.articles()] == [str(town.folder / "stays.txt")]


async def test_a_name_that_is_no_utf8(town: Town) -> None:
    path = os.fsencode(town.folder) + b"/caf\xe9.txt"
    with open(path, "w") as file:
        file.write(ARTICLE)
    async with town.watched():
        assert town.articles()[0].path.endswith("caf\\xe9.txt")
    async with town.watched():
        assert not town.articles()[0].gone


async def test_a_folder_that_is_away_loses_no_article_and_is_watched_when_it_is_back(town: Town) -> None:
    town.put("a.txt", article(1))
    async with town.watched() as intake:
        os.rename(town.folder, town.folder.parent / "away")
        assert await intake.sweep() == 0
        await asyncio.sleep(0.3)
        assert not town.articles()[0].gone
        os.rename(town.folder.parent / "away", town.folder)
        await intake.sweep()
        shutil.copy(town.folder / "a.txt", town.folder / "again.txt")
        town.put("b.txt", article(2))
        await until(lambda: len(town.articles()) == 2)


async def test_polling_finds_new_files(town: Town) -> None:
    async with town.watched(poll=True):
        town.put("a.txt")
        await until(town.articles, seconds=3)


async def test_a_burst_of_files_loses_none(town: Town) -> None:
    async with town.watched() as intake:
        for number in range(120):
            town.put(f"{number % 7}/{number}.txt", article(number))
            if number % 50 == 0:
                await asyncio.sleep(0.01)
        await until(lambda: len(town.articles()) == 120, seconds=60)
        await intake.settled()
        assert [one.version for one in town.articles()] == [1] * 120
        assert len({one.raw for one in town.articles()}) == 120


def test_two_thousand_files_are_found_and_looked_at_quickly(town: Town) -> None:
    for number in range(2000):
        town.put(f"{number}.bin", bytes(64))

    async def burst() -> None:
        async with town.watched():
            pass

    started = time.monotonic()
    asyncio.run(burst())
    with town.store.read() as tx:
        assert files.counts(tx)[FileState.SET_ASIDE] == 2000
    assert time.monotonic() - started < 60


def test_a_writer_is_noticed(town: Town) -> None:
    path = town.put("a.txt")
    with open(path, "rb") as reading:
        told = writers(reading.fileno())
        if told is Writers.UNSURE:
            pytest.skip("this file system does not tell about writers")
        assert told is Writers.NONE
        with open(path, "ab"):
            assert writers(reading.fileno()) is Writers.SOME
        assert writers(reading.fileno()) is Writers.NONE
    assert look(str(path), str(town.folder)) == look(str(path), str(town.folder))
