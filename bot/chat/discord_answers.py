"""Discord's interactions answered: slash commands, buttons, and what somebody types in a command's field.

Discord waits three seconds for a first sign, so each question is acknowledged before it is answered; whether
the answer is for the asker alone is fixed by that first sign. Then the answer replaces the sign, and further
messages follow it, for fifteen minutes. After that, or when the sign came too late, the channel gets it.

Nothing is remembered between a message and a press of its buttons: the button's id holds its command.
"""

from __future__ import annotations

import asyncio
import dataclasses
import enum
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

import aiohttp
import discord
from discord.http import Route

from bot.chat import slash
from bot.chat.adapter import DeliveryError, Host, Payload, Receipt, RetryLater, Unsure
from bot.chat.discord_rest import SECONDS, TooLate, call
from bot.commands.command import Command
from bot.places import Caller, Network, Place, Question
from bot.render.discord import BUTTON_PREFIX, render
from bot.reply import Paragraph, Reply, plain, say

PERSONAL = frozenset({"status", "alerts", "help"})
"""Commands whose answer concerns only the asker."""
HIDDEN = 1 << 6
"""Discord's flag for a message that only the asker sees."""
TOO_LATE, ALREADY_ANSWERED = 10062, 40060
TRIES = 3
LONGEST_PAUSE = 10.0
"""Seconds between two tries while somebody is looking at "thinking"."""

Interaction = discord.Interaction[discord.Client]
Send = Callable[[Place, Payload, str], Awaitable[Receipt]]

log = logging.getLogger(__name__)


class _Sign(enum.Enum):
    """What became of the first sign."""

    SEEN = "seen"
    TOO_LATE = "too late"
    NOT_OURS = "not ours"
    """Somebody else, such as a second desk on the same token, has answered."""


class Answers:
    """Hears interactions and answers them from the desk."""

    def __init__(
        self, host: Host, *, commands: Sequence[Command], operators: frozenset[str], send: Send
    ) -> None:
        """`send` posts into a channel where an interaction can no longer be answered."""
        self._host = host
        self._commands = commands
        self._operators = operators
        self._send = send

    async def hear(self, interaction: Interaction) -> None:
        """Answer one interaction, whatever it is; raises nothing but cancellation."""
        data = cast("Mapping[str, Any]", interaction.data or {})
        if interaction.channel_id is None:
            return
        try:
            match interaction.type:
                case discord.InteractionType.autocomplete:
                    await self._suggest(interaction, data)
                case discord.InteractionType.application_command:
                    await self._answer(interaction, slash.command_line(data, self._commands))
                case discord.InteractionType.component:
                    pressed = str(data.get("custom_id", ""))
                    await self._answer(interaction, pressed.removeprefix(BUTTON_PREFIX))
                case _:
                    log.info("Discord: passed over an interaction of type %s", interaction.type)
        except Exception:
            log.exception("Discord: an interaction failed")
            if interaction.type is not discord.InteractionType.autocomplete:
                await _apologise(interaction, 0)

    async def _suggest(self, interaction: Interaction, data: Mapping[str, Any]) -> None:
        """Complete a field; an answer that comes too late is not missed, the next letter asks again."""
        typing = slash.typing(data, self._commands)
        found: tuple[str, ...] = ()
        if typing is not None:
            found = await self._host.suggest(place_of(interaction), typing.option.suggests, typing.typed)
        offered = [
            discord.app_commands.Choice(name=name, value=value)
            for name, value in (slash.choices(typing.option, found) if typing else ())
        ]
        try:
            await interaction.response.autocomplete(offered)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            log.debug("Discord: suggestions came too late: %s", error)

    async def _answer(self, interaction: Interaction, line: str) -> None:
        question = self._question(interaction, line)
        command = slash.command_of(line, self._commands)
        hidden = is_personal(line, command, question.caller)
        sign = await _give_sign(interaction, hidden=hidden)
        if sign is _Sign.NOT_OURS:
            log.warning("Discord: another process answers with this token")
            return
        reply = await self._host.answer(question)
        if reply is not None and command is not None and command.changes and not reply.private:
            reply = with_missing_permissions(reply, interaction)
        await self._deliver(interaction, question.place, reply, sign=sign, hidden=hidden)

    def _question(self, interaction: Interaction, line: str) -> Question:
        who = f"{Network.DISCORD}:{interaction.user.id}"
        may = interaction.permissions
        private = interaction.guild_id is None
        caller = Caller(
            id=who,
            name=interaction.user.display_name,
            private=private,
            may_change=private or may.manage_guild or may.administrator,
            operator=who in self._operators,
        )
        return Question(place=place_of(interaction), caller=caller, text=line, at=interaction.created_at)

    async def _deliver(
        self, interaction: Interaction, place: Place, reply: Reply | None, *, sign: _Sign, hidden: bool
    ) -> None:
        """Show the answer where the question was asked; in the channel if that can no longer be."""
        payloads = render(reply) if reply is not None else ()
        alone = interaction.guild_id is not None and (hidden or (reply is not None and reply.private))
        shown = 0
        if sign is _Sign.SEEN:
            try:
                async for _ in _shown(interaction, payloads, hidden=hidden, alone=alone):
                    shown += 1
            except TooLate as late:
                log.info("Discord: the answer goes to the channel: %s", late)
            except DeliveryError as error:
                log.warning("Discord: an answer could not be shown: %s", error)
                await _apologise(interaction, shown)
                return
        if alone and shown < len(payloads):
            log.info("Discord: an answer for one person came too late to be shown to that person alone")
            return
        for at, payload in enumerate(payloads[shown:], start=shown):
            try:
                await self._send(place, payload, f"{interaction.id}-{at}")
            except DeliveryError as error:
                log.warning("Discord: an answer could not be posted: %s", error)
                return


def place_of(interaction: Interaction) -> Place:
    """The channel of an interaction; a thread is a channel of its own."""
    return Place(network=Network.DISCORD, chat=str(interaction.channel_id))


def is_personal(line: str, command: Command | None, caller: Caller) -> bool:
    """Decide before the answer is known whether only the asker will see it: lists of one's own, refusals."""
    if caller.private:
        return False
    name = line.removeprefix("/").split(" ", 1)[0]
    return name in PERSONAL or command is None or (command.changes and not caller.may_change)


def with_missing_permissions(reply: Reply, interaction: Interaction) -> Reply:
    """Add what the desk still lacks in this channel; answers need no permission, digests and alerts do."""
    if interaction.guild_id is None:
        return reply
    in_thread = isinstance(interaction.channel, discord.Thread)
    missing = missing_permissions(interaction.app_permissions, in_thread=in_thread)
    if not missing:
        return reply
    told = f"Before I can post here by myself I need to be allowed: {', '.join(missing)}."
    return dataclasses.replace(reply, blocks=(*reply.blocks, Paragraph(plain(told))))


def missing_permissions(have: discord.Permissions, *, in_thread: bool = False) -> tuple[str, ...]:
    """What posting takes and is not granted, in the words of Discord's settings."""
    speak = have.send_messages_in_threads if in_thread else have.send_messages
    needed = {
        "View Channel": have.view_channel,
        "Send Messages in Threads" if in_thread else "Send Messages": speak,
        "Embed Links": have.embed_links,
    }
    return tuple(name for name, granted in needed.items() if not granted)


async def _give_sign(interaction: Interaction, *, hidden: bool) -> _Sign:
    """Tell Discord that an answer is coming ("thinking")."""
    try:
        async with asyncio.timeout(SECONDS):
            await interaction.response.defer(ephemeral=hidden, thinking=True)
    except discord.HTTPException as error:
        if error.code == ALREADY_ANSWERED:
            return _Sign.NOT_OURS
        log.info("Discord: the first sign of an answer failed: %s", error)
        return _Sign.TOO_LATE
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        # It may have arrived; replacing it will show that.
        log.info("Discord: the first sign of an answer may be lost: %s", type(error).__name__)
    return _Sign.SEEN


async def _shown(interaction: Interaction, payloads: Sequence[Payload], *, hidden: bool, alone: bool) -> Any:
    """Put the messages in place of the sign and after it, yielding after each that arrived.

    Sent as they were rendered: discord.py's own views would keep every button ever shown in memory.
    """
    replaces = not alone or hidden
    if not payloads or not replaces:
        await _patiently(interaction, "DELETE", "/messages/@original")
    for at, payload in enumerate(payloads):
        if at == 0 and replaces:
            await _patiently(interaction, "PATCH", "/messages/@original", payload)
        else:
            flags = payload.get("flags", 0) | (HIDDEN if alone else 0)
            await _patiently(interaction, "POST", "", {**payload, "flags": flags})
        yield payload


async def _patiently(interaction: Interaction, method: str, path: str, body: Payload | None = None) -> None:
    """Make a request on the interaction's webhook; a few tries while Discord hiccups."""
    route = Route(
        method,
        "/webhooks/{webhook_id}/{webhook_token}" + path,
        webhook_id=interaction.application_id,
        webhook_token=interaction.token,
    )
    for left in reversed(range(TRIES)):
        try:
            await call(interaction.client.http, route, body)
        except (RetryLater, Unsure) as error:
            pause = error.seconds if isinstance(error, RetryLater) else 0.0
            may_repeat = (
                isinstance(error, RetryLater) or method != "POST"
            )  # a second POST is a second message
            if not left or not may_repeat or pause > LONGEST_PAUSE:
                raise
            await asyncio.sleep(pause)
        else:
            return


async def _apologise(interaction: Interaction, shown: int) -> None:
    """Leave no "thinking" behind."""
    [payload] = render(say("I have an answer, but Discord did not take it. The log says why."))
    try:
        if not shown:
            await _patiently(interaction, "PATCH", "/messages/@original", payload)
    except DeliveryError as error:
        log.info("Discord: %s", error)
