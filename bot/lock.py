"""One desk a store: two would send everything twice."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.store import StoreError

if TYPE_CHECKING:
    from config.settings import Settings


class AlreadyRunning(StoreError):
    """Another desk works on the same store; the text says which."""


@contextlib.contextmanager
def only_desk(settings: Settings) -> Iterator[None]:
    """Hold the store's lock file: two desks would send everything twice. Raises AlreadyRunning."""
    from bot.store.sqlite import address

    database = address(settings.store.url).database
    if not database:
        yield
        return
    path = Path(f"{database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    # The system lets go of it when the process ends, however it ends; the file itself stays.
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            other = file.read().strip()
            raise AlreadyRunning(
                f"Another newsdesk{f' (process {other})' if other else ''} works on {database}. "
                "Stop it first, or give this one a store of its own (store.url)."
            ) from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield
