"""Opening, upgrading, transactions, threads."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError

from bot.places import Network, Place
from bot.store import Store, StoreError, articles, open_store, places
from bot.store.migrations import HEAD
from bot.store.migrations.upgrade import newest
from bot.store.tables import metadata
from tests.bot.store.readings import NOON, wagner

HERE = Place(network=Network.CONSOLE, chat="1")


def test_the_migrations_build_the_tables_that_the_code_uses(store: Store) -> None:
    with store.begin() as tx:
        ours = {
            "include_name": lambda name, kind, _: kind != "table" or not str(name).startswith("article_text")
        }
        assert compare_metadata(MigrationContext.configure(tx, opts=ours), metadata) == []


def test_the_named_revision_is_the_newest() -> None:
    assert newest() == HEAD


def test_it_is_a_write_ahead_log_that_reaches_the_disk(store: Store) -> None:
    with store.begin() as tx:
        pragmas = [
            tx.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


def test_a_second_opening_finds_what_was_written_and_runs_no_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_store(tmp_path / "deep" / "er" / "x.db")
    with first.begin() as tx:
        places.ensure(tx, HERE, now=NOON, zone="UTC")
    first.close()
    first.close()
    monkeypatch.setattr("bot.store.migrations.upgrade.upgrade", lambda _: pytest.fail("a migration ran"))
    second = open_store(f"sqlite:///{tmp_path}/deep/er/x.db")
    with second.read() as tx:
        assert places.get(tx, HERE) is not None
    second.close()


def test_an_exception_undoes_the_whole_block(store: Store) -> None:
    def write_and_fail() -> None:
        with store.begin() as tx:
            places.ensure(tx, HERE, now=NOON, zone="UTC")
            articles.add(tx, path="a", sha256="1", reading=wagner(), key=(), now=NOON, backlog=False)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        write_and_fail()
    with store.read() as tx:
        assert places.all(tx) == ()
        assert articles.count(tx) == 0
        assert articles.search(tx, "Wagner", limit=5) == ()


def test_nothing_can_be_written_while_reading(store: Store) -> None:
    with store.read() as tx, pytest.raises(OperationalError, match="readonly"):
        places.ensure(tx, HERE, now=NOON, zone="UTC")


def test_a_reader_sees_one_moment(store: Store) -> None:
    with store.read() as tx:
        assert places.all(tx) == ()
        with store.begin() as writing:
            places.ensure(writing, HERE, now=NOON, zone="UTC")
        assert places.all(tx) == ()
    with store.read() as tx:
        assert len(places.all(tx)) == 1


async def test_many_threads_write_and_read_at_once(store: Store) -> None:
    def enter(chat: int) -> int:
        with store.begin() as tx:
            places.ensure(tx, Place(network=Network.TELEGRAM, chat=str(chat % 10)), now=NOON, zone="UTC")
        with store.read() as tx:
            return len(places.all(tx))

    seen = await asyncio.gather(*(asyncio.to_thread(enter, chat) for chat in range(40)))
    assert max(seen) == 10


def test_two_stores_on_one_file_take_turns(store: Store, tmp_path: Path) -> None:
    other = open_store(tmp_path / "newsdesk.db")
    with store.begin() as tx:
        places.ensure(tx, HERE, now=NOON, zone="UTC")
    with other.begin() as tx:
        assert places.ensure(tx, HERE, now=NOON, zone="Europe/Berlin").zone == "UTC"
    other.close()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://desk@host/news", "postgresql is not served yet"),
        ("sqlite://", "needs a file"),
        ("no such://", "no address"),
        ("x://:hunter2:def", "no address"),
        ("oracle://me:hunter2@host/db", "oracle is not served yet"),
        ("sqlite+pysqlcipher://:hunter2@/x.db", "sqlite is not served yet"),
        ("sqlite:///x.db?mode=ro", "nothing but a path"),
        ("sqlite://me:hunter2@host/x.db", "nothing but a path"),
        ("/proc/nope/x.db", "cannot be opened"),
        ("nu\0l/x.db", "cannot be opened"),
    ],
)
def test_an_address_that_will_not_do_is_named(
    address: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match=told) as raised:
        open_store(address)
    assert "hunter2" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_or_a_text_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path)
    (tmp_path / "text.db").write_text("this is no database at all, but long enough to look at" * 20)
    with pytest.raises(StoreError, match="not a database"):
        open_store(tmp_path / "text.db")


def test_a_store_of_a_newer_newsdesk_is_left_alone(store: Store, tmp_path: Path) -> None:
    store.close()
    with sqlite3.connect(tmp_path / "newsdesk.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(StoreError, match="newer newsdesk"):
        open_store(tmp_path / "newsdesk.db")
