"""/status: who sees what of the desk."""

from dataclasses import replace

import pytest

from bot.places import Network, Place
from tests.bot.talk import ADMIN, ALONE, CONSOLE, GROUP, SERVER, Talk

PRIVATE = Place(network=Network.TELEGRAM, chat="77")
WHOLE = "Oldest unsent message"


@pytest.mark.parametrize("place", [CONSOLE, PRIVATE])
async def test_the_operator_sees_the_whole_in_private(seeds: Talk, place: Place) -> None:
    assert WHOLE in await seeds.ask("/status", replace(ALONE, operator=True), place)
    assert WHOLE not in await seeds.ask("/status", ALONE, place)


async def test_in_a_telegram_group_all_read_along(seeds: Talk) -> None:
    told = await seeds.ask("/status", replace(ADMIN, operator=True), GROUP)
    assert WHOLE not in told
    assert "Set aside" not in told
    assert told.endswith("Ask me in private for the whole.")
    assert "Ask me in private" not in await seeds.ask("/status", ADMIN, GROUP)


async def test_on_a_discord_server_only_the_asker_sees_it(seeds: Talk) -> None:
    reply = await seeds.reply("/status", replace(ADMIN, operator=True), SERVER)
    assert reply is not None
    assert reply.private
    assert WHOLE in await seeds.ask("/status", replace(ADMIN, operator=True), SERVER)
