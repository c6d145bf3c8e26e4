"""A real folder, a real store, a real reading process."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.intake.guard import Guard
from bot.intake.take import Taker
from bot.intake.watch import Intake
from bot.store import Store, articles, files, open_store
from bot.store.records import FileRecord, StoredArticle
from config.settings import load

ARTICLE = """Mayor Opens a Bridge

RIVERTON — Mayor Ada Holt opened the new bridge over the Tarn on Monday, two years after the old one fell.

"We built it to last," Holt said. "Nobody will forget the old one."

The bridge cost nine million pounds, according to the town council.
"""


def article(number: int) -> str:
    """An article that is like no other."""
    return ARTICLE.replace("nine million", f"{number + 10} million")


@pytest.fixture(scope="session")
def guard() -> Iterator[Guard]:
    guard = Guard(seconds=20)
    guard.warm()
    yield guard
    guard.close()


class Town:
    """A desk over a folder, and what came of it."""

    def __init__(self, tmp_path: Path, guard: Guard) -> None:
        self.folder = tmp_path / "in"
        self.folder.mkdir()
        self.guard = guard
        self.settings = load(
            env={"NEWSDESK_INTAKE_FOLDER": str(self.folder), "NEWSDESK_STORE_URL": str(tmp_path / "desk.db")}
        )
        self.store: Store = open_store(self.settings.store.url)

    def taker(self, most: int = 100_000) -> Taker:
        desk = Desk(store=self.store, settings=self.settings, renderers={})
        return Taker(desk=desk, guard=self.guard, folder=str(self.folder), most=most)

    @asynccontextmanager
    async def watched(self, *, poll: bool = False, most: int = 100_000) -> AsyncIterator[Intake]:
        """A desk that was just started over the folder, and is stopped at the end."""
        intake = Intake(taker=self.taker(most), store=self.store, poll=poll)
        running = asyncio.create_task(intake.run())
        await asyncio.sleep(0.05)
        await intake.sweep()
        await intake.settled()
        try:
            yield intake
        finally:
            intake.close()
            await running

    def articles(self) -> list[StoredArticle]:
        with self.store.read() as tx:
            return sorted(articles.latest(tx, limit=10_000), key=lambda one: one.id)

    def file(self, name: str) -> FileRecord | None:
        with self.store.read() as tx:
            return files.get(tx, str(self.folder / name))

    def reason(self, name: str) -> str | None:
        record = self.file(name)
        return record.reason if record else None

    def put(self, name: str, content: str | bytes = ARTICLE) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def town(tmp_path: Path, guard: Guard) -> Iterator[Town]:
    town = Town(tmp_path, guard)
    yield town
    town.store.close()


async def until(condition: Callable[[], object], seconds: float = 15.0) -> float:
    """Wait until it holds; the seconds it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, "it never came to hold"
        await asyncio.sleep(0.005)
    return time.monotonic() - started
