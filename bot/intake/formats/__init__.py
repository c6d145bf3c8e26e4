"""The readers of file formats: bytes in, the text of an article out.

One file a format; a new one is written beside ``text.py`` and named in FORMATS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from bot.intake.formats import text


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What is read, and how."""

    name: str
    suffixes: tuple[str, ...]
    """In lower case; "" stands for names without one."""
    read: Callable[[bytes], str]
    """Raises Unreadable with the reason."""


FORMATS: tuple[Format, ...] = (Format(name="plain text", suffixes=(".txt", ".text", ""), read=text.read),)


def read(name: str, content: bytes) -> str:
    """Return the article's text out of a file's content; raises ``text.Unreadable`` with the reason.

    >>> read("a.txt", "“Go on,” he said.".encode("cp1252"))
    '“Go on,” he said.'
    """
    suffix = PurePath(name).suffix.lower()
    for known in FORMATS:
        if suffix in known.suffixes:
            return known.read(content)
    if text.is_binary(content):
        raise text.Unreadable("not text")
    read_here = ", ".join(first for first, *_ in (known.suffixes for known in FORMATS))
    verb = "is" if len(FORMATS) == 1 else "are"
    raise text.Unreadable(f"no reader for {suffix} files; only {read_here} {verb} read")
