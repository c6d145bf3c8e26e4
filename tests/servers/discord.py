"""A strict stand-in of Discord on 127.0.0.1: its REST API v10 and its gateway.

It takes what Discord takes and refuses what Discord refuses (limits, unknown fields, a second answer to one
interaction, an empty message), pushes interactions through its gateway, and misbehaves on demand. Where the
API's public description is at hand, every request is checked against it as well: ``complaints``.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.servers.discord_gateway import Gateway
from tests.servers.discord_world import (
    ADMIN,
    HIDDEN,
    MEMBER,
    Asked,
    Channel,
    Guild,
    Json,
    command_faults,
    faults,
    member,
    message,
    option,
    snowflake,
    sub,
    user,
)
from tests.servers.specs import DiscordSpec

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GtEsTs.not-a-real-token-only-for-tests-0123456789"
API = "/api/v10"
COMMAND, BUTTON, TYPING = 2, 3, 4
FIRST_SIGN = {COMMAND: {4, 5}, BUTTON: {4, 5, 6, 7}, TYPING: {8}}
Handler = Callable[[web.Request, Any], Awaitable[web.Response]]


@dataclass
class Request:
    """What arrived."""

    method: str
    path: str
    body: Any
    status: int = 0


@dataclass
class Trouble:
    """What shall happen to the next requests of a kind, one status after the other."""

    method: str
    path: str
    statuses: list[int]
    headers: dict[str, str] = field(default_factory=dict)
    code: int = 0
    drop: str = ""
    """"before" or "after" Discord accepts it."""
    delay: float = 0.0
    """Seconds until the request is looked at, for as often as there are statuses."""


class DiscordServer:
    """Discord, as far as a bot needs it."""

    def __init__(self, spec: DiscordSpec | None = None) -> None:
        self.token = TOKEN
        self.bot = user("newsdesk", bot=True)
        self.application_id = snowflake()
        self.person = user("reader")
        self.gateway = Gateway(TOKEN, self.bot, self.application_id)
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        self.commands: list[Json] = []
        self.troubles: list[Trouble] = []
        self.channels: dict[str, Channel] = {}
        self.asked: dict[str, Asked] = {}
        self.bucket: tuple[int, float] | None = None
        """Messages a channel takes in so many seconds."""
        self.refused: list[Request] = []
        """Requests that broke a rate limit."""
        self._taken: dict[str, list[float]] = {}
        self._spec = spec
        self._port = 0

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_route("*", API + "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.gateway.url = f"ws://127.0.0.1:{self._port}/gateway/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.gateway.drop()
        await self._runner.cleanup()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}{API}"

    # -- the world ------------------------------------------------------------------------------

    def add_guild(self, name: str, *channels: str) -> Guild:
        guild = Guild(name=name)
        for channel in channels:
            made = guild.add(channel)
            self.channels[made.id] = made
        self.gateway.guilds.append(guild)
        return guild

    def add_thread(self, parent: Channel, name: str) -> Channel:
        assert parent.guild is not None
        thread = parent.guild.add(name, kind=11, parent=parent)
        self.channels[thread.id] = thread
        return thread

    def add_direct(self) -> Channel:
        channel = Channel(name="", kind=1)
        self.channels[channel.id] = channel
        return channel

    async def join(self, guild: Guild) -> None:
        """Somebody adds the bot to a server."""
        self.channels |= {channel.id: channel for channel in guild.channels}
        self.gateway.guilds.append(guild)
        await self.gateway.tell("GUILD_CREATE", guild.described(self.bot))

    async def leave(self, guild: Guild) -> None:
        """Somebody removes the bot from a server."""
        self.gateway.guilds.remove(guild)
        for channel in guild.channels:
            channel.allowed = 0
        await self.gateway.tell("GUILD_DELETE", {"id": guild.id})

    # -- what people do -------------------------------------------------------------------------

    async def slash(
        self, channel: Channel, name: str, *options: Json, permissions: int = MEMBER, too_late: bool = False
    ) -> Asked:
        """Somebody uses a slash command."""
        data = {"id": snowflake(), "name": name, "type": 1, "options": list(options)}
        return await self._push(COMMAND, channel, data, permissions, too_late=too_late)

    async def type_in(self, channel: Channel, name: str, *options: Json) -> Asked:
        """Somebody types in a field of a slash command."""
        data = {"id": snowflake(), "name": name, "type": 1, "options": list(options)}
        return await self._push(TYPING, channel, data, MEMBER)

    async def press(self, shown: Json, label: str, *, permissions: int = MEMBER) -> Asked:
        """Somebody presses a button under a message."""
        buttons = [b for row in shown["components"] for b in row["components"]]
        [custom_id] = [button["custom_id"] for button in buttons if button["label"] == label]
        data = {"custom_id": custom_id, "component_type": 2, "id": 2}
        channel = self.channels[shown["channel_id"]]
        return await self._push(BUTTON, channel, data, permissions, message=shown)

    async def say(self, channel: Channel, text: str, *, author: Json | None = None) -> None:
        """Somebody writes a message."""
        said = message({"content": text}, channel=channel, author=author or self.person)
        guild = {"guild_id": channel.guild.id, "member": member(said["author"])} if channel.guild else {}
        if channel.guild:
            said["content"] = ""  # without the privileged intent nobody gets to read it
        await self.gateway.tell("MESSAGE_CREATE", {**said, **guild, "channel_type": channel.kind})

    async def _push(self, kind: int, channel: Channel, data: Json, permissions: int, **more: Any) -> Asked:
        asked = Asked(id=snowflake(), token=f"aW50ZXJhY3Rpb246{snowflake()}", kind=kind, channel=channel)
        asked.too_late = more.pop("too_late", False)
        self.asked[asked.id] = self.asked[asked.token] = asked
        event = {
            "id": asked.id,
            "token": asked.token,
            "type": kind,
            "version": 1,
            "application_id": self.application_id,
            "data": data,
            "channel": channel.described(),
            "channel_id": channel.id,
            "app_permissions": str(channel.allowed),
            "locale": "en-US",
            "entitlements": [],
            "authorizing_integration_owners": {},
            "context": 0 if channel.guild else 1,
            "attachment_size_limit": 10485760,
            **more,
        }
        if channel.guild is not None:
            guild = {"id": channel.guild.id, "locale": "en-US", "features": []}
            event |= {"guild_id": channel.guild.id, "guild": guild, "guild_locale": "en-US"}
            event["member"] = member(self.person, permissions)
        else:
            event["user"] = self.person
        await self.gateway.tell("INTERACTION_CREATE", event)
        return asked

    async def until(self, what: Callable[[], Any], seconds: float = 8.0) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not what():
            last = [(seen.method, seen.path, seen.status) for seen in self.requests[-5:]]
            assert time.monotonic() < end, f"it did not happen; the last requests: {last}"
            await asyncio.sleep(0.01)

    def trouble(self, method: str, path: str, *statuses: int, **more: Any) -> None:
        """The next requests that match get these answers instead (one each)."""
        self.troubles.append(Trouble(method, path, list(statuses), **more))

    # -- requests -------------------------------------------------------------------------------

    async def _take(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        text = await request.text()
        seen = Request(request.method, path, None)
        self.requests.append(seen)
        try:
            seen.body = json.loads(text) if text else None
        except ValueError:
            return self._told(seen, 400, 50109, "The request body contains invalid JSON.")
        if text and request.headers.get("Content-Type") != "application/json":
            return self._told(seen, 400, 50035, "Invalid Form Body: Content-Type")
        if self._spec is not None:
            self.complaints += self._spec.complaints(request.method, path, seen.body, request.query)
        is_interaction = path.startswith(("/interactions/", "/webhooks/"))
        if not is_interaction and request.headers.get("Authorization") != f"Bot {self.token}":
            return self._told(seen, 401, 0, "401: Unauthorized")
        return await self._troubled(request, seen) or await self._routed(request, seen)

    async def _troubled(self, request: web.Request, seen: Request) -> web.Response | None:
        for trouble in self.troubles:
            if trouble.method != seen.method or not re.fullmatch(trouble.path, seen.path):
                continue
            if trouble.drop:
                self.troubles.remove(trouble)
                if trouble.drop == "after":
                    await self._routed(request, seen)
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            status = trouble.statuses.pop(0)
            if not trouble.statuses:
                self.troubles.remove(trouble)
            if trouble.delay:
                await asyncio.sleep(trouble.delay)
                return None
            return self._told(seen, status, trouble.code, "as the test wants it", headers=trouble.headers)
        return None

    async def _routed(self, request: web.Request, seen: Request) -> web.Response:
        for method, pattern, handler in self._routes():
            found = re.fullmatch(pattern, seen.path)
            if found and method == seen.method:
                return handler(seen, *found.groups())
        return self._told(seen, 404, 0, "404: Not Found")

    def _routes(self) -> list[tuple[str, str, Callable[..., web.Response]]]:
        webhook = f"/webhooks/{self.application_id}/([^/]+)"
        return [
            ("GET", "/users/@me", lambda seen: self._json(seen, self.bot)),
            ("GET", "/oauth2/applications/@me", lambda seen: self._json(seen, self._application())),
            ("GET", "/gateway/bot", lambda seen: self._json(seen, self._gateway_bot())),
            ("GET", "/applications/(\\d+)/commands", self._get_commands),
            ("PUT", "/applications/(\\d+)/commands", self._put_commands),
            ("POST", "/channels/(\\d+)/messages", self._create_message),
            ("POST", "/interactions/(\\d+)/([^/]+)/callback", self._callback),
            ("PATCH", webhook + "/messages/@original", self._edit_original),
            ("DELETE", webhook + "/messages/@original", self._delete_original),
            ("POST", webhook, self._follow_up),
        ]

    def _application(self) -> Json:
        about: Json = {"id": self.application_id, "name": "newsdesk", "icon": None, "description": ""}
        about |= {"bot_public": True, "bot_require_code_grant": False, "owner": user("maker")}
        return about | {"verify_key": "0" * 64, "flags": 0, "team": None}

    def _gateway_bot(self) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
        return {"url": self.gateway.url, "shards": 1, "session_start_limit": limit}

    def _get_commands(self, seen: Request, application: str) -> web.Response:
        if application != self.application_id:
            return self._told(
                seen, 403, 20012, "You are not authorized to perform this action on this application"
            )
        return self._json(seen, self.commands)

    def _put_commands(self, seen: Request, application: str) -> web.Response:
        if application != self.application_id:
            return self._told(
                seen, 403, 20012, "You are not authorized to perform this action on this application"
            )
        if wrong := command_faults(seen.body):
            return self._told(seen, 400, 50035, "Invalid Form Body: " + "; ".join(wrong))
        unset = {"default_member_permissions": None, "nsfw": False, "name_localizations": None}
        self.commands = [
            {**unset, **command, "id": snowflake(), "application_id": application, "version": snowflake()}
            for command in seen.body
        ]
        return self._json(seen, self.commands)

    def _create_message(self, seen: Request, channel_id: str) -> web.Response:
        channel = self.channels.get(channel_id)
        if channel is None:
            return self._told(seen, 404, 10003, "Unknown Channel")
        if channel.guild and not channel.allowed & 1 << 10:
            return self._told(seen, 403, 50001, "Missing Access")
        if channel.guild and not channel.allowed & 1 << 11:
            return self._told(seen, 403, 50013, "Missing Permissions")
        headers = self._counted(channel_id)
        if headers.get("Retry-After"):
            self.refused.append(seen)
            return self._told(seen, 429, 0, "You are being rate limited.", headers=headers)
        if wrong := faults(seen.body):
            code = 50006 if "empty" in wrong[0] else 50035
            return self._told(seen, 400, code, "; ".join(wrong))
        nonce = seen.body.get("nonce") if seen.body.get("enforce_nonce") else None
        for known in channel.messages:
            if nonce is not None and known["nonce"] == nonce:
                return self._json(seen, known)
        channel.messages.append(message(seen.body, channel=channel, author=self.bot))
        return self._json(seen, channel.messages[-1], headers=headers)

    def _counted(self, channel_id: str) -> dict[str, str]:
        """Rate limit headers for one more message; with Retry-After where it is one too many."""
        if self.bucket is None:
            return {}
        most, seconds = self.bucket
        now = time.monotonic()
        taken = [at for at in self._taken.get(channel_id, []) if now - at < seconds]
        wait = f"{seconds - (now - taken[0]) if taken else seconds:.3f}"
        headers = {"X-RateLimit-Limit": str(most), "X-RateLimit-Bucket": "messages", "Via": "1.1 google"}
        headers |= {
            "X-RateLimit-Reset-After": wait,
            "X-RateLimit-Remaining": str(max(0, most - len(taken) - 1)),
        }
        headers["X-RateLimit-Reset"] = f"{time.time() + float(wait):.3f}"
        if len(taken) >= most:
            return headers | {"Retry-After": wait}
        self._taken[channel_id] = [*taken, now]
        return headers

    def _callback(self, seen: Request, interaction: str, token: str) -> web.Response:
        asked = self.asked.get(interaction)
        if asked is None or asked.token != token or asked.too_late:
            return self._told(seen, 404, 10062, "Unknown interaction")
        if asked.sign:
            return self._told(seen, 400, 40060, "Interaction has already been acknowledged.")
        kind, data = seen.body.get("type"), seen.body.get("data") or {}
        if kind not in FIRST_SIGN[asked.kind]:
            return self._told(seen, 400, 50035, f"Invalid Form Body: type {kind}")
        if kind == 8:
            asked.choices = data.get("choices", [])
            names = [len(choice["name"]) for choice in asked.choices]
            if len(names) > 25 or any(not 1 <= size <= 100 for size in names):
                return self._told(seen, 400, 50035, "Invalid Form Body: choices")
        asked.sign, asked.hidden = kind, bool((data.get("flags") or 0) & HIDDEN)
        asked.changed.set()
        about = {"id": asked.id, "type": asked.kind, "response_message_loading": kind == 5}
        return self._json(seen, {"interaction": about, "resource": {"type": kind}})

    def _edit_original(self, seen: Request, token: str) -> web.Response:
        asked = self.asked.get(token)
        if asked is None or asked.dead or not asked.sign or asked.deleted:
            return self._gone(seen, asked)
        if wrong := faults(seen.body, interaction=True, edit=True):
            return self._told(seen, 400, 50035, "; ".join(wrong))
        asked.original = self._message(seen, asked, hidden=asked.hidden)
        return self._json(seen, asked.original)

    def _delete_original(self, seen: Request, token: str) -> web.Response:
        asked = self.asked.get(token)
        if asked is None or asked.dead or not asked.sign or asked.deleted:
            return self._gone(seen, asked)
        asked.deleted, asked.original = True, None
        asked.changed.set()
        seen.status = 204
        return web.Response(status=204)

    def _follow_up(self, seen: Request, token: str) -> web.Response:
        asked = self.asked.get(token)
        if asked is None or asked.dead or not asked.sign:
            return self._gone(seen, asked)
        if wrong := faults(seen.body, interaction=True):
            return self._told(seen, 400, 50035, "; ".join(wrong))
        if (
            asked.original is None and not asked.deleted
        ):  # takes the place of "thinking", and stays as hidden as that
            asked.original = self._message(seen, asked, hidden=asked.hidden)
            return self._json(seen, asked.original)
        hidden = bool((seen.body.get("flags") or 0) & HIDDEN)
        asked.followups.append(self._message(seen, asked, hidden=hidden))
        return self._json(seen, asked.followups[-1])

    def _message(self, seen: Request, asked: Asked, *, hidden: bool) -> Json:
        made = message(seen.body, channel=asked.channel, author=self.bot)
        made["flags"] = made["flags"] & ~HIDDEN | (HIDDEN if hidden else 0)
        asked.changed.set()
        return made

    def _gone(self, seen: Request, asked: Asked | None) -> web.Response:
        if asked is not None and asked.dead:
            return self._told(seen, 401, 50027, "Invalid Webhook Token")
        if asked is not None and asked.sign:
            return self._told(seen, 404, 10008, "Unknown Message")
        return self._told(seen, 404, 10015, "Unknown Webhook")

    def _json(self, seen: Request, value: Any, *, headers: dict[str, str] | None = None) -> web.Response:
        return self._answer(seen, 200, value, headers or {})

    def _told(
        self, seen: Request, status: int, code: int, text: str, *, headers: dict[str, str] | None = None
    ) -> web.Response:
        headers = headers or {}
        about: Json = {"message": text, "code": code}
        if status == 429:
            wait = float(headers.get("Retry-After", 0.05))
            about |= {"retry_after": wait, "global": False}
        return self._answer(seen, status, about, headers)

    def _answer(self, seen: Request, status: int, value: Any, headers: dict[str, str]) -> web.Response:
        """The Content-Type is exactly "application/json": discord.py reads nothing else as JSON."""
        seen.status = status
        response = web.Response(status=status, body=json.dumps(value).encode(), headers=headers)
        response.headers["Content-Type"] = "application/json"
        return response


__all__ = ["ADMIN", "MEMBER", "TOKEN", "Asked", "Channel", "DiscordServer", "Guild", "option", "sub"]
