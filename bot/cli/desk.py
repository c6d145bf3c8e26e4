"""`newsdesk run`, `demo`, `ask`, `digest`, `ingest` and `check`: commands that need a desk."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.settings import Settings, SettingsError, load

if TYPE_CHECKING:
    from bot.desk import Desk
    from summarizers.model import Reading


SEEDS = Path(__file__).parents[2] / "seeds"
"""The two articles that come with newsdesk."""


def run(options: argparse.Namespace) -> int:
    """Do what the command line asks; return the exit code."""
    from bot.store import StoreError

    try:
        settings = load(options.config)
        match options.command:
            case "run":
                return _serve(settings)
            case "demo":
                return _demo(settings, Path(options.folder) if options.folder else SEEDS)
            case "ask":
                return _ask(settings, " ".join(options.line))
            case "digest":
                return _ask(settings, "/digest now")
            case "ingest":
                return _ingest(settings, Path(options.path), announce=options.announce)
            case _:
                return _check(settings)
    except (SettingsError, StoreError) as error:
        print(f"newsdesk: {error}", file=sys.stderr)
        return 1


def show_readings(settings: Settings, readings: Mapping[str, Reading]) -> None:
    """Print what /read shows of each article, by a desk that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, _open_desk(_apart(settings, Path(folder))) as desk:
        for number, (path, reading) in enumerate(readings.items(), start=1):
            _take_in(desk, path, reading)
            _print_answer(desk, f"/read {number}")


def _take_in(desk: Desk, path: str, reading: Reading) -> None:
    from bot.chat.console import PLACE
    from bot.store import articles, places
    from bot.store.records import FileRecord, FileState

    now = datetime.now(tz=UTC)
    file = FileRecord(
        path=path,
        sha256=path,
        size=0,
        mtime_ns=0,
        inode=0,
        article_id=None,
        state=FileState.READ,
        reason="",
        seen=now,
    )
    article = desk.take_in(path=path, sha256=path, reading=reading, now=now, announce=False, file=file)
    with desk.store.begin() as tx:
        articles.number(tx, places.ensure(tx, PLACE, now=now, zone="UTC").id, article)


def _serve(settings: Settings) -> int:
    from bot.app import run

    asyncio.run(run(settings))
    return 0


def _demo(settings: Settings, folder: Path) -> int:
    """Serve the terminal alone, over `folder`, from a store that is new and thrown away."""
    if not folder.is_dir():
        raise SettingsError(f"there is no folder {folder}; name one: newsdesk demo FOLDER")
    from bot.app import run

    with tempfile.TemporaryDirectory() as kept:
        apart = _apart(settings, Path(kept))
        intake = dataclasses.replace(apart.intake, folder=folder)
        log = dataclasses.replace(apart.log, level="error")
        asyncio.run(run(dataclasses.replace(apart, intake=intake, log=log)))
    return 0


def _apart(settings: Settings, folder: Path) -> Settings:
    """The same settings with a store of their own and no chat but the terminal."""
    from config.settings import Secret

    return dataclasses.replace(
        settings,
        store=dataclasses.replace(settings.store, url=str(folder / "newsdesk.db")),
        telegram=dataclasses.replace(settings.telegram, token=Secret()),
        discord=dataclasses.replace(settings.discord, token=Secret()),
    )


def _ask(settings: Settings, line: str) -> int:
    with _open_desk(settings) as desk:
        _print_answer(desk, line)
    return 0


@contextmanager
def _open_desk(settings: Settings) -> Iterator[Desk]:
    from bot.desk import Desk
    from bot.places import Network
    from bot.render import terminal
    from bot.store import open_store

    store = open_store(settings.store.url)
    try:
        yield Desk(store=store, settings=settings, renderers={Network.CONSOLE: terminal.render})
    finally:
        store.close()


def _print_answer(desk: Desk, line: str) -> None:
    from rich.console import Console

    from bot.chat.console import CALLER, PLACE
    from bot.places import Question
    from bot.reception import Reception
    from bot.render import terminal

    question = Question(place=PLACE, caller=CALLER, text=line, at=datetime.now(tz=UTC))
    reply = asyncio.run(Reception(desk).answer(question))
    screen = Console(highlight=False)
    for payload in terminal.render(reply) if reply is not None else ():
        screen.print(terminal.Screenful(payload))


def _ingest(settings: Settings, path: Path, *, announce: bool) -> int:
    from rich.console import Console
    from rich.progress import Progress

    from bot.app import ingest

    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Reading", total=None)
            done = ingest(
                settings,
                path,
                announce=announce,
                progress=lambda read, of: progress.update(task, completed=read, total=of),
            )
    except OSError as error:
        print(f"newsdesk: {path}: {error.strerror}", file=sys.stderr)
        return 1
    print(done)
    return 0


def _check(settings: Settings) -> int:
    from bot.checkup import findings

    found = findings(settings)
    for finding in found:
        print(finding)
    return int(not all(finding.well for finding in found))
