"""A Reply as lines for a terminal: colour where it helps, wrapped to the window, readable without either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from rich.console import Console, ConsoleOptions
from rich.text import Text as RichText

from bot.render.harmless import harmless
from bot.reply import (
    Block,
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
    Text,
    soft,
)

WIDTH = 80
"""Columns that every reply fits, and the widest it grows to."""

STYLES = {
    Emphasis.PLAIN: "",
    Emphasis.STRONG: "bold",
    Emphasis.SOFT: "dim",
    Emphasis.CODE: "cyan",
}
QUOTATION = "italic"
CARD_INDENT = 3
QUOTATION_INDENT = 2

Piece = tuple[int, RichText]
"""Columns to indent by (negative: all lines but the first), and one paragraph."""


def render(reply: Reply) -> tuple[dict[str, Any], ...]:
    """One payload: ``{"lines": [[indent, markup], ...]}``, wrapped when it is shown.

    The markup is rich's own, with everything from articles escaped and made harmless.
    """
    pieces: list[Piece] = []
    for block, following in zip_longest(reply.blocks, reply.blocks[1:]):
        pieces += _pieces(block, QUOTATION_INDENT if isinstance(block, Quotation) else 0)
        pieces += [] if _belong_together(block, following) else [(0, RichText())]
    if hint := _button_hint(reply):
        pieces += [(0, hint), (0, RichText())]
    return ({"lines": [[indent, text.markup] for indent, text in pieces[:-1]]},)


@dataclass(frozen=True, slots=True)
class Screenful:
    """What `render` made, for a rich console to print: wrapped to its width, no blanks at line ends."""

    payload: Mapping[str, Any]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RichText]:
        for indent, markup in self.payload["lines"]:
            margin = RichText(" " * abs(indent))
            text = RichText.from_markup(markup)
            first, text = text.divide([-indent]) if indent < 0 else (margin, text)
            for line in text.wrap(console, max(options.max_width - abs(indent), 20)):
                line.rstrip()
                yield first + line
                first = margin


def to_plain(payload: Mapping[str, Any], width: int = WIDTH) -> str:
    """What `render` made, as wrapped plain text without colour."""
    console = Console(width=width, color_system=None, force_terminal=False, legacy_windows=False)
    with console.capture() as capture:
        console.print(Screenful(payload))
    return "\n".join(line.rstrip() for line in capture.get().rstrip("\n").split("\n"))


def hidden_buttons(reply: Reply) -> tuple[Button, ...]:
    """The buttons whose commands the text does not already teach; a terminal offers them by number.

    "/read 2" needs no button where the text shows "/read 1".
    """
    taught = {
        _kind(run.text) for text in _texts(reply.blocks) for run in text if run.emphasis is Emphasis.CODE
    }
    return tuple(button for button in reply.buttons if _kind(button.command) not in taught)


def _kind(command: str) -> str:
    """The command with its last number left open."""
    return re.sub(r"#?\d+$", "N", command)


def _belong_together(block: Block, following: Block | None) -> bool:
    """Tell whether no blank line parts two blocks: a heading and the text under it, two quotations."""
    if isinstance(block, Heading):
        return not isinstance(following, Card)
    return isinstance(block, Quotation) and isinstance(following, Quotation)


def _texts(blocks: tuple[Block, ...]) -> Iterator[Text]:
    for block in blocks:
        match block:
            case Heading(text) | Paragraph(text):
                yield text
            case Lines(lines):
                yield from lines
            case Card():
                yield from _texts(block.blocks)
            case _:
                pass


def _button_hint(reply: Reply) -> RichText | None:
    buttons = hidden_buttons(reply)
    if not buttons:
        return None
    hint = RichText("Type a number: ", style=STYLES[Emphasis.SOFT])
    for number, button in enumerate(buttons, start=1):
        hint.append(" · " if number > 1 else "")
        hint.append(str(number), style=STYLES[Emphasis.CODE])
        hint.append(f" {harmless(button.label)}")
    return hint


def _pieces(block: Block, indent: int) -> Iterator[Piece]:
    match block:
        case Heading(text):
            yield indent, _styled(text, base="bold")
        case Paragraph(text):
            yield indent, _styled(text)
        case Lines(lines):
            for line in lines:
                yield indent, _styled(line)
        case Fixed(text):
            for fixed in harmless(text).split("\n"):
                yield indent + 4, RichText(fixed)
        case Quotation():
            yield indent, _quotation(block)
        case Card():
            yield from _card(block, indent)


def _card(card: Card, indent: int) -> Iterator[Piece]:
    inner = indent
    title = RichText(harmless(card.title), style="bold")
    if card.number is not None:
        inner += CARD_INDENT
        title = RichText(f"{card.number}".ljust(CARD_INDENT), style="cyan").append_text(title)
    yield -inner, title
    if card.subtitle:
        yield inner, _styled(soft(card.subtitle))
    for block in card.blocks:
        yield from _pieces(block, inner)


def _quotation(quotation: Quotation) -> RichText:
    text = RichText(f"“{harmless(quotation.text)}”", style=QUOTATION)
    if quotation.speaker:
        text.append(f"  — {harmless(quotation.speaker)}", style="not italic")
    if quotation.note:
        text.append(f"  {harmless(quotation.note)}", style="not italic dim")
    return text


def _styled(text: Text, base: str = "") -> RichText:
    line = RichText()
    for run in text:
        line.append(harmless(run.text), style=f"{base} {_style(run)}".strip())
    return line


def _style(run: Run) -> str:
    return STYLES[run.emphasis]
