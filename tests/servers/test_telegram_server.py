"""The stand-in of the Bot API refuses what Telegram refuses: one bad request per method, at least."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.specs import TelegramSpec
from tests.servers.telegram import ADA, TOKEN, TelegramServer

GROUP, CHANNEL = -100, -200


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    server = TelegramServer()
    server.add_chat(GROUP, "supergroup", topics=(7,))
    server.add_chat(CHANNEL, "channel")
    await server.start()
    yield server
    await server.close()


async def _ask(server: TelegramServer, method: str, token: str = TOKEN, **form: Any) -> tuple[int, Any]:
    data = {name: value if isinstance(value, str) else json.dumps(value) for name, value in form.items()}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server.url}/bot{token}/{method}", data=data)
    body = answer.json()
    return answer.status_code, body["result"] if body["ok"] else body["description"]


def _button(data: str, count: int = 1) -> Any:
    return {"inline_keyboard": [[{"text": "x", "callback_data": data}]] * count}


BAD = [
    ("sendMessage", {"chat_id": 5, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": ADA, "text": " \n"}, "text is empty"),
    ("sendMessage", {"chat_id": ADA, "text": "🛡" * 2049}, "too long"),
    ("sendMessage", {"chat_id": GROUP, "text": "x", "message_thread_id": 8}, "thread not found"),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "xy", "entities": [{"type": "bold", "offset": 1, "length": 2}]},
        "outside",
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "🛡x", "entities": [{"type": "bold", "offset": 1, "length": 2}]},
        "cuts",
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "entities": [{"type": "bolt", "offset": 0, "length": 1}]},
        "unsupp",
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "entities": [{"type": "bold", "offset": 0, "length": 1}] * 101},
        "many",
    ),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "xyz", "entities": [{"type": "blockquote", "offset": 0, "length": 2}] * 2},
        "nested",
    ),
    ("sendMessage", {"chat_id": ADA, "text": "x", "reply_markup": _button("é" * 33)}, "BUTTON_DATA"),
    ("sendMessage", {"chat_id": ADA, "text": "x", "reply_markup": _button("")}, "BUTTON_DATA"),
    ("sendMessage", {"chat_id": ADA, "text": "x", "reply_markup": _button("/x", 101)}, "too long"),
    ("getUpdates", {"allowed_updates": ["gossip"]}, "parameters"),
    ("setMyCommands", {"commands": [{"command": "Who", "description": "x"}]}, "COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "who", "description": "x" * 257}]}, "DESCRIPTION"),
    ("answerCallbackQuery", {"callback_query_id": "never pressed"}, "too old"),
    ("sendChatAction", {"chat_id": CHANNEL, "action": "typing"}, "CHAT_TYPE"),
    ("sendChatAction", {"chat_id": ADA, "action": "dancing"}, "action"),
    ("getChatMember", {"chat_id": GROUP, "user_id": 999}, "user_id"),
    ("getChatAdministrators", {"chat_id": ADA}, "no administrators"),
    ("editMessageReplyMarkup", {"chat_id": ADA, "message_id": 999}, "not found"),
    ("getChat", {"chat_id": "@nobody"}, "chat not found"),
    ("getMyComands", {}, "Not Found"),
]


@pytest.mark.parametrize(("method", "form", "why"), BAD)
async def test_a_bad_request_is_refused(server: TelegramServer, method: str, form: Any, why: str) -> None:
    status, description = await _ask(server, method, **form)
    assert status in (400, 404)
    assert why in description
    assert server.sent == []


async def test_another_token_is_refused(server: TelegramServer) -> None:
    assert await _ask(server, "getMe", token="1:wrong") == (401, "Unauthorized")


# The API's description refuses these: a wrong type, an unknown field, a missing one.
AGAINST_THE_DESCRIPTION = [
    ("getMe", {"chat_id": 1}, "no field chat_id"),
    ("deleteWebhook", {"drop_pending_updates": "perhaps"}, "no Boolean"),
    ("getUpdates", {"offset": "first"}, "no Integer"),
    ("sendMessage", {"chat_id": ADA}, "text is required"),
    (
        "sendMessage",
        {"chat_id": ADA, "text": "x", "entities": [{"type": "bold", "offset": 0}]},
        "length is required",
    ),
    ("sendMessage", {"chat_id": ADA, "text": "x", "reply_markup": {"inline_keyboard": [{}]}}, "no array"),
    ("sendMessage", {"chat_id": ADA, "text": "x", "markdown": True}, "no field markdown"),
    ("setMyCommands", {"commands": [{"command": "who"}]}, "description is required"),
    ("setMyCommands", {"commands": [], "scope": {"type": "everywhere"}}, "everywhere"),
    ("getMyCommands", {"scope": "all_private_chats"}, "no BotCommandScope"),
    ("answerCallbackQuery", {"show_alert": True}, "callback_query_id is required"),
    ("sendChatAction", {"chat_id": ADA}, "action is required"),
    ("getChatMember", {"chat_id": GROUP, "user_id": "Ada"}, "no Integer"),
    ("getChatAdministrators", {}, "chat_id is required"),
    ("editMessageReplyMarkup", {"chat_id": ADA, "message_id": "1x"}, "no Integer"),
    ("getChat", {"chat_id": True}, "no Integer"),
]


@pytest.mark.parametrize(("method", "form", "why"), AGAINST_THE_DESCRIPTION)
async def test_the_apis_description_is_kept(
    server: TelegramServer, specs: Path, method: str, form: Any, why: str
) -> None:
    server.spec = TelegramSpec(specs)
    status, description = await _ask(server, method, **form)
    assert status == 400
    assert why in description
    assert server.complaints


async def test_good_requests_are_taken_and_answered_as_described(server: TelegramServer, specs: Path) -> None:
    server.spec = TelegramSpec(specs)
    server.add_member(GROUP, ADA, "administrator")
    query = server.press("/help")
    entity = {"type": "bold", "offset": 0, "length": 2}
    asked = [
        ("getMe", {}, "User"),
        ("deleteWebhook", {}, "Boolean"),
        ("getUpdates", {"timeout": 0, "allowed_updates": ["message"]}, "Array of Update"),
        (
            "sendMessage",
            {"chat_id": ADA, "text": "🛡", "entities": [entity], "reply_markup": _button("/x")},
            "Message",
        ),
        ("sendMessage", {"chat_id": GROUP, "text": "x", "message_thread_id": 7}, "Message"),
        ("setMyCommands", {"commands": [{"command": "who", "description": "x"}]}, "Boolean"),
        ("getMyCommands", {}, "Array of BotCommand"),
        ("answerCallbackQuery", {"callback_query_id": query}, "Boolean"),
        ("sendChatAction", {"chat_id": ADA, "action": "typing"}, "Boolean"),
        ("getChatMember", {"chat_id": GROUP, "user_id": ADA}, "ChatMember"),
        ("getChatAdministrators", {"chat_id": GROUP}, "Array of ChatMember"),
    ]
    for method, form, kind in asked:
        status, result = await _ask(server, method, **form)
        assert status == 200, result
        assert server.spec.object_complaints(kind, result) == [], method
    assert [sent.text for sent in server.sent] == ["🛡", "x"]
    assert server.complaints == []


async def test_failures_come_as_scripted(server: TelegramServer) -> None:
    server.fail("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    status, why = await _ask(server, "sendMessage", chat_id=ADA, text="x")
    assert (status, why) == (429, "Too Many Requests: retry after 3")
    server.drop("sendMessage", accepted=False)
    with pytest.raises(httpx.HTTPError):
        await _ask(server, "sendMessage", chat_id=ADA, text="lost")
    server.drop("sendMessage", accepted=True)
    with pytest.raises(httpx.HTTPError):
        await _ask(server, "sendMessage", chat_id=ADA, text="out")
    assert [sent.text for sent in server.sent] == ["out"]


async def test_confirmed_updates_do_not_come_again(server: TelegramServer) -> None:
    server.say("one")
    server.say("two")
    _, updates = await _ask(server, "getUpdates")
    assert [update["message"]["text"] for update in updates] == ["one", "two"]
    _, updates = await _ask(server, "getUpdates", offset=updates[0]["update_id"] + 1)
    assert [update["message"]["text"] for update in updates] == ["two"]
