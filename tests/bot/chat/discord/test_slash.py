"""Slash commands: what Discord is told about newsdesk's commands, and the command lines that come back."""

from pathlib import Path

import pytest

from bot.chat import slash
from bot.commands import COMMANDS
from bot.commands.command import Command, Option
from tests.bot.chat.discord.desk import COMMANDS as OWN
from tests.bot.chat.discord.desk import command
from tests.servers.discord import option, sub
from tests.servers.discord_world import command_faults
from tests.servers.specs import DiscordSpec


def test_discord_takes_every_command(specs: Path) -> None:
    registered = slash.payloads(COMMANDS)
    assert command_faults(registered) == []
    assert DiscordSpec(specs).complaints("put", "/applications/1/commands", registered) == []
    assert [about["name"] for about in registered] == [one.name for one in COMMANDS]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ({"name": "help"}, "/help"),
        ({"name": "help", "options": None}, "/help"),
        ({"name": "digest", "options": [option("when", "now")]}, "/digest now"),
        ({"name": "alert", "options": [sub("add", option("words", " a  b "))]}, "/alert add a b"),
        ({"name": "gone", "options": [option("b", "2"), option("a", 1)]}, "/gone 2 1"),
        ({"name": "quotes", "options": [option("word", "w"), option("name", "n")]}, "/quotes n w"),
    ],
)
def test_an_interaction_is_a_command_line(data: dict, line: str) -> None:
    assert slash.command_line(data, OWN) == line


def test_a_command_with_and_without_subcommands_can_be_called_bare() -> None:
    both = command("alert", subcommands=(command("add"),))
    [registered] = slash.payloads((both,))
    assert [part["name"] for part in registered["options"]] == ["show", "add"]
    assert slash.command_line({"name": "alert", "options": [sub("show")]}, (both,)) == "/alert"
    assert slash.command_line({"name": "alert", "options": [sub("add")]}, (both,)) == "/alert add"


def test_subcommands_of_subcommands_are_groups() -> None:
    deep = Command(
        name="a",
        summary="A.",
        run=None,
        subcommands=(Command(name="b", summary="B.", run=None, subcommands=(command("c"),)),),
    )
    [registered] = slash.payloads((deep,))
    assert registered["options"][0]["type"] == slash.SUBCOMMAND_GROUP
    assert command_faults([registered]) == []
    data = {"name": "a", "options": [{"type": 2, "name": "b", "options": [sub("c", option("x", "y"))]}]}
    assert slash.command_line(data, (deep,)) == "/a b c y"


def test_long_texts_and_many_choices_stay_in_the_limits() -> None:
    many = Option(name="o", description="d" * 200, choices=tuple(map(str, range(26))))
    [registered] = slash.payloads((Command(name="a", summary="s" * 200, run=None, options=(many,)),))
    assert command_faults([registered]) == []
    assert "choices" not in registered["options"][0]


def test_what_discord_adds_makes_no_difference_and_what_we_change_does() -> None:
    ours = slash.payloads(OWN)
    theirs = [{**about, "id": str(at), "version": "1", "nsfw": False} for at, about in enumerate(ours)]
    assert slash.same(ours, theirs[::-1])
    assert not slash.same(ours, theirs[1:])
    assert not slash.same(ours, [{**theirs[0], "description": "Other."}, *theirs[1:]])
    assert not slash.same(ours, [{**theirs[0], "default_member_permissions": "32"}, *theirs[1:]])
