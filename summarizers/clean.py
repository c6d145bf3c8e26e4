"""Raw text in, Article out: the date, the title, the prose in sentences, and what was set aside.

Nothing is changed: every part of the Article is a span of the raw text. Reading
takes time in proportion to the text, whatever it holds, and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from summarizers.boilerplate import is_glued, set_aside_reasons
from summarizers.dates import date_line, dateline_date, prefixed_date
from summarizers.model import Article, Sentence, SetAside, Span
from summarizers.sentences import split_sentences
from summarizers.title import is_title_line, names_nobody, title_of_line, title_of_sentence

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_INVISIBLE = "\u00ad\ufeff" + "".join(
    chr(code)
    for first, last in (
        (0, 32),
        (0x7F, 0xA0),
        (0x2000, 0x200F),
        (0x2028, 0x202F),
        (0x2060, 0x2069),
        (0x3000, 0x3000),
    )
    for code in range(first, last + 1)
)
"""White space, control characters, marks of direction, soft hyphens: not seen at the ends of a line."""

_TITLES_MAY_LOOK_LIKE = frozenset({"related story", "link line", "said before"})
"""A title in capitals, or one that begins "Poll:", is the title all the same when it is the first line."""

_AGENCIES = (
    r"(?:AP|Reuters|REUTERS|CNN(?: Business| Money| Español)?|AFP|UPI|dpa|DPA|EFE|ANSA|Bloomberg|TASS"
    r"|ТАСС|Xinhua"
    r"|PTI|IANS|Interfax|Интерфакс|РИА Новости|Укринформ|Укрінформ|УНН|BBC|(?:CBS|NBC|ABC|Fox|CNS) News"
    r"|KNA|epd|SID"
    r"|Thomson Reuters Foundation|Reuters Health|The Hollywood Reporter|EW\.com|People\.com|HLNtv\.com"
    r"|Time\.com"
    r"|Rolling Stone|Financial Times|Politico|POLITICO|(?:The )?Associated Press|Kyodo|Yonhap|afp|ap)"
)
_PLACE = r"[^\W\d_][\w.'’-]*(?:[ /][^\W\d_][\w.'’-]*){0,4}"
_DAY = r"(?:, [^\W\d_]{3,12}\.? \d{1,2}(?:,? \d{4})?|, \d{1,2}\.? [^\W\d_]{3,12}(?: \d{4})?)"
_CAPITALS = r"[A-ZÀ-ÞА-ЯІЇЄҐ][A-ZÀ-ÞА-ЯІЇЄҐ.'’-]+(?:[ /][A-ZÀ-ÞА-ЯІЇЄҐ.'’-]{2,}){0,3}"
_DASH = r"(?:--|[-–—])"
_DATELINE = re.compile(
    rf"(?:{_PLACE}(?:, {_PLACE}){{0,2}}{_DAY}?\.? )?\({_AGENCIES}\)\s?(?:{_DASH}|:)?\s*"
    rf"|{_PLACE}(?:, {_PLACE}){{0,2}}{_DAY}? \([^()\n]{{2,40}}\)\s?{_DASH}\s+"
    rf"|{_CAPITALS}(?:, {_PLACE}){{0,2}}{_DAY}?\.? {_DASH}\s+(?:{_AGENCIES}\.\s+)?"
    rf"|{_PLACE}{_DAY}?\.\s/(?:{_AGENCIES}|[^/\n]{{2,30}})/\.?\s(?:[-–—]\s)?"
)
_DATELINED = 4
"""A dateline opens one of so many first paragraphs."""

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_CLOCK = r"(?:\d{1,2}:\d{2}(?: [AaPp][Mm])?(?: [A-Z]{2,4})?,? )?"
_DEBRIS = re.compile(
    r"By\.?\s(?:[A-Z][\w'’.-]*[ ,]{1,2}(?:(?:and|for|in|&) )?){0,9}[A-Z][\w'’-]+\.\s"
    r"(?:[Aa]nd\s(?:[A-Z][\w'’-]+ ?){1,4}\.\s)?(?=\S)"
    rf"|(?:PUBLISHED|UPDATED|CREATED|Published|Updated|Last updated(?: at)?):?\.?\s{_CLOCK}(?:on )?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH} \d{{4}}|{_MONTH} \d{{1,2}}, \d{{4}})\.?\s(?:\|\.?\s)?"
    r"|Follow @+\w+\.?\s|\|\.?\s|Scroll down for video\.?\s"
)
_DEBRIS_PIECES = 8

_LEAD = 4
"""The title is made from one of so many first sentences."""
_ENDS = ".!?…:;\"'”’»)。"
_WRAPPED_WIDTH = range(30, 130)


def clean(raw: str) -> Article:
    """Return the article that this text is.

    The date is a leading " date YYYY-MM-DD ", a full date alone on a line before
    the prose, or one inside the dateline; anything less sure is no date. The
    title is the first line where that looks like one, else it is made from the
    lead sentence. A title line is a paragraph and a sentence of its own.
    """
    day, begin = prefixed_date(raw)
    lines = _lines(raw, begin)
    texts = [line.of(raw) for line in lines]
    reasons = set_aside_reasons(texts)
    headline = _headline(texts, reasons)
    if headline is not None:
        reasons[headline] = ""
    title_line = lines[headline] if headline is not None else None
    blocks = list(_blocks(raw, lines, texts, reasons, headline))
    lead = next((place for place, block in enumerate(blocks) if block != title_line), None)
    debris = _debris(raw, blocks[lead]) if lead is not None else []
    if lead is not None and debris:
        blocks[lead] = _trimmed(raw, Span(debris[-1].span.end, blocks[lead].end))
    if lead is not None and day is None:
        day = _dated(texts, reasons, headline) or dateline_date(blocks[lead].of(raw))
    sentences = _sentences(raw, blocks, title_line)
    aside = [SetAside(span=line, reason=why) for line, why in zip(lines, reasons, strict=True) if why]
    title, title_span = (title_of_line(title_line.of(raw)), title_line) if title_line else _guessed(sentences)
    return Article(
        raw=raw,
        title=title,
        title_span=title_span,
        date=day,
        paragraphs=tuple(blocks),
        sentences=tuple(sentences),
        set_aside=tuple(sorted([*debris, *aside], key=lambda piece: piece.span)),
    )


def _lines(raw: str, begin: int) -> list[Span]:
    """Return the lines that hold anything to see, trimmed."""
    found = (_trimmed(raw, Span(*match.span())) for match in _LINE.finditer(raw, begin))
    return [line for line in found if line.start < line.end]


def _trimmed(raw: str, span: Span) -> Span:
    text = raw[span.start : span.end]
    left = len(text) - len(text.lstrip(_INVISIBLE))
    right = len(text.rstrip(_INVISIBLE))
    return Span(span.start + left, span.start + max(left, right))


def _headline(texts: list[str], reasons: list[str]) -> int | None:
    """Return which line is the title, if the text begins with one."""
    for index, text in enumerate(texts[:4]):
        if reasons[index] and reasons[index] not in _TITLES_MAY_LOOK_LIKE:
            continue
        if reasons[index] and (index or "CLICK" in text):
            continue
        following = next(
            (
                t
                for t, reason in zip(texts[index + 1 : index + 8], reasons[index + 1 :], strict=False)
                if not reason
            ),
            "",
        )
        return index if is_title_line(text, following) else None
    return None


def _dated(texts: list[str], reasons: list[str], headline: int | None) -> date | None:
    """Return the full date that stands alone on a line before the prose."""
    for index, text in enumerate(texts[:4]):
        if index != headline and not reasons[index]:
            return None
        if day := date_line(text):
            return day
    return None


def _blocks(
    raw: str, lines: list[Span], texts: list[str], reasons: list[str], headline: int | None
) -> Iterator[Span]:
    """Yield the paragraphs: lines of prose, or blocks of lines where the text is wrapped to a width."""
    wrapped = _is_wrapped(raw, lines, texts)
    block: Span | None = None
    for index, line in enumerate(lines):
        if block and (
            not wrapped or reasons[index] or index - 1 == headline or _parted(raw, block.end, line.start)
        ):
            yield block
            block = None
        if not reasons[index]:
            block = Span(block.start, line.end) if block else line
    if block:
        yield block


def _parted(raw: str, end: int, start: int) -> bool:
    """Tell whether an empty line lies between two lines."""
    return raw.count("\n", end, start) > 1 or raw.count("\r", end, start) > 1 or "\u2029" in raw[end:start]


def _is_wrapped(raw: str, lines: list[Span], texts: list[str]) -> bool:
    """Tell whether the lines were broken at a width rather than at the end of paragraphs."""
    broken = near = 0
    for index in range(len(lines) - 1):
        if _parted(raw, lines[index].end, lines[index + 1].start):
            continue
        near += 1
        if (
            texts[index][-1] not in _ENDS
            and texts[index + 1][0].islower()
            and len(texts[index]) in _WRAPPED_WIDTH
        ):
            broken += 1
    return broken >= 3 and broken * 3 >= near


def _debris(raw: str, block: Span) -> list[SetAside]:
    """Return the byline and time stamps that run into the lead ("By. Ann Cox. PUBLISHED:. ...")."""
    pieces: list[SetAside] = []
    start = block.start
    while len(pieces) < _DEBRIS_PIECES and (found := _DEBRIS.match(raw, start, min(block.end, start + 300))):
        if found.end() >= block.end:
            break
        pieces.append(SetAside(span=_trimmed(raw, Span(*found.span())), reason="byline"))
        start = found.end()
    return pieces


def _sentences(raw: str, blocks: list[Span], title_line: Span | None) -> list[Sentence]:
    """Return the sentences of all paragraphs; a dateline is in its paragraph, but in no sentence."""
    sentences: list[Sentence] = []
    for place, block in enumerate(blocks):
        start = block.start
        if place < _DATELINED and block != title_line:
            found = _DATELINE.match(raw, start, min(block.end, start + 200))
            start = found.end() if found and found.end() < block.end else start
        for span in split_sentences(raw, Span(start, block.end)):
            sentences.append(Sentence(span=span, text=span.of(raw), index=len(sentences), paragraph=place))
    return sentences


def _guessed(sentences: list[Sentence]) -> tuple[str, Span | None]:
    """Return a title made from the first sentence that says enough by itself.

    "It was a rout." names nothing and "He left." nobody; a later sentence of the
    lead does. Where none does the first will have to do.
    """
    if not sentences:
        return "", None
    lead = sentences[:_LEAD]
    chosen = next((sentence for sentence in lead if _says_enough(sentence.text)), lead[0])
    return title_of_sentence(chosen.text), chosen.span


def _says_enough(text: str) -> bool:
    words = text.split(None, 8)
    if len(words) < 6 or names_nobody(text) or is_glued(text):
        return False
    return len(words) > 8 or not text.rstrip('"”’').endswith("?")
