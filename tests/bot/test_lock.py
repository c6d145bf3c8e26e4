"""One desk a store, and kind words where there can be no lock."""

import os
from pathlib import Path

import pytest

from bot.lock import AlreadyRunning, only_desk
from bot.store import StoreError
from config.settings import Settings, load


def settings_of(url: object) -> Settings:
    return load(env={"NEWSDESK_STORE_URL": str(url)})


def test_a_second_desk_is_told_of_the_first(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "deep" / "desk.db")
    with (
        only_desk(settings),
        pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"),
        only_desk(settings),
    ):
        pass
    with only_desk(settings):
        pass


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("/proc/nope/desk.db", r"/proc/nope/desk\.db\.lock of the store cannot be opened"),
        ("postgresql://me:hunter2@host/news", "postgresql is not served yet"),
        ("x://:hunter2:def", "no address"),
        ("sqlite://", "needs a file"),
    ],
)
def test_a_store_that_cannot_be_is_said_and_leaves_nothing_behind(
    url: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match=told) as raised, only_desk(settings_of(url)):
        pass
    assert "hunter2" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_a_lock_file_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "desk.db.lock").mkdir()
    with (
        pytest.raises(StoreError, match=r"desk\.db\.lock of the store cannot be opened: Is a directory"),
        only_desk(settings_of(tmp_path / "desk.db")),
    ):
        pass
