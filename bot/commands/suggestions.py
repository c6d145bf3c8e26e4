"""What completes an option while it is typed: from memory or a small read, within a blink."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot import timetable
from bot.alerts.query import QueryError, parse
from bot.commands.asking import offered
from bot.commands.timezone import suggest_zones
from bot.store import articles, people, places, subscriptions
from bot.wording import one_line, shorten
from summarizers.names import fold_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk
    from bot.places import Place
    from bot.store.records import PlaceRecord

MOST = 25
LONGEST = 100
"""Discord's most for one suggestion, in characters."""
LOOKED_BACK = 50
"""Articles offered are among the newest so many."""
IN_THE_NEWS, MOST_NAMED = timedelta(days=30), 300
"""People offered at once are among the so many most named of the last days."""


def suggestions(desk: Desk, place: Place, kind: str, typed: str) -> tuple[str, ...]:
    """Give at most 25 completions of at most 100 characters; the command takes each as it stands."""
    key = fold_name(typed)
    if kind == "person":
        found = _people(desk, typed)
    elif kind == "zone":
        found = suggest_zones(typed)
    elif kind == "command":
        from bot.commands import COMMANDS

        found = tuple(command.name for command in COMMANDS if key.removeprefix("/") in command.name)
    elif kind == "timetable":
        found = tuple(example for example in timetable.EXAMPLES if key in example)
    elif kind in ("article", "alert"):
        with desk.store.read() as tx:
            record = places.get(tx, place)
            if record is None:
                return ()
            choose = _articles if kind == "article" else _alerts
            found = tuple(line for line in choose(tx, record) if key in fold_name(line))
    else:
        return ()
    return tuple(shorten(one_line(line), LONGEST) for line in found[:MOST])


def _people(desk: Desk, typed: str) -> tuple[str, ...]:
    """Offer whom the news names and who begins so, then whoever the name index takes it for."""
    key = fold_name(typed)
    with desk.store.read() as tx:
        names = desk.names_near(tx, typed)
        likely = tuple(match.id for match in names.lookup(typed, limit=MOST).matches) if key else ()
        newest = articles.latest(tx, limit=1)
        if not newest:
            return ()
        since = newest[0].taken_in - IN_THE_NEWS
        named = people.in_the_news(tx, since=since, limit=MOST_NAMED)
        known = people.get_many(tx, likely)
    begin = [person.name for person, _ in named if f" {key}" in f" {fold_name(person.name)}"]
    return tuple(dict.fromkeys([*begin, *(known[one].name for one in likely if one in known)]))


def _articles(tx: Connection, place: PlaceRecord) -> list[str]:
    newest = articles.newest_number(tx, place.id)
    lines = []
    for number in range(newest, max(0, newest - LOOKED_BACK), -1):
        article = articles.by_number(tx, place.id, number)
        if article is not None:
            lines.append(offered(number, article.title))
    return lines


def _alerts(tx: Connection, place: PlaceRecord) -> list[str]:
    lines = []
    for record in subscriptions.of_place(tx, place.id):
        try:
            lines.append(f"{record.number} · {parse(record.query).text}")
        except QueryError:
            lines.append(f"{record.number} · {record.query}")
    return lines
