"""Quotation marks in pairs, paragraph by paragraph.

A small state machine over the marks of all European languages. It never
refuses: any closing mark closes, an opening mark without a partner runs to
the end of its paragraph, a paragraph that opens again carries the quotation
on, an apostrophe is no mark. Time grows with the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from summarizers.model import Span

_MARK = re.compile(
    r"[\"“”„‟«»‹›‘’‚‛'＂「」『』〝〞`,](?:(?<=')'|(?<=`)`|(?<=‘)‘|(?<=’)’|(?<=,),(?=\w)|(?<![`,]))"
)
"""One mark, or two that count as one; in this order the search skips to the next possible sign at once."""
_DOUBLE = frozenset(
    ("''", "``", "‘‘", "’’", ",,", '"', "“", "”", "„", "‟", "«", "»", "＂", "「", "」", "〝", "〞")
)
_ONLY_OPENS = frozenset(("``", "‘‘", ",,", "„", "‚", "‛", "‟", "「", "『", "〝"))
_ONLY_CLOSES = frozenset(("」", "』", "〞", "’’"))
_LOW = frozenset(("„", ",,", "‚", "»", "›"))
"""After these, the marks that otherwise open do close: „…“, ‚…‘, »…«."""
_OPENS_BEFORE_WORD = frozenset(("“", "«", "‘", "‹"))
_OPENERS_IN_FRONT = frozenset("([{—–-/…\"“„«»'‘¿¡")
_CLOSERS_BEHIND = frozenset(".,;:!?)]}—–-/…\"”’'“»«")
_ELISION = re.compile(
    r"(?:em|im|er|tis|twas|til|till|cause|n|round|bout|cos|s|t|ll|re|ve|d|m)\b|\d", re.IGNORECASE
)
_SINGLE_REACH = 600
"""A quotation between single marks is no longer than this: beyond it, the marks are apostrophes."""
_SINGLE_MARKS = 16
"""So many marks may stand between two single ones that belong together."""
_MOST_PARAGRAPHS = 4
"""So many paragraphs without marks may stand inside a quotation that closes later."""
_SENTENCE_END = re.compile(r"[.!?…,][\"”’']?(?=\s)")


class _Side(IntEnum):
    """What a mark can be by its shape and its neighbours."""

    EITHER = 0
    OPENS = 1
    CLOSES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A stretch between marks: `outer` with the marks, `inner` without marks and outer white space."""

    outer: Span
    inner: Span
    paragraph: int
    """Index into the paragraphs given."""
    double: bool
    """Between double marks or guillemets; single marks are often emphasis or a nested quotation."""
    closed: bool
    carries_on: bool = False
    """Goes on a quotation that the paragraph before left open."""


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    text: str
    side: _Side

    @property
    def double(self) -> bool:
        return self.text in _DOUBLE


def find_marks(raw: str, paragraphs: Sequence[Span]) -> tuple[Quoted, ...]:
    """Return every quoted stretch of the paragraphs in order, outermost only, none empty.

    >>> text = 'He said "yes," then left.'
    >>> [quoted.inner.of(text) for quoted in find_marks(text, [Span(0, len(text))])]
    ['yes,']
    """
    found: list[Quoted] = []
    open_before = False
    dangling: _Mark | None = None
    for index, paragraph in enumerate(paragraphs):
        marks = _marks_of(raw, paragraph)
        if not marks and not open_before and dangling is None:
            continue
        if dangling is not None:
            marks.insert(0, replace(dangling, start=paragraph.start, end=paragraph.start))
        if open_before:
            end = _end_of_open(raw, found, paragraphs, index, marks)
            if end is not None:
                found[-1] = end
                marks = [mark for mark in marks if mark.start >= end.outer.end]
                paragraph = Span(end.outer.end, paragraph.end)
                open_before = False
            elif not any(mark.double for mark in marks) and index - found[-1].paragraph < _MOST_PARAGRAPHS:
                continue
        pairing = _Pairing(raw, paragraph, index, marks, open_before)
        here = pairing.run()
        dangling = pairing.dangling
        found.extend(here)
        open_before = bool(here) and not here[-1].closed and here[-1].double
    return tuple(found)


def _end_of_open(
    raw: str, found: list[Quoted], paragraphs: Sequence[Span], index: int, marks: list[_Mark]
) -> Quoted | None:
    """Return the quotation left open before, if the first mark of this paragraph closes it.

    A paragraph that opens with a mark of its own carries the quotation on as
    a new one; this is for texts that do not repeat the mark.
    """
    first = next((mark for mark in marks if mark.double), None)
    if first is None or (
        first.side is not _Side.CLOSES and not (first.text == "“" and _ends_word(raw, first))
    ):
        return None
    opened = found[-1]
    for at in range(opened.paragraph, index):
        if raw[paragraphs[at].end : paragraphs[at + 1].start].strip():
            return None
    until = first.start
    while until > opened.inner.start and raw[until - 1].isspace():
        until -= 1
    return replace(
        opened, outer=Span(opened.outer.start, first.end), inner=Span(opened.inner.start, until), closed=True
    )


def _ends_word(raw: str, mark: _Mark) -> bool:
    """Tell whether a German closing mark stands right behind a word or a stop."""
    return not raw[mark.start - 1].isspace() and (mark.end >= len(raw) or not raw[mark.end].isalnum())


def _marks_of(raw: str, paragraph: Span) -> list[_Mark]:
    """Return the marks of a paragraph, apostrophes left out."""
    marks = []
    for match in _MARK.finditer(raw, paragraph.start, paragraph.end):
        text = match.group()
        side = _side(raw, paragraph, match.start(), match.end(), text)
        if side is not None:
            marks.append(_Mark(match.start(), match.end(), text, side))
    return marks


def _side(raw: str, paragraph: Span, start: int, end: int, text: str) -> _Side | None:
    """Tell what a mark can be; None for an apostrophe or a sign of inches or minutes."""
    before = raw[start - 1] if start > paragraph.start else " "
    after = raw[end] if end < paragraph.end else " "
    if text in _ONLY_OPENS:
        return _Side.OPENS
    if text in _ONLY_CLOSES:
        return _Side.CLOSES
    space_before = before.isspace() or before in _OPENERS_IN_FRONT
    space_after = after.isspace() or after in _CLOSERS_BEHIND
    if text in ("'", "’", "‘", "‛"):
        return _single_side(raw, before, after, end, text, space_before, space_after)
    if text == '"' and before.isdigit() and (after.isspace() or after in ",;x×"):
        return _Side.CLOSES
    if before.isspace() and (after in ",;:!?)" or (text == "»" and after == ".")):
        return _Side.CLOSES
    if before.isspace() and after.isspace():
        return _Side.CLOSES if text in ("”", "»") else _Side.EITHER
    if text == "“":
        return _Side.OPENS if space_before and not space_after else _Side.EITHER
    if space_before and not after.isspace() and (before.isspace() or not space_after):
        return _Side.OPENS
    if space_after and not before.isspace():
        return _Side.CLOSES
    return _Side.EITHER


def _single_side(
    raw: str, before: str, after: str, end: int, text: str, space_before: bool, space_after: bool
) -> _Side | None:
    """Tell a single mark from an apostrophe."""
    if before.isalnum() and after.isalnum():
        return None
    if space_before and not after.isspace() and (after.isalnum() or after in '"“[(¿¡…$'):
        if text != "‘" and _ELISION.match(raw, end):
            return None
        return _Side.OPENS
    if not before.isspace() and space_after:
        return _Side.CLOSES
    return None


class _Pairing:
    """One paragraph's marks on their way to pairs."""

    def __init__(self, raw: str, paragraph: Span, index: int, marks: list[_Mark], open_before: bool) -> None:
        self.raw = raw
        self.paragraph = paragraph
        self.index = index
        self.marks = marks
        self.open_before = open_before
        self.found: list[Quoted] = []
        self.dangling: _Mark | None = None
        """An opening mark at the very end: its words begin with the next paragraph."""
        self.left: dict[bool, list[int]] = {}
        """Closing less opening marks from each mark on, by family of the opening mark."""

    def run(self) -> list[Quoted]:
        """Return the paragraph's quoted stretches."""
        position, count = 0, len(self.marks)
        while position < count:
            mark = self.marks[position]
            if not self._may_open(mark):
                position += 1
            elif mark.double:
                position = self._close_double(position)
            else:
                position = self._close_single(position)
        return self.found

    def _may_open(self, mark: _Mark) -> bool:
        if mark.side is _Side.CLOSES:
            return False
        if mark.text == "”" or mark.text == "»":
            return mark.side is _Side.OPENS
        return True

    def _closes(self, opener: _Mark, mark: _Mark) -> bool:
        """Tell whether `mark` can end what `opener` began: any closing mark of the same family does."""
        if mark.double != opener.double:
            return False
        if opener.text in _LOW:
            return mark.text not in _LOW or mark.side is _Side.CLOSES
        if mark.text in ("“", "«", "„", ",,", "``", "‘‘", "「"):
            return False
        return mark.side is not _Side.OPENS

    def _close_double(self, position: int) -> int:
        """Pair the double mark at `position`; return where to go on."""
        opener = self.marks[position]
        depth = 0
        for at in range(position + 1, len(self.marks)):
            mark = self.marks[at]
            if not mark.double:
                continue
            if self._closes(opener, mark):
                if depth:
                    depth -= 1
                    continue
                self._add(opener, mark)
                return at + 1
            if mark.side is _Side.OPENS or mark.text in _OPENS_BEFORE_WORD:
                if self._nests(opener, at, depth):
                    depth += 1
                    continue
                if depth == 0:
                    return self._end_unclosed(opener, at)
        self._add(opener, None)
        return len(self.marks)

    def _nests(self, opener: _Mark, at: int, depth: int) -> bool:
        """Tell whether the opening mark at `at` lies inside: closing marks are left for all that are open."""
        low = opener.text in _LOW
        if low not in self.left:
            left = [0]
            for mark in reversed(self.marks):
                step = 0
                if mark.double:
                    step = 1 if self._closes(opener, mark) else -1
                left.append(left[-1] + step)
            self.left[low] = left[::-1]
        return self.left[low][at] >= depth + 1

    def _end_unclosed(self, opener: _Mark, at: int) -> int:
        """End a quotation that was never closed at the last stop before the next opening mark."""
        stop = self.marks[at].start
        last = None
        for match in _SENTENCE_END.finditer(self.raw, opener.end, stop):
            last = match
        self._append(
            opener.start,
            opener.end,
            last.end() if last else stop,
            last.end() if last else stop,
            opener,
            False,
        )
        return at

    def _close_single(self, position: int) -> int:
        """Pair the single mark at `position`, or take it for an apostrophe."""
        opener = self.marks[position]
        fallback = None
        for at in range(position + 1, len(self.marks)):
            mark = self.marks[at]
            if mark.start - opener.end > _SINGLE_REACH or at - position > _SINGLE_MARKS:
                break
            if mark.double:
                continue
            if mark.side is _Side.OPENS and mark.text not in _ONLY_CLOSES and opener.text not in _LOW:
                break
            before = self.raw[mark.start - 1]
            if before in ".,!?…" or opener.text in _LOW:
                self._add(opener, mark)
                return at + 1
            if fallback is None or self.raw[self.marks[fallback].start - 1] in "sS":
                fallback = at
        if fallback is None:
            return position + 1
        self._add(opener, self.marks[fallback])
        return fallback + 1

    def _add(self, opener: _Mark | None, closer: _Mark | None) -> None:
        start, inside = (opener.start, opener.end) if opener else (self.paragraph.start, self.paragraph.start)
        end, until = (closer.end, closer.start) if closer else (self.paragraph.end, self.paragraph.end)
        self._append(start, inside, until, end, opener, closer is not None)

    def _append(
        self, start: int, inside: int, until: int, end: int, opener: _Mark | None, closed: bool
    ) -> None:
        raw = self.raw
        while inside < until and raw[inside].isspace():
            inside += 1
        while until > inside and raw[until - 1].isspace():
            until -= 1
        if inside >= until:
            self.dangling = (
                opener if opener is not None and not closed and inside >= self.paragraph.end else None
            )
            return
        carried = self.open_before and not self.found and not raw[self.paragraph.start : start].strip()
        self.found.append(
            Quoted(
                outer=Span(start, end),
                inner=Span(inside, until),
                paragraph=self.index,
                double=opener.double if opener else True,
                closed=closed,
                carries_on=carried,
            )
        )
