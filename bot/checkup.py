"""``newsdesk check``: what is wrong with settings, folder, store and tokens, and how to mend it."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.log import Redactor

if TYPE_CHECKING:
    from config.settings import Settings

TOKEN_SECONDS = 5.0
"""How long a network may take to say whose token it is."""
PROBE_SECONDS = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    about: str
    """"folder", "store", "telegram": one word."""
    well: bool
    text: str
    """What was found."""
    mend: str = ""
    """What to do about it; empty where nothing need be done."""

    def __str__(self) -> str:
        mark = ("note" if self.mend else "ok  ") if self.well else "BAD "
        return f"{mark} {self.about}: {self.text}" + (f"\n     {self.mend}" if self.mend else "")


def findings(settings: Settings) -> list[Finding]:
    """Look at everything; takes some seconds where a network does not answer. Never tells a token."""
    return [
        Finding(
            about="settings", well=True, text=f"read from {', '.join(settings.sources) or 'their defaults'}"
        ),
        *_folder(settings),
        *_store(settings),
        *_chats(settings),
    ]


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.intake.folder
    change = f"Change intake.folder (now {folder}), or"
    if not folder.exists():
        mend = "newsdesk run makes it; if it is a typing error, change intake.folder."
        yield Finding(about="folder", well=True, text=f"{folder} is not there yet", mend=mend)
        return
    if not folder.is_dir():
        yield Finding(
            about="folder", well=False, text=f"{folder} is a file", mend=f"{change} move that file away."
        )
        return
    try:
        from bot.intake.look import scan

        count = sum(1 for _ in scan(str(folder.resolve())))
    except OSError as error:
        text = f"{folder} cannot be read: {error.strerror}"
        yield Finding(
            about="folder", well=False, text=text, mend=f"{change} let this user read it: chmod u+rx."
        )
        return
    yield Finding(about="folder", well=True, text=f"{folder} holds {count} file{'' if count == 1 else 's'}")
    if not settings.intake.poll and os.access(folder, os.W_OK) and not _tells_of_changes(folder):
        yield Finding(
            about="folder",
            well=False,
            text="the system does not tell of new files there (a network drive, perhaps)",
            mend="Set intake.poll = true; otherwise articles wait for the sweep (intake.sweep_seconds).",
        )


def _tells_of_changes(folder: Path) -> bool:
    """Write a hidden file and see whether one hears of it."""
    from watchfiles import watch

    deadline = time.monotonic() + PROBE_SECONDS
    try:
        for told in watch(
            folder, watch_filter=None, debounce=50, step=10, rust_timeout=100, yield_on_timeout=True
        ):
            if told:
                return True
            with tempfile.NamedTemporaryFile(dir=folder, prefix=".newsdesk-check-"):
                pass
            if time.monotonic() > deadline:
                return False
    except (OSError, RuntimeError):
        return False
    return False


def _store(settings: Settings) -> Iterator[Finding]:
    from bot.lock import AlreadyRunning, only_desk
    from bot.store import StoreError, articles, open_store

    url = settings.store.url
    mend = "Change store.url, or give this user the right to write there."
    try:
        store = open_store(url)
    except StoreError as error:
        yield Finding(about="store", well=False, text=str(error), mend=mend)
        return
    try:
        with store.begin() as tx:
            count = articles.count(tx)
    except Exception as error:  # whatever the database says, this is the place to repeat it
        yield Finding(about="store", well=False, text=f"{url} cannot be written: {error}", mend=mend)
        return
    finally:
        store.close()
    running = ""
    try:
        with only_desk(settings):
            pass
    except AlreadyRunning:
        running = "; a desk is running on it"
    except StoreError as error:
        yield Finding(about="store", well=False, text=str(error), mend=mend)
        return
    yield Finding(
        about="store", well=True, text=f"{url} holds {count} article{'' if count == 1 else 's'}{running}"
    )


def _chats(settings: Settings) -> Iterator[Finding]:
    telegram, discord = settings.telegram, settings.discord
    if telegram.token:
        address = f"{telegram.api_url}/bot{telegram.token.reveal()}/getMe"
        yield _ask(
            settings, "telegram", address, {}, "NEWSDESK_TELEGRAM_TOKEN", "ask @BotFather for the token"
        )
    else:
        yield Finding(about="telegram", well=True, text="off (no token)")
    if discord.token:
        headers = {"Authorization": f"Bot {discord.token.reveal()}"}
        where = "copy it from the Bot page of discord.com/developers"
        yield _ask(
            settings, "discord", f"{discord.api_url}/users/@me", headers, "NEWSDESK_DISCORD_TOKEN", where
        )
    else:
        yield Finding(about="discord", well=True, text="off (no token)")
    if (telegram.token or discord.token) and not settings.desk.operators:
        yield Finding(
            about="operators",
            well=True,
            text="nobody is named, so nobody sees the whole of /status in a chat",
            mend='Name yourself: desk.operators = ["telegram:YOUR NUMBER"].',
        )


def _ask(
    settings: Settings, network: str, address: str, headers: dict[str, str], variable: str, source: str
) -> Finding:
    """Ask the network whose token this is."""
    import httpx

    host = urlsplit(address).hostname
    try:
        answer = httpx.get(address, headers=headers, timeout=TOKEN_SECONDS)
        body = answer.json()
        me = body.get("result", body) if isinstance(body, dict) else {}
        name = str(me.get("username", "")) if isinstance(me, dict) else ""
    except Exception as error:  # a proxy that needs more than is installed, say: told like an outage
        redact = Redactor((settings.telegram.token, settings.discord.token))
        return Finding(
            about=network,
            well=False,
            text=f"{host} does not answer as it should: {redact(str(error)) or type(error).__name__}",
            mend=f"Look at the connection, and at {network}.api_url.",
        )
    if answer.status_code == 200 and name:
        return Finding(about=network, well=True, text=f"the token is that of @{name}")
    if answer.status_code in (401, 403, 404):
        return Finding(
            about=network,
            well=False,
            text=f"{host} does not know the token",
            mend=f"Set {variable} anew: {source}.",
        )
    return Finding(
        about=network,
        well=False,
        text=f"{host} answers with status {answer.status_code}",
        mend=f"Try again later; if it stays so, look at {network}.api_url.",
    )
