"""Reading under a time limit: an article may cost itself, never the desk."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from bot.intake.guard import Closed, Guard, ReadingFailed, TooSlow
from summarizers.pipeline import read
from tests.bot.intake.conftest import ARTICLE, article

LONG = "\n\n".join(article(number) for number in range(400))


def _process(guard: Guard) -> subprocess.Popen[bytes]:
    return guard._workers[0].start()


def test_it_reads_as_the_pipeline_does(guard: Guard) -> None:
    for raw in (ARTICLE, "", "“", "\ud800 lone", "x" * 100_000):
        assert guard.read(raw) == read(raw)


def test_what_takes_too_long_is_stopped_and_the_next_article_is_read() -> None:
    guard = Guard(seconds=0.02)
    try:
        guard.warm()
        first = _process(guard)
        with pytest.raises(TooSlow, match=r"took longer than 0\.02 s to read"):
            guard.read(LONG)
        assert first.poll() is not None
        assert guard.read("One line.").article.raw == "One line."
    finally:
        guard.close()


def test_an_article_that_brings_its_reader_down_costs_itself() -> None:
    guard = Guard(seconds=20)
    guard.warm()
    done = threading.Event()

    def killer() -> None:
        while not done.wait(0.02):
            if guard._workers[0]._process:
                guard._workers[0]._process.kill()

    killing = threading.Thread(target=killer)
    killing.start()
    try:
        with pytest.raises(ReadingFailed):
            guard.read(LONG * 10)
    finally:
        done.set()
        killing.join()
    assert guard.read(ARTICLE) == read(ARTICLE)
    guard.close()


def test_a_reading_process_that_died_by_itself_costs_no_article() -> None:
    guard = Guard(seconds=20)
    try:
        guard.warm()
        _process(guard).kill()
        assert guard.read(ARTICLE) == read(ARTICLE)
    finally:
        guard.close()


def test_closing_interrupts_and_blames_nobody() -> None:
    guard = Guard(seconds=20)
    guard.warm()
    threading.Timer(0.02, guard.close).start()
    with pytest.raises(Closed):
        guard.read(LONG * 10)
    with pytest.raises(Closed):
        guard.read(ARTICLE)
    guard.close()


def test_a_worker_knows_no_settings_and_loads_only_what_it_needs() -> None:
    os.environ["NEWSDESK_TELEGRAM_TOKEN"] = "1:secret"
    guard = Guard(seconds=20)
    try:
        guard.warm()
        with open(f"/proc/{_process(guard).pid}/environ") as environment:
            assert "secret" not in environment.read()
        with open(f"/proc/{_process(guard).pid}/maps") as maps:
            loaded = maps.read()
        assert "sqlite" not in loaded
    except FileNotFoundError:
        pytest.skip("no /proc here")
    finally:
        guard.close()
        del os.environ["NEWSDESK_TELEGRAM_TOKEN"]


def test_a_worker_ends_with_a_desk_that_was_killed() -> None:
    code = (
        "from bot.intake.guard import Guard; import time\n"
        "guard = Guard(seconds=9); guard.warm()\n"
        "print(guard._workers[0].start().pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as desk:
        assert desk.stdout is not None
        worker = int(desk.stdout.readline())
        desk.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 5
    while _lives(worker):
        assert time.monotonic() < deadline, "the worker outlives the desk"
        time.sleep(0.02)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
