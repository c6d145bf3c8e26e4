"""Real python-telegram-bot on a strict stand-in of the Bot API."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.chat.telegram import TelegramChat
from config.settings import Secret, TelegramSettings
from tests.bot.chat.telegram.desk import BEN, CHANNEL, FORUM, GROUP, QUICK, Desk, Start, until
from tests.conftest import SPECS
from tests.servers.specs import TelegramSpec
from tests.servers.telegram import ADA, TOKEN, TelegramServer


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    server = TelegramServer(TelegramSpec(SPECS) if SPECS.is_dir() else None)
    server.add_chat(GROUP, "group")
    server.add_chat(FORUM, "supergroup", topics=(7,))
    server.add_chat(CHANNEL, "channel")
    server.add_person(BEN, "Ben")
    await server.start()
    yield server
    await server.close()
    assert server.complaints == []


@pytest.fixture
async def start(server: TelegramServer) -> AsyncIterator[Start]:
    """Start an adapter on the stand-in and wait until it polls."""
    chats: list[TelegramChat] = []

    async def begin(desk: Desk | None = None, *, wait: bool = True, **more: Any) -> TelegramChat:
        settings = TelegramSettings(
            token=Secret(more.pop("token", TOKEN)), api_url=server.url, channels=more.pop("channels", ())
        )
        chat = TelegramChat(settings, **{"operators": (f"telegram:{ADA}",), "patience": QUICK} | more)
        chats.append(chat)
        await chat.start(desk or Desk())
        if wait:
            await until(lambda: chat.state().startswith("connected"))
        return chat

    yield begin
    for chat in chats:
        await chat.close()
