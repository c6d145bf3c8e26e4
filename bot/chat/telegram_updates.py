"""What Telegram tells the bot, read: who asks what where, who lets the desk in, which chat moved.

Pure: an update in, a value out. Whatever is not meant for this bot comes out as None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update
from telegram.constants import ChatType

from bot.places import Network, Place

WANTED = ("message", "channel_post", "callback_query", "my_chat_member")
"""The kinds of updates to ask for. Edited messages are not among them: a corrected command is sent anew."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?(?=\s|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command, plain text in a private chat, or a pressed button."""

    place: Place
    text: str
    at: datetime
    sender: int
    """The user; the chat itself where it speaks as itself (channels, anonymous admins)."""
    name: str
    private: bool
    may_change: bool | None
    """None: Telegram must be asked whether the sender is an admin."""
    group: bool = False
    message_id: int = 0
    """What to answer to; 0 for a button."""
    query_id: str = ""
    """A pressed button waits for a sign that it was heard."""
    addressed: bool = True
    """False: a command in a group that names no bot, so it may be meant for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """The desk can speak in a place from now on, or no longer."""

    place: Place
    can_speak: bool
    greet: bool
    """In a private chat the person's /start gets the greeting; a channel's readers never asked for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """A group became a supergroup with a new id."""

    place: Place
    new_chat: str


class Reader:
    """Reads updates."""

    def read(self, update: Update, username: str, now: datetime) -> Asked | Membership | Migration | None:
        """What an update means for the bot called `username`; None: nothing."""
        if update.callback_query:
            return self._pressed(update.callback_query, now)
        if update.my_chat_member:
            return self._membership(update.my_chat_member)
        message = update.message or update.channel_post
        if message is None:
            return None
        if message.migrate_to_chat_id:
            return Migration(place=self._chat(message.chat), new_chat=str(message.migrate_to_chat_id))
        if message.migrate_from_chat_id:
            old = Place(network=Network.TELEGRAM, chat=str(message.migrate_from_chat_id))
            return Migration(place=old, new_chat=str(message.chat.id))
        return self._asked(message, username)

    def _asked(self, message: Message, username: str) -> Asked | None:
        # A channel's post also turns up in its discussion group: it was heard in the channel.
        if not message.text or message.is_automatic_forward:
            return None
        private = message.chat.type == ChatType.PRIVATE
        command = _COMMAND.match(message.text)
        if command is None and not private:
            return None
        text, addressed = message.text, True
        if command:
            if command[2] and command[2].lower() != username.lower():
                return None
            text = f"/{command[1]}{message.text[command.end() :]}"
            addressed = bool(command[2]) or private
        sender = _sender(message)
        if sender is None:
            return None
        return Asked(
            place=self._place(message),
            text=text,
            at=message.date,
            sender=sender[0],
            name=sender[1],
            private=private,
            may_change=True if private else sender[2],
            group=message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP),
            message_id=message.message_id,
            addressed=addressed,
        )

    def _pressed(self, query: CallbackQuery, now: datetime) -> Asked | None:
        message = query.message
        if message is None:
            return None
        place = self._place(message) if isinstance(message, Message) else self._chat(message.chat)
        private = message.chat.type == ChatType.PRIVATE
        return Asked(
            place=place,
            text=query.data or "",
            at=now,
            sender=query.from_user.id,
            name=query.from_user.full_name,
            private=private,
            may_change=True if private else None,
            query_id=query.id,
        )

    def _membership(self, change: ChatMemberUpdated) -> Membership | None:
        channel = change.chat.type == ChatType.CHANNEL
        could, can = (
            _can_speak(member, channel) for member in (change.old_chat_member, change.new_chat_member)
        )
        if could == can:
            return None
        alone = channel or change.chat.type == ChatType.PRIVATE
        return Membership(place=self._chat(change.chat), can_speak=can, greet=can and not alone)

    def _place(self, message: Message) -> Place:
        # In other groups message_thread_id only says which message this answers.
        topic = message.is_topic_message and message.message_thread_id
        return replace(self._chat(message.chat), thread=str(message.message_thread_id) if topic else "")

    def _chat(self, chat: Chat) -> Place:
        return Place(network=Network.TELEGRAM, chat=str(chat.id))


def _sender(message: Message) -> tuple[int, str, bool | None] | None:
    """Id, name and right to change; None for other bots."""
    chat = message.chat
    if chat.type == ChatType.CHANNEL:
        return chat.id, message.author_signature or chat.title or "", True  # only admins post in channels
    if message.sender_chat:
        anonymous_admin = message.sender_chat.id == chat.id
        return message.sender_chat.id, message.sender_chat.title or "", anonymous_admin
    user = message.from_user
    if user is None or user.is_bot:
        return None
    return user.id, user.full_name, None


def _can_speak(member: ChatMember, channel: bool) -> bool:
    if member.status == ChatMember.ADMINISTRATOR:
        return not channel or bool(getattr(member, "can_post_messages", False))
    if member.status == ChatMember.RESTRICTED:
        return bool(getattr(member, "is_member", False) and getattr(member, "can_send_messages", False))
    return member.status in (ChatMember.OWNER, ChatMember.MEMBER)
