"""The whole desk in one loop: started, served, stopped; `ingest` and `check` with the same parts."""

import asyncio
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.app import App, ingest, run
from bot.chat.adapter import ChatAdapter, Host, Payload, Receipt
from bot.checkup import findings as check
from bot.lock import AlreadyRunning
from bot.places import Network, Place
from bot.reply import Reply
from bot.store import articles, files, open_store, outbox, places, subscriptions
from bot.store.records import FileState, OutboxState
from config.settings import Secret, Settings, SettingsError, load

ARTICLE = """Mayor Opens a Bridge

Mayor Ada Holt opened the new bridge over the Tarn on Monday, two years after the old one fell.

"We built it to last," Holt said. "Nobody will forget the old one."

The bridge cost nine million pounds, according to the town council.
"""


class Wire:
    """A network that takes everything."""

    def __init__(self, network: Network, fails: str = "") -> None:
        self.network = network
        self.fails = fails
        self.arrived: list[tuple[str, str]] = []
        self.host: Host | None = None
        self.closed = 0

    async def start(self, host: Host) -> None:
        if self.fails:
            raise ValueError(self.fails)
        self.host = host

    async def send(self, place: Place, payload: Payload, nonce: str) -> Receipt:
        self.arrived.append((place.chat, str(payload["text"])))
        return Receipt(nonce)

    def render(self, reply: Reply) -> tuple[Payload, ...]:
        return ({"text": repr(reply)},)

    def state(self) -> str:
        return "connected"

    async def close(self) -> None:
        self.closed += 1


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    env = {
        "NEWSDESK_INTAKE_FOLDER": str(tmp_path / "in"),
        "NEWSDESK_STORE_URL": str(tmp_path / "kept" / "desk.db"),
    }
    return load(env=env | {"NEWSDESK_LOG_LEVEL": "warning", "NEWSDESK_CONSOLE_ON": "no"})


@asynccontextmanager
async def serving(settings: Settings, *chats: ChatAdapter):  # type: ignore[no-untyped-def]
    stop = asyncio.Event()
    desk = asyncio.create_task(run(settings, console=False, chats=chats, stop=stop))
    try:
        yield
    finally:
        stop.set()
        started = time.monotonic()
        await desk
        assert time.monotonic() - started < 5


async def until(condition, seconds: float = 10.0) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to hold"
        await asyncio.sleep(0.02)


def _place(
    settings: Settings, place: Place, *, query: str = "", timetable: str = "", due: datetime | None = None
) -> None:
    now, store = datetime.now(UTC), open_store(settings.store.url)
    with store.begin() as tx:
        record = places.ensure(tx, place, now=now, zone="UTC")
        if query:
            subscriptions.add(tx, record.id, query=query, by="test", now=now)
        if timetable:
            places.set_timetable(tx, record.id, timetable, due)
    store.close()


async def test_an_article_becomes_an_alert_and_a_digest(settings: Settings) -> None:
    wire = Wire(Network.DISCORD)
    _place(settings, Place(network=Network.DISCORD, chat="1"), query="pounds")
    past = datetime.now(UTC) - timedelta(minutes=1)
    settings.intake.folder.mkdir()
    (settings.intake.folder / "a.txt").write_text(ARTICLE)
    async with serving(settings, wire):
        await until(lambda: wire.arrived)
        _place(settings, Place(network=Network.DISCORD, chat="1"), timetable="daily 08:00", due=past)
        await until(lambda: len(wire.arrived) == 2, seconds=20)
    assert "pounds" in wire.arrived[0][1]
    assert "digest" in wire.arrived[1][1]
    assert wire.closed == 1


async def test_one_network_that_fails_never_stops_the_others(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = Wire(Network.DISCORD), Wire(Network.TELEGRAM, fails="the token is odd")
    _place(settings, Place(network=Network.DISCORD, chat="1"), query="pounds")
    async with serving(settings, bad, good):
        await until(lambda: good.host)
        (settings.intake.folder / "a.txt").write_text(ARTICLE)
        await until(lambda: good.arrived)
    assert "telegram could not be started" in caplog.text


async def test_the_state_of_every_network_is_told(settings: Settings) -> None:
    store = open_store(settings.store.url)
    app = App(settings, store, (Wire(Network.TELEGRAM, fails="the token is odd"),))
    assert app.states() == ("Telegram: connected", "Discord: off (no token)")
    stop = asyncio.Event()
    running = asyncio.create_task(app.run(stop))
    await until(lambda: "could not be started" in app.states()[0])
    assert app.desk.chat_states()[0] == "Telegram: could not be started: the token is odd"
    stop.set()
    await running
    store.close()


async def test_a_second_desk_on_the_same_store_is_refused(settings: Settings) -> None:
    wire = Wire(Network.DISCORD)
    async with serving(settings, wire):
        await until(lambda: wire.host)
        with pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}\) works on .*desk\.db"):
            await run(settings, console=False, chats=[Wire(Network.DISCORD)])
    async with serving(settings, wire):
        pass


async def test_a_folder_that_cannot_be_made_is_told_as_a_setting(settings: Settings) -> None:
    settings.intake.folder.write_text("a file")
    with pytest.raises(SettingsError, match=r"cannot be made: File exists\. Change intake\.folder"):
        await run(settings, console=False)


def test_ingest_takes_in_a_folder_without_telling(settings: Settings, tmp_path: Path) -> None:
    _place(settings, Place(network=Network.DISCORD, chat="1"), query="pounds")
    settings = replace(settings, discord=replace(settings.discord, token=Secret("x.y.z")))
    old = tmp_path / "old"
    (old / "deep").mkdir(parents=True)
    for number in range(5):
        (old / "deep" / f"{number}.txt").write_text(ARTICLE.replace("nine", str(number + 10)))
    (old / "copy.txt").write_text(ARTICLE.replace("nine", "10"))
    (old / "empty.txt").write_text("")
    told: list[tuple[int, int]] = []
    done = ingest(settings, old, announce=False, progress=lambda *numbers: told.append(numbers))
    assert (done.taken, done.known, done.set_aside, done.busy) == (5, 1, 1, 0)
    assert str(done).startswith("5 taken in, 1 known already, 1 set aside (the log and /status say why); ")
    assert told == [(number, 7) for number in range(8)]
    again = ingest(settings, old, announce=False, progress=lambda *_: None)
    assert (again.taken, again.known, again.set_aside) == (0, 6, 1)
    store = open_store(settings.store.url)
    with store.read() as tx:
        assert all(one.backlog for one in articles.latest(tx, limit=10))
        assert articles.count(tx) == 5
        assert not any(outbox.counts(tx).values())
        assert files.counts(tx)[FileState.SET_ASIDE] == 1
    (tmp_path / "new.txt").write_text(ARTICLE)
    ingest(settings, tmp_path / "new.txt", announce=True, progress=lambda *_: None)
    with store.read() as tx:
        assert outbox.counts(tx)[OutboxState.PENDING] == 1
    store.close()
    with pytest.raises(FileNotFoundError):
        ingest(settings, tmp_path / "nowhere", announce=False, progress=lambda *_: None)


@contextmanager
def _network(status: int, body: object) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    asked: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def _said(settings: Settings) -> str:
    return "\n".join(map(str, check(settings)))


def test_check_finds_nothing_wrong(settings: Settings) -> None:
    settings.intake.folder.mkdir()
    (settings.intake.folder / "a.txt").write_text(ARTICLE)
    said = _said(settings)
    assert "BAD" not in said
    assert f"ok   folder: {settings.intake.folder} holds 1 file" in said
    assert "desk.db holds 0 articles" in said
    assert "ok   telegram: off (no token)" in said
    assert os.listdir(settings.intake.folder) == ["a.txt"]


def test_check_says_what_is_wrong_and_how_to_mend_it(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "in").write_text("a file")
    (tmp_path / "kept").write_text("a file")
    said = _said(settings)
    assert "BAD  folder:" in said
    assert "Change intake.folder" in said
    assert "BAD  store:" in said
    assert "Change store.url" in said


def test_check_asks_the_networks_whose_token_it_is(settings: Settings) -> None:
    body = {"ok": True, "result": {"username": "town_bot"}}
    with _network(200, body) as (telegram, asked), _network(401, {"message": "401"}) as (discord, asked_too):
        settings = replace(
            settings,
            telegram=replace(settings.telegram, token=Secret("1:secret"), api_url=telegram),
            discord=replace(settings.discord, token=Secret("secret.x.y"), api_url=discord),
        )
        said = _said(settings)
    assert asked == [("/bot1:secret/getMe", None)]
    assert asked_too == [("/users/@me", "Bot secret.x.y")]
    assert "ok   telegram: the token is that of @town_bot" in said
    assert "BAD  discord: 127.0.0.1 does not know the token\n     Set NEWSDESK_DISCORD_TOKEN anew" in said
    assert "desk.operators" in said
    assert "secret" not in said


def test_check_survives_a_network_that_is_down(settings: Settings) -> None:
    telegram = replace(settings.telegram, token=Secret("1:secret"), api_url="http://127.0.0.1:1")
    said = _said(replace(settings, telegram=telegram))
    assert "BAD  telegram: 127.0.0.1 does not answer as it should" in said
    assert "secret" not in said


def test_the_console_is_called_a_terminal(settings: Settings) -> None:
    store = open_store(settings.store.url)
    app = App(settings, store, (Wire(Network.CONSOLE),))
    assert "Terminal: connected" in app.states()
    store.close()
