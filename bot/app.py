"""The composition root: settings in, a running desk out; builds the parts, wires them, closes them.

One process, one event loop. Whatever blocks (the store, reading) runs in threads and a worker process.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.lock import only_desk
from bot.places import Network
from config.settings import SettingsError

if TYPE_CHECKING:
    from bot.chat.adapter import ChatAdapter
    from bot.desk import Renderer
    from bot.intake.bulk import Ingested, Progress
    from bot.store import Store
    from config.settings import Settings

FIRST_SWEEP_SECONDS = 20.0
"""The terminal opens after so long even when the folder is not read through yet."""
CLOSING_SECONDS = 2.0

log = logging.getLogger(__name__)


async def run(
    settings: Settings,
    *,
    console: bool | None = None,
    chats: Sequence[ChatAdapter] = (),
    stop: asyncio.Event | None = None,
) -> None:
    """Watch the folder and serve the chats until `stop` is set, or SIGTERM or SIGINT comes.

    `console` says whether to answer in the terminal; None leaves that to the settings. `chats` are
    served besides. Where the terminal is the only chat, its end is the end of the desk.
    Raises AlreadyRunning, StoreError, SettingsError.
    """
    from bot import log as logging_setup
    from bot.store import open_store

    logging_setup.set_up(settings.log.level, (settings.telegram.token, settings.discord.token))
    stop = stop or asyncio.Event()
    with only_desk(settings):
        store = await asyncio.to_thread(open_store, settings.store.url)
        try:
            with _signals(stop):
                await App(settings, store, (*chats, *_chats(settings, console, bool(chats)))).run(stop)
        finally:
            store.close()


def ingest(settings: Settings, path: Path, *, announce: bool, progress: Progress) -> Ingested:
    """Take in a file or a folder once; without `announce` no alert and no digest tells of it.

    May run beside a running desk, which sends what is to be announced. Raises OSError, StoreError.
    """
    from bot import log as logging_setup
    from bot.desk import Desk
    from bot.intake.bulk import ingest_path
    from bot.store import open_store

    logging_setup.set_up(
        max("warning", settings.log.level, key=_rank), (settings.telegram.token, settings.discord.token)
    )
    store = open_store(settings.store.url)
    try:
        return ingest_path(
            Desk(store=store, settings=settings, renderers=renderers(settings)),
            path,
            announce=announce,
            progress=progress,
            seconds=settings.intake.read_seconds,
            most=settings.intake.max_bytes,
        )
    finally:
        store.close()


def renderers(settings: Settings) -> Mapping[Network, Renderer]:
    """How each network that is switched on renders a reply, without connecting to it."""
    found: dict[Network, Renderer] = {}
    if settings.telegram.token:
        from bot.render import telegram

        found[Network.TELEGRAM] = telegram.render
    if settings.discord.token:
        from bot.render import discord

        found[Network.DISCORD] = discord.render
    if settings.console.on:
        from bot.render import terminal

        found[Network.CONSOLE] = terminal.render
    return found


class App:
    """A desk with its chats, folder and clock."""

    def __init__(self, settings: Settings, store: Store, chats: Sequence[ChatAdapter]) -> None:
        from bot.desk import Desk
        from bot.intake.guard import Guard
        from bot.intake.take import Taker
        from bot.intake.watch import Intake
        from bot.outbox import Outbox
        from bot.reception import Reception
        from bot.schedule import Schedule

        self._settings = settings
        self._store = store
        self._chats = tuple(chats)
        self._failed: dict[Network, str] = {}
        self.desk = Desk(
            store=store, settings=settings, renderers={chat.network: chat.render for chat in chats}
        )
        self.desk.chat_states = self.states
        self.reception = Reception(self.desk)
        self.outbox = Outbox(store=store, adapters={chat.network: chat for chat in chats})
        folder = settings.intake.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"The article folder {folder} cannot be made: {error.strerror}. Change intake.folder."
            ) from error
        self._guard = Guard(seconds=settings.intake.read_seconds)
        taker = Taker(
            desk=self.desk, guard=self._guard, folder=os.path.realpath(folder), most=settings.intake.max_bytes
        )
        self.intake = Intake(taker=taker, store=store, poll=settings.intake.poll, taken=self.outbox.wake)
        self._schedule = Schedule(
            sweep=self.intake.sweep,
            sweep_seconds=settings.intake.sweep_seconds,
            send_due_digests=self._send_due_digests,
            prune=self._prune,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then close everything within about two seconds."""
        await asyncio.to_thread(self._know_terminal)
        kept_up = [
            asyncio.create_task(_kept_up(self.intake.run, "the watching of the folder", stop), name="intake"),
            asyncio.create_task(_kept_up(self.outbox.run, "the outbox", stop), name="outbox"),
            asyncio.create_task(self._start(stop), name="start"),
        ]
        self._schedule.start()
        try:
            await stop.wait()
        finally:
            log.info("closing")
            await self._close(kept_up)

    def states(self) -> tuple[str, ...]:
        """One line a network: "Telegram: connected since 07:12 UTC", "Discord: off (no token)"."""
        lines = []
        for network in Network:
            chat = next((chat for chat in self._chats if chat.network is network), None)
            if chat is not None:
                name = "Terminal" if network is Network.CONSOLE else network.value.title()
                lines.append(f"{name}: {self._failed.get(network) or chat.state()}")
            elif network is not Network.CONSOLE:
                lines.append(f"{network.value.title()}: off (no token)")
        return tuple(lines)

    async def _start(self, stop: asyncio.Event) -> None:
        """Connect the networks at once; the terminal opens when the folder has been read through."""
        far = [chat for chat in self._chats if chat.network is not Network.CONSOLE]
        near = [chat for chat in self._chats if chat.network is Network.CONSOLE]
        starting = asyncio.gather(*(self._start_chat(chat) for chat in far))
        try:
            async with asyncio.timeout(FIRST_SWEEP_SECONDS if near else None):
                await asyncio.to_thread(self._guard.warm)
                await self.intake.sweep()
                await self.intake.settled()
        except TimeoutError:
            log.warning("still reading the articles of %s", self._settings.intake.folder)
        except Exception:  # the next sweep tries again
            log.exception("the first sweep of the folder failed")
        await starting
        for chat in near:
            await self._start_chat(chat)
            done = getattr(chat, "done", None)
            if done is not None and not far:
                await done.wait()
                stop.set()

    async def _start_chat(self, chat: ChatAdapter) -> None:
        try:
            await chat.start(self.reception)
        except Exception as error:  # one network that cannot be started never stops the others
            log.exception("%s could not be started", chat.network.value)
            self._failed[chat.network] = f"could not be started: {error}"

    async def _send_due_digests(self) -> None:
        if await asyncio.to_thread(self.desk.send_due_digests, _now()):
            self.outbox.wake()

    async def _prune(self) -> None:
        from bot.desk import KEEP_SENT
        from bot.store import outbox

        def prune() -> None:
            with self._store.begin() as tx:
                outbox.prune(tx, _now() - KEEP_SENT)

        await asyncio.to_thread(prune)

    def _know_terminal(self) -> None:
        """Know the terminal before the first article comes in."""
        from bot.store import places

        if any(chat.network is Network.CONSOLE for chat in self._chats):
            from bot.chat.console import PLACE

            with self._store.begin() as tx:
                places.ensure(tx, PLACE, now=_now(), zone=self._settings.desk.zone)

    async def _close(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        self._schedule.close()
        self.intake.close()
        await self.outbox.close(CLOSING_SECONDS / 2)
        await asyncio.gather(*(self._close_chat(chat) for chat in self._chats))
        await asyncio.to_thread(self._guard.close)
        _, late = await asyncio.wait(tasks, timeout=CLOSING_SECONDS / 2)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _close_chat(self, chat: ChatAdapter) -> None:
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await chat.close()
        except Exception:  # the others are to be closed too
            log.exception("%s did not close well", chat.network.value)


def _chats(settings: Settings, console: bool | None, others: bool) -> Iterator[ChatAdapter]:
    """The chats that are switched on."""
    if settings.telegram.token:
        from bot.chat.telegram import TelegramChat

        others = True
        yield TelegramChat(settings.telegram, operators=settings.desk.operators)
    if settings.discord.token:
        from bot.chat.discord import DiscordChat

        others = True
        yield DiscordChat(settings.discord, operators=settings.desk.operators)
    if console is None:  # as a service, with nobody at the terminal, it would only print to the journal
        somebody = sys.stdin is not None and sys.stdin.isatty()
        console = settings.console.on and (somebody or not others)
    if console:
        from bot.chat.console import ConsoleChat
        from bot.store.sqlite import address

        yield ConsoleChat(history=Path(f"{address(settings.store.url).database}.history"))


async def _kept_up(work: Callable[[], Awaitable[None]], name: str, stop: asyncio.Event) -> None:
    """Begin anew whatever fails, until `stop`."""
    while not stop.is_set():
        try:
            await work()
        except Exception:
            log.exception("%s failed; beginning anew", name)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 2.0)


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set `stop`; a second one ends the process at once."""
    loop = asyncio.get_running_loop()
    handled = []

    def heard(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, heard, number)
        except (ValueError, RuntimeError):  # not in the main thread: somebody else stops us
            continue
        handled.append(number)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)


def _rank(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


def _now() -> datetime:
    return datetime.now(UTC)
