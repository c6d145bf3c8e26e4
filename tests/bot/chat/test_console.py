"""The terminal as people and scripts meet it: a real `newsdesk demo` behind a pipe, and behind a terminal."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import SEEDS

COMMAND = (sys.executable, "-m", "bot.cli", "demo", str(SEEDS))
ENV = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDESK_")} | {
    "TERM": "xterm",
    "COLUMNS": "80",
    "LINES": "40",
    "PROMPT_TOOLKIT_NO_CPR": "1",
}
STOP_SECONDS = 3.0


class Screen:
    """What a terminal has shown, without colours and cursor moves; every look goes on after the last."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._seen = ""

    def until(self, wanted: str, seconds: float = 20.0) -> str:
        """Read up to and with `wanted`."""
        end = time.monotonic() + seconds
        while wanted not in self._plain():
            assert time.monotonic() < end, f"no {wanted!r} in {self._plain()[-500:]!r}"
            if select.select([self._fd], [], [], 0.1)[0]:
                self._seen += os.read(self._fd, 1 << 16).decode("utf-8", "replace")
        shown = self._plain()
        self._seen = shown.partition(wanted)[2]
        return shown.partition(wanted)[0] + wanted

    def _plain(self) -> str:
        return re.sub(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\^_])|\r", "", self._seen)


@contextmanager
def terminal() -> Iterator[tuple[subprocess.Popen[bytes], int, Screen]]:
    """A desk with a person in front of it, at its first prompt."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(COMMAND, stdin=theirs, stdout=theirs, stderr=theirs, env=ENV) as desk:
        screen = Screen(ours)
        try:
            screen.until("Ctrl-D leaves.")
            yield desk, ours, screen
        finally:
            desk.kill()
            os.close(theirs)
            os.close(ours)


def test_a_person_asks_picks_by_number_and_leaves() -> None:
    with terminal() as (desk, keys, screen):
        os.write(keys, b"/who sergei\r")
        assert "2  Sergei Sobyanin" in screen.until("Type its number.")
        os.write(keys, b"2\r")
        screen.until("Moscow Mayor")
        os.write(keys, b"/hel")
        screen.until("What newsdesk can do")  # the commands that begin so are offered
        os.write(keys, b"\t digest\r")
        screen.until("For example")
        screen.until("\n>")
        os.write(keys, b"\x03")  # Ctrl-C takes the line back, no more
        os.write(keys, b"prigozin\r")
        screen.until("you wrote “prigozin”")
        screen.until("\n>")
        os.write(keys, b"\x04")
        assert desk.wait(10) == 0


def test_a_terminal_is_left_as_it_was_when_the_desk_is_told_to_stop() -> None:
    with terminal() as (desk, keys, _):
        before = termios.tcgetattr(keys)
        time.sleep(0.3)
        desk.send_signal(signal.SIGTERM)
        start = time.monotonic()
        assert desk.wait(10) == 0
        assert time.monotonic() - start < STOP_SECONDS
        after = termios.tcgetattr(keys)
        assert after[3] & termios.ECHO
        assert after[3] & termios.ICANON
        assert before[6] == after[6]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_pipe_that_stays_open_does_not_keep_the_desk_from_stopping(number: signal.Signals) -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENV) as desk:
        assert desk.stdin is not None
        assert desk.stdout is not None
        desk.stdin.write("Sobyanin\nне закончено".encode())
        desk.stdin.flush()
        while b"Moscow Mayor" not in desk.stdout.readline():
            pass
        start = time.monotonic()
        desk.send_signal(number)
        assert desk.wait(10) == 0
        assert time.monotonic() - start < STOP_SECONDS


def test_a_last_line_without_an_end_and_bytes_that_are_no_text_are_heard() -> None:
    done = subprocess.run(COMMAND, input=b"\xff\xfe\n\nSobyanin", capture_output=True, env=ENV, timeout=60)
    assert done.returncode == 0, done.stderr
    assert b"Moscow Mayor" in done.stdout
    assert done.stderr == b""


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    with subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENV
    ) as desk:
        assert desk.stdin is not None
        assert desk.stdout is not None
        assert desk.stderr is not None
        desk.stdout.readline()
        desk.stdout.close()
        desk.stdin.write(b"/help\n" * 50)
        desk.stdin.flush()
        assert desk.wait(20) in (0, 141)
        assert b"Traceback" not in desk.stderr.read()
