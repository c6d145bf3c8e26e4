"""The gateway of Discord's stand-in: a websocket with HELLO, IDENTIFY, READY, heartbeats and RESUME."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.servers.discord_world import Guild, Json, snowflake

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
"""Members, presences, message content: must be switched on by hand, so nobody may need them."""
KNOWN = (1 << 29) - 1


class Gateway:
    """Takes one client at a time, numbers its events, and replays those that a broken connection lost."""

    def __init__(self, token: str, bot: Json, application_id: str) -> None:
        self.token = token
        self.bot = bot
        self.application_id = application_id
        self.url = ""
        self.guilds: list[Guild] = []
        self.heard: list[Json] = []
        """Every IDENTIFY and RESUME."""
        self.close_with = 0
        """A close code for whoever connects; 0 lets them in."""
        self.down = 0
        """So many connections are turned away with a 503."""
        self._session = ""
        self._events: list[Json] = []
        self._socket: web.WebSocketResponse | None = None
        self._here = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self.down:
            self.down -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=4096)
        await socket.prepare(request)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            await socket.close(code=4012)
            return socket
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        async for received in socket:
            if received.type is not WSMsgType.TEXT:
                break
            code = await self._take(socket, json.loads(received.data))
            if code:
                await socket.close(code=code)
        if self._socket is socket:
            self._socket = None
            self._here.clear()
        return socket

    async def _take(self, socket: web.WebSocketResponse, said: Json) -> int:
        """Answer what a client said; a close code if it said something wrong."""
        match said:
            case {"op": 1}:
                await socket.send_json({"op": ACK, "d": None, "s": None, "t": None})
                return 0
            case {"op": 2, "d": {"token": token, "intents": int(intents), "properties": dict()}}:
                self.heard.append(said)
                if self.close_with:
                    return self.close_with
                if token != self.token:
                    return 4004
                if intents & ~KNOWN:
                    return 4013
                if intents & PRIVILEGED:
                    return 4014
                await self._ready(socket, said["d"].get("shard", [0, 1]))
                return 0
            case {"op": 6, "d": {"token": token, "session_id": session, "seq": int(seq)}}:
                self.heard.append(said)
                return await self._resume(socket, session, seq) if token == self.token else 4004
            case _:
                return 4001

    async def _ready(self, socket: web.WebSocketResponse, shard: list[int]) -> None:
        self._session, self._events, self._socket = snowflake(), [], socket
        await self.tell(
            "READY",
            {
                "v": 10,
                "user": self.bot,
                "guilds": [{"id": guild.id, "unavailable": True} for guild in self.guilds],
                "session_id": self._session,
                "resume_gateway_url": self.url,
                "shard": shard,
                "application": {"id": self.application_id, "flags": 0},
            },
        )
        for guild in self.guilds:
            await self.tell("GUILD_CREATE", {**guild.described(self.bot), "unavailable": False})
        self._here.set()

    async def _resume(self, socket: web.WebSocketResponse, session: str, seq: int) -> int:
        if not session or session != self._session:
            await socket.send_json({"op": INVALID, "d": False, "s": None, "t": None})
            return 0
        for event in self._events:
            if event["s"] > seq:
                await socket.send_json(event)
        self._socket = socket
        await self.tell("RESUMED", {})
        self._here.set()
        return 0

    async def tell(self, name: str, data: Any) -> None:
        """Send an event, or keep it for the client's return."""
        event = {"op": DISPATCH, "t": name, "s": len(self._events) + 1, "d": data}
        self._events.append(event)
        if self._socket is not None and not self._socket.closed:
            await self._socket.send_json(event)

    async def client_is_here(self) -> None:
        """Wait until somebody is identified, or back."""
        await asyncio.wait_for(self._here.wait(), 10)

    async def drop(self, *, forget: bool = False) -> None:
        """Break the connection; `forget` also loses the session, so that a RESUME is refused."""
        socket, self._socket = self._socket, None
        self._here.clear()
        if forget:
            self._session = ""
        if socket is not None:
            await socket.close(code=WSCloseCode.GOING_AWAY)
