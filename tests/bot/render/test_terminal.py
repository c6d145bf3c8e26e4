"""Replies in a terminal: readable at 80 columns, harmless whatever an article holds."""

from hypothesis import given
from hypothesis import strategies as st

from bot.render import terminal
from bot.reply import Button, Card, Fixed, Heading, Lines, Paragraph, Quotation, Reply, code, plain

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


def text_of(reply: Reply, width: int = 80) -> str:
    return terminal.to_plain(terminal.render(reply)[0], width)


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


def test_only_buttons_that_the_text_does_not_teach_are_offered_by_number() -> None:
    assert [button.label for button in terminal.hidden_buttons(DIGEST)] == ["More"]
    assert text_of(DIGEST).endswith("Type a number: 1 More")


def test_a_query_keeps_its_caret_in_place() -> None:
    shown = text_of(Reply(blocks=(Fixed("(Wagner AND\n^"),)))
    assert shown == "    (Wagner AND\n    ^"


def test_markup_and_escapes_of_an_article_are_only_text() -> None:
    shown = text_of(Reply(blocks=(Paragraph(plain("[bold]x[/bold] \x1b[31mred\u202e [/nope] \\[a]")),)))
    assert shown == "[bold]x[/bold] [31mred [/nope] \\[a]"


@given(st.text(), st.text(), st.text())
def test_any_text_survives(title: str, words: str, speaker: str) -> None:
    reply = Reply(blocks=(Card(title=title, number=1, blocks=(Quotation(words, speaker),)), Fixed(words)))
    shown = text_of(reply)
    assert not any(ord(mark) < 32 and mark != "\n" for mark in shown)
