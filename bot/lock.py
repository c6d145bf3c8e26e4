"""One desk a store: two would send everything twice."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bot.store import StoreError, file_of

if TYPE_CHECKING:
    from config.settings import Settings


class AlreadyRunning(StoreError):
    """Another desk works on the same store; the text says which."""


@contextlib.contextmanager
def only_desk(settings: Settings) -> Iterator[None]:
    """Hold the store's lock file: two desks would send everything twice.

    Raises AlreadyRunning; StoreError where there can be no store, or no lock beside it.
    """
    path = file_of(settings.store.url)
    lock = path.with_name(f"{path.name}.lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("a+", encoding="utf-8")
    except (OSError, ValueError) as error:
        raise StoreError(f"The lock file {lock} of the store cannot be opened: {_cause(error)}.") from error
    # The system lets go of it when the process ends, however it ends; the file itself stays.
    with file:
        _take(file, lock, path)
        yield


def _take(file: IO[str], lock: Path, store: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        other = file.read(20).strip()
        raise AlreadyRunning(
            f"Another newsdesk{f' (process {other})' if other else ''} works on {store}. "
            "Stop it first, or give this one a store of its own (store.url)."
        ) from error
    except OSError as error:
        raise StoreError(f"The store {store} cannot be locked: {_cause(error)}.") from error
    try:
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
    except OSError as error:
        raise StoreError(f"The lock file {lock} cannot be written: {_cause(error)}.") from error


def _cause(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
