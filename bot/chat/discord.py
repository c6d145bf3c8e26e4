"""Discord: slash commands, buttons, direct messages and posts, through discord.py.

An outage, a refused token or a server that is down never ends the process: ``DiscordChat.state``
tells, and all but a refused token is tried again. No privileged intent is asked for.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat import slash
from bot.chat.adapter import DeliveryError, Host, Payload, Receipt, Refused, RetryLater, Unsure
from bot.chat.discord_answers import Answers, Interaction, missing_permissions
from bot.chat.discord_rest import AGAIN, LONGEST_WAIT, MUCH_LATER, call, watching
from bot.commands.command import Command
from bot.places import Caller, Network, Place, Question
from bot.render import discord as renderer
from bot.reply import Paragraph, Reply, plain
from config.settings import DiscordSettings

PAUSES = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0)
"""Seconds between tries to log in; each successful connection starts them anew."""
GRACE = 2.0
"""Seconds that answers under way get when we close."""
NONCE_LENGTH = 25
TOKEN_REFUSED = 4004
"""The gateway's close code for a token that it does not know."""

log = logging.getLogger(__name__)


def _clock() -> datetime:
    return datetime.now(UTC)


class DiscordChat:
    """The chat adapter for Discord; one in a process, since discord.py keeps its addresses globally."""

    network = Network.DISCORD

    def __init__(
        self,
        settings: DiscordSettings,
        *,
        operators: Iterable[str] = (),
        commands: Sequence[Command] | None = None,
        clock: Callable[[], datetime] = _clock,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        """`operators` are ids such as "discord:456"; `commands` are newsdesk's own if not given."""
        if commands is None:
            from bot.commands import COMMANDS

            commands = COMMANDS
        self._settings = settings
        self._operators = frozenset(operators)
        self._commands = tuple(commands)
        self._clock = clock
        self._pauses = tuple(pauses)
        self._client: _Client | None = None
        self._running: asyncio.Task[None] | None = None
        self._state = "not started"
        self._hitch = ""

    async def start(self, host: Host) -> None:
        """Connect in the background; returns at once and never raises on an outage."""
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        if self._settings.api_url:
            Route.BASE = self._settings.api_url
        if self._settings.gateway_url:
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._settings.gateway_url)
        self._running = asyncio.create_task(self._run(host), name="discord")

    async def send(self, place: Place, payload: Payload, nonce: str) -> Receipt:
        """Post one message in a channel; raises a DeliveryError.

        Discord keeps a `nonce` for some minutes: the same one again answers with the first message.
        """
        client = self._client
        if client is None or client.application_id is None:
            trying = self._running is not None and not self._running.done()
            raise RetryLater(f"Discord: {self._state}", AGAIN if trying else MUCH_LATER)
        if not place.chat.isdecimal():
            raise Refused(f"no channel of Discord's: {place.chat!r}")
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=int(place.chat))
        body = {**payload, "nonce": nonce[:NONCE_LENGTH], "enforce_nonce": True}
        answer = await call(client.http, route, {**body, "allowed_mentions": {"parse": []}})
        if not isinstance(answer, Mapping) or "id" not in answer:
            raise Unsure("Discord answered without the message")
        return Receipt(str(answer["id"]))

    def render(self, reply: Reply) -> tuple[Payload, ...]:
        """Split and render a reply within Discord's limits."""
        return renderer.render(reply)

    def state(self) -> str:
        """One line for /status: "connected since 07:12 UTC"."""
        return f"{self._state}; {self._hitch}" if self._hitch else self._state

    async def close(self) -> None:
        """Disconnect; safe to call twice."""
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
            self._state = "closed"

    def is_connected(self, connected: bool) -> None:
        """Note for /status that the gateway came or went."""
        self._state = f"{'connected' if connected else 'reconnecting'} since {self._clock():%H:%M} UTC"

    async def _run(self, host: Host) -> None:
        """Be connected until cancelled; ends by itself only when the token is refused."""
        tries = 0
        while True:
            self._state = "connecting"
            client = self._client = _Client(self, host, self._settings.gateway_url)
            try:
                async with client:
                    await self._serve(client)
                why = "the connection ended"
            except discord.LoginFailure:
                return self._refused()
            except discord.ConnectionClosed as error:
                if error.code == TOKEN_REFUSED:
                    return self._refused()
                why = f"Discord closed the connection ({error.code})"
            except Exception as error:
                why = f"{type(error).__name__}: {error}"
                log.debug("Discord: the connection failed", exc_info=True)
            finally:
                self._client = None
            tries = 0 if client.was_connected else tries
            pause = self._pauses[min(tries, len(self._pauses) - 1)]
            tries += 1
            self._state = f"not connected since {self._clock():%H:%M} UTC ({why})"
            log.warning("Discord: %s; trying again in %.0f s", why, pause)
            await asyncio.sleep(pause)

    async def _serve(self, client: _Client) -> None:
        """Log in, register the commands beside it, and hear until the connection ends for good."""
        await client.login(self._settings.token.reveal())
        log.info("Discord: logged in; invite me to a server with %s", invitation(client.application_id))
        registering = asyncio.create_task(self._register(client), name="discord commands")
        try:
            await client.connect()
        finally:
            registering.cancel()
            await asyncio.gather(registering, return_exceptions=True)
            await client.stop_hearing()

    def _refused(self) -> None:
        self._state = "off: Discord refused the token; put a valid one in NEWSDESK_DISCORD_TOKEN and restart"
        log.error("Discord: %s", self._state)

    async def _register(self, client: _Client) -> None:
        """Make Discord's list of commands ours, if it is not.

        Compared with what Discord has, not with a hash of our own: one request at a start, and it
        stays right when the token, the store or another program on the same token changes.
        """
        path, application = "/applications/{application_id}/commands", client.application_id
        wanted = slash.payloads(self._commands)
        for pause in (*self._pauses, *[self._pauses[-1]] * 100):
            try:
                if not slash.same(
                    wanted, await call(client.http, Route("GET", path, application_id=application))
                ):
                    await call(client.http, Route("PUT", path, application_id=application), wanted)
                    log.info("Discord: registered %d commands", len(wanted))
                self._hitch = ""
                return
            except DeliveryError as error:
                self._hitch = "its commands are not registered yet"
                log.warning("Discord: the commands could not be registered: %s", error)
            await asyncio.sleep(pause)


class _Client(discord.AutoShardedClient):
    """discord.py's client, with the events that concern the desk.

    Sharded, since one shard costs nothing and the plain client dies of a gateway that is down at its
    first connection (Rapptz/discord.py #10520).
    """

    def __init__(self, chat: DiscordChat, host: Host, gateway_url: str) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.dm_messages = True
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            http_trace=watching(),
            max_ratelimit_timeout=LONGEST_WAIT,
            guild_ready_timeout=0.5,  # until then a server that lets us in looks like one that had
        )
        self.was_connected = False
        self._chat = chat
        self._host = host
        self._gateway_url = gateway_url
        self._answers = Answers(host, commands=chat._commands, operators=chat._operators, send=chat.send)
        self._hearing: set[asyncio.Task[Any]] = set()

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Connect to the gateway of the settings, else to the one that Discord names.

        Whether there is one is tried first: the library would go on trying for ever, with a traceback
        each time and nothing for /status.
        """
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self._gateway_url) if self._gateway_url else gateway
        if initial:
            door = DiscordWebSocket.DEFAULT_GATEWAY.with_query(v=10, encoding="json")
            await (await self.http.ws_connect(str(door))).close()
        await super().launch_shard(DiscordWebSocket.DEFAULT_GATEWAY, shard_id, initial=initial)

    async def stop_hearing(self) -> None:
        """Let the answers under way arrive, for a moment, then give them up."""
        if self._hearing:
            _, late = await asyncio.wait(tuple(self._hearing), timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def on_shard_connect(self, _shard_id: int) -> None:
        """The gateway let us in."""
        self.was_connected = True
        self._chat.is_connected(True)

    async def on_shard_resumed(self, _shard_id: int) -> None:
        """A broken connection goes on, with what was missed."""
        self._chat.is_connected(True)

    async def on_shard_disconnect(self, _shard_id: int) -> None:
        """The connection broke; the library mends it."""
        if not self.is_closed():
            self._chat.is_connected(False)

    async def on_interaction(self, interaction: Interaction) -> None:
        """A slash command, a button, or a letter typed in a field."""
        with self._heard():
            await self._answers.hear(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Plain text, heard only in direct messages."""
        if message.guild is not None or message.author.bot or not message.content:
            return
        who = f"{Network.DISCORD}:{message.author.id}"
        caller = Caller(
            id=who,
            name=message.author.display_name,
            private=True,
            may_change=True,
            operator=who in self._chat._operators,
        )
        place = Place(network=Network.DISCORD, chat=str(message.channel.id))
        with self._heard():
            reply = await self._host.answer(
                Question(place=place, caller=caller, text=message.content, at=message.created_at)
            )
            await self._post(place, reply, nonce=str(message.id))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet the server where we may write, say what is still missing there, and wake what was parked."""
        channel = greeting_channel(guild)
        if channel is None:
            log.info("Discord: let in to a server without a channel to write in")
            return
        await self._let_in(channel, greet=True)
        await self._wake(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server that was there before us, or is back: somebody may have let us in again meanwhile."""
        await self._wake(guild)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Wake a channel that lets us post again."""
        if lacking(before) and not lacking(after):
            await self._let_in(after, greet=False)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Wake channels that a role's new permissions may have opened."""
        if before.permissions != after.permissions:
            await self._wake(after.guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Park every place of a server that let us go."""
        for channel in (*guild.channels, *guild.threads):
            await self._shut_out(channel.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Park a deleted channel's place."""
        await self._shut_out(channel.id)

    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """Park a deleted thread's place."""
        await self._shut_out(event.thread_id)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Say which event failed; its arguments may hold what people wrote."""
        log.exception("Discord: the event %s failed", event_method)

    async def _wake(self, guild: discord.Guild) -> None:
        """Wake every parked place of a server in which we may post."""
        for channel in (*guild.channels, *guild.threads):
            if not lacking(channel):
                await self._let_in(channel, greet=False)

    async def _let_in(self, channel: discord.abc.GuildChannel | discord.Thread, *, greet: bool) -> None:
        with self._heard():
            place = Place(network=Network.DISCORD, chat=str(channel.id))
            reply = await self._host.let_in(place, greet=greet)
            missing = lacking(channel)
            if reply is not None and missing:
                told = f"To post digests here I also need to be allowed: {', '.join(missing)}."
                reply = dataclasses.replace(reply, blocks=(*reply.blocks, Paragraph(plain(told))))
            await self._post(place, reply, nonce=secrets.token_hex(8))

    async def _shut_out(self, channel_id: int) -> None:
        with self._heard():
            await self._host.shut_out(Place(network=Network.DISCORD, chat=str(channel_id)))

    async def _post(self, place: Place, reply: Reply | None, *, nonce: str) -> None:
        """Post a reply at once, without the outbox: nobody waits for it later."""
        try:
            for at, payload in enumerate(renderer.render(reply) if reply is not None else ()):
                await self._chat.send(place, payload, f"{nonce}-{at}")
        except DeliveryError as error:
            log.warning("Discord: an answer could not be posted: %s", error)

    @contextlib.contextmanager
    def _heard(self) -> Iterator[None]:
        """Keep the running task until it is done, so that it can be cancelled when we close."""
        task = asyncio.current_task()
        assert task is not None
        self._hearing.add(task)
        try:
            yield
        finally:
            self._hearing.discard(task)


def invitation(application_id: int | None) -> str:
    """The address at which somebody lets the desk into a server, with the permissions that posting takes."""
    needed = discord.Permissions(
        view_channel=True, send_messages=True, send_messages_in_threads=True, embed_links=True
    )
    scopes = ("bot", "applications.commands")
    return discord.utils.oauth_url(application_id or 0, permissions=needed, scopes=scopes)


def greeting_channel(guild: discord.Guild) -> discord.TextChannel | None:
    """The system channel, else the first text channel, in which we may write."""
    for channel in (guild.system_channel, *guild.text_channels):
        if channel is not None:
            may = channel.permissions_for(guild.me)
            if may.view_channel and may.send_messages:
                return channel
    return None


def lacking(channel: discord.abc.GuildChannel | discord.Thread) -> tuple[str, ...]:
    """What posting in a channel takes and is not granted, as far as Discord has told."""
    if isinstance(channel, discord.CategoryChannel | discord.ForumChannel):
        return ("a channel to write in",)
    may = channel.permissions_for(channel.guild.me)
    return missing_permissions(may, in_thread=isinstance(channel, discord.Thread))
