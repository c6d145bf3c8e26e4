"""What a command is: a name, what it takes, what it does. Knows no chat network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.places import Question
from bot.reply import Reply

if TYPE_CHECKING:
    from bot.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing a command takes; a slash command shows it as a field of its own."""

    name: str
    description: str
    required: bool = False
    number: bool = False
    choices: tuple[str, ...] = ()
    suggests: str = ""
    """What completes it: "person", "article", "zone", "command", "alert", "timetable"; "" = nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command, written once for every network.

    The command line is ``/name [subcommand] option option …``: the options' values in order,
    separated by blanks.
    """

    name: str
    summary: str
    """One line, at most 100 characters: shown in command menus."""
    run: Callable[[Desk, Question, str], Reply] | None
    """Called with what follows the name; None where only the subcommands do something."""
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    details: str = ""
    """What /help NAME adds."""
    changes: bool = False
    """Changes the place's settings: needs ``Caller.may_change``; the command itself checks it."""
    subcommands: tuple[Command, ...] = ()


class CommandError(Exception):
    """A polite refusal or correction; its text is the whole answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(repr(reply))
        self.reply = reply
