"""A desk to talk to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.talk import MORNING, Talk
from tests.conftest import SEEDS


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Talk]:
    """A desk without articles."""
    talk = Talk(tmp_path)
    yield talk
    talk.close()


@pytest.fixture(scope="module")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("desk")


@pytest.fixture(scope="module")
def seeds(filled_folder: Path) -> Iterator[Talk]:
    """A desk that read both seeds; shared, so tests only ask it."""
    talk = Talk(filled_folder)
    for path in sorted(SEEDS.glob("*.txt")):
        talk.take_in(path.read_text(encoding="utf-8"), path.name)
    talk.now = MORNING
    yield talk
    talk.close()
