"""What the desk answers, without any markup: headings, paragraphs, quotations, cards, buttons.

A Reply is made by a command, a digest or an alert and knows no chat network;
``bot.render`` turns it into messages. All text in it is plain and may be hostile
(it comes from articles): escaping and neutralising is the renderers' work.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Emphasis(Enum):
    """How a run of text stands out."""

    PLAIN = "plain"
    STRONG = "strong"
    SOFT = "soft"
    """Less important: dates, counts, file places."""
    CODE = "code"
    """A command to type, or text in a fixed width."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one emphasis."""

    text: str
    emphasis: Emphasis = Emphasis.PLAIN


Text = tuple[Run, ...]


def plain(text: str) -> Text:
    """Text without emphasis."""
    return (Run(text),)


def strong(text: str) -> Text:
    """Text that stands out."""
    return (Run(text, Emphasis.STRONG),)


def soft(text: str) -> Text:
    """Text that stands back."""
    return (Run(text, Emphasis.SOFT),)


def code(text: str) -> Text:
    """A command to type."""
    return (Run(text, Emphasis.CODE),)


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above what follows."""

    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: Text


@dataclass(frozen=True, slots=True)
class Quotation:
    """A verbatim quotation; never split between two messages while it fits one."""

    text: str
    """As printed, without marks: the renderer sets “ and ”."""
    speaker: str
    """A name, or "speaker unclear"; empty where the heading above already says who."""
    note: str = ""
    """Date and article, or the place in the file."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Short lines that belong together, one under the other."""

    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """Lines in a fixed width: a query with its caret."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One article or story in a list: on Discord an embed, elsewhere a numbered item."""

    title: str
    number: int | None = None
    subtitle: str = ""
    """Date, or "date not given"."""
    blocks: tuple[Paragraph | Quotation | Lines | Fixed, ...] = ()


Block = Heading | Paragraph | Quotation | Lines | Fixed | Card


@dataclass(frozen=True, slots=True)
class Button:
    """A button; pressing it is the same as sending its command."""

    label: str
    command: str
    """At most 58 bytes of UTF-8, so that it fits every network's button data ("/read 12", "/who #7")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer, digest or alert."""

    blocks: tuple[Block, ...]
    buttons: tuple[Button, ...] = ()
    private: bool = False
    """Only the asker need see it, where the network can do that (Discord's ephemeral answers)."""


def say(text: str, *buttons: Button, private: bool = False) -> Reply:
    """A one-paragraph reply."""
    return Reply(blocks=(Paragraph(plain(text)),), buttons=buttons, private=private)
