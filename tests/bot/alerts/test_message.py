"""Alerts from the asking to the message."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import outbox
from bot.store.records import OutboxRow
from tests.bot.talk import ADMIN, GROUP, SERVER, Talk, flat, marks
from tests.conftest import SEEDS

STRIKE = "The miners of the north struck at dawn. Armed Forces fled the pit. Nobody was hurt, the mayor said."


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    talk = Talk(tmp_path)
    yield talk
    talk.close()


def owed(talk: Talk) -> list[OutboxRow]:
    with talk.desk.store.read() as tx:
        return list(outbox.next_due(tx, talk.now, limit=50))


async def test_an_article_tells_who_asked_for_its_words_and_why(talk: Talk) -> None:
    await talk.ask("/alert add force mayor", ADMIN, GROUP)
    talk.take_in(STRIKE)
    (row,) = owed(talk)
    assert row.place == GROUP
    assert row.key == "alert:1:1"
    assert row.payload["text"] == (
        "Alert · force mayor\n"
        "The miners of the north struck at dawn · date not given\n"
        "Armed Forces fled the pit.\n"
        "Nobody was hurt, the mayor said.\n"
        "Why: it has “Forces” (asked: “force”) and “mayor”.\n"
        "[Read 1: /read 1]\n"
        "[Remove this alert: /alert remove 1]"
    )


async def test_words_in_the_title_are_marked_there_and_the_headline_is_not_repeated(talk: Talk) -> None:
    talk.take_in(STRIKE)
    reply = await talk.reply("/alert add miners")
    assert reply is not None
    assert marks(reply) == ["miners"]
    told = flat(reply).splitlines()
    assert told[2].startswith("The miners of the north struck at dawn · date not given")
    assert told[3] == "Armed Forces fled the pit."
    await talk.ask("/alert remove 1")
    await talk.ask("/alert add miners hurt", ADMIN, GROUP)
    talk.take_in(STRIKE.replace("pit", "shaft"))
    (row,) = owed(talk)
    assert row.payload["text"].splitlines()[1:3] == [
        "The miners of the north struck at dawn · date not given",
        "Nobody was hurt, the mayor said.",
    ]


async def test_a_sentence_goes_on_where_its_beginning_is_the_title(talk: Talk) -> None:
    lead = (
        "The talks between the two island towns over the new ferry line and its timetable "
        "continue to go on in the cold rooms of the old harbour office, the mayor said."
    )
    talk.take_in(f"{lead} Nobody knows for how long.")
    reply = await talk.reply("/alert add talks harbour")
    assert reply is not None
    assert marks(reply) == ["talks", "harbour"]
    title, passage = flat(reply).splitlines()[2:4]
    title = title.partition(" …")[0]
    assert passage.startswith("… ")
    assert title + " " + passage.removeprefix("… ") == lead


async def test_each_place_is_told_on_its_own(talk: Talk) -> None:
    await talk.ask("/alert add miners", ADMIN, GROUP)
    await talk.ask("/alert add pit", ADMIN, SERVER)
    await talk.ask("/alert add bridge")
    talk.take_in(STRIKE)
    assert sorted(row.place.chat for row in owed(talk)) == sorted([GROUP.chat, SERVER.chat])


@pytest.mark.parametrize("stop", ["/alert remove 1", "/stop"])
async def test_a_removed_alert_and_a_stopped_place_are_silent(talk: Talk, stop: str) -> None:
    await talk.ask("/alert add miners")
    await talk.ask(stop)
    talk.take_in(STRIKE)
    assert owed(talk) == []


async def test_the_same_article_again_is_no_new_alert(talk: Talk) -> None:
    await talk.ask("/alert add miners")
    talk.take_in(STRIKE, "strike.txt")
    talk.take_in(STRIKE, "strike.txt")
    assert len(owed(talk)) == 1


async def test_backlog_fires_nothing(talk: Talk) -> None:
    await talk.ask("/alert add miners")
    talk.take_in(STRIKE, backlog=True)
    assert owed(talk) == []


async def test_link_lines_fire_nothing(talk: Talk) -> None:
    await talk.ask("/alert add offensive mobilization")
    for path in SEEDS.glob("*.txt"):
        talk.take_in(path.read_text(encoding="utf-8"), path.name)
    assert owed(talk) == []


async def test_adding_says_what_it_understood_and_what_it_would_have_sent(talk: Talk) -> None:
    talk.take_in(STRIKE)
    talk.later(days=2)
    reply = await talk.reply("/alert add force “the mayor”")
    told = await talk.ask("/alert add force fled")
    assert reply is not None
    assert marks(reply) == ["The miners of the north struck at dawn", "Forces"]
    assert told.startswith(
        "I will tell this chat of new articles with “force” and “fled”.\n"
        "In the last 30 days (by when articles were taken in) that would have been 1 message:\n"
        "The miners of the north struck at dawn · date not given, taken in on Saturday 24 June at 06:00\n"
        "Armed Forces fled the pit."
    )
    assert "[Undo: /alert remove 2]" in told


async def test_the_look_back_counts_intake_of_thirty_days(talk: Talk) -> None:
    for number in range(5):
        talk.take_in(f"Bridge number {number} was opened by the mayor. It is long.")
    assert "would have been 5 messages, the last 2:" in await talk.ask("/alert add bridge")
    talk.later(days=31)
    assert "would have been no message" in await talk.ask("/alert add mayor")


async def test_the_same_alert_twice_is_one(talk: Talk) -> None:
    await talk.ask("/alert add treason Mutiny")
    assert await talk.ask("/alert add mutinies treason") == "That alert is here already: 1  treason Mutiny"
    assert (await talk.ask("/alerts")).startswith("1 alert here\n1  treason Mutiny  by Ada")


async def test_a_removed_number_can_be_undone_and_is_not_given_again(talk: Talk) -> None:
    await talk.ask('/alert add "armed mutiny"')
    told = await talk.ask("/alert remove 1")
    assert told.startswith("Removed: “armed mutiny”.")
    assert '[Undo: /alert add "armed mutiny"]' in told
    await talk.ask('/alert add "armed mutiny"')
    assert "2  “armed mutiny”" in await talk.ask("/alerts")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/alert add", "There is no word in that."),
        ("/alert add …!?", "There is no word in that."),
        ("/alert add -mutiny", "I do not understand the “-” before a word yet"),
        ("/alert add treason OR mutiny", "I do not understand OR yet: all the words"),
        ("/alert remove", "Which one? Give its number"),
        ("/alert remove 7", "There is no alert 7 here."),
        ("/alert treason", "Did you mean /alert add treason?\n[Yes, add it: /alert add treason]"),
        ("/alert", "There are no alerts here. Add one: /alert add treason mutiny"),
        ("/alerts", "There are no alerts here."),
    ],
)
async def test_what_cannot_be_done_is_said_kindly(talk: Talk, line: str, said: str) -> None:
    assert (await talk.ask(line)).startswith(said)


async def test_a_hundred_alerts_are_the_most(talk: Talk) -> None:
    for number in range(100):
        await talk.ask(f"/alert add word{number}")
    assert (await talk.ask("/alert add onemore")).startswith(
        "This chat has 100 alerts, and that is the most."
    )


async def test_what_the_suggestions_offer_can_be_removed(talk: Talk) -> None:
    await talk.ask('/alert add "armed mutiny"')
    from tests.bot.talk import CONSOLE

    (offered,) = await talk.reception.suggest(CONSOLE, "alert", "mutiny")
    assert (await talk.ask(f"/alert remove {offered}")).startswith("Removed: “armed mutiny”.")
