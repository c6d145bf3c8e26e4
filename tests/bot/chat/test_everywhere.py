"""The same commands in the terminal, on Telegram and on Discord: one desk, one process, the same words.

The real App with real python-telegram-bot and discord.py on loopback servers; the articles come through
the folder. What leaves is checked against the API specs where they are at hand (one test says if not).
"""

import asyncio
import io
import os
import re
import shutil
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import App
from bot.chat.console import ConsoleChat
from bot.chat.discord import DiscordChat
from bot.chat.telegram import TelegramChat
from bot.places import Network
from bot.store import articles, open_store, outbox, places, subscriptions
from config.settings import load
from tests.bot.chat.faces import ConsoleFace, DiscordFace, Face, Listening, TelegramFace, until
from tests.conftest import SEEDS, SPECS
from tests.servers.discord import DiscordServer
from tests.servers.specs import DiscordSpec, TelegramSpec
from tests.servers.telegram import TOKEN, TelegramServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

EVERYWHERE = ("console", "telegram", "discord")
IN_COMPANY = ("telegram", "discord")
SEED_IN_JUNE = "A Russian mercenary army"

ARTICLE = """The Long Wait of an Island Is Over

The ferry to the island of Osterholm reopened on Monday after {months} months of repairs.

"Nobody here has forgotten the winter without a ferry," said Mayor Ingrid Halvorsen.

The line carries about {passengers} passengers a day, the harbour office said.
"""

HOSTILE = (
    "Harbour Notice **bold** to @everyone\n\n"
    "The harbour office of Varnholt told <@1> and @here on Monday that <b>every pier</b> is closed.\n\n"
    '"Read [the notice](http://a.example) before `noon`, @everyone," said Harbour Master Olga Renn\x1b[31m. '
    "She added *nothing* \u202egnihton\u202c more\x07 \x00about /stop or __the tide__.\n"
)


@dataclass(frozen=True, kw_only=True)
class World:
    app: App
    folder: Path
    console: ConsoleChat
    keys: int
    screen: io.StringIO
    telegram: TelegramServer
    telegram_chat: TelegramChat
    discord: DiscordServer
    discord_chat: DiscordChat

    async def drop(self, name: str, text: str) -> None:
        """Put an article into the folder and wait until it is in the store."""
        (self.folder / name).write_text(text, encoding="utf-8")
        await until(lambda: any(a.path.endswith(name) for a in self.articles()))

    def articles(self):
        with self.app.desk.store.read() as tx:
            return articles.latest(tx, limit=100)

    def face(self, network: str) -> Face:
        """Somebody new on a network; the terminal is one place, made as good as new."""
        if network == "telegram":
            return TelegramFace(self.app, self.telegram_chat, self.telegram)
        if network == "discord":
            return DiscordFace(self.app, self.discord_chat, self.discord)
        face = ConsoleFace(self.app, self.console, self.keys, self.screen)
        with self.app.desk.store.begin() as tx:
            record = places.get(tx, face.place)
            for one in subscriptions.of_place(tx, record.id):
                subscriptions.remove(tx, record.id, number=one.number)
            places.set_timetable(tx, record.id, "", None)
            places.set_zone(tx, record.id, "UTC", None)
            places.set_digest_after(tx, record.id, articles.newest_id(tx))
        return face


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    home = tmp_path_factory.mktemp("desk")
    shutil.copytree(SEEDS, home / "articles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Route, "BASE", Route.BASE)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
        telegram = TelegramServer(TelegramSpec(SPECS) if SPECS.is_dir() else None)
        await telegram.start()
        async with DiscordServer(DiscordSpec(SPECS) if SPECS.is_dir() else None) as discord:
            settings = load(
                env={
                    "NEWSDESK_INTAKE_FOLDER": str(home / "articles"),
                    "NEWSDESK_STORE_URL": str(home / "desk.db"),
                    "NEWSDESK_TELEGRAM_TOKEN": TOKEN,
                    "NEWSDESK_TELEGRAM_API_URL": telegram.url,
                    "NEWSDESK_DISCORD_TOKEN": discord.token,
                    "NEWSDESK_DISCORD_API_URL": discord.api_url,
                }
            )
            hears, keys = os.pipe()
            screen = io.StringIO()
            store = open_store(settings.store.url)
            with open(hears, encoding="utf-8") as reads:
                console = ConsoleChat(reads=reads, writes=screen)
                on_telegram, on_discord = TelegramChat(settings.telegram), DiscordChat(settings.discord)
                app = App(settings, store, (on_telegram, on_discord, console))
                app.reception = Listening(app.desk)
                stop = asyncio.Event()
                running = asyncio.create_task(app.run(stop))
                await until(lambda: on_telegram.state().startswith("connected"))
                await until(lambda: on_discord.state().startswith("connected"))
                await until(lambda: "Read more" in screen.getvalue())
                yield World(
                    app=app,
                    folder=home / "articles",
                    console=console,
                    keys=keys,
                    screen=screen,
                    telegram=telegram,
                    telegram_chat=on_telegram,
                    discord=discord,
                    discord_chat=on_discord,
                )
                stop.set()
                await asyncio.wait_for(running, 5)
                os.close(keys)
            store.close()
            assert discord.complaints == []
            assert discord.refused == []
            assert [r for r in discord.requests if r.status >= 400] == []
        await telegram.close()
        assert telegram.complaints == []


@pytest_asyncio.fixture(loop_scope="module", params=EVERYWHERE)
async def face(request: pytest.FixtureRequest, world: World) -> Face:
    return world.face(request.param)


def one_line(text: str) -> str:
    """The text without the line ends that only the width of a terminal makes."""
    return " ".join(text.split())


async def number_of(face: Face, title: str) -> int:
    """The number under which /latest lists an article here."""
    found = re.search(rf"(\d+)\s+{title}", await face.ask("/latest 50"))
    assert found, title
    return int(found[1])


async def test_requests_are_checked_against_the_api_specs(specs: Path, world: World) -> None:
    assert world.telegram.spec is not None
    assert world.discord._spec is not None


async def test_the_terminal_opens_with_the_digest(world: World) -> None:
    opening = one_line(world.screen.getvalue().split("\n> ")[0])
    assert "2 new articles" in opening
    assert "24 June 2023" in opening
    assert "date not given" in opening


async def test_start_says_what_it_does_and_offers_a_digest(face: Face) -> None:
    said = one_line(await face.ask("/start"))
    assert said.startswith("This is newsdesk")
    assert "Shall I bring a digest of what is new, for example at 08:00 UTC?" in said
    assert "every day at 08:00 (UTC)" in one_line(await face.press("Daily at 08:00"))


async def test_help_lists_the_commands_and_tells_more_of_one(face: Face) -> None:
    said = await face.ask("/help")
    for name in ("/latest", "/read", "/digest", "/who", "/quotes", "/search", "/alert", "/status"):
        assert re.search(rf"^{name}\b.*  ", said, re.MULTILINE), name
    more = await face.ask("/help digest")
    assert "/digest daily TIME" in more
    assert "/digest every 6 hours" in more


async def test_latest_lists_and_read_shows_one(face: Face) -> None:
    listed = one_line(await face.ask("/latest"))
    assert "24 June 2023" in listed
    assert "date not given" in listed
    number = await number_of(face, SEED_IN_JUNE)
    said = one_line(await face.ask(f"/read {number}"))
    assert said.startswith(f"{number} {SEED_IN_JUNE}")
    assert "24 June 2023 · taken in today" in said
    assert "Quotes" in said
    assert "I ask that no one offer resistance” — Yevgeny Prigozhin" in said
    assert re.search(r"People: Yevgeny Prigozhin \d+, Vladimir Putin \d+", said)
    assert "CLICK HERE" not in said


async def test_read_source_shows_each_piece_in_its_paragraph(face: Face) -> None:
    number = await number_of(face, SEED_IN_JUNE)
    said = one_line(await face.ask(f"/read {number} source"))
    assert re.search(r"\.txt, version 1 · page 1 of \d", said)
    assert re.search(r"summary · characters \d+–\d+", said)
    assert re.search(r"Yevgeny Prigozhin · characters \d+–\d+", said)


async def test_who_is_somebody_misspelt(face: Face) -> None:
    said = one_line(await face.ask("/who prigozin"))
    assert said.startswith("Yevgeny Prigozhin")
    assert "you wrote “prigozin”" in said
    assert "Priozhin 1" in said
    assert "Says" in said


async def test_a_bare_name_is_a_question_where_one_is_alone(face: Face) -> None:
    assert one_line(await face.ask("prigozin")).startswith("Yevgeny Prigozhin")


async def test_who_of_several_is_asked_back(face: Face) -> None:
    said = one_line(await face.ask("/who sergei"))
    assert "Which one?" in said
    assert "1 Sergei Shoigu" in said
    chosen = one_line(await face.press("Sergei Sobyanin"))
    assert chosen.startswith("Sergei Sobyanin")
    assert "Moscow Mayor" in chosen


async def test_quotes_with_a_word(face: Face) -> None:
    said = one_line(await face.ask("/quotes prigozhin ammunition"))
    assert said.startswith("Yevgeny Prigozhin says with “ammunition”")
    assert "if there is no ammunition, then we will leave our positions" in said
    assert "absolute stupidity" not in said


async def test_search_finds_articles(face: Face) -> None:
    said = one_line(await face.ask("/search bakhmut ammunition"))
    assert said.startswith("“bakhmut ammunition” · 1 article")
    assert "The divisions between Russia’s defense ministry" in said
    assert "No article" in one_line(await face.ask("/search zeppelin"))


async def test_an_alert_comes_once_is_listed_and_removed(face: Face, world: World) -> None:
    name = f"{face.place.network.value}-alert"
    added = one_line(await face.ask("/alert add Osterholm ferries"))
    assert "I will tell this chat of new articles with “Osterholm” and “ferries”." in added
    await world.drop(f"{name}.txt", ARTICLE.format(months=len(name), passengers=name))
    await until(lambda: any("Alert" in text for text in face.posted()))
    (alert,) = [one_line(text) for text in face.posted()]
    assert alert.startswith("Alert · Osterholm ferries")
    assert "The Long Wait of an Island" in alert
    assert "Why: it has “Osterholm” and “ferry” (asked: “ferries”)." in alert

    listed = one_line(await face.ask("/alerts"))
    number = re.search(r"(\d+) Osterholm ferries by", listed)
    assert "1 alert here" in listed
    assert number
    assert "Removed: Osterholm ferries" in one_line(await face.ask(f"/alert remove {number[1]}"))
    await world.drop(f"{name}-2.txt", ARTICLE.format(months=name, passengers=2))
    assert "There are no alerts here" in one_line(await face.ask("/alerts"))
    assert len(face.posted()) == 1
    assert everything_is_sent(world)


def everything_is_sent(world: World) -> bool:
    with world.app.desk.store.read() as tx:
        return outbox.oldest_unsent(tx) is None


async def test_a_digest_that_comes_due(face: Face, world: World) -> None:
    name = f"{face.place.network.value}-digest"
    await face.ask("/digest daily 08:00")
    await world.drop(f"{name}.txt", ARTICLE.format(months="four", passengers=name))
    assert "1 article is waiting for it" in one_line(await face.ask("/digest show"))
    now = datetime.now(UTC)
    with world.app.desk.store.begin() as tx:
        record = places.get(tx, face.place)
        places.set_timetable(tx, record.id, record.timetable, now - timedelta(minutes=1))
    for _ in range(2):  # a second look at the clock posts nothing twice
        world.app.desk.send_due_digests(now)
        world.app.outbox.wake()
    await until(lambda: face.posted())
    said = one_line(await face.ask("/digest show"))
    assert "Nothing is waiting for it yet." in said
    assert "every day at 08:00 (UTC)" in said
    (digest,) = [one_line(text) for text in face.posted()]
    assert "1 new article" in digest
    assert "The Long Wait of an Island" in digest
    assert "“Nobody here has forgotten the winter without a ferry” — Ingrid Halvorsen" in digest
    await face.ask("/digest off")


@pytest.mark.parametrize("network", IN_COMPANY)
async def test_a_digest_asked_for_at_once_is_owed_like_any_other(network: str, world: World) -> None:
    face = world.face(network)
    await face.ask("/start")
    await world.drop(f"{network}-now.txt", ARTICLE.format(months="two", passengers=f"{network} now"))
    answer = await face.ask("/digest now")
    assert answer == ("Here it comes." if network == "discord" else "")
    await until(lambda: face.posted())
    (digest,) = [one_line(text) for text in face.posted()]
    assert "1 new article" in digest
    assert "The Long Wait of an Island" in digest
    assert "Nothing is new" in one_line(await face.ask("/digest now"))


@pytest.mark.parametrize("network", IN_COMPANY)
async def test_in_company_only_admins_change_things(network: str, world: World) -> None:
    face = world.face(network)
    assert isinstance(face, TelegramFace | DiscordFace)
    face.as_member()
    for line in ("/digest daily 08:00", "/timezone Berlin", "/alert add ferry"):
        refused = one_line(await face.ask(line))
        assert refused.startswith("Only "), line
        assert "In a private chat or direct message with me everybody has a digest" in refused
    face.as_admin()
    assert "every day at 08:00" in one_line(await face.ask("/digest daily 08:00"))
    face.as_member()
    assert "The digest comes every day at 08:00" in one_line(await face.ask("/digest show"))


async def test_timezone_and_status(face: Face) -> None:
    assert one_line(await face.ask("/timezone Berlin")).startswith("Europe/Berlin it is")
    said = one_line(await face.ask("/status"))
    assert said.startswith("Status")
    assert re.search(r"\d+ articles, the newest taken in today", said)
    assert "Zone: Europe/Berlin." in said
    is_operator = face.place.network is Network.CONSOLE
    assert ("Telegram: connected since" in said) is is_operator
    assert ("Discord: connected since" in said) is is_operator


async def test_an_unknown_command_gets_the_nearest(face: Face) -> None:
    said = one_line(await face.ask("/whoo sobyanin"))
    assert "I do not know /whoo. Did you mean /who sobyanin?" in said
    assert one_line(await face.press("/who sobyanin")).startswith("Sergei Sobyanin")
    assert "/help lists what I do" in one_line(await face.ask("/xyzzyq"))


async def test_read_has_the_same_words_everywhere(world: World) -> None:
    words, numbers = {}, set()
    for network in EVERYWHERE:
        face = world.face(network)
        number = await number_of(face, SEED_IN_JUNE)
        numbers.add(str(number))
        said = (await face.ask(f"/read {number}")).split("\n\na  ")[0]  # the terminal's buttons
        words[network] = set(re.findall(r"\w+|[“”…·—]", said))
    assert len(words["console"]) > 200
    assert words["console"] - numbers == words["telegram"] - numbers == words["discord"] - numbers


async def test_a_hostile_article_is_harmless_text(face: Face, world: World) -> None:
    name = face.place.network.value
    await world.drop(f"{name}-hostile.txt", f"{HOSTILE}\nFor the readers on {name}.\n")
    number = await number_of(face, "Harbour Notice")
    before = len(world.telegram.sent), len(world.discord.requests)
    await face.ask("/alert add Varnholt piers")
    said = await face.ask(f"/read {number}") + await face.ask(f"/read {number} source")
    for text in ("**bold**", "[the notice](http://a.example)", "<b>every pier</b>", "<@1>", "*nothing*"):
        assert text.replace("@", "@\u2060") in one_line(said), text
    for char in said:
        assert char in "\n\u2060" or unicodedata.category(char) not in ("Cc", "Cf"), hex(ord(char))
    assert "@everyone" not in said
    assert "@here" not in said
    kinds = {
        entity["type"]
        for sent in world.telegram.sent[before[0] :]
        for entity in sent.form.get("entities", [])
    }
    assert kinds <= {"bold", "italic", "code", "blockquote", "expandable_blockquote"}
    for request in world.discord.requests[before[1] :]:
        if isinstance(request.body, dict) and ("content" in request.body or "embeds" in request.body):
            assert request.body["allowed_mentions"] == {"parse": []}
            raw = str(request.body)
            assert "@everyone" not in raw
            assert not re.search(r"(?<!\\)<@", raw)
            assert not re.search(r"(?<!\\)\[the notice", raw)
    await face.ask("/stop")
    await face.ask("/start")
