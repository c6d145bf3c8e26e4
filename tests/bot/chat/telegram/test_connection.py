"""Outages, refusals, closing; and that no token gets out."""

import asyncio
import logging
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.adapter import DeliveryError, RetryLater
from bot.reply import say
from tests.bot.chat.telegram.desk import PAYLOAD, Desk, Start, place, until
from tests.servers.telegram import ADA, TOKEN, TelegramServer


async def test_an_outage_at_the_start_is_waited_out(server: TelegramServer, start: Start) -> None:
    await server.close()
    began = time.monotonic()
    desk = Desk()
    chat = await start(desk, wait=False)
    assert time.monotonic() - began < 0.5
    assert chat.state() == "connecting"
    await until(lambda: chat.state().startswith("not connected since"))
    assert "ConnectError" in chat.state()
    await server.start()
    await until(lambda: chat.state().startswith("connected since"))
    server.say("/help")
    await server.until_sent()


async def test_an_outage_while_running_is_waited_out(
    server: TelegramServer, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    chat = await start()
    await server.close()
    await until(lambda: chat.state().startswith("not connected since"))
    await asyncio.sleep(0.3)
    await server.start()
    await until(lambda: chat.state().startswith("connected since"))
    server.say("/help")
    await server.until_sent()
    said = [record.message for record in caplog.records if "not connected: " in record.message]
    assert len(said) == len(set(said)), "an outage is said once, with each of its faces"


async def test_two_pollers_are_said_once(
    server: TelegramServer, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    chat = await start()
    server.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=3)
    server.say("/help")  # ends the poll under way
    await server.until_sent()
    await until(lambda: "another program polls with the same token" in chat.state())
    server.say("/help")
    await server.until_sent(2)
    assert caplog.text.count("another program") == 1
    assert chat.state().startswith("connected since")


async def test_a_refused_token_is_said(server: TelegramServer, start: Start) -> None:
    chat = await start(token="123456:wrong_TOKEN", wait=False)
    await until(lambda: "refuses the token" in chat.state())
    with pytest.raises(RetryLater):
        await chat.send(place(ADA), PAYLOAD, "")


async def test_the_state_tells_the_time(start: Start) -> None:
    now = datetime(2026, 3, 1, 7, 12, tzinfo=UTC)
    chat = await start(clock=lambda: now)
    assert chat.state() == "connected since 07:12 UTC"
    now += timedelta(days=1)
    assert chat.state() == "connected since 01 Mar 07:12 UTC"


async def test_closing_is_quick_and_leaves_nothing(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    chat = await start(desk)
    before = asyncio.all_tasks()
    server.say("answered")
    await server.until_sent()
    desk.seconds = 60
    server.say("/slow")
    server.say("/never")
    await until(lambda: len(desk.questions) == 2)
    began = time.monotonic()
    await chat.close()
    await chat.close()
    assert time.monotonic() - began < 1
    assert chat.state() == "closed"
    mine = {task for task in asyncio.all_tasks() - before if "bot/chat" in repr(task)}
    assert not mine
    with pytest.raises(DeliveryError):
        await chat.send(place(ADA), PAYLOAD, "")


async def test_a_restart_answers_nothing_twice(server: TelegramServer, start: Start) -> None:
    first = await start()
    server.say("once")
    await server.until_sent()
    await first.close()
    desk = Desk()
    await start(desk)
    server.say("again")
    await server.until_sent(2)
    assert [question.text for question in desk.questions] == ["again"]


async def test_what_was_asked_while_we_were_down_is_heard(server: TelegramServer, start: Start) -> None:
    desk = Desk()
    server.say("/help", date=int(time.time()) - 7200)
    await start(desk)
    await server.until_sent()
    assert datetime.now(UTC) - desk.questions[0].at > timedelta(hours=1)


async def test_the_token_reaches_no_log_and_no_error(
    server: TelegramServer, start: Start, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    chat = await start()
    told = [repr(chat), chat.state()]
    for status, why in [
        (500, f"broken /bot{TOKEN}/x"),
        (401, "Unauthorized"),
        (400, f"Bad Request: {TOKEN}"),
    ]:
        server.fail("sendMessage", status, why, times=2)
        with pytest.raises(DeliveryError) as raised:
            await chat.send(place(ADA), PAYLOAD, "")
        told.append(repr(raised.value))
        await chat._reply(place(ADA), say("x"), 0)
        server._failures.clear()
    server.fail("getUpdates", 401, f"Unauthorized {TOKEN}")
    server.say("/help")
    await server.until_sent()
    await server.close()
    await until(lambda: chat.state().startswith("not connected"))
    told += [chat.state(), caplog.text, *capfd.readouterr()]
    assert "not connected" in caplog.text
    assert TOKEN.split(":")[1] not in "".join(told)


async def test_an_update_that_cannot_be_read_is_passed_over(
    server: TelegramServer, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    await start()
    server.push({"message": {"message_id": "seven", "chat": {"id": ADA}}})
    server.push({"my_chat_member": {"chat": {"id": ADA, "type": "private"}}})
    server.say("/help")
    await server.until_sent()
    server.say("/latest")
    assert len(await server.until_sent(2)) == 2
    assert "could not be read; passed over" in caplog.text
