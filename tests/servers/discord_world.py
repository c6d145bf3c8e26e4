"""What Discord's stand-in knows: users, servers, channels, messages; and what it says about them."""

from __future__ import annotations

import asyncio
import itertools
import re
import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

EPOCH = 1420070400000
_counter = itertools.count(1)

VIEW, SEND, EMBED, MANAGE_SERVER, ADMINISTRATOR, THREADS = 1 << 10, 1 << 11, 1 << 14, 1 << 5, 1 << 3, 1 << 38
MEMBER = VIEW | SEND | EMBED | THREADS
ADMIN = MEMBER | MANAGE_SERVER


def snowflake(at: float | None = None) -> str:
    """An id that holds its time, as all of Discord's do."""
    now = time.time() if at is None else at
    return str((int(now * 1000) - EPOCH) << 22 | next(_counter) & 0x3FFFFF)


def user(name: str, *, bot: bool = False) -> Json:
    return {
        "id": snowflake(),
        "username": name,
        "discriminator": "0",
        "global_name": name.title(),
        "avatar": None,
        "bot": bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


@dataclass
class Channel:
    """A channel, thread (kind 11) or direct message (kind 1)."""

    name: str
    kind: int = 0
    id: str = field(default_factory=snowflake)
    guild: Guild | None = None
    allowed: int = MEMBER
    """What the bot may do here."""
    parent: Channel | None = None
    messages: list[Json] = field(default_factory=list)

    def described(self) -> Json:
        about = {"id": self.id, "type": self.kind, "name": self.name, "position": 0, "flags": 0}
        about |= {"guild_id": self.guild.id} if self.guild else {"recipients": [], "last_message_id": None}
        if self.parent and self.guild:
            about |= {"parent_id": self.parent.id, "owner_id": self.guild.owner["id"], "message_count": 0}
            about["member_count"] = 1
            about["thread_metadata"] = {
                "archived": False,
                "auto_archive_duration": 1440,
                "archive_timestamp": "2026-01-01T00:00:00+00:00",
                "locked": False,
            }
        denied = MEMBER & ~self.allowed
        if self.guild and denied:
            about["permission_overwrites"] = [
                {"id": self.guild.id, "type": 0, "allow": "0", "deny": str(denied)}
            ]
        return about


@dataclass
class Guild:
    """A server with its channels."""

    name: str
    channels: list[Channel] = field(default_factory=list)
    id: str = field(default_factory=snowflake)
    owner: Json = field(default_factory=lambda: user("owner"))
    system_channel: Channel | None = None

    def add(self, name: str, **about: Any) -> Channel:
        channel = Channel(name=name, guild=self, **about)
        self.channels.append(channel)
        return channel

    def described(self, bot: Json) -> Json:
        everyone = {
            "id": self.id,
            "name": "@everyone",
            "permissions": str(MEMBER),
            "position": 0,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
        }
        return {
            "id": self.id,
            "name": self.name,
            "owner_id": self.owner["id"],
            "roles": [everyone],
            "channels": [c.described() for c in self.channels if not c.parent],
            "threads": [c.described() for c in self.channels if c.parent],
            "members": [member(bot)],
            "system_channel_id": self.system_channel.id if self.system_channel else None,
            "member_count": 2,
            "emojis": [],
            "stickers": [],
            "features": [],
            "preferred_locale": "en-US",
            "joined_at": "2026-01-01T00:00:00+00:00",
            "large": False,
        }


@dataclass
class Asked:
    """An interaction and what became of it."""

    id: str
    token: str
    kind: int
    channel: Channel
    sign: int = 0
    hidden: bool = False
    original: Json | None = None
    followups: list[Json] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    deleted: bool = False
    dead: bool = False
    """Its fifteen minutes are over."""
    too_late: bool = False
    """Its three seconds are over."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def shown(self) -> list[Json]:
        """The messages that somebody sees."""
        return ([] if self.original is None else [self.original]) + self.followups


def option(name: str, value: str | int, *, focused: bool = False) -> Json:
    """A filled field of a slash command."""
    filled: Json = {"name": name, "type": 4 if isinstance(value, int) else 3, "value": value}
    return filled | ({"focused": True} if focused else {})


def sub(name: str, *options: Json) -> Json:
    """A subcommand with its fields."""
    return {"name": name, "type": 1, "options": list(options)}


def member(who: Json, permissions: int | None = None) -> Json:
    about: Json = {"user": who, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0}
    about |= {"deaf": False, "mute": False, "nick": None, "avatar": None}
    return about | ({} if permissions is None else {"permissions": str(permissions)})


def message(body: Json, *, channel: Channel, author: Json) -> Json:
    """A message as Discord answers it."""
    return {
        "id": snowflake(),
        "channel_id": channel.id,
        "author": author,
        "content": body.get("content") or "",
        "embeds": body.get("embeds") or [],
        "components": _with_ids(body.get("components") or []),
        "flags": body.get("flags") or 0,
        "nonce": body.get("nonce"),
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "pinned": False,
        "type": 0,
    }


def _with_ids(rows: list[Json]) -> list[Json]:
    return [{**row, "id": at, "components": list(row["components"])} for at, row in enumerate(rows, start=1)]


def length(text: str) -> int:
    """Counted as the strictest of Discord's clients and servers does."""
    return len(text.encode("utf-16-le")) // 2


SUPPRESS_EMBEDS, HIDDEN = 1 << 2, 1 << 6
PINGS = re.compile(r"@everyone|@here|<@[!&]?\d+>")
BODY = {"content", "embeds", "components", "allowed_mentions", "flags", "nonce", "enforce_nonce"}


def faults(body: Any, *, interaction: bool = False, edit: bool = False) -> list[str]:
    """Why Discord would not take this message; empty if it would."""
    if not isinstance(body, dict):
        return ["a message is an object"]
    found = [f"there is no field {name}" for name in body.keys() - BODY]
    content, embeds, rows = body.get("content") or "", body.get("embeds") or [], body.get("components") or []
    found += [f"content: {length(content)} > 2000"] if length(content) > 2000 else []
    if not edit and not content.strip() and not any(_shows(embed) for embed in embeds):
        found.append("Cannot send an empty message")
    found += _embed_faults(embeds) + _component_faults(rows)
    if length(str(body.get("nonce") or "")) > 25:
        found.append("nonce: longer than 25")
    allowed_flags = SUPPRESS_EMBEDS | (HIDDEN if interaction and not edit else 0)
    if (body.get("flags") or 0) & ~allowed_flags:
        found.append(f"flags: {body['flags']}")
    if embeds and (body.get("flags") or 0) & SUPPRESS_EMBEDS:
        found.append("flags: SUPPRESS_EMBEDS hides the embeds")
    if PINGS.search(content) and body.get("allowed_mentions") != {"parse": []}:
        found.append("content: would ping")
    return found


def _shows(embed: Json) -> bool:
    return bool((embed.get("title") or embed.get("description") or "").strip() or embed.get("footer"))


def _embed_faults(embeds: list[Json]) -> list[str]:
    found = [f"embeds: {len(embeds)} > 10"] if len(embeds) > 10 else []
    together = 0
    for at, embed in enumerate(embeds):
        footer = (embed.get("footer") or {}).get("text", "")
        for name, text, limit in (
            ("title", embed.get("title") or "", 256),
            ("description", embed.get("description") or "", 4096),
            ("footer", footer, 2048),
        ):
            together += length(text)
            if length(text) > limit:
                found.append(f"embeds[{at}].{name}: {length(text)} > {limit}")
        found += [] if _shows(embed) else [f"embeds[{at}]: empty"]
        found += [f"embeds[{at}]: {name}" for name in embed.keys() - {"title", "description", "footer"}]
    return found + ([f"embeds: {together} > 6000 together"] if together > 6000 else [])


def _component_faults(rows: list[Json]) -> list[str]:
    found = [f"components: {len(rows)} rows > 5"] if len(rows) > 5 else []
    ids: list[str] = []
    for row in rows:
        buttons = row.get("components") or []
        if row.get("type") != 1 or not 1 <= len(buttons) <= 5:
            found.append(f"components: a row of {len(buttons)}")
        for button in buttons:
            ids.append(button.get("custom_id", ""))
            if button.get("type") != 2 or button.get("style") not in (1, 2, 3, 4):
                found.append("components: no button")
            if not 1 <= length(button.get("label") or "") <= 80:
                found.append("components: label of a wrong length")
            if not 1 <= length(ids[-1]) <= 100:
                found.append("components: custom_id of a wrong length")
    return found + (["components: custom_id twice"] if len(set(ids)) < len(ids) else [])


COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")


def command_faults(commands: Any) -> list[str]:
    """Why Discord would not register these commands."""
    if not isinstance(commands, list) or len(commands) > 100:
        return ["at most 100 commands, in a list"]
    found = ["a name twice"] if len({c.get("name") for c in commands}) < len(commands) else []
    for command in commands:
        found += _described_faults(command, depth=0)
    return found


def _described_faults(command: Json, depth: int) -> list[str]:
    name = str(command.get("name", ""))
    found = [] if COMMAND_NAME.fullmatch(name) and name == name.lower() else [f"name {name!r}"]
    found += [] if 1 <= len(command.get("description", "")) <= 100 else [f"{name}: description"]
    options = command.get("options") or []
    kinds = [option.get("type") for option in options]
    if len(options) > 25 or len({option.get("name") for option in options}) < len(options):
        found.append(f"{name}: options")
    if any(kind in (1, 2) for kind in kinds) and not all(kind in (1, 2) for kind in kinds):
        found.append(f"{name}: subcommands beside options")
    if depth == 2 and any(kind in (1, 2) for kind in kinds):
        found.append(f"{name}: too deep")
    required = [bool(option.get("required")) for option in options]
    found += [f"{name}: required options come first"] if required != sorted(required, reverse=True) else []
    for option in options:
        choices = option.get("choices") or []
        if len(choices) > 25 or (choices and option.get("autocomplete")):
            found.append(f"{name} {option.get('name')}: choices")
        found += _described_faults(option, depth + 1)
    return found
