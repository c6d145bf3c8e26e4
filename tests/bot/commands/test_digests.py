"""/digest now and /digest backlog: told without being lost, and not told twice."""

from datetime import timedelta

import pytest

from bot.places import Network, Place
from bot.store import outbox, places
from bot.store.records import PlaceRecord
from tests.bot.talk import ADMIN, ALONE, GROUP, SERVER, Talk

BRIDGE = "The mayor opened a bridge. It is long."
MINE = "The miners struck at dawn. They want more pay."
PRIVATE = Place(network=Network.TELEGRAM, chat="77")


def owed(talk: Talk) -> list[tuple[Place, str]]:
    """What the outbox is to send, place by place."""
    with talk.desk.store.read() as tx:
        rows = outbox.next_due(tx, talk.now, limit=20)
    return [(row.place, row.payload["text"]) for row in rows]


def record(talk: Talk, place: Place) -> PlaceRecord:
    with talk.desk.store.read() as tx:
        known = places.get(tx, place)
    assert known is not None
    return known


@pytest.mark.parametrize(("place", "caller"), [(GROUP, ADMIN), (SERVER, ADMIN), (PRIVATE, ALONE)])
async def test_on_a_chat_network_it_comes_by_the_outbox(empty: Talk, place: Place, caller: object) -> None:
    await empty.ask("/start", caller, place)
    empty.take_in(BRIDGE)
    slash = place.network is Network.DISCORD
    assert await empty.ask("/digest now", caller, place) == ("Here it comes." if slash else "")
    [(where, told)] = owed(empty)
    assert where == place
    assert told.startswith("Morning digest · Saturday 24 June 2023 · 1 new article\n1  The mayor opened")
    assert (await empty.ask("/digest now", caller, place)).startswith("Nothing is new since the last digest")
    assert len(owed(empty)) == 1


async def test_the_backlog_comes_by_the_outbox_too(empty: Talk) -> None:
    empty.take_in(BRIDGE)
    assert await empty.ask("/digest backlog", ADMIN, GROUP) == ""
    [(_, told)] = owed(empty)
    assert told.startswith("All that is at hand · Saturday 24 June 2023 · 1 article")


async def test_the_terminal_answers_itself(empty: Talk) -> None:
    await empty.ask("/start")
    empty.take_in(BRIDGE)
    assert (await empty.ask("/digest now")).startswith("Morning digest")
    assert owed(empty) == []
    assert (await empty.ask("/digest now")).startswith("Nothing is new")


async def test_a_stopped_place_gets_an_answer_and_is_told_again_later(empty: Talk) -> None:
    await empty.ask("/digest daily 08:00", ADMIN, GROUP)
    await empty.ask("/stop", ADMIN, GROUP)
    empty.take_in(BRIDGE)
    assert (await empty.ask("/digest now", ADMIN, GROUP)).startswith("Morning digest")
    assert owed(empty) == []
    await empty.ask("/start", ADMIN, GROUP)
    assert empty.desk.send_due_digests(empty.now + timedelta(hours=2)) == 1


async def test_a_backlog_never_sets_the_watermark_back(empty: Talk) -> None:
    await empty.ask("/start", ADMIN, GROUP)
    for raw in (BRIDGE, MINE):
        empty.take_in(raw)
    await empty.ask("/digest now", ADMIN, GROUP)
    after = record(empty, GROUP).digest_after
    await empty.ask("/digest backlog", ADMIN, GROUP)
    assert record(empty, GROUP).digest_after == after == 2


async def test_all_that_a_long_digest_leaves_out_can_be_reached(empty: Talk) -> None:
    await empty.ask("/start")
    for number in range(61):
        empty.take_in(f"Bridge number {number} was opened by the mayor. It is long.")
    told = await empty.ask("/digest now")
    assert "51 more articles: /latest 50\n" in told
    first = await empty.ask("/latest 50")
    assert first.startswith("The newest 50 of 61 articles\n")
    second = await empty.ask(first.split("[More: ")[1].split("]")[0])
    assert second.startswith("61 articles, newest first: 51 to 61\n")
    assert "[More" not in second
    listed = [line for part in (first, second) for line in part.splitlines() if "  Bridge number" in line]
    assert len(set(listed)) == 61
    assert await empty.ask("/latest 50 page 3") == "There are no more: 61 articles in all."
