"""What the tests of the Telegram adapter share: a desk that listens, and places."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.chat.telegram import TelegramChat
from bot.places import Network, Place, Question
from bot.reply import Reply, say

Start = Callable[..., Awaitable[TelegramChat]]
"""The `start` fixture."""


GROUP, FORUM, CHANNEL, BEN = -10, -100, -200, 43
QUICK = 0.02
"""Pauses in tests, as a part of the real ones."""


class Desk:
    """A Host that writes down what it is told."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.events: list[tuple[str, Place, str]] = []
        self.answers: dict[str, Reply | None] = {}
        self.seconds = 0.0

    async def answer(self, question: Question) -> Reply | None:
        self.questions.append(question)
        await asyncio.sleep(self.seconds)
        return self.answers.get(question.text, say(f"You said {question.text}."))

    async def suggest(self, place: Place, kind: str, typed: str) -> tuple[str, ...]:
        return ()

    async def let_in(self, place: Place) -> Reply | None:
        self.events.append(("let in", place, ""))
        return say("Good to be here.")

    async def shut_out(self, place: Place) -> None:
        self.events.append(("shut out", place, ""))

    async def moved(self, place: Place, new_chat: str) -> None:
        self.events.append(("moved", place, new_chat))

    async def named(self, place: Place) -> None:
        self.events.append(("named", place, ""))


PAYLOAD = {
    "text": "A title",
    "entities": [{"type": "bold", "offset": 0, "length": 1}],
    "link_preview_options": {"is_disabled": True},
}


async def until(done: Callable[[], bool], seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not done():
            await asyncio.sleep(0.01)


def place(chat: int, thread: str = "") -> Place:
    return Place(network=Network.TELEGRAM, chat=str(chat), thread=thread)
