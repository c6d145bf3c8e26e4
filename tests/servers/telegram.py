"""A strict stand-in for Telegram's Bot API on 127.0.0.1.

Point ``telegram.api_url`` at ``TelegramServer.url``. It knows its chats, members and topics, keeps
Telegram's limits, refuses what the real one refuses (with its words), records what was accepted,
and fails on demand: ``server.fail("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)``.
With a TelegramSpec every request is also held against the API's own description.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.servers.specs import TelegramSpec
from tests.servers.telegram_rules import Refusal, check

TOKEN = "123456:stand-in_TOKEN-for-tests"
BOT = {"id": 123456, "is_bot": True, "first_name": "newsdesk", "username": "newsdesk_bot"}
ADA = 42
"""A person with a private chat of the same number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request that was accepted; `form` has objects decoded."""

    method: str
    form: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message that truly left."""

    chat: int
    thread: int | None
    text: str
    form: Mapping[str, Any]
    message_id: int

    @property
    def buttons(self) -> dict[str, str]:
        """Label to command."""
        rows = self.form.get("reply_markup", {}).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row}


@dataclass(slots=True, kw_only=True)
class _Failure:
    status: int
    description: str
    parameters: dict[str, int]
    accepted: bool = False
    """Drop the connection after doing what was asked."""
    seconds: float = 0.0


class TelegramServer:
    """The stand-in; start() and close() it."""

    def __init__(self, spec: TelegramSpec | None = None, *, port: int = 0) -> None:
        self.spec = spec
        self.port = port
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.complaints: list[str] = []
        """Requests that the API's description does not allow."""
        self.commands: dict[str, list[Any]] = {}
        self.chats: dict[int, dict[str, Any]] = {}
        self.topics: dict[int, set[int]] = defaultdict(set)
        self.members: dict[tuple[int, int], str] = {}
        self.people: dict[int, str] = {}
        self.queries: set[str] = set()
        self.updates: deque[dict[str, Any]] = deque()
        self._failures: dict[str, deque[_Failure]] = defaultdict(deque)
        self._ids = 0
        self._news = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._polls = 0
        self.add_person(ADA, "Ada Moreau")

    # The world

    def add_person(self, user: int, name: str) -> None:
        """Somebody who has opened a private chat with the bot."""
        self.people[user] = name
        self.chats[user] = {"id": user, "type": "private", "first_name": name}

    def add_chat(self, chat: int, kind: str, *, topics: tuple[int, ...] = ()) -> None:
        """A "group", "supergroup" or "channel" that the bot is in."""
        self.chats[chat] = {"id": chat, "type": kind, "title": f"The {kind}"}
        if topics:
            self.chats[chat]["is_forum"] = True
        self.topics[chat] = set(topics)

    def add_member(self, chat: int, user: int, status: str) -> None:
        """Make somebody "creator", "administrator", "member" or "left"."""
        self.people.setdefault(user, f"Person {user}")
        self.members[chat, user] = status

    def user(self, user: int) -> dict[str, Any]:
        """A person as the API describes them."""
        return {"id": user, "is_bot": False, "first_name": self.people[user]}

    def fail(self, method: str, status: int, description: str, *, times: int = 1, **parameters: int) -> None:
        """Refuse the next requests; `parameters` go into ResponseParameters."""
        failure = _Failure(status=status, description=description, parameters=parameters)
        self._failures[method] += [failure] * times

    def drop(self, method: str, *, accepted: bool) -> None:
        """Break the connection of the next request, after or before doing what it asks."""
        self._failures[method].append(_Failure(status=0, description="", parameters={}, accepted=accepted))

    def delay(self, method: str, seconds: float) -> None:
        """Answer the next request late."""
        self._failures[method].append(_Failure(status=0, description="", parameters={}, seconds=seconds))

    # What happens in the chats

    def say(self, text: str, *, chat: int = ADA, user: int = ADA, **more: Any) -> int:
        """Somebody writes; in a channel the channel itself does. `more` are further fields of Message."""
        number = self.next_id()
        message = {"message_id": number, "date": int(time.time()), "chat": self.chats[chat], "text": text}
        channel = self.chats[chat]["type"] == "channel"
        message |= {"sender_chat": self.chats[chat]} if channel else {"from": self.user(user)}
        self.push({"channel_post" if channel else "message": message | more})
        return number

    def press(self, data: str, *, chat: int = ADA, user: int = ADA, **more: Any) -> str:
        """Somebody presses a button under the bot's last message."""
        query = f"query-{self.next_id()}"
        self.queries.add(query)
        message = {
            "message_id": 1,
            "date": int(time.time()),
            "chat": self.chats[chat],
            "from": BOT,
            "text": "…",
        }
        pressed = {"id": query, "from": self.user(user), "chat_instance": "1", "data": data}
        self.push({"callback_query": pressed | {"message": message | more}})
        return query

    def change_member(self, chat: int, old: dict[str, Any], new: dict[str, Any]) -> None:
        """The bot's own membership changes: {"status": "left"} to {"status": "member"}."""
        change = {
            "chat": self.chats[chat],
            "from": self.user(ADA),
            "date": int(time.time()),
            "old_chat_member": {"user": BOT, **old},
            "new_chat_member": {"user": BOT, **new},
        }
        self.push({"my_chat_member": change})

    def push(self, update: dict[str, Any]) -> None:
        """Any update; its number is given here."""
        self.updates.append({"update_id": self.next_id(), **update})
        self._wake()

    async def until_sent(self, count: int = 1, seconds: float = 5.0) -> list[Sent]:
        """Wait until at least `count` messages have left; gives all."""
        await self.until(lambda: len(self.sent) >= count, seconds)
        return self.sent

    async def until(self, done: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait until something holds; fails after `seconds`."""
        async with asyncio.timeout(seconds):
            while not done():
                await self._news.wait()

    # The server

    async def start(self) -> str:
        """Listen; returns the address for ``telegram.api_url``."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self.url

    @property
    def url(self) -> str:
        """The address, without a closing slash."""
        return f"http://127.0.0.1:{self.port}"

    async def close(self) -> None:
        """Stop listening and break open connections."""
        self._polls += 1
        self._wake()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    def next_id(self) -> int:
        """Numbers for messages and updates, rising."""
        self._ids += 1
        return self._ids

    def _wake(self) -> None:
        """Let everybody who waits look again."""
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if request.match_info["token"] != TOKEN:
            return _refused(Refusal(401, "Unauthorized"))
        form = {name: str(value) for name, value in (await request.post()).items()}
        failure = self._failures[method].popleft() if self._failures[method] else None
        if failure and failure.status:
            return _refused(Refusal(failure.status, failure.description, failure.parameters))
        try:
            if failure is None or failure.accepted or failure.seconds:
                result = await self._do(method, form)
        except Refusal as refusal:
            return _refused(refusal)
        if failure and failure.seconds:
            await asyncio.sleep(failure.seconds)
        elif failure:
            assert request.transport
            request.transport.abort()
            await asyncio.sleep(0)
            return web.Response()
        return web.json_response({"ok": True, "result": result})

    async def _do(self, method: str, form: dict[str, str]) -> Any:
        if self.spec:
            found = self.spec.complaints(method, form)
            if found:
                self.complaints += found
                raise Refusal(400, f"Bad Request: {found[0]}")
        work: Callable[[dict[str, Any]], Awaitable[Any]] | None = getattr(self, f"_{method}", None)
        if work is None:
            raise Refusal(404, "Not Found")
        decoded = {name: _decoded(name, value) for name, value in form.items()}
        check(self, method, decoded)
        if method != "getUpdates":
            self.calls.append(Call(method=method, form=decoded))
        result = await work(decoded)
        self._wake()
        return result

    # The methods

    async def _getMe(self, form: dict[str, Any]) -> Any:
        can = {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        return BOT | can

    async def _deleteWebhook(self, form: dict[str, Any]) -> bool:
        if form.get("drop_pending_updates"):
            self.updates.clear()
        return True

    async def _getUpdates(self, form: dict[str, Any]) -> list[Any]:
        self._polls += 1  # a newer poll ends an older one
        self._wake()
        mine, offset = self._polls, form.get("offset", 0)
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        try:
            async with asyncio.timeout(form.get("timeout", 0)):
                while not self.updates and self._polls == mine:
                    await self._news.wait()
        except TimeoutError:
            pass
        if self._polls != mine and not self.updates:
            raise Refusal(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot ..."
            )
        return list(self.updates)[: form.get("limit", 100)]

    async def _sendMessage(self, form: dict[str, Any]) -> Any:
        chat, thread = int(form["chat_id"]), form.get("message_thread_id")
        number = self.next_id()
        self.sent.append(Sent(chat=chat, thread=thread, text=form["text"], form=form, message_id=number))
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": self.chats[chat],
            "text": form["text"],
        }
        topic = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        shown = {name: form[name] for name in ("entities", "reply_markup") if name in form}
        return message | {"from": BOT} | topic | shown

    async def _sendChatAction(self, form: dict[str, Any]) -> bool:
        return True

    async def _answerCallbackQuery(self, form: dict[str, Any]) -> bool:
        self.queries.discard(form["callback_query_id"])
        return True

    async def _editMessageReplyMarkup(self, form: dict[str, Any]) -> Any:
        chat = self.chats[int(form["chat_id"])]
        return {
            "message_id": form["message_id"],
            "date": int(time.time()),
            "chat": chat,
            "from": BOT,
            "text": "…",
        }

    async def _getMyCommands(self, form: dict[str, Any]) -> list[Any]:
        return self.commands.get(json.dumps(form.get("scope")), [])

    async def _setMyCommands(self, form: dict[str, Any]) -> bool:
        self.commands[json.dumps(form.get("scope"))] = form["commands"]
        return True

    async def _getChat(self, form: dict[str, Any]) -> Any:
        return self.chats[int(form["chat_id"])] | {"accent_color_id": 0, "max_reaction_count": 11}

    async def _getChatMember(self, form: dict[str, Any]) -> Any:
        user = int(form["user_id"])
        return _member(self.user(user), self.members.get((int(form["chat_id"]), user), "left"))

    async def _getChatAdministrators(self, form: dict[str, Any]) -> list[Any]:
        chat = int(form["chat_id"])
        return [
            _member(self.user(user), status)
            for (where, user), status in self.members.items()
            if where == chat and status in ("creator", "administrator")
        ]


_RIGHTS = (
    "can_be_edited",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def _member(user: dict[str, Any], status: str) -> dict[str, Any]:
    member = {"user": user, "status": status}
    if status in ("creator", "administrator"):
        member["is_anonymous"] = False
    if status == "administrator":
        member |= dict.fromkeys(_RIGHTS, True)
    return member


def _decoded(name: str, value: str) -> Any:
    """Form fields hold JSON, but for plain text and names."""
    if name in ("text", "callback_query_id", "action", "parse_mode"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _refused(refusal: Refusal) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": refusal.status, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.status)
