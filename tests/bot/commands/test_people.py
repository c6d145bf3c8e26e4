"""/who, /quotes, /people and plain names."""

import pytest

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
    assert "Tell me when Prigozhin is in the news: /alert add Prigozhin" in told


async def test_who_asked_by_a_spelling_of_the_articles_does_not_point_it_out(seeds: Talk) -> None:
    assert (await seeds.ask("/who Priozhin")).startswith("Yevgeny Prigozhin\n")


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
    assert told.startswith("In the news, the last 7 days\nYevgeny Prigozhin  in 2 articles\nVladimir Putin")
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
