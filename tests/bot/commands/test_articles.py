"""/latest, /read and /search."""

import re

import pytest

from tests.bot.talk import ALONE, CONSOLE, GROUP, MEMBER, Talk, marks

FIRST = "A Russian mercenary army is currently at odds with the country's military"


async def number_of(talk: Talk, title: str) -> str:
    listing = await talk.ask("/latest")
    return next(line.split()[0] for line in listing.splitlines() if title in line)


async def test_latest_lists_newest_first_with_dates(seeds: Talk) -> None:
    told = await seeds.ask("/latest")
    assert told.startswith("2 articles\n")
    assert told.splitlines()[2] == "   date not given"
    assert FIRST in told.splitlines()[3]
    assert told.splitlines()[4] == "   24 June 2023"
    assert "[Read 1: /read 1]" in told


async def test_latest_n(seeds: Talk) -> None:
    assert (await seeds.ask("/latest 1")).startswith("The newest 1 of 2 articles\n")
    assert (await seeds.ask("/latest many")).startswith("How many?")
    assert (await seeds.ask("/latest 0")).startswith("How many?")
    assert (await seeds.ask("/latest 999999999")).startswith("2 articles")


async def test_read_works_before_anything_was_listed(empty: Talk) -> None:
    assert await empty.ask("/read 1") == "No article has come in yet."
    empty.take_in("The mayor of the town opened a bridge. It is long.")
    assert (await empty.ask("/read 1")).startswith("1  The mayor of the town opened a bridge")


async def test_latest_of_nothing(empty: Talk) -> None:
    assert (await empty.ask("/latest")).startswith("No article has come in yet.")


async def test_numbers_stay_with_their_articles_in_a_place(empty: Talk) -> None:
    empty.take_in("The mayor opened a bridge. It is long.")
    await empty.ask("/latest")
    empty.take_in("The miners struck at dawn. They want more pay.")
    told = await empty.ask("/latest")
    assert re.match(r"2 articles\n2  The miners.*\n   date not given\n1  The mayor", told)
    assert (await empty.ask("/latest", MEMBER, GROUP)).startswith("2 articles\n1  The miners")


async def test_read_shows_origin_summary_quotes_and_people(seeds: Talk) -> None:
    number = await number_of(seeds, FIRST)
    told = await seeds.ask(f"/read {number}")
    lines = told.splitlines()
    assert lines[0].startswith(f"{number}  {FIRST}")
    assert lines[1] == "24 June 2023 · taken in today at 06:00 · 000_337d924ac0678031.txt"
    assert "\nQuotes\n“Those who destroyed our lads" in told
    assert "— Yevgeny Prigozhin" in told
    assert "People: Yevgeny Prigozhin " in told
    assert f"[Show in the source: /read {number} source]" in told
    assert "Federal Security Service" in told or "FSB" in told


async def test_read_source_shows_each_piece_in_its_place(seeds: Talk) -> None:
    number = await number_of(seeds, FIRST)
    reply = await seeds.reply(f"/read {number} source")
    assert reply is not None
    told = await seeds.ask(f"/read {number} source")
    raw = next(path for path in seeds.raw if path.startswith(" date"))
    places = [tuple(map(int, m)) for m in re.findall(r" · characters (\d+)–(\d+)", told)]
    assert places
    shown = " ".join(marks(reply))
    for start, end in places:
        assert " ".join(raw[start:end].split()) in shown


async def test_read_source_goes_over_pages(seeds: Talk) -> None:
    number = await number_of(seeds, FIRST)
    first = await seeds.ask(f"/read {number} source")
    assert "page 1 of" in first
    more = first.split("[More: ")[1].split("]")[0]
    assert "page 2 of" in await seeds.ask(more)
    assert "page 1 of" in await seeds.ask(f"/read {number} source 0")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/read", "Give the number of an article, for example /read 1."),
        ("/read one", "Give the number of an article"),
        ("/read 99", "There is no article 99 here; the newest is 2. /latest lists them."),
        ("/read 999999999999999999999", "Give the number of an article"),
        ("/read 1 sauce", "Try /read 1, or /read 1 source."),
        ("/read -1", "Give the number of an article"),
    ],
)
async def test_read_of_what_is_not_there(seeds: Talk, asked: str, said: str) -> None:
    await seeds.ask("/latest")
    assert (await seeds.ask(asked)).startswith(said)


async def test_read_takes_what_the_suggestions_offer(seeds: Talk) -> None:
    await seeds.ask("/latest")
    offered = await seeds.reception.suggest(CONSOLE, "article", "mercenary army")
    assert len(offered) == 1
    assert FIRST in await seeds.ask(f"/read {offered[0]}")
    assert " · characters " in await seeds.ask(f"/read {offered[0]} source")


async def test_a_file_that_is_gone_and_a_new_version_are_said(empty: Talk) -> None:
    empty.take_in("The mayor opened a bridge. It is long.", "bridge.txt")
    empty.later(hours=2)
    empty.take_in("The mayor opened a bridge. It is very long.", "bridge.txt")
    empty.desk.file_gone(str(empty.folder / "bridge.txt"), empty.now)
    empty.later(days=1)
    assert "\n   date not given · file gone" in await empty.ask("/latest")
    assert (
        "taken in yesterday at 06:00 · bridge.txt (file gone) · changed yesterday at 08:00 · version 2"
        in await empty.ask("/read 1")
    )


DENIED = (
    "The harbour of the town was closed for a week in spring. Mayor Elena Petrova denied on Monday that "
    "she had met the owner of the ferry company. He claimed that Petrova had promised him the new pier."
)


async def test_reported_speech_is_never_shown_without_the_words_that_report_it(empty: Talk) -> None:
    empty.take_in(DENIED)
    told = await empty.ask("/read 1")
    reported = told.split("\nReported, not verbatim\n")[1].splitlines()
    assert reported[0] == (
        "Mayor Elena Petrova denied on Monday that she had met the owner of the ferry company."
    )
    assert not any(line.startswith(("she had", "Petrova had")) for line in reported)


async def test_organisations_are_called_so(seeds: Talk) -> None:
    told = await seeds.ask("/read 1") + await seeds.ask("/read 2")
    assert "\nOrganisations: Wagner " in told
    assert "Bodies" not in told


async def test_search_marks_what_was_found(seeds: Talk) -> None:
    reply = await seeds.reply("/search ammunition", ALONE)
    told = await seeds.ask("/search ammunition")
    assert reply is not None
    assert told.startswith("“ammunition” · 1 article\n")
    assert "ammunition" in told.splitlines()[3]
    assert "[Read " in told


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/search", "Search for what?"),
        ("/search marmalade", "No article has “marmalade”."),
        ('/search "', "Search for what?"),
        ("/search mut", "No article has “mut”."),
        ("/search ammunition page 2", "There are no more of these."),
        ("/search -mutiny", "I do not understand the “-” before a word yet"),
        ("/search treason NOT mutiny", "I do not understand NOT yet"),
        ("/search treason OR mutiny", "I do not understand OR yet"),
        ("/search who:Putin", "I do not understand “who:” yet"),
    ],
)
async def test_search_without_a_find(seeds: Talk, asked: str, said: str) -> None:
    assert (await seeds.ask(asked)).startswith(said)


async def test_search_goes_over_pages(empty: Talk) -> None:
    for number in range(7):
        empty.take_in(f"The mayor opened bridge {number}. It is long.")
    told = await empty.ask("/search bridge")
    assert told.startswith("“bridge” · 7 articles\n")
    assert "page 1 of 2" in told
    assert "[More: /search bridge page 2]" in told
    second = await empty.ask("/search bridge page 2")
    assert len(re.findall(r"^\d+  ", second, re.MULTILINE)) == 2


async def test_a_misspelt_name_in_a_search_leads_to_the_person(seeds: Talk) -> None:
    assert "[Who is Yevgeny Prigozhin: /who #" in await seeds.ask("/search prigozin")
