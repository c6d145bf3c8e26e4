"""Commands as Discord knows them: a slash command with fields, and back to the command line it stands for.

Only values here, no connection: JSON bodies for Discord's "Bulk Overwrite Global Application Commands",
and the ``data`` of the interactions that come back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.commands.command import Command, Option

SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER = 1, 2, 3, 4
MOST_CHOICES = 25
CHOICE_LENGTH = 100
DESCRIPTION_LENGTH = 100
IN_SERVERS_AND_DIRECT_MESSAGES = [0, 1]
INSTALLED_IN_SERVERS = [0]
OPEN = "show"
"""Subcommand for a command that also does something without one: Discord cannot send such a command bare."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """Somebody is typing in a field that can be completed."""

    option: Option
    typed: str


def payloads(commands: Sequence[Command]) -> list[Json]:
    """All commands as Discord wants them registered.

    ``default_member_permissions`` is never set: it would hide a whole command, while only some of what
    "/digest" does is for admins. Each command checks the caller itself.
    """
    return [
        {
            "type": 1,
            "contexts": IN_SERVERS_AND_DIRECT_MESSAGES,
            "integration_types": INSTALLED_IN_SERVERS,
            **_described(command),
        }
        for command in commands
    ]


def same(ours: Sequence[Json], theirs: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether Discord already has exactly these commands, whatever else it says about them."""
    return sorted(map(_essence, ours), key=repr) == sorted(map(_essence, theirs), key=repr)


def command_line(data: Mapping[str, Any], commands: Sequence[Command]) -> str:
    """The command line that an interaction stands for: values in the order the command declares them.

    >>> command_line({"name": "who", "options": [{"type": 3, "name": "name", "value": "Putin"}]}, ())
    '/who Putin'
    """
    words = [f"/{data['name']}"]
    command = _named(commands, str(data["name"]))
    given: Sequence[Mapping[str, Any]] = data.get("options") or ()
    while given and given[0]["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
        inner = given[0]
        below = _named(command.subcommands if command else (), inner["name"])
        if below is not None or inner["name"] != OPEN:
            words.append(str(inner["name"]))
            command = below
        given = inner.get("options") or ()
    declared = [option.name for option in command.options] if command else []
    given = sorted(given, key=lambda value: _place(declared, value["name"]))
    return " ".join(words + [" ".join(str(value["value"]).split()) for value in given]).strip()


def command_of(line: str, commands: Sequence[Command]) -> Command | None:
    """The command, or subcommand, that a command line calls; None where there is none of that name."""
    found = None
    for word in line.removeprefix("/").split():
        below = _named(found.subcommands if found else commands, word)
        if below is None:
            break
        found = below
    return found


def typing(data: Mapping[str, Any], commands: Sequence[Command]) -> Typing | None:
    """Which field somebody is typing in, and what stands there; None if nothing completes it."""
    command = _named(commands, str(data["name"]))
    given: Sequence[Mapping[str, Any]] = data.get("options") or ()
    while command is not None and given and given[0]["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
        below = _named(command.subcommands, given[0]["name"])
        command = below if below is not None or given[0]["name"] != OPEN else command
        given = given[0].get("options") or ()
    for value in given:
        if value.get("focused") and command is not None:
            for option in command.options:
                if option.name == value["name"] and option.suggests:
                    return Typing(option=option, typed=str(value.get("value", "")))
    return None


def choices(option: Option, suggestions: Sequence[str]) -> list[tuple[str, str | int]]:
    """Suggestions as the name and value of at most 25 choices; a number is the one that leads its line."""
    found: dict[str | int, str] = {}
    for suggestion in suggestions:
        if not suggestion.strip():
            continue
        if option.number:
            if number := re.match(r"\s*#?(\d{1,15})\b", suggestion):
                found.setdefault(int(number[1]), suggestion[:CHOICE_LENGTH])
        elif len(suggestion) <= CHOICE_LENGTH:
            found.setdefault(suggestion, suggestion)
    return [(name, value) for value, name in found.items()][:MOST_CHOICES]


def _described(command: Command) -> Json:
    described: Json = {"name": command.name, "description": _short(command.summary)}
    options: list[Json] = [_subcommand(below) for below in command.subcommands]
    if command.subcommands and command.run is not None and not _named(command.subcommands, OPEN):
        options.insert(0, {"type": SUBCOMMAND, "name": OPEN, "description": _short(command.summary)})
        options[0]["options"] = _options(command)
    elif not command.subcommands:
        options = _options(command)
    return {**described, "options": options}


def _subcommand(command: Command) -> Json:
    return {"type": SUBCOMMAND_GROUP if command.subcommands else SUBCOMMAND, **_described(command)}


def _options(command: Command) -> list[Json]:
    """A command's fields; Discord wants the required ones first."""
    fields = []
    for option in sorted(command.options, key=lambda option: not option.required):
        field: Json = {
            "type": INTEGER if option.number else STRING,
            "name": option.name,
            "description": _short(option.description),
            "required": option.required,
        }
        if option.choices and len(option.choices) <= MOST_CHOICES:
            field["choices"] = [{"name": choice, "value": choice} for choice in option.choices]
        elif option.suggests:
            field["autocomplete"] = True
        fields.append(field)
    return fields


def _essence(command: Mapping[str, Any]) -> Json:
    """What makes a registered command what it is, without ids, versions and unset defaults."""
    return {
        "name": command["name"],
        "type": command.get("type", 1),
        "description": command.get("description", ""),
        "required": bool(command.get("required")),
        "autocomplete": bool(command.get("autocomplete")),
        "choices": [(choice["name"], choice["value"]) for choice in command.get("choices") or ()],
        "contexts": sorted(command.get("contexts") or ()),
        "integration_types": sorted(command.get("integration_types") or ()),
        "default_member_permissions": command.get("default_member_permissions"),
        "options": [_essence(option) for option in command.get("options") or ()],
    }


def _named(commands: Sequence[Command], name: str) -> Command | None:
    return next((command for command in commands if command.name == name), None)


def _place(declared: Sequence[str], name: str) -> int:
    return declared.index(name) if name in declared else len(declared)


def _short(text: str) -> str:
    return text if len(text) <= DESCRIPTION_LENGTH else text[: DESCRIPTION_LENGTH - 1] + "…"
