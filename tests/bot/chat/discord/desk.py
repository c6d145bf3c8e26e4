"""A bot on Discord's stand-in, with a desk that answers with what it was asked."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.discord import DiscordChat
from bot.commands.command import Command, Option
from bot.places import Network, Place, Question
from bot.reply import Reply, say
from config.settings import DiscordSettings, Secret
from tests.conftest import SPECS
from tests.servers.discord import Channel, DiscordServer, Guild
from tests.servers.specs import DiscordSpec


def command(name: str, *options: Option, **more: Any) -> Command:
    return Command(name=name, summary=f"Does {name}.", run=lambda *_: say(""), options=options, **more)


COMMANDS = (
    command("help"),
    command("status"),
    command(
        "quotes",
        Option(name="name", description="Who.", required=True, suggests="person"),
        Option(name="word", description="A word they said."),
    ),
    command(
        "read", Option(name="n", description="Which article.", required=True, number=True, suggests="article")
    ),
    command("digest", Option(name="when", description="When.", choices=("now", "off")), changes=True),
    Command(
        name="alert",
        summary="Alerts.",
        run=None,
        subcommands=(
            command("add", Option(name="words", description="For what.", required=True), changes=True),
            command("remove", Option(name="number", description="Which.", number=True), changes=True),
        ),
    ),
)


class Front:
    """A desk that answers with what it was asked, or with what the test puts here."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.typed: list[tuple[str, str]] = []
        self.let_in_at: list[Place] = []
        self.shut_out_at: list[Place] = []
        self.parked: set[Place] = set()
        self.reply: Reply | None = None
        self.suggestions: tuple[str, ...] = ()
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.breaks = False

    async def answer(self, question: Question) -> Reply | None:
        self.asked.append(question)
        await self.may_answer.wait()
        if self.breaks:
            raise RuntimeError("broken")
        return self.reply if self.reply is not None else say(f"You said {question.text}.")

    async def suggest(self, place: Place, kind: str, typed: str) -> tuple[str, ...]:
        self.typed.append((kind, typed))
        return self.suggestions

    async def let_in(self, place: Place, *, greet: bool = True) -> Reply | None:
        if not greet and place not in self.parked:
            return None
        self.let_in_at.append(place)
        return say("Hello.")

    async def shut_out(self, place: Place) -> None:
        self.shut_out_at.append(place)

    async def moved(self, place: Place, new_chat: str) -> None:
        raise AssertionError("nothing moves on Discord")

    async def named(self, place: Place) -> None:
        raise AssertionError("the settings name nothing on Discord")


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    async with DiscordServer(DiscordSpec(SPECS) if SPECS.is_dir() else None) as running:
        yield running
        assert running.complaints == []
        assert running.refused == []


@pytest.fixture
def front() -> Front:
    return Front()


@pytest.fixture
def guild(server: DiscordServer) -> Guild:
    return server.add_guild("Readers", "general", "news")


def adapter(server: DiscordServer, **more: Any) -> DiscordChat:
    settings = DiscordSettings(token=Secret(server.token), api_url=server.api_url, gateway_url="")
    more = {"commands": COMMANDS, "pauses": (0.05,)} | more
    return DiscordChat(settings, **more)


@asynccontextmanager
async def running(server: DiscordServer, front: Front, **more: Any) -> AsyncIterator[DiscordChat]:
    chat = adapter(server, **more)
    await chat.start(front)
    try:
        await server.gateway.client_is_here()
        await server.until(lambda: chat.state().startswith("connected"))
        yield chat
    finally:
        await chat.close()


@pytest.fixture
async def chat(server: DiscordServer, front: Front, guild: Guild) -> AsyncIterator[DiscordChat]:
    async with running(server, front, operators=(f"discord:{server.person['id']}",)) as one:
        yield one


def general(guild: Guild) -> Channel:
    return guild.channels[0]


def place(channel: Channel) -> Place:
    return Place(network=Network.DISCORD, chat=channel.id)
