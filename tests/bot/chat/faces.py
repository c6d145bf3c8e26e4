"""One desk on three networks, each talked to in the same words.

``await face.ask("/who prigozin")`` does what a person on that network does (a typed line, a message, a slash
command), waits until the whole answer is there, and gives the text that the network really showed.
"""

from __future__ import annotations

import asyncio
import io
import itertools
import os
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from bot.app import App
from bot.chat.adapter import ChatAdapter
from bot.chat.console import PLACE, ConsoleChat
from bot.commands import COMMANDS
from bot.commands.command import Command
from bot.places import Network, Place, Question
from bot.reception import Reception
from bot.reply import Reply
from tests.servers import discord, telegram
from tests.servers.discord import DiscordServer
from tests.servers.telegram import TelegramServer

_numbers = itertools.count(1000)


class Listening(Reception):
    """The desk's own front door, which remembers its answers: so it is known how much is to be shown."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.answers: list[tuple[Place, Reply | None]] = []

    async def answer(self, question: Question) -> Reply | None:
        reply = await super().answer(question)
        self.answers.append((question.place, reply))
        return reply


async def until(done: Callable[[], Any], seconds: float = 10.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.005)


class Face(ABC):
    """Somebody on a network: alone with the desk at first, in company after ``as_admin`` or ``as_member``."""

    def __init__(self, app: App, chat: ChatAdapter) -> None:
        self.app = app
        self._chat = chat

    async def ask(self, line: str) -> str:
        """The text of the whole answer; "" where none is given."""
        before = len(self._answers())
        await self._say(line)
        return await self._answered(before)

    async def press(self, label: str) -> str:
        """Press a button under the last answer; the text of what then comes."""
        before = len(self._answers())
        await self._press(label)
        return await self._answered(before)

    async def _answered(self, before: int) -> str:
        await until(lambda: len(self._answers()) > before)
        reply = self._answers()[before]
        messages = len(self._chat.render(reply)) if reply is not None else 0
        return await self._shown(messages)

    def _answers(self) -> list[Reply | None]:
        reception = self.app.reception
        assert isinstance(reception, Listening)
        return [reply for place, reply in reception.answers if place == self.place]

    @property
    @abstractmethod
    def place(self) -> Place:
        """Where the desk hears this person now."""

    @abstractmethod
    def posted(self) -> list[str]:
        """The texts of all messages here that came by themselves: alerts and digests."""

    @abstractmethod
    async def _say(self, line: str) -> None:
        """Do what a person does to say this."""

    @abstractmethod
    async def _press(self, label: str) -> None:
        """Press a button under the last answer."""

    @abstractmethod
    async def _shown(self, messages: int) -> str:
        """Wait for so many messages of an answer; their text."""


class ConsoleFace(Face):
    """A terminal, through a pipe; who types there may do everything."""

    def __init__(self, app: App, chat: ConsoleChat, keys: int, screen: io.StringIO) -> None:
        super().__init__(app, chat)
        self._keys = keys
        self._screen = screen
        self._from = 0
        self._last = ""
        self._answers_at: list[tuple[int, int]] = []
        self._start = len(screen.getvalue())

    place = PLACE

    async def _say(self, line: str) -> None:
        self._from = len(self._screen.getvalue())
        os.write(self._keys, f"{line}\n".encode())

    async def _press(self, label: str) -> None:
        if label.startswith("/"):  # the text itself says what to type
            await self._say(label)
            return
        offered = re.search(rf"^(\w)  {re.escape(label)}(?:  \(|$)", self._last, re.MULTILINE)
        assert offered, f"{label!r} is not offered by {self._last!r}"
        await self._say(offered[1])

    async def _shown(self, messages: int) -> str:
        # Printed by the same task right after the answer was given: it is there.
        end = len(self._screen.getvalue())
        self._answers_at.append((self._from, end))
        self._last = self._screen.getvalue()[self._from : end].partition("\n")[2].strip()
        return self._last

    def posted(self) -> list[str]:
        text, at, found = self._screen.getvalue(), self._start, []
        for start, end in [*self._answers_at, (len(text), len(text))]:
            found.append(text[at:start])
            at = end
        return [part.strip() for part in found if part.strip()]


class TelegramFace(Face):
    """A private chat, or a group with an admin and a member in it."""

    def __init__(self, app: App, chat: ChatAdapter, server: TelegramServer) -> None:
        super().__init__(app, chat)
        self._server = server
        self._user = self._at = next(_numbers)
        server.add_person(self._user, "Ada")
        self._answer: list[telegram.Sent] = []
        self._answering: set[int] = set()

    @property
    def place(self) -> Place:
        return Place(network=Network.TELEGRAM, chat=str(self._at))

    def as_admin(self) -> None:
        self._in_group("administrator")

    def as_member(self) -> None:
        self._in_group("member")

    def _in_group(self, status: str) -> None:
        if self._at > 0:
            self._at = -self._user
            self._server.add_chat(self._at, "group")
        self._user = next(_numbers)
        self._server.add_member(self._at, self._user, status)

    def _here(self) -> list[telegram.Sent]:
        return [sent for sent in self._server.sent if sent.chat == self._at]

    async def _say(self, line: str) -> None:
        self._from = len(self._here())
        self._server.say(line, chat=self._at, user=self._user)

    async def _press(self, label: str) -> None:
        self._from = len(self._here())
        command = self._answer[-1].buttons[label]
        self._server.press(command, chat=self._at, user=self._user)

    async def _shown(self, messages: int) -> str:
        await until(lambda: len(self._here()) >= self._from + messages)
        self._answer = self._here()[self._from :]
        self._answering |= {sent.message_id for sent in self._answer}
        return "\n\n".join(sent.text for sent in self._answer)

    def posted(self) -> list[str]:
        return [sent.text for sent in self._here() if sent.message_id not in self._answering]


class DiscordFace(Face):
    """Direct messages, or a channel of a server with somebody who manages it and somebody who does not."""

    def __init__(self, app: App, chat: ChatAdapter, server: DiscordServer) -> None:
        super().__init__(app, chat)
        self._server = server
        self._at = server.add_direct()
        self._permissions = discord.MEMBER
        self._asked: discord.Asked | None = None
        self._answer: list[Any] = []
        self._answering: set[str] = set()

    @property
    def place(self) -> Place:
        return Place(network=Network.DISCORD, chat=self._at.id)

    def as_admin(self) -> None:
        self._in_server(discord.ADMIN)

    def as_member(self) -> None:
        self._in_server(discord.MEMBER)

    def _in_server(self, permissions: int) -> None:
        if self._at.guild is None:
            self._at = self._server.add_guild("Readers", "general").channels[0]
        self._permissions = permissions

    async def _say(self, line: str) -> None:
        self._from, self._asked = len(self._at.messages), None
        name, *words = line.split()
        command = next((known for known in COMMANDS if f"/{known.name}" == name), None)
        if command is None:  # Discord offers what is registered and nothing else
            await self._server.say(self._at, line)
            return
        options = _filled_in(command, words)
        self._asked = await self._server.slash(
            self._at, command.name, *options, permissions=self._permissions
        )

    async def _press(self, label: str) -> None:
        self._asked = await self._server.press(self._answer[-1], label, permissions=self._permissions)

    async def _shown(self, messages: int) -> str:
        def here() -> list[Any]:
            return self._asked.shown if self._asked else self._at.messages[self._from :]

        await until(lambda: len(here()) >= messages)
        self._answer = here()
        self._answering |= {message["id"] for message in self._answer}
        return "\n\n".join(_text_of(message) for message in self._answer)

    def posted(self) -> list[str]:
        return [_text_of(message) for message in self._at.messages if message["id"] not in self._answering]


def _filled_in(command: Command, words: list[str]) -> list[Any]:
    """What Discord sends for a command line: its fields filled from the left, the last with all the rest."""
    below = next((part for part in command.subcommands if words and part.name == words[0]), None)
    if below is not None:
        return [discord.sub(below.name, *_filled_in(below, words[1:]))]
    fields = command.options
    values = [*words[: len(fields) - 1], " ".join(words[len(fields) - 1 :])] if fields else []
    return [
        discord.option(field.name, int(value) if field.number else value)
        for field, value in zip(fields, values, strict=False)
        if value
    ]


def _text_of(message: Any) -> str:
    """What somebody reads of a message, as Discord would show its Markdown."""
    parts = [_unmarked(message["content"])]
    for embed in message["embeds"]:
        parts += [_unmarked(embed.get("title", "")), embed.get("footer", {}).get("text", "")]
        parts.append(_unmarked(embed.get("description", "")))
    return "\n".join(part for part in parts if part)


def _unmarked(text: str) -> str:
    """Take the Markdown off: block quotations, what stands out, and the escapes that keep the rest plain."""
    text = re.sub(r"^> ", "", text, flags=re.MULTILINE)
    text = re.sub(r"(?<!\\)(?:\*\*|`|```\n?)", "", text)
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", text)
