"""What the outbox sends: receipts, and failures told apart."""

from typing import Any

import httpx
import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.chat.adapter import DeliveryError, PlaceClosed, PlaceMoved, Refused, RetryLater, Unsure
from bot.chat.telegram_errors import delivery_error
from bot.places import Network, Place
from tests.bot.chat.telegram.desk import CHANNEL, FORUM, PAYLOAD, Start, place
from tests.servers.telegram import ADA, TelegramServer


async def test_sending_gives_a_receipt(server: TelegramServer, start: Start) -> None:
    chat = await start()
    receipt = await chat.send(place(FORUM, "7"), PAYLOAD, "nonce")
    (sent,) = server.sent
    assert receipt.message_id == str(sent.message_id)
    assert (sent.chat, sent.thread, sent.text) == (FORUM, 7, "A title")
    assert dict(sent.form) == {**PAYLOAD, "chat_id": FORUM, "message_thread_id": 7}


async def test_a_channel_can_be_named(server: TelegramServer, start: Start) -> None:
    server.chats[CHANNEL]["username"] = "daily_news"
    chat = await start()
    await chat.send(Place(network=Network.TELEGRAM, chat="@daily_news"), PAYLOAD, "")
    assert server.sent[0].chat == CHANNEL


@pytest.mark.parametrize(
    ("status", "description", "parameters", "kind"),
    [
        (429, "Too Many Requests: retry after 7", {"retry_after": 7}, RetryLater),
        (500, "Internal Server Error", {}, RetryLater),
        (502, "Bad Gateway", {}, RetryLater),
        (503, "Service Unavailable", {}, RetryLater),
        (401, "Unauthorized", {}, RetryLater),
        (403, "Forbidden: bot was blocked by the user", {}, PlaceClosed),
        (403, "Forbidden: bot was kicked from the channel chat", {}, PlaceClosed),
        (400, "Bad Request: chat not found", {}, PlaceClosed),
        (400, "Bad Request: not enough rights to send text messages to the chat", {}, PlaceClosed),
        (400, "Bad Request: TOPIC_CLOSED", {}, PlaceClosed),
        (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1005}, PlaceMoved),
    ],
)
async def test_failures_are_told_apart(
    server: TelegramServer,
    start: Start,
    status: int,
    description: str,
    parameters: Any,
    kind: type[DeliveryError],
) -> None:
    chat = await start()
    server.fail("sendMessage", status, description, **parameters)
    with pytest.raises(kind) as raised:
        await chat.send(place(ADA), PAYLOAD, "")
    assert server.sent == []
    if isinstance(raised.value, RetryLater):
        assert raised.value.seconds == 7 if status == 429 else raised.value.seconds > 0
    if isinstance(raised.value, PlaceMoved):
        assert raised.value.new_chat == "-1005"


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_broken_connection_leaves_it_open(
    server: TelegramServer, start: Start, accepted: bool
) -> None:
    chat = await start()
    server.drop("sendMessage", accepted=accepted)
    with pytest.raises(Unsure):
        await chat.send(place(ADA), PAYLOAD, "")
    assert len(server.sent) == accepted


def _caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_caused(TimedOut(), httpx.ReadTimeout("")), Unsure),
        (_caused(TimedOut(), httpx.ConnectTimeout("")), RetryLater),
        (_caused(TimedOut(), httpx.PoolTimeout("")), RetryLater),
        (_caused(NetworkError("x"), httpx.WriteError("")), Unsure),
        (_caused(NetworkError("x"), httpx.ConnectError("")), RetryLater),
        (TelegramError("Invalid server response"), Unsure),
    ],
)
def test_time_outs_are_told_apart(error: TelegramError, kind: type[DeliveryError]) -> None:
    assert type(delivery_error(error, "why")) is kind


async def test_nobody_there_is_no_loss(server: TelegramServer, start: Start) -> None:
    chat = await start()
    await server.close()
    with pytest.raises(RetryLater):
        await chat.send(place(ADA), PAYLOAD, "")


async def test_a_message_telegram_cannot_read_goes_as_plain_text_once(
    server: TelegramServer, start: Start
) -> None:
    chat = await start()
    broken = {**PAYLOAD, "entities": [{"type": "bold", "offset": 5, "length": 50}]}
    await chat.send(place(ADA), broken, "")
    assert dict(server.sent[0].form) == {
        "chat_id": ADA,
        "text": "A title",
        "link_preview_options": {"is_disabled": True},
    }
    with pytest.raises(Refused, match="too long"):
        await chat.send(place(ADA), {**PAYLOAD, "text": "x" * 5000}, "")
    assert len(server.sent) == 1


async def test_deleted_topics_are_not_kept_for_ever(
    server: TelegramServer, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.telegram._MOST_LOST", 3)
    chat = await start()
    for topic in range(20, 30):
        await chat.send(place(FORUM, str(topic)), PAYLOAD, "")
    assert len(server.sent) == 10
    assert len(chat._lost_threads) <= 3


@pytest.mark.parametrize(("status", "told"), [(429, True), (500, False)])
async def test_a_wait_is_obeyed_to_the_letter_where_telegram_names_it(
    server: TelegramServer, start: Start, status: int, told: bool
) -> None:
    chat = await start()
    server.fail(
        "sendMessage", status, "Too Many Requests: retry after 7", **({"retry_after": 7} if told else {})
    )
    with pytest.raises(RetryLater) as raised:
        await chat.send(place(ADA), PAYLOAD, "")
    assert raised.value.told is told


async def test_a_deleted_topic_falls_back_to_the_chat_and_says_so_once(
    server: TelegramServer, start: Start
) -> None:
    chat = await start()
    await chat.send(place(FORUM, "8"), PAYLOAD, "")
    await chat.send(place(FORUM, "8"), PAYLOAD, "")
    await chat.send(place(FORUM, "7"), PAYLOAD, "")
    assert [sent.thread for sent in server.sent] == [None, None, 7]
    assert server.sent[0].text == "A title\n\n(The topic this was for is gone, so it comes here.)"
    assert [sent.text for sent in server.sent[1:]] == ["A title", "A title"]
