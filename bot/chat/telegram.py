"""Telegram: commands, buttons and plain text in, messages out, by long polling.

python-telegram-bot's ``Bot`` does the talking. Its ``Updater`` is not used: it tells nobody when
polling works again, and may sleep half a minute before it stops.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import time
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

# The library's own opt-in for waits as timedelta; without it each 429 is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from telegram import Bot, ChatMember, Update
from telegram.constants import ChatAction
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.chat.adapter import (
    DeliveryError,
    Host,
    Payload,
    PlaceClosed,
    PlaceMoved,
    Receipt,
    Refused,
    RetryLater,
)
from bot.chat.telegram_errors import delivery_error, thread_is_gone, wait_of
from bot.chat.telegram_menus import set_menus
from bot.chat.telegram_status import SLOWEST_RETRY, Status
from bot.chat.telegram_updates import WANTED, Asked, Membership, Migration, Reader
from bot.commands import find, nearest
from bot.places import Caller, Network, Place, Question
from bot.render.telegram import LONGEST_TEXT, render, utf16_length
from bot.reply import Reply

if TYPE_CHECKING:
    from config.settings import TelegramSettings

log = logging.getLogger(__name__)

TYPING_AFTER = 0.5
"""Seconds a question may take before "typing …" is shown."""
TYPING_LASTS = 4.5
"""Telegram shows it for five seconds."""
ADMIN_KNOWN_FOR = 60.0
"""Seconds that Telegram's word on who is an admin holds."""
LONGEST_WAIT = 60.0
"""A direct answer that must wait longer is dropped: whoever asked has gone on."""
_TOKEN_RETRY = 60.0
_MOST_AT_ONCE = 500
"""Questions under way; beyond, Telegram keeps the rest until some are answered."""
_MOST_LOST = 1000
"""Deleted topics kept in mind."""
_CLOSING = 0.3
"""Seconds each step of closing may take."""
_TOPIC_GONE = "(The topic this was for is gone, so it comes here.)"


def _clock() -> datetime:
    return datetime.now(UTC)


class TelegramChat:
    """The Telegram side of the desk; see ``bot.chat.adapter.ChatAdapter``."""

    network = Network.TELEGRAM

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        operators: Sequence[str] = (),
        clock: Callable[[], datetime] = _clock,
        poll_seconds: int = 25,
        patience: float = 1.0,
    ) -> None:
        """Prepare; nothing is sent before ``start`` or ``send``.

        `operators` are ids like "telegram:123". `poll_seconds` is how long Telegram holds an idle
        poll open; `patience` stretches the pauses between tries (1 = seconds).
        """
        self._token = settings.token.reveal()
        for name in ("httpx", "httpcore", "telegram"):  # at INFO they log addresses, and those hold the token
            logging.getLogger(name).setLevel(logging.WARNING)
        self._polling = HTTPXRequest(connection_pool_size=2, connect_timeout=10, read_timeout=10)
        self._asking = HTTPXRequest(
            connection_pool_size=32, connect_timeout=10, read_timeout=30, write_timeout=15, pool_timeout=30
        )
        self._bot = Bot(
            self._token,
            base_url=f"{settings.api_url.rstrip('/')}/bot",
            base_file_url=f"{settings.api_url.rstrip('/')}/file/bot",
            request=self._asking,
            get_updates_request=self._polling,
        )
        self._reader = Reader()
        self._channels = settings.channels
        self._operators = frozenset(operators)
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._patience = patience
        self._status = Status(clock)
        self._host: Host | None = None
        self._run_task: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._admins: dict[tuple[str, int], tuple[float, bool]] = {}
        self._lost_threads: set[Place] = set()
        self._offset = 0
        self._username = ""
        self._closed = False

    async def start(self, host: Host) -> None:
        """Connect in the background and hear questions until closed."""
        self._host = host
        self._run_task = asyncio.create_task(self._run(), name="telegram polling")

    def render(self, reply: Reply) -> tuple[Payload, ...]:
        """Split and render a reply within Telegram's limits."""
        return render(reply)

    def state(self) -> str:
        """One line for /status."""
        return self._status.line()

    async def close(self) -> None:
        """Disconnect within a second; answers under way get a moment to finish."""
        if self._closed:
            return
        self._closed = True
        if self._run_task:
            self._run_task.cancel()
            await asyncio.gather(self._run_task, return_exceptions=True)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSING)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._offset:
            # Tells Telegram what was heard, so that a restart does not answer it again.
            with contextlib.suppress(TelegramError, TimeoutError):
                await asyncio.wait_for(
                    self._bot.get_updates(offset=self._offset, limit=1, timeout=0), _CLOSING
                )
        await asyncio.gather(self._polling.shutdown(), self._asking.shutdown(), return_exceptions=True)
        self._status.closed()

    # Out

    async def send(self, place: Place, payload: Payload, nonce: str) -> Receipt:
        """Deliver one rendered message; see ``bot.chat.adapter``.

        Telegram knows no nonce: after ``Unsure`` the same message may arrive twice. A message it
        cannot read goes once more as plain text; one for a deleted topic goes to the chat itself.
        """
        if place in self._lost_threads:
            place = replace(place, thread="")
        try:
            return await self._post(place, payload)
        except TelegramError as error:
            if place.thread and thread_is_gone(error):
                return await self._send_without_thread(place, payload)
            failure = delivery_error(error, self._words(error))
            if isinstance(failure, Refused) and payload.keys() - _PLAIN:
                log.warning("telegram refused a message, sending it as plain text: %s", failure)
                return await self._send_plain(place, payload)
            raise failure from None

    async def _send_without_thread(self, place: Place, payload: Payload) -> Receipt:
        log.warning(
            "telegram: topic %s of chat %s is gone, sending to the chat itself", place.thread, place.chat
        )
        if len(self._lost_threads) >= _MOST_LOST:
            self._lost_threads.clear()  # at the price of one request each, if anything is still sent there
        self._lost_threads.add(place)
        text = f"{payload['text']}\n\n{_TOPIC_GONE}"
        if utf16_length(text) <= LONGEST_TEXT:
            payload = {**payload, "text": text}
        return await self.send(replace(place, thread=""), payload, "")

    async def _send_plain(self, place: Place, payload: Payload) -> Receipt:
        try:
            return await self._post(place, {name: payload[name] for name in _PLAIN & payload.keys()})
        except TelegramError as error:
            raise delivery_error(error, self._words(error)) from None

    async def _post(self, place: Place, payload: Payload) -> Receipt:
        thread = int(place.thread) if place.thread else None
        rest = {name: value for name, value in payload.items() if name != "text"}
        sent = await self._bot.send_message(
            place.chat, payload["text"], message_thread_id=thread, api_kwargs=rest
        )
        return Receipt(str(sent.message_id))

    async def _reply(self, place: Place, reply: Reply, answering: int) -> None:
        """Answer at once; what fails is logged, since whoever asked can ask again."""
        for payload in self.render(reply):
            if answering:
                to = {"message_id": answering, "allow_sending_without_reply": True}
                payload, answering = {**payload, "reply_parameters": to}, 0
            try:
                place = await self._deliver(place, payload)
            except DeliveryError as error:
                log.warning("telegram: an answer to chat %s was lost: %s", place.chat, error)
                if isinstance(error, PlaceClosed) and self._host:
                    await self._host.shut_out(place)
                    return

    async def _deliver(self, place: Place, payload: Payload) -> Place:
        """Send with one more try where waiting or a new id helps; returns where the chat is now."""
        try:
            await self.send(place, payload, "")
        except RetryLater as error:
            if error.seconds > LONGEST_WAIT:
                raise
            await asyncio.sleep(error.seconds * self._patience)
            await self.send(place, payload, "")
        except PlaceMoved as error:
            if self._host:
                await self._host.moved(place, error.new_chat)
            place = replace(place, chat=error.new_chat)
            await self.send(place, payload, "")
        return place

    # In

    async def _run(self) -> None:
        """Introduce ourselves, then poll, through every outage, until cancelled."""
        introduced = False
        while True:
            try:
                if not introduced:
                    await self._introduce()
                    introduced = True
                    self._spawn(lambda: set_menus(self._bot))
                seconds = self._poll_seconds if self._status.well else 0  # after trouble a quick look first
                updates = await self._bot.get_updates(
                    offset=self._offset or None, timeout=seconds, allowed_updates=WANTED
                )
            except TelegramError as error:
                introduced = introduced and "webhook" not in self._words(error)
                await asyncio.sleep(self._trouble(error) * self._patience)
                continue
            except Exception:  # the library could not read one of them, and so gave none
                updates = await self._legible()
            if self._status.works():
                log.info("telegram: connected as @%s", self._username)
            for update in updates:
                await self._take(update)
                self._offset = max(self._offset, update.update_id + 1)

    async def _legible(self) -> tuple[Update, ...]:
        """Fetch the updates as plain JSON and pass over what the library cannot read: asked for again,
        it would come again, and nobody would be answered any more.
        """
        legible: list[Update] = []
        try:
            with warnings.catch_warnings(action="ignore"):  # "use get_updates", which is what failed
                rows = await self._bot.do_api_request(
                    "get_updates", api_kwargs={"offset": self._offset or None, "allowed_updates": WANTED}
                )
            for row in rows:
                try:
                    legible.append(Update.de_json(row, self._bot))
                except Exception:
                    log.exception("telegram: an update could not be read; passed over")
                    self._offset = row["update_id"] + 1
        except Exception:
            log.exception("telegram: updates could not be read")
            await asyncio.sleep(SLOWEST_RETRY * self._patience)
        return tuple(legible)

    async def _introduce(self) -> None:
        me = await self._bot.get_me()
        self._username = me.username or ""
        await self._bot.delete_webhook(drop_pending_updates=False)
        for channel in self._channels:
            await self._take_up(channel)

    async def _take_up(self, channel: str) -> None:
        """Tell the desk of a channel of the settings by its id: under its name it would be a second place."""
        try:
            chat = str((await self._bot.get_chat(channel)).id) if channel.startswith("@") else channel
        except (BadRequest, Forbidden) as error:
            log.warning("telegram: the channel %s (telegram.channels): %s", channel, self._words(error))
            return
        if self._host:
            await self._host.named(Place(network=Network.TELEGRAM, chat=chat))

    def _trouble(self, error: TelegramError) -> float:
        """Note a failed poll, say it once, and give the seconds to wait."""
        if isinstance(error, RetryAfter):
            return wait_of(error)
        if isinstance(error, Conflict) and "webhook" not in error.message.lower():
            if self._status.has_rival(why := "another program polls with the same token"):
                log.warning("telegram: %s; each gets only some of the messages", why)
            return SLOWEST_RETRY / 3
        refused = isinstance(error, InvalidToken)
        why = "Telegram refuses the token" if refused else self._words(error)
        if self._status.fails(why):
            log.warning("telegram: not connected: %s", why)
        return _TOKEN_RETRY if refused else self._status.next_pause()

    async def _take(self, update: Update) -> None:
        """Start on what an update asks, without waiting for the answer."""
        try:
            heard = self._reader.read(update, self._username, self._clock())
        except Exception:
            log.exception("telegram: an update could not be read")
            return
        if heard is None or self._host is None:
            return
        if len(self._tasks) >= _MOST_AT_ONCE:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        self._spawn(lambda: self._in_turn(heard))

    async def _in_turn(self, heard: Asked | Membership | Migration) -> None:
        """One thing at a time in each chat, in the order it was heard."""
        host = self._host
        assert host is not None
        async with self._turns.setdefault(heard.place.chat, asyncio.Lock()):
            match heard:
                case Asked():
                    await self._answer(host, heard)
                case Membership():
                    await self._note_membership(host, heard)
                case Migration():
                    await host.moved(heard.place, heard.new_chat)

    def _spawn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except (TelegramError, DeliveryError) as error:
            log.warning("telegram: %s", self._words(error))
        except Exception:
            log.exception("telegram: something heard could not be dealt with")

    async def _answer(self, host: Host, asked: Asked) -> None:
        if asked.query_id and not await self._acknowledge(asked):
            return
        if not asked.addressed and _for_another_bot(asked.text):
            return
        caller = Caller(
            id=f"telegram:{asked.sender}",
            name=asked.name,
            private=asked.private,
            may_change=await self._may_change(asked),
            operator=f"telegram:{asked.sender}" in self._operators,
        )
        question = Question(place=asked.place, caller=caller, text=asked.text, at=asked.at)
        async with self._typing(asked):
            reply = await host.answer(question)
        if reply is not None:
            await self._reply(asked.place, reply, asked.message_id if asked.group else 0)

    async def _acknowledge(self, asked: Asked) -> bool:
        """Take the waiting sign off a button; False: it was pressed too long ago, or is not ours."""
        ours = asked.text.startswith("/")
        try:
            await self._bot.answer_callback_query(
                asked.query_id, None if ours else "This button is out of date."
            )
        except BadRequest as error:
            log.info("telegram: a button pressed long ago is passed over: %s", self._words(error))
            return False
        except TelegramError as error:
            log.warning("telegram: a button could not be acknowledged: %s", self._words(error))
        return ours

    async def _may_change(self, asked: Asked) -> bool:
        if asked.may_change is not None:
            return asked.may_change
        key, now = (asked.place.chat, asked.sender), time.monotonic()
        until, admin = self._admins.get(key, (0.0, False))
        if until > now:
            return admin
        try:
            member = await self._bot.get_chat_member(asked.place.chat, asked.sender)
        except TelegramError as error:
            log.warning("telegram: could not ask who is an admin: %s", self._words(error))
            return False
        admin = member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
        self._admins = {key: known for key, known in self._admins.items() if known[0] > now}
        self._admins[key] = (now + ADMIN_KNOWN_FOR, admin)
        return admin

    async def _note_membership(self, host: Host, membership: Membership) -> None:
        if not membership.can_speak:
            await host.shut_out(membership.place)
            return
        greeting = await host.let_in(membership.place)
        if greeting is not None and membership.greet:
            await self._reply(membership.place, greeting, 0)

    @contextlib.asynccontextmanager
    async def _typing(self, asked: Asked) -> AsyncIterator[None]:
        """Show "typing …" while an answer takes long; channels know no such thing."""
        channel = not asked.private and not asked.group and not asked.query_id
        task = None if channel else asyncio.create_task(self._keep_typing(asked.place))
        try:
            yield
        finally:
            if task:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _keep_typing(self, place: Place) -> None:
        thread = int(place.thread) if place.thread else None
        await asyncio.sleep(TYPING_AFTER)
        with contextlib.suppress(TelegramError):  # an ornament
            while True:
                await self._bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=thread)
                await asyncio.sleep(TYPING_LASTS)

    def _words(self, error: Exception) -> str:
        """An error's text for the log, on one line and without the token."""
        text = f"{error}".replace(self._token, "***") or type(error).__name__
        return " ".join(re.sub(r"bot\d+:[\w-]+", "bot***", text).split())


_PLAIN = frozenset({"text", "link_preview_options"})
"""What a message that Telegram cannot read is cut down to."""


def _for_another_bot(text: str) -> bool:
    """Tell whether a command in a group that names no bot is unlike any of ours."""
    name = text.split(maxsplit=1)[0].lstrip("/")
    return find(name) is None and not nearest(name)
