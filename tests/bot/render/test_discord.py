"""Replies on Discord: within every limit, readable, and nothing in an article links, unfurls or pings."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render.discord import SUPPRESS_EMBEDS, escape, measure, render
from bot.render.harmless import harmless
from bot.reply import (
    Button,
    Card,
    Emphasis,
    Fixed,
    Heading,
    Lines,
    Paragraph,
    Quotation,
    Reply,
    Run,
    code,
    plain,
    say,
    soft,
    strong,
)
from tests.servers.discord_world import faults, length
from tests.servers.specs import DiscordSpec

DIGEST = Reply(
    blocks=(
        Heading(plain("Morning digest · Saturday 24 June 2023 · 2 new articles")),
        Card(
            title="A mercenary army is at odds with the country's military",
            number=1,
            subtitle="24 June 2023",
            blocks=(
                Paragraph(plain("Tensions have risen in the country.")),
                Quotation("There are 25,000 of us", "Yevgeny Prigozhin"),
                Quotation("If gaps open up,\nbe ready", "Malcolm Davis", "24 Jun 2023"),
            ),
        ),
        Card(title="The divisions continue …", number=2, subtitle="date not given"),
        Lines(((*plain("Read more: "), *code("/read 1")), soft("People: Prigozhin (2)"))),
    ),
    buttons=(Button("Read 1", "/read 1"), Button("Read 2", "/read 2")),
)


class Long(str):
    """A long text that a failing test names in a few words."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{len(self)} characters: {self[:20]!r}…>"


NASTY = st.sampled_from(
    [
        "@everyone <@123> <@&1> <#5> <t:1:R> <:a:1> </who:1>",
        "[click](https://evil.example) https://a.example discord.gg/abc :gun:",
        "# head\n- item\n1. one\n> quote\n>>> all\n-# small\n```\ncode\n```",
        "**bold** __under__ ~~gone~~ ||spoiler|| `x` \\*",
        "😀" * 700,
        "a" * 4100,
        "Word and word. " * 400,
        "*" * 2100,
        "\u202eabc\u2066\x00\x1b[31m",
        "",
        " \n ",
    ]
)
TEXT = st.one_of(st.text(max_size=60), NASTY, st.tuples(NASTY, st.text(max_size=9), NASTY).map("".join)).map(
    Long
)
RUNS = st.lists(st.builds(Run, TEXT, st.sampled_from(Emphasis)), max_size=4).map(tuple)
INNER = st.one_of(
    st.builds(Paragraph, RUNS),
    st.builds(Quotation, TEXT, TEXT, TEXT),
    st.builds(Lines, st.lists(RUNS, max_size=4).map(tuple)),
    st.builds(Fixed, TEXT),
)
CARD = st.builds(
    Card,
    title=TEXT,
    number=st.none() | st.integers(0, 10**6),
    subtitle=TEXT,
    blocks=st.lists(INNER, max_size=4).map(tuple),
)
BUTTONS = st.lists(st.builds(Button, TEXT, st.integers(0, 40).map("/read {}".format) | TEXT), max_size=40)
REPLIES = st.builds(
    Reply,
    blocks=st.lists(st.one_of(INNER, CARD, st.builds(Heading, RUNS)), max_size=9).map(tuple),
    buttons=BUTTONS.map(tuple),
)


def texts(payloads: tuple[dict, ...]) -> list[str]:
    """Every text with Markdown, in the order in which it is read."""
    found = []
    for payload in payloads:
        found.append(payload.get("content", ""))
        for embed in payload.get("embeds", []):
            found += [embed.get("title", ""), embed.get("description", "")]
    return [text for text in found if text]


def test_a_digest_is_one_message_with_an_embed_a_card() -> None:
    [payload] = render(DIGEST)
    assert payload["content"] == "**Morning digest · Saturday 24 June 2023 · 2 new articles**"
    assert payload["embeds"] == [
        {
            "title": "1 · A mercenary army is at odds with the country's military",
            "description": "Tensions have risen in the country.\n\n"
            "> “There are 25,000 of us” — Yevgeny Prigozhin\n\n"
            "> “If gaps open up,\n> be ready” — Malcolm Davis · 24 Jun 2023",
            "footer": {"text": "24 June 2023"},
        },
        {"title": "2 · The divisions continue …", "footer": {"text": "date not given"}},
        {"description": "Read more: `/read 1`\nPeople: Prigozhin (2)"},
    ]
    assert [button["custom_id"] for button in payload["components"][0]["components"]] == [
        "nd:/read 1",
        "nd:/read 2",
    ]
    assert payload["allowed_mentions"] == {"parse": []}
    assert "flags" not in payload


def test_a_short_answer_is_plain_content_that_cannot_unfurl() -> None:
    [payload] = render(say("See https://example.org"))
    assert payload == {
        "content": "See https\\://example.org",
        "flags": SUPPRESS_EMBEDS,
        "allowed_mentions": {"parse": []},
    }


def test_a_long_answer_without_cards_goes_into_an_embed_under_its_own_heading() -> None:
    long = Paragraph(plain("One sentence more. " * 150))
    [payload] = render(Reply(blocks=(Heading(plain("All of it")), long)))
    assert "content" not in payload
    assert payload["embeds"][0]["title"] == "All of it"
    assert length(payload["embeds"][0]["description"]) > 2000


def test_an_empty_reply_has_no_messages() -> None:
    assert render(Reply(blocks=(Paragraph(plain("\u200b \n")), Card(title="")))) == ()


def test_buttons_alone_get_a_message_to_hang_under() -> None:
    [payload] = render(Reply(blocks=(), buttons=(Button("Yes", "/start yes"),)))
    assert payload["content"] == "…"


def test_more_buttons_than_fit_go_under_another_message() -> None:
    reply = say("Which one?", *(Button(f"{n}", f"/who #{n}") for n in range(30)))
    first, second = render(reply)
    assert [len(row["components"]) for row in first["components"]] == [5] * 5
    assert [len(row["components"]) for row in second["components"]] == [5]


def test_a_button_twice_is_shown_once_and_one_too_long_for_discord_never_cut() -> None:
    [payload] = render(
        say("x", Button("A", "/read 1"), Button("B", "/read 1"), Button("C", "/who " + "x" * 100))
    )
    assert [b["label"] for row in payload["components"] for b in row["components"]] == ["A"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2 * 3 * 4 and snake_case", "2 \\* 3 \\* 4 and snake\\_case"),
        ("# no heading\n- no item", "\\# no heading\n\\- no item"),
        ("12. no list", "12\\. no list"),
        ("at 10:30:45 or :gun:", "at 10\\:30:45 or \\:gun:"),
        ("come to discord.gg/abc", "come to discord\\.gg/abc"),
        ("<#5> <t:0:R> [a](b)", "\\<#5> \\<t\\:0:R> \\[a](b)"),
        ("plain, with (brackets) - dashes + 100% #3", "plain, with (brackets) - dashes + 100% #3"),
    ],
)
def test_markup_of_an_article_is_shown_letter_by_letter(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_emphasis_stands_tight_around_its_words_and_code_cannot_break_out() -> None:
    line = (*plain("an “armed"), *strong(" mutiny "), *strong("now*"), *plain("”: "), *code("/alert `x`"))
    [payload] = render(Reply(blocks=(Paragraph(line),)))
    assert payload["content"] == "an “armed **mutiny now\\*** ”: `/alert ˋxˋ`".replace("** ”", "**”")


def test_a_query_keeps_its_caret_in_place_and_cannot_leave_its_block() -> None:
    [payload] = render(Reply(blocks=(Fixed("(Wagner AND\n^ ```"),)))
    assert payload["content"] == "```\n(Wagner AND\n^ ˋˋˋ\n```"


def test_a_heading_goes_with_what_follows_it() -> None:
    blocks = (
        Paragraph(plain("x" * 1990)),
        Heading(plain("He says")),
        Quotation("y" * 1900, "Putin"),
        Paragraph(plain("z" * 2000)),
    )
    [payload] = render(Reply(blocks=blocks))
    first, second = (embed["description"] for embed in payload["embeds"])
    assert "**He says**\n> “yyy" in first
    assert second == "z" * 2000


def test_a_long_card_continues_and_says_so() -> None:
    card = Card(title="T", subtitle="24 June 2023", blocks=(Paragraph(plain("A sentence. " * 500)),))
    embeds = [embed for payload in render(Reply(blocks=(card,))) for embed in payload["embeds"]]
    assert [embed["title"] for embed in embeds] == ["T", "T (continued)"]
    assert [embed.get("footer", {}).get("text") for embed in embeds] == [None, "24 June 2023"]


def test_a_quotation_longer_than_a_message_names_its_speaker_at_the_end() -> None:
    payloads = render(Reply(blocks=(Quotation("It is so. " * 700, "Putin"),)))
    parts = [embed["description"] for payload in payloads for embed in payload["embeds"]]
    assert parts[0].startswith("> “It")
    assert parts[1].startswith("> It")
    assert parts[-1].endswith("so.” — Putin")
    assert not parts[0].endswith("”")


@settings(max_examples=40, deadline=None)
@given(REPLIES)
def test_discord_takes_every_message(reply: Reply) -> None:
    for payload in render(reply):
        assert faults(payload) == []


@settings(max_examples=40, deadline=None)
@given(REPLIES)
def test_nothing_pings_or_links(reply: Reply) -> None:
    for text in texts(render(reply)):
        assert not re.search(r"@everyone|@here|<@[!&]?\d", text)
        outside_code = re.sub(r"\\[^\w\s]|```[\s\S]*?```|`[^`]*`", "", text)
        assert not re.search(r"<[#:t@]|\[|\w://|[\x00-\x09\x0b-\x1f\u202e]", outside_code)
        as_sent = re.sub(r"\\`|```[\s\S]*?```", "", text)
        assert not re.search(r"^(?:#{1,3} |-# |>>> |[-+*] |\d+\. )", as_sent, re.MULTILINE)


@settings(deadline=None)
@given(TEXT)
def test_escaping_loses_nothing_and_leaves_no_markup(text: str) -> None:
    escaped = escape(text)
    assert re.sub(r"\\(.)", r"\1", escaped) == harmless(text)
    assert not re.search(r"[*_~`|\[<]", re.sub(r"\\.", "", escaped))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet="ab c*.\n😀", min_size=1, max_size=1200).filter(str.strip), max_size=8))
def test_a_quotation_that_fits_is_never_split(quotations: list[str]) -> None:
    reply = Reply(blocks=(Paragraph(plain("p" * 1500)), *(Quotation(said, "Putin") for said in quotations)))
    whole = texts(render(reply))
    for said in quotations:
        shown = "> “" + escape(said.strip()).replace("\n", "\n> ") + "” — Putin"
        assert any(shown in text for text in whole)


@settings(max_examples=40, deadline=None)
@given(st.lists(RUNS, min_size=1, max_size=6))
def test_no_word_is_lost(paragraphs: list[tuple[Run, ...]]) -> None:
    reply = Reply(blocks=tuple(Paragraph(runs) for runs in paragraphs))
    said = "".join(harmless(run.text) for runs in paragraphs for run in runs)
    shown = "".join(texts(render(reply)))
    letters = re.compile(r"[\s\\*`ˋ]")
    assert letters.sub("", shown) == letters.sub("", said)


def test_the_api_description_allows_what_is_rendered(specs: Path) -> None:
    for reply in (DIGEST, say("Hello", Button("Help", "/help"))):
        for payload in render(reply):
            assert DiscordSpec(specs).complaints("post", "/channels/1/messages", payload) == []


def test_lengths_count_what_discord_counts_at_most() -> None:
    assert measure("a😀é") == 4
