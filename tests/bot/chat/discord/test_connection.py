"""Being on Discord: let in, removed, connected, cut off, and what it registers."""

import asyncio
import dataclasses
import logging
from datetime import UTC, datetime

import pytest

from bot.chat.adapter import RetryLater, Unsure
from bot.chat.discord import DiscordChat, invitation
from bot.chat.discord_rest import MUCH_LATER
from bot.commands.command import Command
from bot.places import Network, Place
from bot.reply import say
from config.settings import DiscordSettings, Secret
from tests.bot.chat.discord.desk import COMMANDS, Front, adapter, general, place, running
from tests.servers.discord import MEMBER, TOKEN, DiscordServer, Guild, option
from tests.servers.discord_world import SEND, VIEW


async def test_being_let_in_greets_where_we_may_write_and_says_what_is_missing(
    server: DiscordServer, chat: DiscordChat, front: Front
) -> None:
    await asyncio.sleep(0.7)
    closed = Guild(name="Closed")
    closed.add("secret", allowed=0)
    new = Guild(name="New")
    new.add("rules", allowed=VIEW)
    hall = new.add("hall", allowed=VIEW | SEND)
    other = Guild(name="Other")
    other.add("first")
    other.system_channel = other.add("system")
    for one in (closed, new, other):
        await server.join(one)
    await server.until(lambda: hall.messages and other.channels[1].messages)
    assert front.let_in_at == [place(hall), place(other.channels[1])]
    assert hall.messages[0]["content"] == (
        "Hello.\n\nTo post digests here I also need to be allowed: Embed Links."
    )
    assert other.channels[1].messages[0]["content"] == "Hello."


async def test_being_let_in_again_wakes_what_was_parked(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    await asyncio.sleep(0.7)
    news, new = place(guild.channels[1]), place(general(guild))
    front.parked = {news}
    await server.leave(guild)
    for channel in guild.channels:
        channel.allowed = MEMBER
    await server.join(guild)
    await server.until(lambda: len(front.let_in_at) == 2)
    assert front.let_in_at == [new, news]


async def test_a_channel_that_lets_us_write_again_is_woken(
    server: DiscordServer, front: Front, guild: Guild
) -> None:
    front.parked = {place(channel) for channel in guild.channels}
    for channel in guild.channels:
        channel.allowed = VIEW
    async with running(server, front):
        await asyncio.sleep(0.7)
        assert front.let_in_at == []
        general(guild).allowed = MEMBER
        await server.gateway.tell("CHANNEL_UPDATE", general(guild).described())
        await server.until(lambda: general(guild).messages)
    assert front.let_in_at == [place(general(guild))]


async def test_being_removed_parks_every_channel_and_thread(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    thread = server.add_thread(general(guild), "story")
    await server.gateway.tell("THREAD_CREATE", {**thread.described(), "newly_created": True})
    await server.leave(guild)
    await server.until(lambda: len(front.shut_out_at) == 3)
    assert {at.chat for at in front.shut_out_at} == {channel.id for channel in guild.channels}


async def test_deleted_channels_and_threads_are_parked(
    server: DiscordServer, chat: DiscordChat, front: Front, guild: Guild
) -> None:
    about = guild.channels[1].described()
    await server.gateway.tell("CHANNEL_DELETE", about)
    gone = {"id": "77", "guild_id": guild.id, "parent_id": general(guild).id, "type": 11}
    await server.gateway.tell("THREAD_DELETE", gone)
    await server.until(lambda: len(front.shut_out_at) == 2)
    assert [at.chat for at in front.shut_out_at] == [guild.channels[1].id, "77"]


def puts(server: DiscordServer) -> int:
    return sum(request.method == "PUT" for request in server.requests)


async def test_commands_are_registered_when_they_change_and_only_then(
    server: DiscordServer, front: Front, guild: Guild
) -> None:
    async def start(commands: tuple[Command, ...]) -> None:
        gets = len([r for r in server.requests if r.method == "GET" and r.path.endswith("/commands")])
        async with running(server, front, commands=commands):
            await server.until(
                lambda: len([r for r in server.requests if r.path.endswith("/commands")]) > gets
            )
            await asyncio.sleep(0.1)

    await start(COMMANDS)
    assert puts(server) == 1
    quotes = next(registered for registered in server.commands if registered["name"] == "quotes")
    assert quotes["description"] == "Does quotes."
    assert quotes["options"][0] == {
        "type": 3,
        "name": "name",
        "description": "Who.",
        "required": True,
        "autocomplete": True,
    }
    alert = next(registered for registered in server.commands if registered["name"] == "alert")
    assert [below["name"] for below in alert["options"]] == ["add", "remove"]
    await start(COMMANDS)
    assert puts(server) == 1
    changed = dataclasses.replace(COMMANDS[0], summary="Says what there is.")
    await start((changed, *COMMANDS[1:]))
    assert puts(server) == 2


async def test_registering_is_tried_again(server: DiscordServer, front: Front, guild: Guild) -> None:
    server.trouble("PUT", "/applications/.*", 503)
    async with running(server, front) as chat:
        await server.until(lambda: server.commands)
        await server.until(lambda: "not registered" not in chat.state())
    assert puts(server) == 2


async def test_no_privileged_intent_is_asked_for(server: DiscordServer, chat: DiscordChat) -> None:
    assert server.gateway.heard[0]["d"]["intents"] == 1 << 0 | 1 << 12, "servers, direct messages"


async def test_a_refused_token_ends_no_process_and_is_not_tried_again(
    server: DiscordServer, front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    chat = adapter(server)
    server.token = "another"
    await chat.start(front)
    await server.until(lambda: "refused the token" in chat.state())
    with pytest.raises(RetryLater) as raised:
        await chat.send(Place(network=Network.DISCORD, chat="1"), {"content": "x"}, "n")
    assert raised.value.seconds == MUCH_LATER
    await asyncio.sleep(0.2)
    assert len(server.requests) == 1
    await chat.close()
    assert "NEWSDESK_DISCORD_TOKEN" in caplog.text


def test_the_invitation_asks_for_what_posting_takes() -> None:
    assert invitation(123) == (
        "https://discord.com/oauth2/authorize?client_id=123&scope=bot+applications.commands"
        "&permissions=274877926400"
    )


async def test_a_token_refused_by_the_gateway_alone_is_a_refused_token(
    server: DiscordServer, front: Front
) -> None:
    server.gateway.close_with = 4004
    chat = adapter(server)
    await chat.start(front)
    await server.until(lambda: "refused the token" in chat.state())
    await chat.close()


async def test_a_network_that_is_down_at_the_start_is_waited_for(front: Front, server: DiscordServer) -> None:
    await server.__aexit__(None, None, None)
    chat = adapter(server)
    await chat.start(front)
    await server.until(lambda: chat.state().startswith("not connected since"))
    with pytest.raises(RetryLater):
        await chat.send(Place(network=Network.DISCORD, chat="1"), {"content": "x"}, "n")
    await server.__aenter__()
    await server.until(lambda: chat.state().startswith("connected since"))
    await chat.close()


async def test_a_gateway_that_is_down_at_the_start_is_waited_for(
    server: DiscordServer, front: Front, guild: Guild
) -> None:
    server.gateway.down = 2
    chat = adapter(server)
    await chat.start(front)
    await server.until(lambda: chat.state().startswith("not connected since"))
    assert "503" in chat.state()
    await server.until(lambda: chat.state().startswith("connected since"))
    await chat.close()


async def test_a_network_that_went_down_keeps_messages_for_later(
    server: DiscordServer, chat: DiscordChat, guild: Guild
) -> None:
    [payload] = chat.render(say("x"))
    await chat.send(place(general(guild)), payload, "n-1")
    await server.__aexit__(None, None, None)
    with pytest.raises((RetryLater, Unsure)):
        await chat.send(place(general(guild)), payload, "n-2")
    with pytest.raises(RetryLater):
        await chat.send(place(general(guild)), payload, "n-2")
    await server.__aenter__()
    await chat.send(place(general(guild)), payload, "n-2")
    assert len(general(guild).messages) == 2


async def test_what_was_asked_while_the_connection_was_broken_is_answered(
    server: DiscordServer, chat: DiscordChat, guild: Guild
) -> None:
    await server.gateway.drop()
    asked = await server.slash(general(guild), "quotes", option("name", "x"))
    await server.gateway.client_is_here()
    await server.until(lambda: asked.original)
    assert [said["op"] for said in server.gateway.heard] == [2, 6]
    await server.until(lambda: chat.state().startswith("connected since"))


async def test_the_state_tells_since_when(server: DiscordServer, front: Front) -> None:
    at = datetime(2026, 3, 1, 7, 12, tzinfo=UTC)
    async with running(server, front, clock=lambda: at) as chat:
        assert chat.state() == "connected since 07:12 UTC"
    assert chat.state() == "closed"


async def test_closing_lets_an_answer_under_way_arrive_and_leaves_nothing_running(
    server: DiscordServer, front: Front, guild: Guild
) -> None:
    async with running(server, front) as chat:
        front.may_answer.clear()
        asked = await server.slash(general(guild), "quotes", option("name", "x"))
        await server.until(lambda: front.asked)
        asyncio.get_running_loop().call_later(0.1, front.may_answer.set)
        await chat.close()
        await chat.close()
        assert asked.original
    with pytest.raises(RetryLater):
        await chat.send(place(general(guild)), {"content": "x"}, "n")
    await asyncio.sleep(0)
    left = {task.get_name() for task in asyncio.all_tasks()}
    assert not [name for name in left if "discord" in name], left


async def test_closing_before_starting_is_nothing() -> None:
    settings = DiscordSettings(token=Secret(TOKEN), api_url="http://127.0.0.1:1", gateway_url="")
    chat = DiscordChat(settings, commands=())
    await chat.close()
    assert chat.state() == "not started"


async def test_the_token_reaches_no_log(
    server: DiscordServer, front: Front, guild: Guild, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with running(server, front) as chat:
        server.trouble("POST", "/channels/.*", 500)
        with pytest.raises(RetryLater) as caught:
            await chat.send(place(general(guild)), {"content": "x"}, "n-1")
        asked = await server.slash(general(guild), "status")
        await server.until(lambda: asked.original)
        logging.getLogger("test").debug("%r %s %r %r", chat, chat.state(), vars(chat), caught.value)
    assert TOKEN not in caplog.text
    assert len(caplog.records) > 10
