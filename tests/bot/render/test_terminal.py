"""Replies in a terminal: readable at 80 columns, harmless whatever an article holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.render import terminal
from bot.reply import Button, Card, Fixed, Heading, Lines, Paragraph, Quotation, Reply, code, plain, strong

DIGEST = Reply(
    blocks=(
        Heading(plain("Morning digest · 1 new article")),
        Card(
            title="A mercenary army is at odds with the country's military",
            number=1,
            subtitle="24 June 2023",
            blocks=(
                Paragraph(plain("Tensions have risen. " * 8)),
                Quotation("There are 25,000 of us", "Yevgeny Prigozhin"),
            ),
        ),
        Lines(((*plain("Read more: "), *code("/read 1")),)),
    ),
    buttons=(Button("Read 1", "/read 1"), Button("Read 2", "/read 2"), Button("More", "/latest")),
)


def text_of(reply: Reply, width: int = 80, *, menu: bool = False) -> str:
    """The reply wrapped to `width`, without colour."""
    [payload] = terminal.render(reply, menu=menu)
    console = Console(width=width, color_system=None, force_terminal=False, legacy_windows=False)
    with console.capture() as capture:
        console.print(terminal.Screenful(payload))
    return capture.get().removesuffix("\n")


def test_a_digest_fits_eighty_columns_and_indents_its_cards() -> None:
    lines = text_of(DIGEST).split("\n")
    assert max(map(len, lines)) <= 80
    assert "1  A mercenary army is at odds with the country's military" in lines
    assert "   24 June 2023" in lines
    assert "   “There are 25,000 of us”  — Yevgeny Prigozhin" in lines


def test_a_long_title_hangs_under_itself_and_a_heading_stands_by_what_it_heads() -> None:
    lines = text_of(
        Reply(blocks=(Card(title="word " * 20, number=12), Heading(plain("Says")), Quotation("No", "")))
    ).split("\n")
    assert lines[0].startswith("12 word")
    assert lines[1].startswith("   word")
    assert lines[-2:] == ["Says", "  “No”"]


def test_only_buttons_that_the_text_does_not_teach_are_offered() -> None:
    assert terminal.menu_of(DIGEST) == {"a": "/latest"}
    assert text_of(DIGEST, menu=True).endswith("\na  More")
    assert text_of(DIGEST).endswith("\nMore: /latest")


def test_one_of_several_is_chosen_by_its_number() -> None:
    people = (Button("Sergei Shoigu", "/who #3"), Button("Sergei Sobyanin", "/who #5"))
    numbered = Lines((plain("1  Sergei Shoigu  (1 article)"), plain("2  Sergei Sobyanin  (1 article)")))
    reply = Reply(blocks=(Paragraph(plain("Which one?")), numbered), buttons=people)
    assert terminal.menu_of(reply) == {"1": "/who #3", "2": "/who #5"}
    assert text_of(reply, menu=True).endswith("2  Sergei Sobyanin  (1 article)\n\nType its number.")
    bare = Reply(blocks=(Paragraph(plain("Which one?")),), buttons=people)
    assert text_of(bare, menu=True).endswith("1  Sergei Shoigu\n2  Sergei Sobyanin")


def test_an_article_needs_no_key_but_its_own_number() -> None:
    reply = Reply(blocks=(Paragraph(plain("News")),), buttons=(Button("Read 6", "/read 6"),))
    assert terminal.menu_of(reply) == {}
    assert text_of(reply, menu=True).endswith("Type an article’s number to read it.")
    assert text_of(reply).endswith("Read 6: /read 6")


def test_a_query_keeps_its_caret_in_place() -> None:
    shown = text_of(Reply(blocks=(Fixed("(Wagner AND\n^"),)))
    assert shown == "    (Wagner AND\n    ^"


def test_markup_and_escapes_of_an_article_are_only_text() -> None:
    shown = text_of(Reply(blocks=(Paragraph(plain("[bold]x[/bold] \x1b[31mred\u202e [/nope] \\[a]")),)))
    assert shown == "[bold]x[/bold] [31mred [/nope] \\[a]"


@pytest.mark.parametrize("text", [":x: and :key:", "1:a:2", "C:\\[dir]\\", "\\[\\", "[/]", "[[red]"])
def test_every_visible_character_is_shown_as_it_is(text: str) -> None:
    assert text_of(Reply(blocks=(Paragraph(strong(text)),))) == text


@given(st.text(), st.text(), st.text())
def test_any_text_survives(title: str, words: str, speaker: str) -> None:
    reply = Reply(blocks=(Card(title=title, number=1, blocks=(Quotation(words, speaker),)), Fixed(words)))
    shown = text_of(reply)
    assert not any(ord(mark) < 32 and mark != "\n" for mark in shown)
