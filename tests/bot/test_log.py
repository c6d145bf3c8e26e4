"""No token reaches a log, whoever writes it and however the program fails."""

import io
import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.log import Redactor, set_up
from config.settings import Secret

TELEGRAM = "123456789:AAEexampleexampleexampleexample-exam"
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.example_example_example_example_exampl"
ODD = "own-server-token"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream, root = io.StringIO(), logging.getLogger()
    level, hook = root.level, sys.excepthook
    handler = set_up("debug", (Secret(TELEGRAM), Secret(DISCORD), Secret(ODD), Secret()), stream)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    sys.excepthook = hook


def _clean(text: str) -> bool:
    return not any(token in text for token in (TELEGRAM, DISCORD, ODD, TELEGRAM.split(":")[1]))


def test_in_messages_arguments_and_tracebacks(written: io.StringIO) -> None:
    log = logging.getLogger("some.library")
    log.info("GET https://api.telegram.org/bot%s/getMe", TELEGRAM)
    log.warning({"Authorization": f"Bot {DISCORD}"})
    log.info("GET https://api.telegram.org/bot%s/getMe", quote(TELEGRAM, safe=""))
    try:
        try:
            raise ConnectionError(f"https://own/bot{ODD}/x")
        except ConnectionError as error:
            raise RuntimeError(f"could not ask with {TELEGRAM}") from error
    except RuntimeError:
        log.exception("failed with %r", DISCORD)
    text = written.getvalue()
    assert _clean(text)
    assert text.count("***") >= 6
    assert "Traceback" in text


def test_a_token_that_is_nobodys_is_known_by_its_look(written: io.StringIO) -> None:
    other = "987654321:BBBexampleexampleexampleexample_exam"
    logging.getLogger("x").info("https://api.telegram.org/bot%s/sendMessage and %s", other, other)
    assert "BBBexample" not in written.getvalue()
    assert "/bot***/sendMessage" in written.getvalue()


async def test_a_failing_request_of_httpx(written: io.StringIO) -> None:
    import httpx

    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.DEBUG)  # as if somebody had asked for it
    try:
        async with httpx.AsyncClient() as client:
            await client.get(f"http://127.0.0.1:1/bot{TELEGRAM}/getMe", headers={"Authorization": DISCORD})
    except httpx.HTTPError:
        logging.getLogger("bot.chat").exception("asking http://127.0.0.1:1/bot%s failed", TELEGRAM)
    assert "/bot***" in written.getvalue()
    assert _clean(written.getvalue())


def test_the_libraries_are_quiet_by_themselves(written: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:a/getUpdates")
    logging.getLogger("discord.gateway").info("Shard ID None has connected")
    assert written.getvalue() == ""


def test_an_uncaught_exception_takes_the_same_way() -> None:
    code = f"from bot.log import set_up; set_up('info'); raise OSError('https://x/bot{TELEGRAM}/y')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "OSError: https://x/bot***/y" in done.stderr
    assert _clean(done.stderr)


@given(st.text(max_size=60), st.text(max_size=60))
def test_it_leaves_everything_else(before: str, after: str) -> None:
    redact = Redactor([Secret(ODD)])
    assert redact("Mr. Prigozhin said at 08:00:00, in a.b.c") == "Mr. Prigozhin said at 08:00:00, in a.b.c"
    assert ODD not in redact(before + ODD + after)


def test_a_file_name_can_neither_forge_an_entry_nor_move_the_cursor(written: io.StringIO) -> None:
    logging.getLogger("bot.intake").warning("set aside %s", "a\n2026-01-01 INFO all is well\x1b[2J\u202e")
    told = written.getvalue()
    assert told.count("\n") == 1
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_a_long_line_is_searched_in_time_that_grows_with_its_length() -> None:
    def seconds(length: int) -> float:
        start = time.process_time()
        Redactor()("a-" * length)
        return time.process_time() - start

    assert min(seconds(40_000) for _ in range(3)) < 10 * max(seconds(10_000) for _ in range(3)) + 0.01
