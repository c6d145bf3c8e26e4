from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.places import Network
from bot.store import open_store
from config.settings import Settings
from tests.bot.desk.desks import rendered, settings_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "articles"
    path.mkdir()
    return path


@pytest.fixture
def config(folder: Path) -> Settings:
    return settings_of(folder)


@pytest.fixture
def desk(tmp_path: Path, config: Settings) -> Iterator[Desk]:
    store = open_store(tmp_path / "x.db")
    yield Desk(store=store, settings=config, renderers={Network.TELEGRAM: rendered})
    store.close()
