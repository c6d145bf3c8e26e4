"""Plain text in whatever encoding it came.

Byte order mark, else the pattern of zero bytes that UTF-16 leaves, else strict UTF-8; after that
charset-normalizer is believed only where it names a script other than Latin and the bytes look like
one (alone it loses one file in seven of cp1252); the rest is cp1252.
"""

from __future__ import annotations

import codecs
import re

SAMPLE = 65536
"""Bytes that decide about an encoding; an article's encoding does not change half-way."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY_STARTS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"\x7fELF",
    b"{\\rtf",
)
_NOT_LATIN = re.compile(
    r"cp1251|koi8|mac_cyrillic|cp866|cp855|iso8859_5|ptcp154|kz1048"  # Cyrillic
    r"|cp1253|iso8859_7|mac_greek|cp1255|iso8859_8|cp1256|iso8859_6|tis_620|cp874|iso8859_11"
    r"|big5|gb18030|gbk|gb2312|hz|shift_jis|cp932|euc_j|iso2022|euc_kr|cp949|johab"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_MOST_CONTROLS = 0.02
_LEAST_HIGH = 0.2


class Unreadable(Exception):
    """No article can be got from this content; the text says why, for /status."""


def read(content: bytes) -> str:
    """Return the text of a plain text file, without its byte order mark; raises Unreadable."""
    if not content.strip(b"\x00 \t\r\n\x0b\x0c"):
        raise Unreadable("empty" if b"\x00" not in content else "not text")
    if is_binary(content):
        raise Unreadable("not text")
    text = decode(content)
    if not text.strip():
        raise Unreadable("empty")
    return text


def is_binary(content: bytes) -> bool:
    """Tell whether this is no text in any encoding: a known file type, or full of control characters.

    >>> is_binary(b"\\x00\\x01\\x02\\x03" * 9), is_binary("Quoi\\xa0? «\\xa0Rien\\xa0»".encode("cp1252"))
    (True, False)
    """
    if content.startswith(_BINARY_STARTS):
        return True
    sample = decode(content[:SAMPLE])
    return len(_CONTROLS.findall(sample)) > _MOST_CONTROLS * len(sample)


def decode(content: bytes) -> str:
    """Decode text of an unknown encoding; never raises, what cannot be decoded becomes U+FFFD."""
    encoding = encoding_of(content)
    for mark, name in _MARKS:
        if name == encoding and content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    return content.decode(encoding, "replace")


def encoding_of(content: bytes) -> str:
    """Return the name of the encoding in which the content is most likely written.

    >>> encoding_of("Привет".encode()), encoding_of("a line".encode("utf-16-le"))
    ('utf-8', 'utf-16-le')
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    sample = content[:SAMPLE]
    wide = _utf16_by_zeros(sample)
    if wide:
        return wide
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if _mostly_utf8(sample):
            return "utf-8"
        return _other_script(sample) or "cp1252"
    return "utf-8"


def _mostly_utf8(sample: bytes) -> bool:
    """One damaged character among many sound ones does not make another encoding of it."""
    text = sample.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    return sum(sign >= "\x80" for sign in text) - damaged > 3 * damaged


def _utf16_by_zeros(sample: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text, of blanks and of line ends is zero."""
    half = len(sample) // 2
    if half < 2:
        return ""
    first = sample[0::2].count(0) / half
    second = sample[1::2].count(0) / half
    if second > 0.1 and first < 0.02:
        return "utf-16-le" if _reads_as(sample, "utf-16-le") else ""
    if first > 0.1 and second < 0.02:
        return "utf-16-be" if _reads_as(sample, "utf-16-be") else ""
    return ""


def _reads_as(sample: bytes, encoding: str) -> bool:
    text = sample.decode(encoding, "replace")
    return len(_CONTROLS.findall(text)) <= _MOST_CONTROLS * len(text)


def _other_script(sample: bytes) -> str:
    """The encoding of a text in another script than Latin, "" if it does not look like one."""
    high = sum(byte >= 0x80 for byte in sample)
    if high < _LEAST_HIGH * len(sample):
        return ""  # French and Czech stay below a tenth, Russian and Japanese far above a third
    from charset_normalizer import from_bytes  # 70 ms, wanted seldom

    best = from_bytes(sample).best()
    if best is None or not _NOT_LATIN.match(best.encoding):
        return ""
    return best.encoding
