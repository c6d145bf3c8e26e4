"""The whole desk on Discord: real commands over a real store with the seeds, asked through the gateway."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.chat.discord import DiscordChat
from bot.places import Place
from bot.store import places
from bot.store.records import PlaceState
from tests.bot.chat.discord.desk import adapter, general, place
from tests.bot.talk import Talk
from tests.conftest import SEEDS
from tests.servers.discord import ADMIN, MEMBER, Asked, Channel, DiscordServer, Guild, option, sub
from tests.servers.discord_world import HIDDEN


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    talk = Talk(tmp_path, now=datetime.now(UTC))
    yield talk
    talk.close()


@pytest.fixture
async def chat(server: DiscordServer, guild: Guild, talk: Talk) -> AsyncIterator[DiscordChat]:
    """Newsdesk with all its commands."""
    chat = adapter(server, commands=None)
    await chat.start(talk.reception)
    await server.until(lambda: chat.state().startswith("connected"))
    yield chat
    await chat.close()


def take_in_seeds(talk: Talk) -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        talk.take_in(path.read_text(encoding="utf-8"), path.name)


def text_of(asked: Asked) -> str:
    """All that somebody reads."""
    found = []
    for message in asked.shown:
        found.append(message["content"])
        for embed in message["embeds"]:
            found += [embed.get("title", ""), embed.get("description", "")]
            found.append(embed.get("footer", {}).get("text", ""))
    return "\n".join(found)


async def answer(
    server: DiscordServer, channel: Channel, name: str, *options: dict, permissions: int = MEMBER
) -> Asked:
    asked = await server.slash(channel, name, *options, permissions=permissions)
    await server.until(lambda: asked.shown)
    return asked


async def test_a_digest_has_an_embed_an_article_and_its_buttons_read_on(
    server: DiscordServer, chat: DiscordChat, guild: Guild, talk: Talk
) -> None:
    await answer(server, general(guild), "start")
    take_in_seeds(talk)
    asked = await answer(server, general(guild), "digest", sub("now"))  # a member's look: answered at once
    [message] = asked.shown
    cards = [embed for embed in message["embeds"] if "footer" in embed]
    assert {embed["footer"]["text"] for embed in cards} == {"24 June 2023", "date not given"}
    assert all("> “" in embed["description"] for embed in cards)
    pressed = await server.press(message, "Read 1")
    await server.until(lambda: pressed.shown)
    assert "**Quotes**" in text_of(pressed)


async def test_a_misspelt_name_is_completed_and_answered(
    server: DiscordServer, chat: DiscordChat, guild: Guild, talk: Talk
) -> None:
    take_in_seeds(talk)
    typing = await server.type_in(general(guild), "who", option("name", "prigozin", focused=True))
    await server.until(lambda: typing.sign)
    assert typing.choices[0]["value"] == "Yevgeny Prigozhin"
    asked = await answer(server, general(guild), "who", option("name", "prigozin"))
    assert text_of(asked).startswith("**Yevgeny Prigozhin")
    direct = server.add_direct()
    await server.say(direct, "prigozin")
    await server.until(lambda: direct.messages)
    assert "Yevgeny Prigozhin" in direct.messages[0]["content"] + str(direct.messages[0]["embeds"])


async def test_a_suggested_article_can_be_read_as_it_stands(
    server: DiscordServer, chat: DiscordChat, guild: Guild, talk: Talk
) -> None:
    take_in_seeds(talk)
    await answer(server, general(guild), "latest")
    typing = await server.type_in(general(guild), "read", option("article", "mercenary", focused=True))
    await server.until(lambda: typing.choices)
    for choice in typing.choices:
        asked = await answer(server, general(guild), "read", option("article", choice["value"]))
        assert choice["value"][4:40] in text_of(asked).replace("\\", "")


async def test_only_those_who_manage_the_server_change_things(
    server: DiscordServer, chat: DiscordChat, guild: Guild, talk: Talk
) -> None:
    daily = sub("daily", option("time", "08:00"))
    refused = await answer(server, general(guild), "digest", daily)
    assert refused.hidden
    assert "may manage this server" in text_of(refused)
    done = await answer(server, general(guild), "digest", daily, permissions=ADMIN)
    assert "every day at 08:00" in text_of(done)
    off = [
        b["label"]
        for row in done.shown[0]["components"]
        for b in row["components"]
        if "off" in b["custom_id"]
    ]
    pressed = await server.press(done.shown[0], off[0])
    await server.until(lambda: pressed.shown)
    assert pressed.shown[0]["flags"] & HIDDEN, "the button is pressed with the rights of whoever presses it"
    with talk.desk.store.read() as tx:
        record = places.get(tx, place(general(guild)))
    assert record is not None
    assert record.timetable


async def test_a_server_that_removes_us_is_parked_and_woken_when_it_lets_us_in_again(
    server: DiscordServer, chat: DiscordChat, guild: Guild, talk: Talk
) -> None:
    news = guild.channels[1]
    await answer(server, news, "digest", sub("daily", option("time", "08:00")), permissions=ADMIN)

    def state(at: Place) -> PlaceState | None:
        with talk.desk.store.read() as tx:
            record = places.get(tx, at)
        return record.state if record else None

    await server.leave(guild)
    await server.until(lambda: state(place(news)) is PlaceState.PARKED)
    quiet = guild.add("quiet")
    for channel in guild.channels:
        channel.allowed = MEMBER
    await server.join(guild)
    await server.until(lambda: state(place(news)) is PlaceState.ACTIVE)
    await server.until(lambda: news.messages)
    assert "I am back" in news.messages[0]["content"]
    assert state(place(quiet)) is None, "a channel that never asked for anything stays unknown"


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("latest", [option("n", 5)]),
        ("read", [option("article", "1"), option("show", "source")]),
        ("quotes", [option("name", "Prigozhin"), option("word", "war")]),
        ("people", [option("days", 30)]),
        ("search", [option("words", "force")]),
        ("alert", [sub("add", option("words", "mutiny"))]),
        ("alert", [sub("show")]),
        ("alerts", []),
        ("timezone", [option("zone", "Berlin")]),
        ("status", []),
        ("stop", []),
        ("help", []),
        ("help", [option("command", "digest")]),
    ],
)
async def test_every_command_is_answered_with_what_discord_takes(
    server: DiscordServer, chat: DiscordChat, guild: Guild, talk: Talk, name: str, options: list[dict]
) -> None:
    take_in_seeds(talk)
    asked = await answer(server, general(guild), name, *options, permissions=ADMIN)
    assert "I do not know" not in text_of(asked)
    assert "went wrong" not in text_of(asked)
    assert [r.status for r in server.requests if r.status >= 400] == []
