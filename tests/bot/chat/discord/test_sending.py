"""Sending on Discord: once, in its limits, and what each failure asks for next."""

import asyncio
import time
from typing import Any

import pytest

from bot.chat import discord_rest
from bot.chat.adapter import DeliveryError, PlaceClosed, Refused, RetryLater, Unsure
from bot.chat.discord import DiscordChat
from bot.places import Network, Place
from bot.reply import Quotation, Reply, say
from tests.bot.chat.discord.desk import general, place
from tests.servers.discord import DiscordServer, Guild


async def test_a_message_sent_twice_arrives_once(
    server: DiscordServer, chat: DiscordChat, guild: Guild
) -> None:
    [payload] = chat.render(Reply(blocks=(Quotation("@everyone <@1>", "Putin"),)))
    server.trouble("POST", "/channels/.*", drop="after")
    with pytest.raises(Unsure):
        await chat.send(place(general(guild)), payload, "n-1")
    receipt = await chat.send(place(general(guild)), payload, "n-1")
    [message] = general(guild).messages
    assert receipt.message_id == message["id"]
    assert server.requests[-1].body["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize(
    ("trouble", "error", "seconds"),
    [
        pytest.param({"statuses": (403,), "code": 50013}, PlaceClosed, 0, id="no permission"),
        pytest.param({"statuses": (403,), "code": 50001}, PlaceClosed, 0, id="not let in"),
        pytest.param({"statuses": (404,), "code": 10003}, PlaceClosed, 0, id="channel deleted"),
        pytest.param({"statuses": (400,), "code": 50083}, PlaceClosed, 0, id="thread archived"),
        pytest.param({"statuses": (400,), "code": 50035}, Refused, 0, id="a body it never takes"),
        pytest.param({"statuses": (400,), "code": 200000}, Refused, 0, id="a word it blocks"),
        pytest.param({"statuses": (403,), "code": 0}, RetryLater, 300, id="no answer of Discord's own"),
        pytest.param({"statuses": (401,)}, RetryLater, 60, id="token revoked"),
        pytest.param({"statuses": (500,)}, RetryLater, 5, id="500 is not repeated for 25 seconds"),
        pytest.param({"statuses": (502,)}, RetryLater, 5, id="502"),
        pytest.param({"statuses": (503,)}, RetryLater, 5, id="503"),
        pytest.param({"statuses": (429,), "headers": {"Retry-After": "77"}}, RetryLater, 77, id="banned"),
        pytest.param(
            {"statuses": (429,), "headers": {"Retry-After": "99", "Via": "1.1 google"}},
            RetryLater,
            99,
            id="a rate limit too long to sleep on",
        ),
        pytest.param({"statuses": (), "drop": "before"}, Unsure, 0, id="connection broke"),
    ],
)
async def test_failures_say_what_to_do_next(
    server: DiscordServer,
    chat: DiscordChat,
    guild: Guild,
    trouble: dict[str, Any],
    error: type[DeliveryError],
    seconds: float,
) -> None:
    trouble = dict(trouble)
    server.trouble("POST", "/channels/.*", *trouble.pop("statuses"), **trouble)
    [payload] = chat.render(say("x"))
    began = time.monotonic()
    with pytest.raises(DeliveryError) as caught:
        await chat.send(place(general(guild)), payload, "n-1")
    assert type(caught.value) is error
    assert not isinstance(caught.value, RetryLater) or caught.value.seconds == seconds
    assert time.monotonic() - began < 1
    await chat.send(place(general(guild)), payload, "n-1")
    assert len(general(guild).messages) == 1


async def test_a_rate_limit_is_waited_out(server: DiscordServer, chat: DiscordChat, guild: Guild) -> None:
    server.trouble("POST", "/channels/.*", 429, headers={"Retry-After": "0.2", "Via": "1.1 google"})
    [payload] = chat.render(say("x"))
    began = time.monotonic()
    await chat.send(place(general(guild)), payload, "n-0")
    assert time.monotonic() - began >= 0.2
    server.bucket = (2, 0.4)
    await asyncio.gather(*(chat.send(place(general(guild)), payload, f"n-{n}") for n in range(1, 6)))
    assert len(general(guild).messages) == 6


async def test_a_server_that_hangs_is_given_up(
    server: DiscordServer, chat: DiscordChat, guild: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord_rest, "SECONDS", 0.2)
    server.trouble("POST", "/channels/.*", 0, delay=0.5)
    [payload] = chat.render(say("x"))
    with pytest.raises(Unsure):
        await chat.send(place(general(guild)), payload, "n-1")


async def test_one_bad_channel_is_closed_and_the_others_go_on(
    server: DiscordServer, chat: DiscordChat, guild: Guild
) -> None:
    guild.channels[1].allowed = 0
    [payload] = chat.render(say("x"))
    with pytest.raises(PlaceClosed):
        await chat.send(place(guild.channels[1]), payload, "n-1")
    with pytest.raises(PlaceClosed):
        await chat.send(Place(network=Network.DISCORD, chat="404"), payload, "n-2")
    with pytest.raises(Refused):
        await chat.send(Place(network=Network.DISCORD, chat="../users"), payload, "n-3")
    await chat.send(place(general(guild)), payload, "n-4")
