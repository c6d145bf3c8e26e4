"""What all tests share."""

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

SPECS = (
    Path(__file__).parents[2] / "shared" / "specs"
)  # the APIs' public descriptions, not part of this repository
SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="session")
def specs() -> Path:
    """The folder of Telegram's and Discord's API descriptions; skips what needs it where it is absent."""
    if not SPECS.is_dir():
        pytest.skip(
            f"the API descriptions are not at hand ({SPECS.name}/): requests are not checked against them"
        )
    return SPECS


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A desk sets up logging for its process; the next test must not hear, or miss, more for it."""
    loggers = [logging.getLogger(), *map(logging.getLogger, tuple(logging.root.manager.loggerDict))]
    levels = {logger: logger.level for logger in loggers}
    handlers, hooks = tuple(logging.root.handlers), (sys.excepthook, threading.excepthook)
    yield
    for logger, level in levels.items():
        logger.setLevel(level)
    for handler in set(logging.root.handlers) - set(handlers):
        logging.root.removeHandler(handler)
    sys.excepthook, threading.excepthook = hooks
