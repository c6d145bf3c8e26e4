"""What Telegram refuses though its description allows it: limits, unknown chats, stale buttons."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.servers.telegram import TelegramServer

LONGEST_TEXT = 4096
ENTITY_KINDS = frozenset(
    {"bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "text_link"}
    | {"blockquote", "expandable_blockquote"}
)
ACTIONS = frozenset({"typing", "upload_photo", "upload_document", "find_location", "choose_sticker"})
UPDATES = frozenset(
    {"message", "edited_message", "channel_post", "edited_channel_post"}
    | {"callback_query", "inline_query", "my_chat_member", "chat_member"}
)


class Refusal(Exception):
    """An error as Telegram words it."""

    def __init__(self, status: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = dict(parameters or {})


def check(server: TelegramServer, method: str, form: dict[str, Any]) -> None:
    """Raise a Refusal where Telegram would refuse."""
    if method not in RULES:
        return
    if "chat_id" in form:
        _known_chat(server, form)
    RULES[method](server, form)


def _bad(why: str) -> Refusal:
    return Refusal(400, f"Bad Request: {why}")


def _known_chat(server: TelegramServer, form: dict[str, Any]) -> None:
    if form["chat_id"] in server.chats:
        return
    wanted = str(form["chat_id"]).lower()
    named = [c for c, known in server.chats.items() if f"@{known.get('username')}".lower() == wanted]
    if not named:
        raise _bad("chat not found")
    form["chat_id"] = named[0]


def _send_message(server: TelegramServer, form: dict[str, Any]) -> None:
    text = form["text"]
    if not text.strip():
        raise _bad("message text is empty")
    if _utf16(text) > LONGEST_TEXT:
        raise _bad("message is too long")
    thread = form.get("message_thread_id")
    if thread is not None and thread not in server.topics[form["chat_id"]]:
        raise _bad("message thread not found")
    _check_entities(text, form.get("entities", []))
    _check_keyboard(form)


def _check_entities(text: str, entities: list[dict[str, Any]]) -> None:
    if len(entities) > 100:
        raise _bad("too many entities")  # the real one drops the rest without a word
    units = text.encode("utf-16-le")
    boxes = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        if entity["type"] not in ENTITY_KINDS:
            raise _bad(f'can\'t parse entities: unsupported type "{entity["type"]}"')
        if not 0 <= start < end <= len(units) // 2:
            raise _bad("can't parse entities: entity outside of the text")
        try:
            covered = units[2 * start : 2 * end].decode("utf-16-le")
        except UnicodeDecodeError:
            raise _bad("can't parse entities: entity cuts a character") from None
        if not covered.strip():
            raise _bad("can't parse entities: entity over white space")
        if entity["type"].endswith("blockquote"):
            boxes.append((start, end))
    boxes.sort()
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(boxes)):
        raise _bad("can't parse entities: blockquote entities can't be nested")


def _check_keyboard(form: dict[str, Any]) -> None:
    rows = form.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100 or any(not 1 <= len(row) <= 8 for row in rows):
        raise _bad("reply markup is too long")
    for button in buttons:
        if not button["text"].strip():
            raise _bad("BUTTON_TEXT_INVALID")
        if not 1 <= len(button.get("callback_data", "").encode()) <= 64:
            raise _bad("BUTTON_DATA_INVALID")


def _get_updates(server: TelegramServer, form: dict[str, Any]) -> None:
    unknown = set(form.get("allowed_updates", [])) - UPDATES
    if unknown or not 1 <= form.get("limit", 1) <= 100 or form.get("timeout", 0) < 0:
        raise _bad("can't parse parameters")


def _set_my_commands(server: TelegramServer, form: dict[str, Any]) -> None:
    if len(form["commands"]) > 100:
        raise _bad("BOT_COMMANDS_TOO_MUCH")
    for command in form["commands"]:
        if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]):
            raise _bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise _bad("BOT_COMMAND_DESCRIPTION_INVALID")


def _answer_query(server: TelegramServer, form: dict[str, Any]) -> None:
    if form["callback_query_id"] not in server.queries:
        raise _bad("query is too old and response timeout expired or query ID is invalid")
    if len(form.get("text", "")) > 200:
        raise _bad("MESSAGE_TOO_LONG")


def _chat_action(server: TelegramServer, form: dict[str, Any]) -> None:
    if form["action"] not in ACTIONS:
        raise _bad("wrong parameter action in request")
    if server.chats[form["chat_id"]]["type"] == "channel":
        raise _bad("CHAT_TYPE_INVALID")


def _chat_member(server: TelegramServer, form: dict[str, Any]) -> None:
    if form["user_id"] not in server.people:
        raise _bad("invalid user_id specified")


def _administrators(server: TelegramServer, form: dict[str, Any]) -> None:
    if server.chats[form["chat_id"]]["type"] == "private":
        raise _bad("there are no administrators in the private chat")


def _edit_markup(server: TelegramServer, form: dict[str, Any]) -> None:
    if form.get("message_id") not in {
        sent.message_id for sent in server.sent if sent.chat == form.get("chat_id")
    }:
        raise _bad("message to edit not found")
    _check_keyboard(form)


def _anything(server: TelegramServer, form: dict[str, Any]) -> None:
    """Only the chat must be known."""


RULES = {
    "sendMessage": _send_message,
    "getUpdates": _get_updates,
    "setMyCommands": _set_my_commands,
    "answerCallbackQuery": _answer_query,
    "sendChatAction": _chat_action,
    "getChatMember": _chat_member,
    "getChatAdministrators": _administrators,
    "editMessageReplyMarkup": _edit_markup,
    "getChat": _anything,
}


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
