"""The whole desk on both networks, killed and started again; stopped politely; and what it tells its log."""

import asyncio
import itertools
import random
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.store import articles, open_store, outbox
from bot.store.records import OutboxState
from tests.servers.child import STOP_SECONDS, Service, service, until
from tests.servers.discord import Channel
from tests.servers.telegram import TOKEN

PEOPLE = (501, 502)
ARTICLES, KILLS = 9, 5

ARTICLE = """Mayor Opens a Bridge

Mayor Ada Holt opened the new bridge over the Tarn on Monday, two years after the old one fell.

"We built it to last," Holt said. "Nobody will forget the old one."

The bridge cost {number} million pounds, according to the town council.
"""


def _number(text: str) -> int:
    (found,) = set(re.findall(r"(\d+) million", text))
    return int(found)


def _arrived(served: Service, channels: list[Channel]) -> dict[str, list[int]]:
    """The articles that each place was told of, in the order of arrival."""
    told: dict[str, list[int]] = {}
    for person in PEOPLE:
        texts = [sent.text for sent in served.telegram.sent if sent.chat == person]
        told[f"telegram {person}"] = [_number(text) for text in texts if text.startswith("Alert")]
    for channel in channels:
        told[f"discord {channel.id}"] = [_number(message["content"]) for message in channel.messages]
    return told


async def _drop_articles(folder: Path, chance: random.Random) -> None:
    for number in range(1, ARTICLES + 1):
        with (folder / f"{number:02}.txt").open("w", encoding="utf-8") as file:
            for line in ARTICLE.format(number=number).splitlines(keepends=True):
                file.write(line)
                file.flush()
                await asyncio.sleep(chance.uniform(0, 0.02))
        await asyncio.sleep(chance.uniform(0, 0.8))


async def _restart_again_and_again(
    served: Service, channels: list[Channel], dropping: asyncio.Task[None], chance: random.Random
) -> None:
    for _ in range(KILLS):
        if chance.random() < 0.7:  # in the middle of the work, else somewhere in the start
            before = sum(map(len, _arrived(served, channels).values()))
            while sum(map(len, _arrived(served, channels).values())) == before and not dropping.done():
                await asyncio.sleep(0.002)
            await asyncio.sleep(chance.uniform(0, 0.1))
        else:
            await asyncio.sleep(chance.uniform(0.1, 1.5))
        await served.kill()
        await served.start()
    await dropping


@pytest.mark.parametrize("seed", [random.randrange(10**6)])
async def test_killed_again_and_again_no_alert_is_lost_and_the_order_is_kept(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    async with service(tmp_path, LOG_LEVEL="warning") as served:
        await served.start()
        for person in PEOPLE:
            await served.alert_on_telegram(person, "bridge pounds")
        channels = [await served.alert_on_discord("bridge pounds") for _ in range(2)]
        for _ in range(500):  # slow enough to be killed in the middle of a message
            served.telegram.delay("sendMessage", 0.04)
        served.discord.trouble("POST", "/channels/.*", *[0] * 500, delay=0.02)
        dropping = asyncio.create_task(_drop_articles(served.articles, chance))
        await _restart_again_and_again(served, channels, dropping, chance)
        everything = set(range(1, ARTICLES + 1))
        await until(
            lambda: all(set(told) == everything for told in _arrived(served, channels).values()),
            seconds=30,
            log=served.log,
        )
        await asyncio.sleep(0.3)
        code, seconds = await served.stop()
        assert (code, seconds < STOP_SECONDS) == (0, True), served.log.read_text()
        told = _arrived(served, channels)
        assert served.telegram.complaints == served.discord.complaints == []

    store = open_store(str(tmp_path / "desk.db"))
    with store.read() as tx:
        taken_in = [_number(article.raw) for article in reversed(articles.latest(tx, limit=1000))]
        owed = outbox.counts(tx)
    store.close()
    assert sorted(taken_in) == sorted(everything), "an article was taken in twice"
    assert {state for state, number in owed.items() if number} == {OutboxState.SENT}
    for where, numbers in told.items():
        assert [number for number, _ in itertools.groupby(numbers)] == taken_in, where
        twice = len(numbers) - ARTICLES
        assert twice <= (0 if where.startswith("discord") else KILLS), where
    assert "Traceback" not in served.log.read_text()


async def test_no_token_reaches_the_log_whatever_the_networks_do(tmp_path: Path) -> None:
    for folder in ("served", "refused"):
        (tmp_path / folder).mkdir()
    async with service(tmp_path / "served", LOG_LEVEL="debug") as served:
        telegram, discord = served.telegram, served.discord
        refused = Service(
            home=tmp_path / "refused",
            telegram=telegram,
            discord=discord,
            settings={"LOG_LEVEL": "debug", "TELEGRAM_TOKEN": WRONG[0], "DISCORD_TOKEN": WRONG[1]},
        )
        telegram.fail("getMe", 500, "Internal Server Error")
        await asyncio.gather(served.start(), refused.start())
        try:
            await served.alert_on_telegram(PEOPLE[0], "bridge pounds")
            channel = await served.alert_on_discord("bridge pounds")
            telegram.fail("sendMessage", 500, "Internal Server Error")
            telegram.fail("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
            telegram.drop("sendMessage", accepted=False)
            telegram.drop("getUpdates", accepted=False)
            wait = {"Retry-After": "0.2", "Via": "1.1 google"}
            discord.trouble("POST", "/channels/.*", 429, headers=wait)
            discord.trouble("POST", "/channels/.*", drop="before")
            discord.trouble("POST", "/interactions/.*", 500, 401)
            await discord.slash(channel, "latest")
            telegram.say("/latest", chat=PEOPLE[0], user=PEOPLE[0])
            (served.articles / "1.txt").write_text(ARTICLE.format(number=1), encoding="utf-8")
            await until(lambda: any(m["nonce"] for m in channel.messages), 20, served.log)
            alerted = "Alert · bridge pounds"
            await until(lambda: any(s.text.startswith(alerted) for s in telegram.sent), 20, served.log)
            telegram.fail("getUpdates", 401, "Unauthorized", times=3)
            telegram.say("/status", chat=PEOPLE[0], user=PEOPLE[0])
            discord.gateway.close_with = 4004
            await discord.gateway.drop(forget=True)
            for one in (served, refused):
                for words in ("Telegram refuses the token", "Discord refused the token"):
                    await until(lambda one=one, words=words: words in one.log.read_text(), 20, one.log)
            assert [code for code, _ in await asyncio.gather(served.stop(), refused.stop())] == [0, 0]
        finally:
            if refused.process is not None:
                await refused.kill()
        log = served.log.read_text() + refused.log.read_text()
    assert " INFO " in log
    assert " WARNING " in log
    for token in (TOKEN, discord.token, *WRONG):
        for part in (token, quote(token, safe=""), token.partition(":")[2] or token[-20:]):
            assert part not in log


WRONG = ("987654321:AAE-another_Secret-that-Telegram-refuses", "OTg3NjU0MzIx.GaBcDe." + "another-secret-" * 2)
