"""Asking on Discord: slash commands, fields, buttons and plain text, through the real discord.py."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat import discord_rest
from bot.chat.discord import DiscordChat
from bot.reply import Button, Card, Paragraph, Reply, plain, say
from tests.bot.chat.discord.desk import Front, general, place, running
from tests.servers.discord import ADMIN, MEMBER, DiscordServer, Guild, option, sub
from tests.servers.discord_world import EMBED, HIDDEN, VIEW


async def test_a_slash_command_is_the_same_command_line_as_everywhere(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    asked = await server.slash(
        general(guild), "quotes", option("word", "war\nand  peace"), option("name", "Putin")
    )
    await server.until(lambda: asked.original)
    assert front.asked[0].text == "/quotes Putin war and peace"
    assert asked.original["content"] == "You said /quotes Putin war and peace."
    assert not asked.hidden
    assert front.asked[0].place == place(general(guild))
    assert abs(front.asked[0].at - datetime.now(UTC)) < timedelta(seconds=5)


async def test_subcommands_and_numbers_are_words_of_the_line(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    asked = await server.slash(general(guild), "alert", sub("remove", option("number", 3)), permissions=ADMIN)
    await server.until(lambda: asked.original)
    assert front.asked[0].text == "/alert remove 3"


@pytest.mark.parametrize(
    ("name", "options", "permissions", "hidden"),
    [
        pytest.param("status", [], MEMBER, True, id="what concerns one person is shown to that person"),
        pytest.param("quotes", [option("name", "x")], MEMBER, False, id="the news are for everybody"),
        pytest.param(
            "digest", [option("when", "off")], MEMBER, True, id="a refusal is nobody else's business"
        ),
        pytest.param("digest", [option("when", "off")], ADMIN, False, id="a change is for all to see"),
        pytest.param(
            "alert", [sub("add", option("words", "x"))], MEMBER, True, id="a subcommand is refused too"
        ),
    ],
)
async def test_who_sees_the_answer(
    server: DiscordServer,
    chat: DiscordChat,
    guild: Guild,
    name: str,
    options: list[Any],
    permissions: int,
    hidden: bool,
) -> None:
    asked = await server.slash(general(guild), name, *options, permissions=permissions)
    await server.until(lambda: asked.original)
    assert asked.hidden is hidden


async def test_a_reply_that_turns_out_private_is_not_shown_to_all(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    front.reply = say("Only you.", private=True)
    asked = await server.slash(general(guild), "quotes", option("name", "x"))
    await server.until(lambda: asked.followups)
    assert asked.original is None
    assert asked.followups[0]["flags"] & HIDDEN


async def test_who_may_change_things(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    for channel, permissions in ((general(guild), MEMBER), (general(guild), ADMIN), (server.add_direct(), 0)):
        asked = await server.slash(channel, "status", permissions=permissions)
        await server.until(lambda asked=asked: asked.original)
    callers = [question.caller for question in front.asked]
    assert [caller.may_change for caller in callers] == [False, True, True]
    assert [caller.private for caller in callers] == [False, False, True]
    assert all(caller.operator for caller in callers)
    assert {caller.id for caller in callers} == {f"discord:{server.person['id']}"}


async def test_a_long_answer_comes_in_order(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    cards = tuple(Card(title=f"Card {n}", blocks=(Paragraph(plain("word " * 400)),)) for n in range(7))
    front.reply = Reply(blocks=cards, buttons=(Button("Read 1", "/read 1"),))
    asked = await server.slash(general(guild), "quotes", option("name", "x"))
    await server.until(lambda: len(asked.shown) == 4)
    titles = [embed["title"] for message in asked.shown for embed in message["embeds"]]
    assert titles == [f"Card {n}" for n in range(7)]
    assert [bool(message["components"]) for message in asked.shown] == [False, False, False, True]


async def test_saying_nothing_leaves_no_thinking_behind(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    front.reply = Reply(blocks=())
    asked = await server.slash(general(guild), "quotes", option("name", "x"))
    await server.until(lambda: asked.deleted)


async def test_a_broken_answer_says_so(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild, caplog: pytest.LogCaptureFixture
) -> None:
    front.breaks = True
    asked = await server.slash(general(guild), "quotes", option("name", "x"))
    await server.until(lambda: asked.original)
    assert "The log says why" in asked.original["content"]
    assert "RuntimeError: broken" in caplog.text


async def test_buttons_are_commands_of_whoever_presses_them_even_after_a_restart(
    server: DiscordServer, front: Front, guild: Guild
) -> None:
    async with running(server, front) as chat:
        [payload] = chat.render(say("Digest", Button("Read 1", "/read 1"), Button("Off", "/digest off")))
        await chat.send(place(general(guild)), payload, "nonce-1")
    [shown] = general(guild).messages
    async with running(server, front):
        pressed = await server.press(shown, "Read 1")
        refused = await server.press(shown, "Off")
        await server.until(lambda: pressed.original and refused.original)
    assert sorted(question.text for question in front.asked) == ["/digest off", "/read 1"]
    assert not any(question.caller.may_change for question in front.asked)
    assert not pressed.hidden
    assert refused.hidden


async def test_fields_are_completed(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    front.suggestions = ("Vladimir Putin", "x" * 101, *(f"Person {n}" for n in range(30)))
    names = await server.type_in(general(guild), "quotes", option("name", "pu", focused=True))
    await server.until(lambda: names.choices)
    assert front.typed == [("person", "pu")]
    assert names.choices[0] == {"name": "Vladimir Putin", "value": "Vladimir Putin"}
    assert len(names.choices) == 25

    front.suggestions = ("12 A mercenary army", "no number")
    numbers = await server.type_in(general(guild), "read", option("n", "1", focused=True))
    await server.until(lambda: numbers.choices)
    assert numbers.choices == [{"name": "12 A mercenary army", "value": 12}]

    nothing = await server.type_in(
        general(guild), "quotes", option("name", "x"), option("word", "w", focused=True)
    )
    await server.until(lambda: nothing.sign)
    assert nothing.choices == []


async def test_plain_text_is_heard_in_direct_messages_only(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    direct = server.add_direct()
    await server.say(general(guild), "Prigozhin")
    await server.say(direct, "newsdesk talking", author=server.bot)
    await server.say(direct, "Prigozhin")
    await server.until(lambda: direct.messages)
    assert [question.text for question in front.asked] == ["Prigozhin"]
    assert front.asked[0].caller.private
    assert front.asked[0].caller.may_change


async def test_an_answer_after_the_three_seconds_goes_to_the_channel(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    await server.slash(general(guild), "quotes", option("name", "x"), too_late=True)
    await server.until(lambda: general(guild).messages)
    assert general(guild).messages[0]["content"] == "You said /quotes x."
    await server.slash(general(guild), "status", too_late=True)
    await server.until(lambda: len(front.asked) == 2)
    await asyncio.sleep(0.1)
    assert len(general(guild).messages) == 1, "an answer for one person is never posted to all"


async def test_an_answer_after_the_fifteen_minutes_goes_to_the_channel(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    front.may_answer.clear()
    asked = await server.slash(general(guild), "quotes", option("name", "x"))
    await server.until(lambda: asked.sign)
    asked.dead = True
    front.may_answer.set()
    await server.until(lambda: general(guild).messages)


async def test_an_answer_survives_a_hiccup(
    server: DiscordServer, chat: DiscordChat, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord_rest, "AGAIN", 0.05)
    server.trouble("PATCH", "/webhooks/.*", 503, 500)
    asked = await server.slash(general(guild), "quotes", option("name", "x"))
    await server.until(lambda: asked.original)


async def test_what_somebody_else_answered_is_not_answered_twice(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    server.trouble("POST", "/interactions/.*", 400, code=40060)
    await server.slash(general(guild), "quotes", option("name", "x"))
    await server.until(lambda: any(request.status == 400 for request in server.requests))
    await asyncio.sleep(0.05)
    assert front.asked == []


async def test_a_change_in_a_channel_that_is_closed_to_us_says_what_is_missing(
    server: DiscordServer, chat: DiscordChat, guild: Guild
) -> None:
    general(guild).allowed = VIEW | EMBED
    asked = await server.slash(general(guild), "digest", option("when", "now"), permissions=ADMIN)
    await server.until(lambda: asked.original)
    assert asked.original["content"].endswith("I need to be allowed: Send Messages.")
