"""The digest of a place."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.digest import Digest, build, build_backlog, reply
from bot.reply import Card, Lines, Paragraph, Quotation, Reply
from bot.store import places
from bot.store.records import PlaceRecord
from tests.bot.talk import CONSOLE, MORNING, Talk, flat
from tests.conftest import SEEDS

NO_DATE, DATED = sorted(SEEDS.glob("*.txt"), reverse=True)


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    talk = Talk(tmp_path)
    with talk.desk.store.begin() as tx:
        places.ensure(tx, CONSOLE, now=MORNING, zone="UTC")
    yield talk
    talk.close()


def place(talk: Talk) -> PlaceRecord:
    with talk.desk.store.read() as tx:
        known = places.get(tx, CONSOLE)
    assert known is not None
    return known


def digest(talk: Talk, **changes: object) -> Digest | None:
    with talk.desk.store.read() as tx:
        return build(tx, replace(place(talk), **changes), talk.now)


def told(talk: Talk, **changes: object) -> Reply:
    found = digest(talk, **changes)
    assert found is not None
    with talk.desk.store.begin() as tx:
        return reply(tx, found)


def read_seeds(talk: Talk) -> None:
    for path in (NO_DATE, DATED):
        talk.take_in(path.read_text(encoding="utf-8"), path.name)


def test_the_seeds_make_a_morning_digest(talk: Talk) -> None:
    read_seeds(talk)
    answer = told(talk)
    lines = flat(answer).splitlines()
    assert lines[0] == "Morning digest · Saturday 24 June 2023 · 2 new articles"
    cards = [block for block in answer.blocks if isinstance(block, Card)]
    assert [card.number for card in cards] == [1, 2]
    assert [card.subtitle for card in cards] == ["24 June 2023", "date not given"]
    assert [button.command for button in answer.buttons] == ["/read 1", "/read 2"]
    footer = next(block for block in answer.blocks if isinstance(block, Lines))
    assert flat(Reply(blocks=(footer,))).startswith("Read more: /read 1   People: Prigozhin (2), Putin (2)")


def test_each_item_has_a_summary_and_at_most_two_quotes_all_verbatim(talk: Talk) -> None:
    read_seeds(talk)
    raws = [" ".join(raw.split()) for raw in talk.raw]
    for card in (block for block in told(talk).blocks if isinstance(block, Card)):
        quotes = [part for part in card.blocks if isinstance(part, Quotation)]
        assert 1 <= len(quotes) <= 2
        assert all(quote.speaker for quote in quotes)
        assert any(all(" ".join(quote.text.split()) in raw for quote in quotes) for raw in raws)
        summary = card.blocks[0]
        assert isinstance(summary, Paragraph)
        text = summary.text[0].text
        assert not text.startswith(card.title)
        assert text.endswith((".", "”", '"'))


def test_a_summary_goes_on_where_a_cut_title_stopped(talk: Talk) -> None:
    read_seeds(talk)
    cut = next(block for block in told(talk).blocks if isinstance(block, Card) and block.title.endswith("…"))
    [raw] = [raw for raw in talk.raw if cut.title.rstrip(" …") in raw]
    assert isinstance(cut.blocks[0], Paragraph)
    text = cut.blocks[0].text[0].text
    assert text.startswith("… ")
    assert cut.title.rstrip("…") + text.removeprefix("… ") in " ".join(raw.split())


def test_a_sentence_is_whole_where_the_title_is_not_its_beginning(talk: Talk) -> None:
    body = "The old bridge was closed on Monday. Nobody knows for how long.\nIt opened in 1931."
    talk.take_in(f"Old Bridge Over the River Closed Until Spring\n\n{body}")
    [card] = [block for block in told(talk).blocks if isinstance(block, Card)]
    assert card.title == "Old Bridge Over the River Closed Until Spring"
    assert isinstance(card.blocks[0], Paragraph)
    assert card.blocks[0].text[0].text.startswith("The old bridge was closed on Monday.")


def test_capital_link_lines_never_show(talk: Talk) -> None:
    read_seeds(talk)
    shown = flat(told(talk))
    assert "CLICK HERE" not in shown
    assert "PUTIN CLAIMS" not in shown
    assert "UKRAINE READIES" not in shown


def test_nothing_new_is_silence_or_one_line_on_request(talk: Talk) -> None:
    assert digest(talk) is None
    answer = told(talk, say_when_nothing=True)
    assert flat(answer) == (
        "Morning digest · Saturday 24 June 2023 · nothing new\nNothing has come in since the last digest."
    )


def test_at_most_ten_articles_the_rest_counted(talk: Talk) -> None:
    for number in range(13):
        talk.take_in(f"Bridge number {number} was opened by the mayor. It is long.")
    answer = told(talk)
    assert len([block for block in answer.blocks if isinstance(block, Card)]) == 10
    assert "· 13 new articles" in flat(answer)
    assert "3 more articles: /latest 13" in flat(answer)
    assert len(answer.buttons) == 5
    found = digest(talk)
    assert found is not None
    assert found.upto == 13
    assert digest(talk, digest_after=found.upto) is None


def test_one_more_is_one_article(talk: Talk) -> None:
    for number in range(11):
        talk.take_in(f"Bridge number {number} was opened by the mayor. It is long.")
    assert "1 more article: /latest 11" in flat(told(talk))


def test_backlog_is_told_only_on_request(talk: Talk) -> None:
    talk.take_in("The mayor opened a bridge. It is long.", backlog=True)
    assert digest(talk) is None
    with talk.desk.store.begin() as tx:
        answer = reply(tx, build_backlog(tx, place(talk), talk.now))
    assert flat(answer).startswith("All that is at hand · Saturday 24 June 2023 · 1 article\n1  The mayor")


def test_an_article_told_once_is_not_told_again(talk: Talk) -> None:
    talk.take_in("The mayor opened a bridge. It is long.")
    found = digest(talk)
    assert found is not None
    talk.take_in("The miners struck at dawn. They want more pay.")
    second = digest(talk, digest_after=found.upto)
    assert second is not None
    assert [item.article.title for item in second.items] == ["The miners struck at dawn"]


@pytest.mark.parametrize(
    ("zone", "hours", "timetable", "start"),
    [
        ("UTC", 0, "", "Morning digest · Saturday 24 June"),
        ("UTC", 6, "daily 12:00", "Midday digest · Saturday"),
        ("UTC", 9, "", "Afternoon digest · Saturday"),
        ("UTC", 13, "", "Evening digest · Saturday"),
        ("UTC", 19, "", "Night digest · Sunday 25 June"),
        ("Asia/Tokyo", 0, "", "Afternoon digest · Saturday 24 June"),
        ("Pacific/Auckland", 8, "", "Night digest · Sunday 25 June"),
        ("UTC", 0, "weekly mon 09:00", "Weekly digest · Saturday"),
    ],
)
def test_it_is_called_by_the_hour_of_the_place(
    talk: Talk, zone: str, hours: int, timetable: str, start: str
) -> None:
    talk.take_in("The mayor opened a bridge. It is long.")
    talk.now = MORNING + timedelta(hours=hours)
    assert flat(told(talk, zone=zone, timetable=timetable)).startswith(start)


async def test_a_due_digest_reaches_the_outbox_once(talk: Talk) -> None:
    await talk.ask("/digest daily 08:00")
    talk.take_in("The mayor opened a bridge. It is long.")
    talk.later(hours=2)
    assert talk.desk.send_due_digests(talk.now) == 1
    assert talk.desk.send_due_digests(talk.now) == 0
    assert (await talk.ask("/digest now")).startswith("Nothing is new since the last digest here.")


def test_people_are_named_in_one_way(talk: Talk) -> None:
    talk.take_in(
        "Mayor Elena Petrova met Sergei Volkov on Monday. Petrova said the pier was safe. "
        "The harbour master, Ursula von der Berg, agreed with Petrova. Sergei Volkov did not. "
        "Ursula von der Berg left early."
    )
    shown = flat(told(talk)).split("People: ")[1].splitlines()[0]
    assert sorted(name.partition(" (")[0] for name in shown.split(", ")) == [
        "Petrova",
        "Volkov",
        "von der Berg",
    ]


def test_two_of_one_name_are_named_in_full(talk: Talk) -> None:
    talk.take_in(
        "Mayor Elena Petrova met Maria Petrova on Monday. Elena Petrova said the pier was safe. "
        "Maria Petrova did not agree."
    )
    shown = flat(told(talk)).split("People: ")[1].splitlines()[0]
    assert "Elena Petrova (1)" in shown
    assert "Maria Petrova (1)" in shown
