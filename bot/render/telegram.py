"""A Reply as Telegram messages: plain text with entities, never markup strings.

Each payload holds exactly the parameters of ``sendMessage`` but the chat and its topic.
Text from articles can therefore never be read as markup, and "can't parse entities" has
nothing to parse. Lengths and offsets are UTF-16 code units, as Telegram counts.

On a phone: a number and a title in bold, the date in italics under it, the summary tight
below, quotations as block quotations (long ones folded), a blank line before the next item.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.chat.adapter import Payload
from bot.render.harmless import harmless, split_text
from bot.reply import Block, Button, Card, Emphasis, Fixed, Heading, Lines, Paragraph, Quotation, Reply, Text

LONGEST_TEXT = 4096
MOST_ENTITIES = 100
MOST_BUTTONS = 100
LONGEST_BUTTON_DATA = 64
"""Bytes."""

LONG_QUOTATION = 280
"""A quotation longer than this is folded until it is tapped: about six lines on a phone."""
_BUTTONS_IN_A_ROW = 4
_WIDEST_ROW = 34
"""Characters of all labels in a row of buttons, so that none is cut on a phone."""
_LONGEST_LABEL = 40


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: most emoji are two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A kind of entity over a stretch of a piece, counted in characters."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Text that stays in one message while it fits one."""

    text: str
    marks: tuple[_Mark, ...] = ()
    gap: str = "\n"
    """What stands between this piece and the one before it in the same message."""
    with_next: bool = False
    """Says what follows: never the last piece of a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Pieces that belong together: an item of a list, or a heading and what stands under it."""

    pieces: tuple[_Piece, ...]
    item: bool = False


def render(reply: Reply) -> tuple[Payload, ...]:
    """The messages that show a reply, in order; the buttons stand under the last.

    Messages are cut between items where possible, else between paragraphs or quotations;
    only what is longer than a whole message is cut inside. Nothing to show gives no message.
    """
    messages = _Packer().pack(_groups(reply.blocks))
    keyboard = _keyboard(reply.buttons)
    if keyboard and not messages:
        messages = [("Choose:", ())]
    payloads = [_payload(text, marks) for text, marks in messages]
    if keyboard:
        payloads[-1]["reply_markup"] = {"inline_keyboard": keyboard}
    return tuple(payloads)


def _payload(text: str, marks: Sequence[_Mark]) -> dict[str, Any]:
    payload: dict[str, Any] = {"text": text, "link_preview_options": {"is_disabled": True}}
    if marks:
        # Outer entities first: Telegram nests them in this order.
        ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
        payload["entities"] = [
            {
                "type": mark.kind,
                "offset": utf16_length(text[: mark.start]),
                "length": utf16_length(text[mark.start : mark.end]),
            }
            for mark in ordered[:MOST_ENTITIES]
        ]
    return payload


# From blocks to pieces


class _Writer:
    """Collects runs of text and where their marks are."""

    def __init__(self) -> None:
        self.text = ""
        self.marks: list[_Mark] = []

    def add(self, text: str, *kinds: str) -> None:
        start = len(self.text)
        self.text += text
        if text.strip():
            self.marks += [_Mark(kind=kind, start=start, end=len(self.text)) for kind in kinds]

    def piece(self, gap: str, with_next: bool = False) -> _Piece:
        return _Piece(text=self.text, marks=tuple(self.marks), gap=gap, with_next=with_next)


_KINDS = {
    Emphasis.PLAIN: (),
    Emphasis.STRONG: ("bold",),
    Emphasis.SOFT: ("italic",),
    Emphasis.CODE: ("code",),
}
_BARE_COMMAND = re.compile(r"/[a-z0-9_]{1,32}")
"""Left as it is: Telegram makes it a link that sends it. With words behind it, the link would lose them."""
_COMMAND_IN_NOTE = re.compile(r"((?<!\S)/[a-z0-9_]+ #?\w+)")
_HEADING_KINDS = {**_KINDS, Emphasis.PLAIN: ("bold",)}


def _groups(blocks: Iterable[Block]) -> list[_Group]:
    groups: list[_Group] = []
    before: Block | None = None
    for block in blocks:
        pieces = _visible(_pieces(block))
        if not pieces:
            continue
        pieces[0] = replace(pieces[0], gap=_gap(before, block))
        if isinstance(block, Card):
            groups.append(_Group(pieces=tuple(pieces), item=True))
        elif isinstance(block, Heading) or not groups or groups[-1].item:
            groups.append(_Group(pieces=tuple(pieces)))
        else:
            groups[-1] = replace(groups[-1], pieces=groups[-1].pieces + tuple(pieces))
        before = block
    return groups


def _gap(before: Block | None, block: Block) -> str:
    """A blank line where something new begins, a line end where it goes on."""
    match before, block:
        case (_, Heading() | Card()) | (Card(), _):
            return "\n\n"
        case (
            (Heading(), _) | (_, Fixed()) | (Quotation(), Quotation()) | (Paragraph() | Lines(), Quotation())
        ):
            return "\n"
    return "\n\n"


def _visible(pieces: Iterable[_Piece]) -> list[_Piece]:
    return [piece for piece in pieces if piece.text.strip()]


def _pieces(block: Block) -> list[_Piece]:
    match block:
        case Heading():
            return [_written(block.text, _HEADING_KINDS, with_next=True)]
        case Paragraph():
            return [_written(block.text)]
        case Lines():
            return [_written(line) for line in block.lines]
        case Fixed():
            writer = _Writer()
            writer.add(harmless(block.text).rstrip(), "pre")
            return [writer.piece("\n")]
        case Quotation():
            return _quotation(block)
        case Card():
            return _card(block)


def _written(
    text: Text, kinds: dict[Emphasis, tuple[str, ...]] = _KINDS, *, with_next: bool = False
) -> _Piece:
    writer = _Writer()
    for run in text:
        bare = run.emphasis is Emphasis.CODE and _BARE_COMMAND.fullmatch(run.text)
        writer.add(_few_line_ends(harmless(run.text)), *(() if bare else kinds[run.emphasis]))
    return writer.piece("\n", with_next)


def _quotation(quotation: Quotation) -> list[_Piece]:
    """The words as a block quotation; who said them stands in it, or below it when it is folded."""
    words = "“" + re.sub(r"\s*\n\s*", "\n", harmless(quotation.text).strip()) + "”"
    long = utf16_length(words) > LONG_QUOTATION
    writer = _Writer()
    writer.add(words)
    if not long:
        _credit(writer, quotation)
        return [_boxed(writer, "blockquote")]
    credit = _Writer()
    _credit(credit, quotation)
    return [
        replace(_boxed(writer, "expandable_blockquote"), with_next=bool(credit.text)),
        replace(_stripped(credit.piece("\n"))),
    ]


def _credit(writer: _Writer, quotation: Quotation) -> None:
    speaker, note = _one_line(quotation.speaker), _one_line(quotation.note)
    if speaker:
        writer.add("\n— ")
        writer.add(speaker, "bold")
    if note:
        writer.add(" · " if speaker else "\n")
        for at, part in enumerate(_COMMAND_IN_NOTE.split(note)):
            writer.add(part, "code" if at % 2 else "italic")


def _boxed(writer: _Writer, kind: str) -> _Piece:
    box = _Mark(kind=kind, start=0, end=len(writer.text))
    return _Piece(text=writer.text, marks=(box, *writer.marks))


def _card(card: Card) -> list[_Piece]:
    head = _Writer()
    number = f"{card.number}  " if card.number is not None else ""
    head.add(number + _one_line(card.title), "bold")
    if card.subtitle:
        head.add("\n")
        head.add(_one_line(card.subtitle), "italic")
    pieces = [_stripped(head.piece("\n", with_next=bool(card.blocks)))]
    for block in card.blocks:
        pieces += [replace(piece, gap="\n") for piece in _pieces(block)]
    return pieces


def _one_line(text: str) -> str:
    return " ".join(harmless(text).split())


def _few_line_ends(text: str) -> str:
    return re.sub(r"\n\s*\n\s*", "\n\n", text)


def _stripped(piece: _Piece) -> _Piece:
    """Without white space at its ends, which Telegram would drop, moving every entity."""
    return _slice(piece, len(piece.text) - len(piece.text.lstrip()), len(piece.text.rstrip()))


def _slice(piece: _Piece, start: int, end: int) -> _Piece:
    marks = (
        replace(mark, start=max(mark.start, start) - start, end=min(mark.end, end) - start)
        for mark in piece.marks
    )
    return replace(piece, text=piece.text[start:end], marks=tuple(m for m in marks if m.start < m.end))


# From pieces to messages


class _Packer:
    """Fills messages with pieces, within Telegram's limits."""

    def __init__(self) -> None:
        self._messages: list[tuple[str, tuple[_Mark, ...]]] = []
        self._pieces: list[_Piece] = []

    def pack(self, groups: Iterable[_Group]) -> list[tuple[str, tuple[_Mark, ...]]]:
        """The texts and marks of the messages."""
        for group in groups:
            pieces = [part for piece in group.pieces for part in _fitting_parts(piece)]
            if not _fits([*self._pieces, *pieces]) and self._starts_anew(group, pieces):
                self._flush()
            self._add(pieces)
        self._flush()
        return self._messages

    def _starts_anew(self, group: _Group, pieces: list[_Piece]) -> bool:
        """An item is not cut while it fits a message; a section may be, in the first half of one."""
        return _fits(pieces) and (group.item or _size(self._pieces) > LONGEST_TEXT // 2)

    def _add(self, pieces: list[_Piece]) -> None:
        at = 0
        while at < len(pieces):
            # A heading goes where the piece after it goes.
            end = at + 1
            while pieces[end - 1].with_next and end < len(pieces) and _fits(pieces[at : end + 1]):
                end += 1
            if not _fits([*self._pieces, *pieces[at:end]]):
                self._flush()
            self._pieces += pieces[at:end]
            at = end

    def _flush(self) -> None:
        if self._pieces:
            self._messages.append(_joined(self._pieces))
            self._pieces = []


def _fits(pieces: Sequence[_Piece]) -> bool:
    return _size(pieces) <= LONGEST_TEXT and sum(len(piece.marks) for piece in pieces) <= MOST_ENTITIES


def _size(pieces: Sequence[_Piece]) -> int:
    return sum(utf16_length(piece.text) + len(piece.gap) for piece in pieces)


def _joined(pieces: Sequence[_Piece]) -> tuple[str, tuple[_Mark, ...]]:
    text, marks = "", []
    for piece in pieces:
        text += piece.gap if text else ""
        at = len(text)
        text += piece.text
        marks += [replace(mark, start=mark.start + at, end=mark.end + at) for mark in piece.marks]
    return text, tuple(marks)


def _fitting_parts(piece: _Piece) -> list[_Piece]:
    """A piece, cut into parts where it is longer than a message or has more marks than one may have."""
    if not any(mark.kind == "pre" for mark in piece.marks):
        piece = _stripped(piece)
    piece = replace(piece, marks=piece.marks[:MOST_ENTITIES])
    if _fits([piece]):
        return [piece] if piece.text else []
    parts, at = [], 0
    for text in split_text(piece.text, LONGEST_TEXT - len(piece.gap), utf16_length):
        start = piece.text.index(text, at)
        at = start + len(text)
        parts.append(replace(_slice(piece, start, at), with_next=False))
    return [*parts[:-1], replace(parts[-1], with_next=piece.with_next)]


# Buttons


def _keyboard(buttons: Iterable[Button]) -> list[list[dict[str, str]]]:
    """Buttons in rows; one whose command Telegram would refuse is left out."""
    rows: list[list[dict[str, str]]] = []
    width = 0
    for button in list(buttons)[:MOST_BUTTONS]:
        label = _short(_one_line(button.label))
        if not label or not 0 < len(button.command.encode()) <= LONGEST_BUTTON_DATA:
            continue
        if not rows or len(rows[-1]) == _BUTTONS_IN_A_ROW or width + len(label) > _WIDEST_ROW:
            rows.append([])
            width = 0
        rows[-1].append({"text": label, "callback_data": button.command})
        width += len(label)
    return rows


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1].rstrip() + "…"
