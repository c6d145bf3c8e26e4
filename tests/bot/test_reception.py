"""The front door: what is heard, what is passed over, and that nothing breaks it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.commands import COMMANDS, nearest
from bot.places import Network, Place
from bot.store import places
from bot.store.records import PlaceRecord, PlaceState
from tests.bot.talk import ADMIN, ALONE, CONSOLE, GROUP, MEMBER, OPERATOR, Talk, flat
from tests.conftest import SEEDS

ARTICLE = "Mayor Ann Olsen opened a bridge. “It will stand for a century,” Olsen said."


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    talk = Talk(tmp_path)
    yield talk
    talk.close()


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    talk = Talk(tmp_path_factory.mktemp("desk"))
    for path in SEEDS.glob("*.txt"):
        talk.take_in(path.read_text(encoding="utf-8"), path.name)
    asyncio.run(talk.ask("/latest"))
    yield talk
    talk.close()


@pytest.mark.parametrize("odd", ["\ud800", "\x00"])
async def test_characters_no_store_takes_are_dropped_at_the_door(talk: Talk, odd: str) -> None:
    caller = replace(ALONE, name=f"A{odd}da")
    told = await talk.ask(f"/alert add mut{odd}iny{odd}", caller)
    assert told.startswith("I will tell this chat of new articles with “mutiny”.")
    assert "1  mutiny  by Ada" in await talk.ask("/alerts")


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("/latest@newsdesk_bot 5", "No article has come in yet."),
        ("  /LATEST  ", "No article has come in yet."),
        ("/who\nNobody", "I know nobody called “Nobody”."),
        (
            "/whoo Ann Olsen",
            "I do not know /whoo. Did you mean /who Ann Olsen?\n[/who Ann Olsen: /who Ann Olsen]",
        ),
        ("/lastest 3", "I do not know /lastest. Did you mean /latest 3?"),
        ("/xyzzyq", "I do not know /xyzzyq. /help lists what I do."),
        ("/", "Send me a name"),
        ("//", "Send me a name"),
    ],
)
async def test_command_lines(talk: Talk, line: str, start: str) -> None:
    assert (await talk.ask(line)).startswith(start)


async def test_a_word_alone_is_a_name_even_where_nobody_has_it(stocked: Talk) -> None:
    assert (await stocked.ask("asdfgh")).startswith("I know nobody called “asdfgh”.")
    assert (await stocked.ask("how are things")).startswith("Send me a name")
    for odd in ("💥", "42", "??"):
        assert (await stocked.ask(odd)).startswith("Send me a name")


async def test_a_bare_help_is_the_command(talk: Talk) -> None:
    for line in ("help", "Help", "help?"):
        assert await talk.ask(line) == await talk.ask("/help")


async def test_in_company_commands_for_others_are_left_alone(talk: Talk) -> None:
    assert await talk.ask("/xyzzyq", MEMBER, GROUP) == ""
    assert await talk.ask("/ hello", MEMBER, GROUP) == ""
    assert (await talk.ask("/latst", MEMBER, GROUP)).startswith("I do not know /latst.")


async def test_every_command_is_nearest_to_itself_with_a_slip() -> None:
    for command in COMMANDS:
        slipped = command.name[:-2] + command.name[-1] + command.name[-2]
        assert command in nearest(slipped), slipped


async def test_old_commands_are_passed_over_with_one_note_a_place(talk: Talk) -> None:
    old = talk.now - timedelta(minutes=6)
    first = await talk.reply("/latest", at=old)
    assert first is not None
    assert flat(first).startswith("I was away for a while and passed over what was asked meanwhile.")
    assert await talk.reply("/stop", at=old) is None
    elsewhere = await talk.reply("/latest", ADMIN, GROUP, at=old)
    assert elsewhere is not None
    assert await talk.reply("chatter", ADMIN, GROUP, at=old) is None
    assert (await talk.ask("/digest")).startswith("No digest is scheduled here."), "/stop was not obeyed"
    assert await talk.reply("/latest", at=old) is not None, "after an answer, a new absence gets a new note"


async def test_just_in_time_is_answered(talk: Talk) -> None:
    reply = await talk.reply("/latest", at=talk.now - timedelta(minutes=4, seconds=59))
    assert reply is not None
    assert flat(reply).startswith("No article")


async def test_a_fault_is_told_and_logged_and_the_next_question_answered(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    talk.desk.settings = replace(talk.desk.settings, desk=replace(talk.desk.settings.desk, zone="No/Where"))
    told = await talk.ask("/timezone")
    assert told == "That went wrong on my side, and it is in the log. Everything else goes on as before."
    assert "ZoneInfoNotFoundError" in caplog.text
    assert (await talk.ask("/help")).startswith("What I can do")


NAMES = [command.name for command in COMMANDS]
HOSTILE = [
    *(
        "1",
        "0",
        "-1",
        "99999999999",
        "#1",
        "#0",
        "source",
        "page",
        "2",
        "now",
        "08:00",
        "Prigozhin",
        "Sergei",
    ),
    *(
        '"',
        "“",
        "AND",
        "*",
        "NEAR(",
        "\x00",
        "\ud800",
        "a\ud800b",
        "c\x00d",
        "%",
        "'",
        "; DROP TABLE",
        "٣",
        "²",
        "·",
    ),
]
LINES = st.one_of(
    st.text(max_size=60),
    st.builds("/{} {}".format, st.sampled_from([*NAMES, "alert add", "alert remove"]), st.text(max_size=60)),
    st.builds(
        lambda name, words: f"/{name} {' '.join(words)}",
        st.sampled_from([*NAMES, "digest every", "digest weekly mon"]),
        st.lists(st.sampled_from(HOSTILE), max_size=4),
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=LINES, caller=st.sampled_from([ALONE, MEMBER, OPERATOR]), place=st.sampled_from([CONSOLE, GROUP]))
def test_no_line_breaks_it(
    stocked: Talk, caplog: pytest.LogCaptureFixture, line: str, caller: object, place: Place
) -> None:
    told = asyncio.run(stocked.ask(line, caller, place))
    assert not told.startswith("That went wrong"), caplog.text
    assert not caplog.records


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["person", "article", "zone", "command", "alert", "timetable", "", "other"]),
    typed=st.text(max_size=40) | st.sampled_from(["prigozin", "Ber", "1", "/wh", "daily"]),
)
def test_suggestions_are_few_short_and_never_fail(stocked: Talk, kind: str, typed: str) -> None:
    offered = asyncio.run(stocked.reception.suggest(CONSOLE, kind, typed))
    assert len(offered) <= 25
    assert len(set(offered)) == len(offered)
    assert all(0 < len(one) <= 100 for one in offered)


@pytest.mark.parametrize(
    ("kind", "typed", "offered"),
    [
        ("person", "prigozin", "Yevgeny Prigozhin"),
        ("person", "", "Vladimir Putin"),
        ("person", "p", "Vladimir Putin"),
        ("person", "Sergei S", "Sergei Shoigu"),
        ("person", "federal sec", "Federal Security Service"),
        ("zone", "berl", "Europe/Berlin"),
        ("zone", "new y", "America/New_York"),
        ("command", "/dig", "digest"),
        ("timetable", "week", "weekdays 7:30"),
    ],
)
async def test_suggestions(stocked: Talk, kind: str, typed: str, offered: str) -> None:
    assert offered in await stocked.reception.suggest(CONSOLE, kind, typed)


async def test_a_new_place_is_greeted_once(talk: Talk) -> None:
    greeting = await talk.reception.let_in(GROUP)
    assert greeting is not None
    assert flat(greeting).startswith("This is newsdesk\n")
    assert await talk.reception.let_in(GROUP) is None


async def test_a_place_that_shut_the_desk_out_is_parked_and_comes_back_as_it_was(talk: Talk) -> None:
    topic = replace(GROUP, thread="7")
    await talk.ask("/digest daily 08:00", ADMIN, topic)
    await talk.ask("/alert add bridge", ADMIN, topic)
    await talk.reception.shut_out(GROUP)
    assert state(talk, topic) is PlaceState.PARKED
    back = await talk.reception.let_in(topic)
    assert back is not None
    assert flat(back).startswith(
        "I am back, with the settings and 1 alert you had. The digest comes every day at 08:00 (UTC)."
    )
    assert state(talk, topic) is PlaceState.ACTIVE


@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize("greet", [False, True])
async def test_a_chat_that_lets_the_desk_in_again_wakes_all_its_topics(
    talk: Talk, known: bool, greet: bool
) -> None:
    topics = [replace(GROUP, thread=thread) for thread in ("7", "8")]
    elsewhere = replace(GROUP, chat="-5", thread="7")
    await talk.ask("/digest daily 08:00", ADMIN, topics[0])
    await talk.ask("/alert add bridge", ADMIN, topics[0])
    await talk.ask("/alert add ferry", ADMIN, topics[1])
    await talk.ask("/alert add bridge", ADMIN, elsewhere)
    if known:
        await talk.ask("/latest", ADMIN, GROUP)
    await talk.reception.shut_out(GROUP)
    await talk.reception.shut_out(replace(elsewhere, thread=""))
    back = await talk.reception.let_in(GROUP, greet=greet)
    assert back is not None
    assert flat(back).startswith(
        "I am back, with the settings and 2 alerts you had. The digest comes every day at 08:00 (UTC)."
    )
    assert [state(talk, topic) for topic in topics] == [PlaceState.ACTIVE] * 2
    assert state(talk, GROUP) is PlaceState.ACTIVE
    assert state(talk, elsewhere) is PlaceState.PARKED
    assert await talk.reception.let_in(GROUP) is None


CHANNEL = Place(network=Network.TELEGRAM, chat="-100777")


def channel(talk: Talk) -> PlaceRecord:
    with talk.desk.store.read() as tx:
        known = places.get(tx, CHANNEL)
    assert known is not None
    return known


async def test_a_channel_of_the_settings_gets_its_digest_until_told_otherwise(talk: Talk) -> None:
    talk.take_in(ARTICLE)
    await talk.reception.named(CHANNEL)
    assert channel(talk).timetable == "daily 08:00"
    assert channel(talk).next_due is not None
    assert channel(talk).digest_after == 0, "what came in since the desk opened is new"
    await talk.ask("/digest off", ADMIN, CHANNEL)
    await talk.reception.named(CHANNEL)
    assert channel(talk).timetable == ""


async def test_a_channel_that_let_the_desk_in_first_gets_its_digest_when_it_is_named(talk: Talk) -> None:
    await talk.reception.let_in(CHANNEL)
    assert channel(talk).timetable == ""
    await talk.reception.named(CHANNEL)
    assert channel(talk).timetable == "daily 08:00"


async def test_what_was_set_in_a_channel_before_it_was_named_stays(talk: Talk) -> None:
    await talk.ask("/digest weekdays 7:30", ADMIN, CHANNEL)
    before = channel(talk)
    await talk.reception.named(CHANNEL)
    assert channel(talk) == replace(before, named=True)
    await talk.ask("/digest off", ADMIN, CHANNEL)
    await talk.reception.named(CHANNEL)
    assert channel(talk).timetable == ""


async def test_whoever_is_heard_from_a_parked_place_wakes_it(talk: Talk) -> None:
    await talk.ask("/digest daily 08:00", ADMIN, GROUP)
    await talk.reception.shut_out(GROUP)
    talk.later(days=3)
    told = await talk.ask("/digest", MEMBER, GROUP)
    assert told.startswith("The digest comes every day at 08:00 (UTC). Next today at 08:00, in 2 hours.")
    assert state(talk, GROUP) is PlaceState.ACTIVE
    await talk.ask("/stop", ADMIN, GROUP)
    await talk.ask("/digest", MEMBER, GROUP)
    assert state(talk, GROUP) is PlaceState.STOPPED


async def test_a_stopped_place_stays_stopped_when_let_in(talk: Talk) -> None:
    await talk.ask("/stop", ADMIN, GROUP)
    await talk.reception.shut_out(GROUP)
    assert await talk.reception.let_in(GROUP) is None
    assert state(talk, GROUP) is PlaceState.STOPPED


async def test_a_move_takes_settings_along(talk: Talk) -> None:
    await talk.ask("/digest daily 08:00", ADMIN, GROUP)
    await talk.reception.moved(GROUP, "-100999")
    assert "every day at 08:00" in await talk.ask("/digest", ADMIN, replace(GROUP, chat="-100999"))


def state(talk: Talk, place: Place) -> PlaceState:
    with talk.desk.store.read() as tx:
        known = places.get(tx, place)
    assert known is not None
    return known.state


async def test_two_networks_get_the_same_words(stocked: Talk) -> None:
    for line in ("/who Prigozhin", "/latest", "/help alert", "/search treason"):
        console = await stocked.ask(line)
        discord = await stocked.ask(line, ALONE, Place(network=Network.DISCORD, chat="5"))
        assert console.splitlines()[0] == discord.splitlines()[0]
