"""What every command needs of its question: the place, the right to change it, a number in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.commands.command import CommandError
from bot.places import Network, Question
from bot.reply import Button
from bot.store import places
from bot.store.records import PlaceRecord
from bot.wording import one_line, refuse, shorten

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk

_WHO_CAN = {
    Network.TELEGRAM: "an admin of this chat",
    Network.DISCORD: "somebody who may manage this server",
    Network.CONSOLE: "the operator",
}

_NUMBER = re.compile(r"#?(\d{1,9})(?=[\s·]|$)(.*)", re.DOTALL)
_PAGE = re.compile(r"(?:^|\s)page (\d{1,4})$")
MOST_BUTTON_BYTES = 58
LONGEST_TITLE = 88
"""Characters of a title in a completion, which has at most 100 on Discord."""


def place_of(tx: Connection, desk: Desk, question: Question) -> PlaceRecord:
    """Give the record of the place that asks; a new place is made and starts from now (a write)."""
    return places.ensure(tx, question.place, now=question.at, zone=desk.settings.desk.zone)


def must_be_allowed(question: Question, what: str) -> None:
    """Refuse politely unless the caller may change this place; `what` ends "Only … can …"."""
    if not question.caller.may_change:
        raise CommandError(
            refuse(
                f"Only {_WHO_CAN[question.place.network]} can {what}. "
                "In a private chat or direct message with me everybody has a digest and alerts of their own."
            )
        )


def number_and_rest(text: str) -> tuple[int | None, str]:
    """Read "3", "3 source" or a completed "3 · A title": the number and what follows.

    >>> number_and_rest("3 source"), number_and_rest("three"), number_and_rest("3 · A title")
    ((3, 'source'), (None, 'three'), (3, '· A title'))
    """
    match = _NUMBER.match(text.strip())
    if match is None:
        return None, text.strip()
    return int(match.group(1)), match.group(2).strip()


def offered(number: int, title: str) -> str:
    """Give an article as a completion offers it: "3 · A title"."""
    return f"{number} · {shorten(one_line(title), LONGEST_TITLE)}"


def after_title(rest: str, title: str) -> str:
    """Take the title of a completion off what follows the number; what was typed after it is left.

    The title itself may end with any word. A completion of another title (it has changed) is dropped whole.

    >>> after_title("· Leak of a secret source", "Leak of a secret source"), after_title("source", "Leak")
    ('', 'source')
    """
    if not rest.startswith("·"):
        return rest
    completed = offered(0, title).removeprefix("0 ").strip()
    given = one_line(rest)
    return given.removeprefix(completed).strip() if f"{given} ".startswith(f"{completed} ") else ""


def page_of(text: str) -> tuple[str, int]:
    """Take "page 2" off the end of what a button asks for: what is left, and the page, from 1.

    >>> page_of("#12 treason page 2"), page_of("Prigozhin")
    (('#12 treason', 2), ('Prigozhin', 1))
    """
    match = _PAGE.search(text)
    if match is None:
        return text.strip(), 1
    return text[: match.start()].strip(), max(1, int(match.group(1)))


def button(label: str, command: str) -> tuple[Button, ...]:
    """Make a button, or none when its command is too long for one."""
    return (Button(label, command),) if len(command.encode()) <= MOST_BUTTON_BYTES else ()
