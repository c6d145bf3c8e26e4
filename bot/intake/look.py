"""What lies in the article folder, and safe ways to look at it and to read it.

A file is whole when nobody has it open for writing. Linux answers that itself: a read lease is refused
while there is a writer. Where a lease cannot be had (a file of another user, some network drives,
other systems) a file counts as whole after it lay unchanged for ``QUIET_UNSURE`` seconds: a writer that
pauses for longer than that is read half-way there, and again, as a new version, once it goes on.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

QUIET = 0.05
"""Seconds between two equal looks at a file that nobody writes to: it may be opened again at once."""
QUIET_UNSURE = 1.0
"""The same where the system cannot tell whether somebody still writes."""
SETTLED = 2.0
"""A file last changed longer ago than this, in seconds, needs one look only."""
PATIENCE = 300.0
"""A file that stays open for writing, but unchanged for so many seconds, is read all the same."""
IGNORED_ENDINGS = (".tmp", ".part", ".crdownload", ".swp", "~")


class Refused(Exception):
    """The file is not to be read; the text says why, for /status."""


class Changing(Exception):
    """The file changed while it was read, or has just gone: look again."""


class Writers(Enum):
    """Whether somebody has a file open for writing."""

    NONE = "none"
    SOME = "some"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a file lay there at one moment; two equal looks mean that nothing changed in between."""

    size: int
    mtime_ns: int
    inode: int
    refused: str = ""
    """Why it is not to be opened at all."""

    def age(self) -> float:
        """Seconds since the file last changed, by the file system's clock; 0 for one from the future."""
        return max(0.0, time.time() - self.mtime_ns / 1e9)


def is_ignored(path: str, folder: str) -> bool:
    """Tell whether a path in the folder is passed over: hidden, or a file that is not finished yet.

    >>> is_ignored("/in/a.txt", "/in"), is_ignored("/in/.git/a.txt", "/in"), is_ignored("/in/a.part", "/in")
    (False, True, True)
    """
    parts = os.path.relpath(path, folder).split(os.sep)
    return parts[-1].endswith(IGNORED_ENDINGS) or any(part.startswith(".") for part in parts)


def name_of(path: str) -> str:
    """A path as it is stored and shown: bytes that are no UTF-8 become escapes.

    >>> name_of("caf" + chr(0xDCE9))
    'caf\\\\xe9'
    """
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def look(path: str, folder: str) -> Look | None:
    """Look at a path without opening it; None where there is nothing for us: no file, or a folder."""
    try:
        found = os.lstat(path)
        refused = ""
        if stat.S_ISLNK(found.st_mode):
            if not _is_inside(path, folder):
                refused = "a link to outside the folder"
            else:
                found = os.stat(path)
                if not is_ignored(os.path.realpath(path), folder):
                    return None  # read under its own name
    except OSError:
        return None
    if not refused and stat.S_ISDIR(found.st_mode):
        return None
    if not refused and not stat.S_ISREG(found.st_mode):
        refused = "not a regular file"
    return Look(size=found.st_size, mtime_ns=found.st_mtime_ns, inode=found.st_ino, refused=refused)


def is_folder(path: str) -> bool:
    """Tell whether a path is a folder, and no link to one."""
    return os.path.isdir(path) and not os.path.islink(path)


def is_through_link(path: str) -> bool:
    """Tell whether a link leads to the folder of this path, given that the article folder's path is real."""
    here = os.path.dirname(path)
    return os.path.realpath(here) != here


def subfolders(folder: str) -> Iterator[str]:
    """The folder and every folder below that may hold articles."""
    for here, _ in _walk(folder):
        yield here


def scan(folder: str) -> Iterator[tuple[str, Look]]:
    """Look at everything in the folder and below; raises OSError where the folder itself cannot be read."""
    for _, paths in _walk(folder):
        for path in paths:
            if found := look(path, folder):
                yield path, found


def _walk(folder: str) -> Iterator[tuple[str, list[str]]]:
    """Each folder with the paths in it that are no folders, in order of their names; no link is followed."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        except OSError:
            if here == folder:
                raise
            continue
        inside = [entry for entry in entries if not is_ignored(entry.path, here)]
        below = [entry.path for entry in inside if entry.is_dir(follow_symlinks=False)]
        waiting += reversed(below)
        yield here, [entry.path for entry in inside if not entry.is_dir(follow_symlinks=False)]


def writers(descriptor: int) -> Writers:
    """Tell whether anybody, we included, has the file open for writing."""
    if not hasattr(fcntl, "F_SETLEASE"):
        return Writers.UNSURE
    try:
        # Somebody who opens it for writing at this moment makes the system send us this signal,
        # which is ignored where nobody asked for it.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return Writers.SOME if error.errno == errno.EAGAIN else Writers.UNSURE
    return Writers.NONE


def read_whole(path: str, seen: Look, *, folder: str, quiet: float, most: int) -> bytes:
    """Return the content of a file that lay there as `seen` for `quiet` seconds.

    Raises Refused with the reason; Changing while somebody writes to it, or when it is no longer as seen.
    """
    if seen.refused:
        raise Refused(seen.refused)
    if seen.size > most:
        raise Refused(f"larger than {_size(most)} (intake.max_bytes)")
    target = os.path.realpath(path)
    if not Path(target).is_relative_to(folder):
        raise Refused("a link to outside the folder")
    try:
        # Never waits for the other end of a pipe, never follows a link put there since.
        descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise Changing from error
    except OSError as error:
        raise Refused(f"unreadable: {error.strerror}") from error
    with open(descriptor, "rb", buffering=0) as file:
        if _as_opened(descriptor) != seen or not _is_whole(writers(descriptor), quiet):
            raise Changing
        try:
            content = _read_at_most(file.fileno(), seen.size + 1)
        except OSError as error:
            raise Refused(f"unreadable: {error.strerror}") from error
        if len(content) != seen.size or _as_opened(descriptor) != seen:
            raise Changing
    return content


def _is_whole(writing: Writers, quiet: float) -> bool:
    if writing is Writers.NONE:
        return quiet >= QUIET
    return quiet >= (QUIET_UNSURE if writing is Writers.UNSURE else PATIENCE)


def _as_opened(descriptor: int) -> Look:
    found = os.fstat(descriptor)
    refused = "" if stat.S_ISREG(found.st_mode) else "not a regular file"
    return Look(size=found.st_size, mtime_ns=found.st_mtime_ns, inode=found.st_ino, refused=refused)


def _size(number: int) -> str:
    """Give a number of bytes as people say it: "5 MB", "10 kB", "1.5 MB".

    >>> _size(5_000_000), _size(1_500_000), _size(10_000), _size(512), _size(999_999)
    ('5 MB', '1.5 MB', '10 kB', '512 bytes', '999.999 kB')
    """
    for unit, name in ((1_000_000, "MB"), (1_000, "kB")):
        if number >= unit:
            return f"{number / unit:.6f}".rstrip("0").rstrip(".") + f" {name}"
    return f"{number} byte{'' if number == 1 else 's'}"


def _read_at_most(descriptor: int, most: int) -> bytes:
    pieces = []
    while most > 0 and (piece := os.read(descriptor, min(most, 1 << 20))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def _is_inside(path: str, folder: str) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(folder)
