"""/who, /quotes, /people and plain names."""

import pytest

from bot.commands.people import QUOTES
from tests.bot.talk import GROUP, MEMBER, Talk


async def test_who_tells_spellings_roles_quotes_and_company(seeds: Talk) -> None:
    told = await seeds.ask("/who prigozin")
    assert told.startswith("Yevgeny Prigozhin   (you wrote “prigozin”)\nspelt in the articles: ")
    for spelling in ("Priozhin 1", "Prighozhin 1", "Priogzhin 1"):
        assert spelling in told
    assert "2 articles, 22 mentions · last 24 Jun 2023" in told
    assert "62 in June 2023" in told
    assert "\nSays\n“" in told
    assert "\nOf Prigozhin\n“" in told
    assert "\nWith\n" in told
    assert "Vladimir Putin" in told.split("\nWith\n")[1]
    assert "All quotes of Prigozhin: /quotes Prigozhin" in told
    assert "Tell me of new articles with this name: /alert add Prigozhin" in told


async def test_who_asked_by_a_spelling_of_the_articles_does_not_point_it_out(seeds: Talk) -> None:
    assert (await seeds.ask("/who Priozhin")).startswith("Yevgeny Prigozhin\n")


@pytest.mark.parametrize(
    "asked", ["shoigu", "SHOIGU", "sergei", "Shoigu’s", "Shoigu Sergei", "SERGEI SHOIGU"]
)
async def test_a_part_of_the_name_in_any_case_is_no_misspelling(empty: Talk, asked: str) -> None:
    empty.take_in(
        "“We are ready,” Defence Minister Sergei Shoigu said on Monday. Sergei Shoigu left at noon."
    )
    assert (await empty.ask(f"/who {asked}")).startswith("Sergei Shoigu\n")


@pytest.mark.parametrize("asked", ["prigozin", "Пригожин", "prig"])
async def test_what_is_not_so_in_the_articles_is_pointed_out(seeds: Talk, asked: str) -> None:
    assert (await seeds.ask(f"/who {asked}")).startswith(f"Yevgeny Prigozhin   (you wrote “{asked}”)\n")


async def test_the_beginning_of_a_name_is_somebody_or_a_choice(seeds: Talk) -> None:
    assert (await seeds.ask("/who yevgeny prig")).startswith("Yevgeny Prigozhin")
    assert (await seeds.ask("/quotes prig ammunition")).startswith("Yevgeny Prigozhin says with “ammunition”")
    assert (await seeds.ask("who is prig?")).startswith("Yevgeny Prigozhin")
    told = await seeds.ask("/who vlad")
    assert told.startswith("Which one?\n")
    assert "Vladimir Putin" in told
    assert "Vladimir Alekseev" in told
    assert (await seeds.ask("/who pri")).startswith("I know nobody called “pri”."), (
        "three letters are too few"
    )
    assert (await seeds.ask("prig")).startswith("Yevgeny Prigozhin")


@pytest.mark.parametrize(
    "line", ["/who Xyzzyqq", "/quotes Xyzzyqq treason", "/search xyzzyqq", "who is Xyzzyqq?", "Good Morning"]
)
async def test_a_name_is_looked_for_without_holding_up_the_writer(seeds: Talk, line: str) -> None:
    with seeds.desk.store.begin():  # an article is being taken in
        told = await seeds.ask(line)
    assert told.startswith(("I know nobody called “Xyzzyqq", "No article has “xyzzyqq”", "Send me a name"))


async def test_a_name_has_few_words_and_the_rest_is_what_was_said(seeds: Talk) -> None:
    told = await seeds.ask("/quotes yevgeny prigozin if there is no ammunition then we will leave")
    assert told.startswith("Yevgeny Prigozhin says with “if there is no ammunition then we will leave”\n“")


async def test_quotes_in_a_profile_come_from_more_than_one_article(seeds: Talk) -> None:
    says = (await seeds.ask("/who Prigozhin")).split("\nSays\n")[1].split("\nOf Prigozhin\n")[0]
    assert "24 Jun 2023 · /read" in says
    assert "undated · /read" in says


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("/who", "Who? For example /who Prigozhin."),
        ("/who    ", "Who? For example"),
        ("/who Xyzzy", "I know nobody called “Xyzzy”."),
        ("/who #999999", "I know nobody called “#999999”."),
        ("/who 💥", "I know nobody called “💥”."),
    ],
)
async def test_who_is_not_found(seeds: Talk, asked: str, said: str) -> None:
    told = await seeds.ask(asked)
    assert told.startswith(said)
    assert "/people" in told


async def test_a_person_by_id(seeds: Talk) -> None:
    button = (await seeds.ask("/quotes Shoigu")).split("/who #")[1].split("]")[0]
    assert (await seeds.ask(f"/who #{button}")).startswith("Sergei Shoigu\n")


async def test_an_ambiguous_name_asks_which(seeds: Talk) -> None:
    told = await seeds.ask("/who Sergei")
    assert told.startswith("Which one?\n1  Sergei ")
    assert "[Sergei Shoigu: /who #" in told
    assert "[Sergei Sobyanin: /who #" in told


async def test_quotes(seeds: Talk) -> None:
    told = await seeds.ask("/quotes Prigozhin")
    assert told.startswith("Yevgeny Prigozhin says\n“")
    assert "Soldiers should not die because of the absolute stupidity of their leadership" in told
    assert "speaker unclear" not in told


async def test_quotes_go_over_pages_without_gap_or_repeat(seeds: Talk) -> None:
    first = await seeds.ask("/quotes Prigozhin")
    more = first.split("[More: ")[1].split("]")[0]
    second = await seeds.ask(more)
    quotes = [line for told in (first, second) for line in told.splitlines() if line.startswith("“")]
    assert len(quotes) == len(set(quotes)) > 8
    assert "· page 2" in second


@pytest.mark.parametrize("asked", ["/quotes Prigozhin ammunition", "/quotes prigozin ammunition"])
async def test_quotes_with_a_word(seeds: Talk, asked: str) -> None:
    told = await seeds.ask(asked)
    assert told.startswith("Yevgeny Prigozhin says with “ammunition”\n“")
    assert all("ammunition" in line for line in told.splitlines() if line.startswith("“"))


async def test_a_full_name_is_no_word(seeds: Talk) -> None:
    assert (await seeds.ask("/quotes yevgeny prigozin")).startswith("Yevgeny Prigozhin says\n")


async def test_a_word_nobody_said(seeds: Talk) -> None:
    told = await seeds.ask("/quotes Prigozhin marmalade")
    assert told.startswith("No quote of Yevgeny Prigozhin has “marmalade”.")
    assert "[All quotes: /quotes #" in told


async def test_people_in_the_news(seeds: Talk) -> None:
    told = await seeds.ask("/people")
    assert told.startswith(
        "People in articles taken in during the last 7 days\nYevgeny Prigozhin  in 2 articles\nVladimir Putin"
    )
    assert (await seeds.ask("/people soon")).startswith("How many days back?")


@pytest.mark.parametrize(
    "text", ["Prigozhin", "who is Prigozhin?", "Who’s Prigozhin", "prigozhin?", "What did Prigozhin say?"]
)
async def test_plain_text_in_private_is_a_question_after_somebody(seeds: Talk, text: str) -> None:
    assert (await seeds.ask(text)).startswith("Yevgeny Prigozhin\n")


@pytest.mark.parametrize("text", ["good morning to all of you", "?", "…", "x" * 5000])
async def test_other_plain_text_gets_one_line_of_help(seeds: Talk, text: str) -> None:
    assert (await seeds.ask(text)).startswith("Send me a name, or /latest for the newest articles;")


async def test_plain_text_in_company_is_not_for_the_desk(seeds: Talk) -> None:
    assert await seeds.ask("Prigozhin", MEMBER, GROUP) == ""


async def test_who_leaves_out_a_date_that_is_not_there_and_an_empty_heading(empty: Talk) -> None:
    empty.take_in(
        "Mayor Elena Petrova opened the pier on Monday. It is long.\n\n"
        "Later Sergei Volkov, who owns the ferries, left the island."
    )
    told = await empty.ask("/who Petrova")
    assert "1 article, 1 mention\n" in told
    assert "last" not in told
    assert "\nWith\n" not in told
    assert "\nIn the same articles: Sergei Volkov\n" in told


async def test_the_examples_of_quotes_find_something_in_the_seeds(seeds: Talk) -> None:
    for example in (*QUOTES.examples, "/quotes Putin 1917"):
        assert " says" in (await seeds.ask(example)).splitlines()[0], example
