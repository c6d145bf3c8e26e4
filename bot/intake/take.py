"""From a file to an article in the store: read, known or set aside, and why."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.intake import formats
from bot.intake.formats.text import Unreadable
from bot.intake.guard import Guard, ReadingFailed
from bot.intake.look import Look, Refused, name_of, read_whole
from bot.store import files
from bot.store.records import FileRecord, FileState
from summarizers.model import Reading

if TYPE_CHECKING:
    from bot.desk import Desk

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a file."""

    TAKEN = "taken in"
    KNOWN = "known"
    """Nothing to read: the same content, a copy or another name of what is there."""
    SET_ASIDE = "set aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file's content, read if there was anything to read."""

    path: str
    look: Look
    sha256: str | None = None
    text: str = ""
    reading: Reading | None = None
    """None for content that the store holds already, and for what was set aside."""
    reason: str = ""
    """Why it was set aside."""


def utc_now() -> datetime:
    """The time of intake."""
    return datetime.now(UTC)


class Taker:
    """Takes files in; every method may be called from any thread."""

    def __init__(
        self, *, desk: Desk, guard: Guard, folder: str, most: int, clock: Callable[[], datetime] = utc_now
    ) -> None:
        """`folder` is a real path, out of which no link may lead; `most` bytes are read of a file."""
        self.folder = folder
        self._desk = desk
        self._guard = guard
        self._most = most
        self._clock = clock

    def open(self, path: str, seen: Look, quiet: float) -> Opened:
        """Read a file that lay there as `seen` for `quiet` seconds; raises Changing while it is not whole.

        What cannot be read comes back with the reason. Slow, and changes nothing: may run on all cores.
        """
        sha256 = None
        try:
            content = read_whole(path, seen, folder=self.folder, quiet=quiet, most=self._most)
            text = formats.read(path, content)
            # Only now: what was set aside before it was read is tried again when the desk starts anew.
            sha256 = hashlib.sha256(content).hexdigest()
            with self._desk.store.read() as tx:
                known = self._desk.knows(tx, name_of(path), sha256)
            reading = None if known else self._guard.read(text)
        except (Refused, Unreadable, ReadingFailed) as error:
            return Opened(path=path, look=seen, sha256=sha256, reason=str(error))
        return Opened(path=path, look=seen, sha256=sha256, text=text, reading=reading)

    def keep(self, opened: Opened, *, announce: bool = True, backlog: bool = False) -> Outcome:
        """Store what was opened: an article, a new version, a new name for a known one, or the reason."""
        if opened.reason:
            return self._set_aside(opened)
        assert opened.sha256 is not None
        name, now = name_of(opened.path), self._clock()
        file = self._record(opened, FileState.READ, None, now)
        if self._desk.take_known(path=name, sha256=opened.sha256, file=file) is not None:
            return Outcome.KNOWN
        reading = opened.reading or self._guard.read(opened.text)
        article = self._desk.take_in(
            path=name,
            sha256=opened.sha256,
            reading=reading,
            now=now,
            backlog=backlog,
            announce=announce,
            file=file,
        )
        log.info("took in %s as article %d: %s", name, article, reading.article.title)
        return Outcome.TAKEN

    def gone(self, name: str) -> None:
        """A file that was known by this name is no longer there."""
        with self._desk.store.read() as tx:
            record = files.get(tx, name)
        if record is not None and record.state is not FileState.GONE:
            self._desk.file_gone(name, self._clock())
            log.info("%s is gone%s", name, "; its article stays" if record.article_id else "")

    def _set_aside(self, opened: Opened) -> Outcome:
        name, now = name_of(opened.path), self._clock()
        with self._desk.store.begin() as tx:
            before = files.get(tx, name)
            after = self._record(opened, FileState.SET_ASIDE, before.article_id if before else None, now)
            told = before is not None and _same_reason(before, after)
            if not told:
                files.put(tx, after)
        if not told:
            log.warning("set aside %s: %s", name, opened.reason)
        return Outcome.SET_ASIDE

    def _record(self, opened: Opened, state: FileState, article_id: int | None, now: datetime) -> FileRecord:
        return FileRecord(
            path=name_of(opened.path),
            sha256=opened.sha256,
            size=opened.look.size,
            mtime_ns=opened.look.mtime_ns,
            inode=opened.look.inode,
            article_id=article_id,
            state=state,
            reason=opened.reason,
            seen=now,
        )


def _same_reason(before: FileRecord, after: FileRecord) -> bool:
    return (before.state, before.reason, before.size, before.mtime_ns, before.inode) == (
        after.state,
        after.reason,
        after.size,
        after.mtime_ns,
        after.inode,
    )
