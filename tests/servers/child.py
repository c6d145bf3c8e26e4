"""`newsdesk run` as a process of its own beside both stand-ins, to be killed, restarted and measured."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import SPECS
from tests.servers.discord import Channel, DiscordServer, option, sub
from tests.servers.specs import DiscordSpec, TelegramSpec
from tests.servers.telegram import TOKEN, TelegramServer

ROOT = Path(__file__).parents[2]
STOP_SECONDS = 3.0


@dataclass(kw_only=True)
class Service:
    """The two networks, a folder, a store, and the process that serves them."""

    home: Path
    telegram: TelegramServer
    discord: DiscordServer
    settings: dict[str, str] = field(default_factory=dict)
    """Further settings, as environment variables."""
    process: asyncio.subprocess.Process | None = None

    @property
    def articles(self) -> Path:
        return self.home / "articles"

    @property
    def store(self) -> Path:
        return self.home / "desk.db"

    @property
    def log(self) -> Path:
        """All that the process wrote to standard output and standard error."""
        return self.home / "log"

    @property
    def env(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDESK_")}
        ours = {
            "INTAKE_FOLDER": str(self.articles),
            "STORE_URL": str(self.store),
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.telegram.url,
            "DISCORD_TOKEN": self.discord.token,
            "DISCORD_API_URL": self.discord.api_url,
        }
        return clean | {f"NEWSDESK_{name}": value for name, value in (ours | self.settings).items()}

    async def start(self) -> None:
        """Start the process; returns before it serves anything."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.cli", "run"),
                cwd=ROOT,
                env=self.env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself
            self.process.kill()
        await self.process.wait()
        self.process = None
        await self.discord.gateway.drop()

    async def stop(self) -> tuple[int, float]:
        """SIGTERM; the exit code, and the seconds it took."""
        assert self.process is not None
        start = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.process.wait(), 20)
        self.process = None
        return code, time.monotonic() - start

    async def connected_to_discord(self) -> None:
        """Wait until the gateway has let the process in."""
        await until(lambda: self.discord.gateway.heard, 20, self.log)
        await self.discord.gateway.client_is_here()

    async def alert_on_telegram(self, chat: int, words: str) -> None:
        """Somebody subscribes in a private chat."""
        before = len(self.telegram.sent)
        self.telegram.add_person(chat, f"Person {chat}")
        self.telegram.say(f"/alert add {words}", chat=chat, user=chat)
        await until(lambda: len(self.telegram.sent) > before, 20, self.log)

    async def alert_on_discord(self, words: str) -> Channel:
        """Somebody subscribes in direct messages; gives their channel."""
        channel = self.discord.add_direct()
        await self.connected_to_discord()
        asked = await self.discord.slash(channel, "alert", sub("add", option("words", words)))
        await self.discord.until(lambda: asked.shown)
        return channel


@contextlib.asynccontextmanager
async def service(home: Path, **settings: Any) -> AsyncIterator[Service]:
    """Both stand-ins running, and no process yet; one that still runs at the end is killed."""
    telegram = TelegramServer(TelegramSpec(SPECS) if SPECS.is_dir() else None)
    await telegram.start()
    try:
        async with DiscordServer(DiscordSpec(SPECS) if SPECS.is_dir() else None) as discord:
            made = Service(home=home, telegram=telegram, discord=discord, settings=settings)
            made.articles.mkdir()
            try:
                yield made
            finally:
                if made.process is not None:
                    await made.kill()
    finally:
        await telegram.close()


async def until(done: Callable[[], Any], seconds: float, log: Path | None = None) -> None:
    """Wait until something is so; a failure shows the end of the log."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            told = log.read_text(encoding="utf-8")[-3000:] if log and log.exists() else ""
            raise AssertionError(f"it did not happen in {seconds:g} s\n{told}")
        await asyncio.sleep(0.01)
