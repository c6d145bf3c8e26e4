"""/digest, /timezone, /start, /stop: what a place is told, and who may change it."""

import pytest

from bot.places import Place
from bot.store import places
from bot.store.records import PlaceRecord, PlaceState
from tests.bot.talk import ADMIN, ALONE, CONSOLE, GROUP, MEMBER, OPERATOR, SERVER, Talk

BRIDGE = "The mayor opened a bridge. It is long."
MINE = "The miners struck at dawn. They want more pay."


def record(talk: Talk, place: Place = CONSOLE) -> PlaceRecord:
    with talk.desk.store.read() as tx:
        known = places.get(tx, place)
    assert known is not None
    return known


async def test_a_daily_digest_says_when_it_comes(empty: Talk) -> None:
    told = await empty.ask("/digest daily 08:00")
    assert told.startswith("The digest comes every day at 08:00 (UTC). Next today at 08:00, in 2 hours.")
    assert "[Switch it off: /digest off]" in told
    assert record(empty).timetable == "daily 08:00"
    assert record(empty).next_due == empty.now.replace(hour=8)


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("/digest weekdays 7:30", "weekdays 07:30"),
        ("/digest weekly mon 09:00", "weekly mon 09:00"),
        ("/digest every 6 hours", "every 6 hours"),
        ("/digest every 6", "every 6 hours"),
        ("/digest Daily at 8", "daily 08:00"),
        ("/DIGEST daily 08:00", "daily 08:00"),
    ],
)
async def test_timetables_as_people_write_them(empty: Talk, asked: str, stored: str) -> None:
    assert (await empty.ask(asked)).startswith("The digest comes ")
    assert record(empty).timetable == stored


async def test_a_timetable_that_is_none_is_refused_with_examples(empty: Talk) -> None:
    told = await empty.ask("/digest whenever you like")
    assert "daily 08:00" in told
    assert record_or_none(empty) is None or record(empty).timetable == ""


def record_or_none(talk: Talk) -> PlaceRecord | None:
    with talk.desk.store.read() as tx:
        return places.get(tx, CONSOLE)


async def test_digest_alone_shows_the_schedule_and_what_waits(empty: Talk) -> None:
    await empty.ask("/digest daily 08:00")
    empty.take_in(BRIDGE)
    told = await empty.ask("/digest")
    assert told.startswith("The digest comes every day at 08:00 (UTC). Next today at 08:00, in 2 hours.")
    assert "1 article is waiting for it:\n1  The mayor opened a bridge" in told
    assert await empty.ask("/digest show") == told


async def test_digest_without_a_schedule_offers_one(empty: Talk) -> None:
    told = await empty.ask("/digest")
    assert told.startswith("No digest is scheduled here.\nSwitch it on: /digest daily 08:00")
    assert "Nothing is waiting for it yet." in told


async def test_a_new_place_starts_from_now_and_may_ask_for_the_rest(empty: Talk) -> None:
    empty.take_in(BRIDGE)
    told = await empty.ask("/digest daily 08:00")
    assert "It starts from now. 1 article is here already: /digest backlog" in told
    assert (await empty.ask("/digest now")).startswith("Nothing is new since the last digest here.")
    assert (await empty.ask("/digest backlog")).startswith(
        "All that is at hand · Saturday 24 June 2023 · 1 article"
    )


async def test_digest_now_is_a_digest_and_counts_as_told(empty: Talk) -> None:
    await empty.ask("/start")
    empty.take_in(BRIDGE)
    told = await empty.ask("/digest now")
    assert told.startswith(
        "Morning digest · Saturday 24 June 2023 · 1 new article\n1  The mayor opened a bridge"
    )
    assert (await empty.ask("/digest now")).startswith("Nothing is new since the last digest here.")


async def test_a_member_s_look_at_the_digest_takes_nothing_from_the_group(empty: Talk) -> None:
    await empty.ask("/start", MEMBER, GROUP)
    empty.take_in(BRIDGE)
    reply = await empty.reply("/digest now", MEMBER, GROUP)
    assert reply is not None
    assert reply.private
    assert "1 new article" in await empty.ask("/digest now", MEMBER, GROUP)
    assert await empty.ask("/digest now", ADMIN, GROUP) == "", "it comes by the outbox"
    assert (await empty.ask("/digest now", MEMBER, GROUP)).startswith("Nothing is new")


async def test_off_and_on_again(empty: Talk) -> None:
    assert (await empty.ask("/digest off")).startswith("No digest was scheduled here.")
    await empty.ask("/digest weekly mon 09:00")
    told = await empty.ask("/digest off")
    assert told.startswith("The digest is off here.")
    assert "[On again: /digest weekly mon 09:00]" in told
    assert record(empty).next_due is None


async def test_what_to_say_when_nothing_is_new(empty: Talk) -> None:
    await empty.ask("/digest always")
    assert record(empty).say_when_nothing
    await empty.ask("/digest quiet")
    assert not record(empty).say_when_nothing


@pytest.mark.parametrize(
    "line",
    [
        "/digest daily 08:00", "/digest off", "/digest backlog", "/digest quiet", "/digest always",
        "/timezone Berlin", "/stop", "/alert add mutiny", "/alert remove 1",
    ],
)  # fmt: skip
async def test_only_admins_change_a_group(empty: Talk, line: str) -> None:
    told = await empty.ask(line, MEMBER, GROUP)
    assert told.startswith("Only an admin of this chat can ")
    assert "In a private chat or direct message with me" in told
    assert (await empty.ask(line, MEMBER, SERVER)).startswith("Only somebody who may manage this server can ")
    assert not (await empty.ask(line, ADMIN, GROUP)).startswith("Only ")


@pytest.mark.parametrize("line", ["/digest", "/alerts", "/timezone", "/latest", "/help", "/start", "/status"])
async def test_everybody_may_look(empty: Talk, line: str) -> None:
    told = await empty.ask(line, MEMBER, GROUP)
    assert told
    assert not told.startswith("Only ")


async def test_a_zone_by_its_city_says_what_eight_o_clock_means(empty: Talk) -> None:
    empty.later(hours=-3, minutes=-12)
    told = await empty.ask("/timezone Berlin")
    assert told == "Europe/Berlin it is: 04:48 there now. 08:00 there is in 3 hours 12 minutes."
    assert record(empty).zone == "Europe/Berlin"


async def test_a_zone_moves_the_next_digest(empty: Talk) -> None:
    await empty.ask("/digest daily 08:00")
    told = await empty.ask("/timezone America/New_York")
    assert (
        told == "America/New_York it is: 02:00 there now. The next digest comes today at 08:00, in 6 hours."
    )
    assert record(empty).next_due == empty.now.replace(hour=12)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("europe/berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Munich", "Europe/Berlin"),
        ("Kyiv", "Europe/Kyiv"),
        ("UTC", "UTC"),
        ("utc+2", "Etc/GMT-2"),
        ("GMT -5", "Etc/GMT+5"),
    ],
)
async def test_zones_as_people_write_them(empty: Talk, typed: str, zone: str) -> None:
    assert (await empty.ask(f"/timezone {typed}")).startswith(f"{zone} it is: ")


async def test_an_unknown_zone_gets_the_nearest(empty: Talk) -> None:
    told = await empty.ask("/timezone Berln")
    assert told.startswith("I know no time zone “Berln”. Did you mean Europe/Berlin?")
    assert "[Europe/Berlin: /timezone Europe/Berlin]" in told
    assert "Name a large city" in await empty.ask("/timezone Qqqqq")


async def test_timezone_alone_tells_the_clock(empty: Talk) -> None:
    told = await empty.ask("/timezone")
    assert told == "This chat goes by UTC, where it is 06:00. Change it: /timezone Berlin"


async def test_the_zone_that_is_set_is_not_offered(empty: Talk) -> None:
    await empty.ask("/timezone Berlin")
    told = await empty.ask("/timezone")
    assert told == "This chat goes by Europe/Berlin, where it is 08:00. Change it: /timezone New York"
    assert "Another zone: /timezone New York" in await empty.ask("/start")
    assert "/timezone Berlin" not in await empty.ask("/digest daily 08:00")


async def test_start_says_what_it_does_and_offers_a_digest(empty: Talk) -> None:
    told = await empty.ask("/start")
    assert told.startswith("This is newsdesk\nI read the articles that come in")
    assert "[Daily at 08:00: /digest daily 08:00]" in told
    assert "at 08:00 UTC? Another zone: /timezone Berlin" in told
    assert "commands only" in await empty.ask("/start", MEMBER, GROUP)
    await empty.ask("/digest daily 08:00")
    assert "The digest comes every day at 08:00 (UTC)." in await empty.ask("/start")


async def test_stop_keeps_settings_and_start_brings_them_back(empty: Talk) -> None:
    await empty.ask("/digest daily 08:00")
    await empty.ask("/alert add mutiny")
    assert (await empty.ask("/stop")).startswith("I will be quiet here from now on: no digests, no alerts.")
    assert (await empty.ask("/stop")).startswith("I am quiet here already.")
    assert record(empty).state is PlaceState.STOPPED
    assert "I am stopped here" in await empty.ask("/digest")
    empty.later(hours=5)
    told = await empty.ask("/start")
    assert told.startswith(
        "I am back, with the settings and 1 alert you had. The digest comes every day at 08:00"
    )
    assert record(empty).state is PlaceState.ACTIVE
    assert record(empty).next_due == empty.now.replace(day=25, hour=8)


async def test_status_is_short_for_all_and_whole_for_the_operator(seeds: Talk) -> None:
    told = await seeds.ask("/status", ALONE)
    assert told.startswith(
        "Status\n2 articles, the newest taken in today at 06:00.\nNo digest is scheduled here."
    )
    assert "Oldest unsent" not in told
    whole = await seeds.ask("/status", OPERATOR)
    assert "2 files read, 0 set aside, 0 gone." in whole
    assert "Oldest unsent message: none." in whole


async def test_help_names_every_command_and_explains_each(empty: Talk) -> None:
    from bot.commands import COMMANDS

    told = await empty.ask("/help")
    for command in COMMANDS:
        parts = command.subcommands if len(command.subcommands) <= 3 else ()
        assert all(part.summary in told for part in parts or (command,))
        more = await empty.ask(f"/help {command.name}")
        assert more.startswith(f"/{command.name}\n")
        assert all(example in more for example in command.examples)
        assert len(command.summary) <= 100
    assert (await empty.ask("/help /digest")).startswith("/digest\n")
    assert (await empty.ask("/help digst")).startswith("I do not know “digst”. Did you mean /digest?")
    assert await empty.ask("/help qqqqq") == f"I do not know “qqqqq”.\n{told}"


async def test_help_shows_what_each_command_takes_and_what_is_for_admins(empty: Talk) -> None:
    told = (await empty.ask("/help")).splitlines()
    for line in (
        "/latest [N]  ", "/who NAME  ", "/quotes NAME [WORD]  ", "/read ARTICLE [source]  ", "/alerts  ",
        "/alert add WORDS *  ", "/alert remove NUMBER *  ", "/timezone [ZONE] *  ", "/stop *  ",
        "/digest [now | daily 08:00 | ",
        "* In groups, channels and servers only admins may change this.",
    ):  # fmt: skip
        assert sum(shown.startswith(line) for shown in told) == 1, line


async def test_every_example_in_the_help_is_understood(seeds: Talk) -> None:
    from bot.commands import COMMANDS

    await seeds.ask("/latest")
    for command in COMMANDS:
        if command.changes:
            continue
        for example in command.examples:
            told = await seeds.ask(example)
            assert told, example
            assert not told.startswith(("I do not know", "That went wrong")), example
