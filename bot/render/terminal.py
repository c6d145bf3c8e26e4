"""A Reply as lines for a terminal: colour where it helps, wrapped to the window, readable without either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from string import ascii_lowercase
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

_CHOICE = re.compile(r"/\w+ #\d+")
_READ = re.compile(r"/read \d+")


def render(reply: Reply, *, menu: bool = False) -> tuple[dict[str, Any], ...]:
    """One payload: ``{"lines": [[indent, [[text, style], ...]], ...]}``, wrapped when it is shown.

    With `menu` its buttons are keys to type (``menu_of``); without, where nobody may be there to type
    or something else may have been shown since, their commands are spelled out.
    """
    pieces: list[Piece] = []
    for block, following in zip_longest(reply.blocks, reply.blocks[1:]):
        pieces += _pieces(block, QUOTATION_INDENT if isinstance(block, Quotation) else 0)
        pieces += [] if _belong_together(block, following) else [(0, RichText())]
    if hints := list(_menu_lines(reply) if menu else _command_line(reply)):
        pieces += [*((0, hint) for hint in hints), (0, RichText())]
    return ({"lines": [[indent, _runs(text)] for indent, text in pieces[:-1]]},)


def menu_of(reply: Reply) -> dict[str, str]:
    """What may be typed instead of pressing a button: letters, or numbers where one of several is asked for.

    An article's own number reads it, so "Read 6" needs no key.
    """
    buttons = [button for button in _hidden_buttons(reply) if not _READ.fullmatch(button.command)]
    choice = len(buttons) > 1 and all(_CHOICE.match(button.command) for button in buttons)
    keys = map(str, range(1, len(buttons) + 1)) if choice else iter(ascii_lowercase)
    return {key: button.command for key, button in zip(keys, buttons, strict=False)}


@dataclass(frozen=True, slots=True)
class Screenful:
    """What `render` made, for a rich console to print: wrapped to its width, no blanks at line ends."""

    payload: Mapping[str, Any]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RichText]:
        for indent, runs in self.payload["lines"]:
            margin = RichText(" " * abs(indent))
            text = RichText.assemble(*map(tuple, runs))
            first, text = text.divide([-indent]) if indent < 0 else (margin, text)
            for line in text.wrap(console, max(options.max_width - abs(indent), 20)):
                line.rstrip()
                yield first + line
                first = margin


def _hidden_buttons(reply: Reply) -> tuple[Button, ...]:
    """The buttons whose commands the text does not already teach.

    "/read 1" in the text teaches "/read 2", and "/quotes Prigozhin" teaches "/quotes #1".
    """
    shown = [run.text for text in _texts(reply.blocks) for run in text if run.emphasis is Emphasis.CODE]
    taught = {_kind(command) for command in shown} | {command.split(" ")[0] for command in shown}
    return tuple(button for button in reply.buttons if _kind(button.command) not in taught)


def _kind(command: str) -> str:
    """The command with an article's number left open, or without the person it asks for."""
    return re.sub(r" \d+$", " N", re.sub(r" #\d+.*", "", command))


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


def _menu_lines(reply: Reply) -> Iterator[RichText]:
    """The keys of ``menu_of``, a line each; no more than a hint where the text itself numbers the choices."""
    labels = {button.command: harmless(button.label) for button in reply.buttons}
    menu = menu_of(reply)
    said = {"".join(run.text for run in text).partition("  (")[0] for text in _texts(reply.blocks)}
    if menu and all(f"{key}  {labels[command]}" in said for key, command in menu.items()):
        yield RichText("Type its number.", style=STYLES[Emphasis.SOFT])
        return
    for key, command in menu.items():
        yield RichText.assemble((f"{key}  ", STYLES[Emphasis.CODE]), (labels[command], STYLES[Emphasis.SOFT]))
    if any(_READ.fullmatch(button.command) for button in _hidden_buttons(reply)):
        yield RichText("Type an article’s number to read it.", style=STYLES[Emphasis.SOFT])


def _command_line(reply: Reply) -> Iterator[RichText]:
    line = RichText()
    for button in _hidden_buttons(reply):
        line.append(" · " if line else "").append(f"{harmless(button.label)}: ", STYLES[Emphasis.SOFT])
        line.append(button.command, STYLES[Emphasis.CODE])
    if line:
        yield line


def _runs(text: RichText) -> list[list[str]]:
    """The text cut where its style changes: ``[[text, style], ...]``."""
    cuts = sorted({0, len(text), *(span.start for span in text.spans), *(span.end for span in text.spans)})
    runs = []
    for start, end in pairwise(cuts):
        styles = [str(span.style) for span in text.spans if span.start <= start and end <= span.end]
        runs.append([text.plain[start:end], " ".join(filter(None, [str(text.style), *styles]))])
    return runs


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
