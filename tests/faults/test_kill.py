"""kill -9 at any instant: nothing is lost, nothing is taken in twice, and few messages come twice."""

import json
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.places import Network, Place
from bot.store import articles, open_store, outbox, places, subscriptions
from bot.store.records import OutboxState

ROOT = Path(__file__).parents[2]
CHATS = ("100", "200", "300")
ARTICLES, KILLS = 24, 6

ARTICLE = """Mayor Opens a Bridge

Mayor Ada Holt opened the new bridge over the Tarn on Monday, two years after the old one fell.

"We built it to last," Holt said. "Nobody will forget the old one."

The bridge cost {number} million pounds, according to the town council.
"""


def _start(tmp_path: Path) -> subprocess.Popen[bytes]:
    words = [str(tmp_path / name) for name in ("in", "desk.db", "sent")]
    return subprocess.Popen([sys.executable, "-m", "tests.faults.desk", *words], cwd=ROOT)


def _sent(tmp_path: Path) -> list[tuple[str, int, str]]:
    """Chat, article and nonce of every message that arrived."""
    if not (tmp_path / "sent").exists():
        return []
    lines = [json.loads(line) for line in (tmp_path / "sent").read_text().splitlines()]
    return [(chat, int(re.findall(r"(\d+) million", text)[0]), nonce) for chat, text, nonce in lines]


def _subscribe(tmp_path: Path) -> None:
    now, store = datetime.now(UTC), open_store(tmp_path / "desk.db")
    with store.begin() as tx:
        for chat in CHATS:
            record = places.ensure(tx, Place(network=Network.DISCORD, chat=chat), now=now, zone="UTC")
            subscriptions.add(tx, place_id=record.id, query="pounds", by="test", now=now)
    store.close()


@pytest.mark.parametrize("seed", [random.randrange(10**6)])
def test_a_desk_that_is_killed_again_and_again(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    (tmp_path / "in").mkdir()
    _subscribe(tmp_path)
    numbers = iter(range(1, ARTICLES + 1))
    for _ in range(KILLS):
        desk = _start(tmp_path)
        end = time.monotonic() + chance.uniform(0.4, 2.2)
        while time.monotonic() < end:
            number = next(numbers, None)
            if number is not None:
                with open(tmp_path / "in" / f"{number}.txt", "w") as file:
                    for line in ARTICLE.format(number=number).splitlines(keepends=True):
                        file.write(line)
                        file.flush()
                        time.sleep(chance.uniform(0, 0.01))
            else:
                time.sleep(0.01)
        desk.kill()
        desk.wait()
    for number in numbers:
        (tmp_path / "in" / f"{number}.txt").write_text(ARTICLE.format(number=number))

    expected = {(chat, number) for chat in CHATS for number in range(1, ARTICLES + 1)}
    desk = _start(tmp_path)
    deadline = time.monotonic() + 60
    while {(chat, number) for chat, number, _ in _sent(tmp_path)} != expected and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    asked = time.monotonic()
    desk.send_signal(signal.SIGTERM)
    assert desk.wait(10) == 0
    assert time.monotonic() - asked < 5, "the stop was not clean and quick"

    sent = _sent(tmp_path)
    assert {(chat, number) for chat, number, _ in sent} == expected, "messages were lost"
    twice = len(sent) - len(expected)
    assert twice <= KILLS * len(CHATS), "more came twice than were under way"
    nonces: Counter[tuple[str, int]] = Counter((chat, number) for chat, number, _ in set(sent))
    assert set(nonces.values()) == {1}, "a message came again under another nonce"
    store = open_store(tmp_path / "desk.db")
    with store.read() as tx:
        stored = articles.latest(tx, limit=1000)
        owed = outbox.counts(tx)
    store.close()
    assert sorted(one.raw for one in stored) == sorted(
        ARTICLE.format(number=number) for number in range(1, ARTICLES + 1)
    )
    assert {one.version for one in stored} == {1}
    assert {state for state, number in owed.items() if number} == {OutboxState.SENT}
