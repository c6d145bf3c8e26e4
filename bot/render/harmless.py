"""Text from articles made harmless for a chat, and text cut to a network's limit.

Articles come from anywhere: they may hold control characters, characters that turn the
direction of writing, invisible ones, or "@everyone". What is shown keeps every visible
character and notifies nobody. Escaping markup is each renderer's own work.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

WORD_JOINER = "\u2060"
"""Set after every "@": invisible, keeps the word in one line, and no network takes the result for a name."""

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f"  # England, Scotland, Wales: a flag and tag letters

# Format and ignorable characters that nobody sees, and noncharacters. Not here: the visible format
# characters of Arabic, Syriac and hieroglyphs; joiners and variation selectors have rules of their own.
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ufdd0-\ufdef"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_JOINERS = "\u200c\u200d"
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_DOUBTFUL = re.compile(f"{_FLAG}|[{_INVISIBLE}{_JOINERS}{_SELECTORS}]")
_SELECTOR = re.compile(f"[{_SELECTORS}]")

_AT = re.compile(r"@(?!\s)")
_EMOJI_TAILS = frozenset("\ufe0f\u20e3") | {chr(tone) for tone in range(0x1F3FB, 0x1F400)}
_MANY_MARKS = 8
"""More marks on one letter than any script needs; the rest would run into the lines above and below."""


def harmless(text: str) -> str:
    r"""The text as it may be shown anywhere: nothing invisible, nothing that pings.

    Control, bidi and zero-width characters go; line ends become "\n" and tabs blanks;
    joiners stay where a script or an emoji needs them; a lone surrogate becomes U+FFFD.
    After every "@" comes a WORD JOINER, so that neither "@everyone" nor a user's name is
    linked or notified and both still read the same. Doing it twice changes nothing.

    >>> harmless("ping @everyone\x07").replace(WORD_JOINER, "|")
    'ping @|everyone'
    """
    if text.isascii() and text.isprintable():
        return text if "@" not in text else _AT.sub("@" + WORD_JOINER, text)
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = _SURROGATES.sub("\ufffd", text)
    text = _seen_only(text)
    return _AT.sub("@" + WORD_JOINER, text)


def _seen_only(text: str) -> str:
    """Drop what nobody sees; joiners and selectors stay only behind what they act on."""
    kept: list[str] = []
    at = 0
    for found in _DOUBTFUL.finditer(text):
        kept.append(text[at : found.start()])
        at = found.end()
        before = next((piece[-1] for piece in reversed(kept) if piece), "")
        if _is_needed(found.group(), before, text[at : at + 1]):
            kept.append(found.group())
    kept.append(text[at:])
    return _few_marks("".join(kept))


def _is_needed(found: str, before: str, after: str) -> bool:
    """Tell whether a doubtful character does something visible between its neighbours."""
    if len(found) > 1:
        return True  # a whole flag
    if not before or before.isspace():
        return False
    if found in _JOINERS:
        if found == "\u200d" and (_is_emoji(before) or before in _EMOJI_TAILS):
            return _is_emoji(after)
        # Persian, Hindi, Sinhala, Malayalam ... shape letters with them; Latin, Greek and Cyrillic do not.
        return before >= "\u0600" and unicodedata.category(before) in ("Lo", "Mn", "Mc")
    if _SELECTOR.match(found):
        return unicodedata.category(before)[0] in "LMNPS" and not _SELECTOR.match(before)
    return False


def _is_emoji(char: str) -> bool:
    """Tell whether a character may be an emoji; one newer than Python's tables counts as one."""
    return bool(char) and (unicodedata.category(char) in ("So", "Cn") or char in "↔↕")


def _few_marks(text: str) -> str:
    """At most a handful of combining marks on one letter."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for char in text:
        marks = marks + 1 if char > "\u02ff" and unicodedata.category(char) in ("Mn", "Me") else 0
        if marks <= _MANY_MARKS:
            kept.append(char)
    return "".join(kept)


_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’'»)\]]*\s+")
_WORD = re.compile(r"\s+")
_A_QUARTER = 4
_ANYWHERE = 1 << 62
_PLACES = ((_PARAGRAPH, _ANYWHERE), (_LINE, _ANYWHERE), (_SENTENCE, _A_QUARTER), (_WORD, _ANYWHERE))
"""Kinds of places, best first; a cut between sentences leaves at least a quarter of what would fit."""
_LONGEST_CLUSTER = 32


def split_text(text: str, limit: int, measure: Callable[[str], int] = len) -> list[str]:
    """Parts of at most `limit` as `measure` counts, cut where it hurts least.

    Between paragraphs, else between lines, else between sentences, else between words, else
    anywhere but inside a visible character. White space at a cut goes; joined again, the
    parts are otherwise the text. A text of white space has no parts. `measure` counts at
    least one for each character; a single character larger than `limit` stays as it is.

    >>> split_text("One two. Three four.", 12)
    ['One two.', 'Three four.']
    """
    if limit < 1:
        raise ValueError(f"a part cannot hold {limit}")
    parts: list[str] = []
    rest = text
    while rest and measure(rest) > limit:
        cut = _cut(rest, _fitting(rest, limit, measure))
        part, rest = rest[:cut].rstrip(), rest[cut:].lstrip()
        if part:
            parts.append(part)
    if rest.strip():
        parts.append(rest)
    return parts


def _fitting(text: str, limit: int, measure: Callable[[str], int]) -> int:
    """How many characters from the start fit; at least one."""
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(text: str, fitting: int) -> int:
    """Where to cut: the best kind of place in the first `fitting` characters, as late as it can be."""
    written = len(text) - len(text.lstrip())
    for place, least in _PLACES:
        earliest = max(written, fitting // least) + 1
        # A break that only begins within what fits will do: white space at a cut is not sent.
        ends = [_before_blank(match) for match in place.finditer(text, 0, fitting + 2)]
        fit = [end for end in ends if earliest <= end <= fitting]
        if fit:
            return fit[-1]
    return _whole_characters(text, fitting)


def _before_blank(match: re.Match[str]) -> int:
    """The end of what stays: closing quotation marks belong to the sentence before them."""
    return match.start() + len(match.group().rstrip())


def _whole_characters(text: str, cut: int) -> int:
    """The same or an earlier cut that leaves letters with their marks and emoji whole."""
    for earlier in range(cut, max(0, cut - _LONGEST_CLUSTER), -1):
        if not _joins(text, earlier):
            return earlier
    return cut


def _joins(text: str, at: int) -> bool:
    """Tell whether the characters on both sides of `at` make one visible character."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before == "\u200d" or before == WORD_JOINER or after in ("\u200c", "\u200d", WORD_JOINER):
        return True
    if (
        unicodedata.category(after)[0] == "M"
        or after in _EMOJI_TAILS
        or "\U000e0020" <= after <= "\U000e007f"
    ):
        return True
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return True
    return _is_flag_letter(before) and _is_flag_letter(after) and _flag_letters_before(text, at) % 2 == 1


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flag_letters_before(text: str, at: int) -> int:
    count = 0
    while count < at and _is_flag_letter(text[at - count - 1]):
        count += 1
    return count
