"""A Reply as Discord messages: embeds for cards, Markdown that no article can add to, buttons for commands.

Lengths are counted in UTF-16 units of the text as sent, escapes included. Discord's own count is
never larger, so a message that fits here fits there.

Nothing unfurls, links or pings: article text is escaped, "https://" is broken by an escape, messages
without embeds also carry the flag SUPPRESS_EMBEDS (which would hide our own embeds), and every
message allows no mentions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from bot.render.harmless import harmless, split_text
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
)

CONTENT = 2000
DESCRIPTION = 4096
TITLE = 256
EMBEDS = 10
EMBEDS_TOGETHER = 6000
"""Titles, descriptions and footers of all embeds of one message."""
ROWS = 5
BUTTONS_IN_A_ROW = 5
LABEL = 80
CUSTOM_ID = 100

BUTTON_PREFIX = "nd:"
"""A button's custom id is this and its command, so that it works after a restart."""
SUPPRESS_EMBEDS = 1 << 2
NAME = 200
"""The longest speaker or note; longer ones are cut."""

# Markdown, "<@1>", "<#1>", "<t:1>", "<:a:1>", "[a](b)", "https://", ":emoji:", invitations ("discord.gg/x").
_SPECIAL = re.compile(
    r"[\\*_~`|\[<]|:(?=//)|:(?=[\w+-]+:)|(?:(?<=discord)|(?<=discordapp))\.(?=\w)", re.IGNORECASE
)
_LINE_START = re.compile(r"^([^\S\n]*)([#>+-])", re.MULTILINE)
_NUMBERED = re.compile(r"^([^\S\n]*\d+)([.)])(?=\s)", re.MULTILINE)
_GRAVE = "ˋ"
"""Stands for "`" between back quotes, where nothing can be escaped."""


def measure(text: str) -> int:
    """UTF-16 units: what Discord's clients count, and never less than its servers do.

    >>> measure("a😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escape(text: str) -> str:
    r"""Text as Discord shows it letter by letter: no Markdown, mention, link, emoji code or list.

    >>> escape("*no* [link](https://a.b) <#1>")
    '\\*no\\* \\[link](https\\://a.b) \\<#1>'
    """
    return _escaped(harmless(text))


def _escaped(text: str) -> str:
    """What `escape` does to text that is harmless already."""
    text = _SPECIAL.sub(r"\\\g<0>", text)
    return _NUMBERED.sub(r"\1\\\2", _LINE_START.sub(r"\1\\\2", text))


def render(reply: Reply) -> tuple[dict[str, Any], ...]:
    """The messages of a reply: JSON bodies of Discord's "Create Message", in order.

    A short answer is plain content; cards are embeds; anything long goes into embeds, which hold
    twice as much. The buttons hang under the last message. A reply that shows nothing has no messages.
    """
    lead, sections = _sections(reply.blocks)
    content = _pack(_pieces(lead, CONTENT), CONTENT)
    if len(content) > 1:
        sections.insert(0, _titled(lead))
        content = []
    embeds = [embed for section in sections for embed in _embeds(section)]
    messages = _fill(content[0] if content else "", embeds)
    rows = _button_rows(reply.buttons)
    for at in range(0, len(rows), ROWS):
        if at or not messages:
            messages.append({"content": "More:" if at else "…"})
        messages[-1]["components"] = rows[at : at + ROWS]
    return tuple(_finished(message) for message in messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """What becomes one embed, or more if it is long."""

    blocks: Sequence[Block]
    title: str = ""
    footer: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of finished Markdown that stays in one message."""

    text: str
    leads: bool = False
    """Belongs to what follows it."""


def _sections(blocks: Sequence[Block]) -> tuple[list[Block], list[_Section]]:
    """What stands before the first card, and the cards with what stands between and after them."""
    lead: list[Block] = []
    sections: list[_Section] = []
    for is_card, run in groupby(blocks, lambda block: isinstance(block, Card)):
        if is_card:
            sections += [_card(block) for block in run if isinstance(block, Card)]
        elif sections:
            sections.append(_Section(blocks=tuple(run)))
        else:
            lead = list(run)
    return lead, sections


def _card(card: Card) -> _Section:
    number = "" if card.number is None else str(card.number)
    title = " · ".join(part for part in (number, _one_line(card.title)) if part)
    return _Section(title=title, footer=card.subtitle, blocks=card.blocks)


def _titled(blocks: Sequence[Block]) -> _Section:
    """Blocks without a card, under their own heading if they begin with one."""
    if blocks and isinstance(blocks[0], Heading):
        title = _one_line("".join(run.text for run in blocks[0].text))
        return _Section(title=title, blocks=blocks[1:])
    return _Section(blocks=blocks)


def _embeds(section: _Section) -> Iterator[dict[str, Any]]:
    """The embeds of a section; a second one says that it continues the first."""
    texts = _pack(_pieces(section.blocks, DESCRIPTION), DESCRIPTION)
    for at, text in enumerate(texts or [""]):
        embed: dict[str, Any] = {}
        if section.title:
            more = " (continued)" if at else ""
            embed["title"] = _fit(section.title, TITLE - len(more)) + more
        if text:
            embed["description"] = text
        footer = harmless(_one_line(section.footer))
        if footer and at >= len(texts) - 1:
            embed["footer"] = {"text": _cut(footer, NAME)}
        if embed:
            yield embed


def _fill(content: str, embeds: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Messages that hold the content and then the embeds, as many as go into each."""
    messages: list[dict[str, Any]] = [{"content": content}] if content else []
    room, places = EMBEDS_TOGETHER, EMBEDS
    for embed in embeds:
        size = measure(embed.get("title", "")) + measure(embed.get("description", ""))
        size += measure(embed.get("footer", {}).get("text", ""))
        if not messages or size > room or not places:
            messages.append({})
            room, places = EMBEDS_TOGETHER, EMBEDS
        messages[-1].setdefault("embeds", []).append(embed)
        room, places = room - size, places - 1
    return messages


def _finished(message: dict[str, Any]) -> dict[str, Any]:
    body = {"allowed_mentions": {"parse": []}, **message}
    if "embeds" not in body:
        body["flags"] = SUPPRESS_EMBEDS
    return body


def _button_rows(buttons: Iterable[Button]) -> list[dict[str, Any]]:
    """Rows of buttons; Discord refuses two with one id, and a command cut short would be another command."""
    shown: dict[str, dict[str, Any]] = {}
    for button in buttons:
        custom_id = BUTTON_PREFIX + button.command
        label = harmless(_one_line(button.label)) or harmless(_one_line(button.command))
        if custom_id not in shown and label and measure(custom_id) <= CUSTOM_ID:
            shown[custom_id] = {"type": 2, "style": 2, "label": _cut(label, LABEL), "custom_id": custom_id}
    all_of_them = list(shown.values())
    return [
        {"type": 1, "components": all_of_them[at : at + BUTTONS_IN_A_ROW]}
        for at in range(0, len(all_of_them), BUTTONS_IN_A_ROW)
    ]


def _pack(pieces: Sequence[_Piece], limit: int) -> list[str]:
    """Texts of at most `limit` that hold the pieces in order; a heading goes where its text goes."""
    texts: list[str] = []
    for group in _groups(pieces):
        whole = "\n".join(group)
        for part in [whole] if measure(whole) <= limit else group:
            joined = f"{texts[-1]}\n\n{part}" if texts else part
            if texts and measure(joined) <= limit:
                texts[-1] = joined
            else:
                texts.append(part)
    return texts


def _groups(pieces: Sequence[_Piece]) -> Iterator[list[str]]:
    group: list[str] = []
    for piece in pieces:
        group.append(piece.text)
        if not piece.leads:
            yield group
            group = []
    if group:
        yield group


def _pieces(blocks: Iterable[Block], limit: int) -> list[_Piece]:
    """The blocks as finished Markdown, each piece at most `limit`."""
    pieces: list[_Piece] = []
    for block in blocks:
        match block:
            case Heading(text):
                title = _fit(_one_line("".join(run.text for run in text)), min(TITLE, limit - 4))
                pieces += [_Piece(f"**{title}**", leads=True)] if title else []
            case Paragraph(text):
                pieces += [_Piece(part) for part in _running(text, limit)]
            case Lines(lines):
                pieces += [_Piece(part) for part in _lines(lines, limit)]
            case Quotation():
                pieces += [_Piece(part) for part in _quotation(block, limit)]
            case Fixed(text):
                pieces += [_Piece(part) for part in _fixed(text, limit)]
            case Card():
                raise ValueError("a card stands on its own, never inside a text")
    return pieces


def _lines(lines: Iterable[Text], limit: int) -> list[str]:
    """Lines one under the other, in as few parts as they fit."""
    parts: list[str] = []
    for line in lines:
        flat = tuple(Run(re.sub(r"\s*\n\s*", " ", run.text), run.emphasis) for run in line)
        for text in _running(flat, limit):
            if parts and measure(parts[-1]) + 1 + measure(text) <= limit:
                parts[-1] += "\n" + text
            else:
                parts.append(text)
    return parts


def _quotation(quotation: Quotation, limit: int) -> Iterator[str]:
    """A block quotation, whole if it fits; else cut between sentences, with the speaker at the end."""
    tail = f" — {_fit(_one_line(quotation.speaker), NAME)}" if quotation.speaker.strip() else ""
    tail += f" · {_fit(_one_line(quotation.note), NAME)}" if quotation.note.strip() else ""
    said = harmless(quotation.text).strip()

    def quoted(text: str) -> str:
        return "> " + _escaped(text).replace("\n", "\n> ")

    parts = split_text(said, limit - measure(tail) - 2, lambda text: measure(quoted(text)))
    for at, part in enumerate(parts):
        opened = "“" if at == 0 else ""
        closed = f"”{tail}" if at == len(parts) - 1 else ""
        yield f"> {opened}{quoted(part)[2:]}{closed}"


def _fixed(text: str, limit: int) -> list[str]:
    shown = harmless(text).replace("```", _GRAVE * 3).rstrip()
    return [f"```\n{part}\n```" for part in split_text(shown, limit - 8, measure)]


def _running(text: Text, limit: int) -> Iterator[str]:
    """Running text in parts of at most `limit`; each part opens and closes its own emphasis."""
    runs = [
        Run(harmless("".join(run.text for run in alike)), emphasis)
        for emphasis, alike in groupby(text, lambda run: _shown(run.emphasis))
    ]
    marks = 6 * len(runs)  # "**" twice, or an escape where a run begins
    if marks > limit // 2:  # hardly a word a run: no room for emphasis
        runs, marks = [Run("".join(run.text for run in runs))], 0
    whole = "".join(run.text for run in runs)
    at = 0
    for part in split_text(whole.strip(), limit - marks, lambda piece: measure(_escaped(piece))):
        start = whole.index(part, at)
        at = start + len(part)
        yield "".join(_styled(run) for run in _between(runs, start, at))


def _between(runs: Iterable[Run], start: int, end: int) -> Iterator[Run]:
    """The stretches of `runs` that lie between two offsets of their joined text."""
    offset = 0
    for run in runs:
        inside = run.text[max(0, start - offset) : max(0, end - offset)]
        if inside:
            yield Run(inside, run.emphasis)
        offset += len(run.text)


def _shown(emphasis: Emphasis) -> Emphasis:
    """Discord has no way to say "less important" inside a line, so that is plain."""
    return Emphasis.PLAIN if emphasis is Emphasis.SOFT else emphasis


def _styled(run: Run) -> str:
    bare = run.text.strip()
    if not bare or run.emphasis is Emphasis.PLAIN:
        return _escaped(run.text)
    before, after = run.text.split(bare, 1)
    if run.emphasis is Emphasis.STRONG:
        return f"{before}**{_escaped(bare)}**{after}"
    return f"{before}`{_one_line(bare).replace('`', _GRAVE)}`{after}"


def _fit(text: str, limit: int) -> str:
    """Escaped text of at most `limit`, with "…" where something was left out."""
    text = harmless(text).strip()
    if measure(_escaped(text)) <= limit:
        return _escaped(text)
    return _escaped(split_text(text, limit - 1, lambda part: measure(_escaped(part)))[0]) + "…"


def _cut(text: str, limit: int) -> str:
    """Plain text of at most `limit`, with "…" where something was left out."""
    return text if measure(text) <= limit else split_text(text, limit - 1, measure)[0] + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())
