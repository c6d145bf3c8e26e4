"""What newsdesk understands, each command once for every network."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.commands.alerts import ALERT, ALERTS
from bot.commands.articles import LATEST, READ
from bot.commands.command import Command
from bot.commands.digests import DIGEST
from bot.commands.help import HELP, START, STOP
from bot.commands.people import PEOPLE, QUOTES, WHO
from bot.commands.search import SEARCH
from bot.commands.status import STATUS
from bot.commands.timezone import TIMEZONE

COMMANDS: tuple[Command, ...] = (
    LATEST,
    READ,
    DIGEST,
    WHO,
    QUOTES,
    PEOPLE,
    SEARCH,
    ALERT,
    ALERTS,
    TIMEZONE,
    STATUS,
    START,
    STOP,
    HELP,
)
"""In the order of /help."""

_BY_NAME = {command.name: command for command in COMMANDS}
_LIKE = 0.5
"""From this likeness (0 to 1) on a name is worth suggesting."""


def find(name: str) -> Command | None:
    """Find a command by its name, without the slash, in any case."""
    return _BY_NAME.get(name.casefold())


def nearest(name: str) -> tuple[Command, ...]:
    """Give the commands whose names are most like a mistyped one, best first; at most 3.

    Letters changed, missing, added or swapped count alike.

    >>> nearest("whoo")[0].name
    'who'
    """
    found = process.extract(
        name.casefold()[:40],
        list(_BY_NAME),
        scorer=DamerauLevenshtein.normalized_similarity,
        limit=3,
        score_cutoff=_LIKE,
    )
    return tuple(_BY_NAME[like] for like, _, _ in found)
