"""Every key of the settings: what it takes, how that is said, and an example."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

Check = Callable[[Any, Path], Any]
"""Turns a value (from TOML, or text from the environment) into the setting.

The path is what relative paths start from. Raises ValueError where the value will not do.
"""


class Hint(ValueError):
    """A value that will not do, and what was probably meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What one key takes."""

    check: Check
    allowed: str
    example: str


def _path(value: Any, base: Path) -> Path:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError
    return Path(os.path.normpath(base / Path(value).expanduser()))


def _optional_path(value: Any, base: Path) -> Path | None:
    return None if value == "" else _path(value, base)


def _store_url(value: Any, base: Path) -> str:
    if isinstance(value, str) and re.match(r"[a-z][a-z0-9+]*://", value):
        return value
    return str(_path(value, base))


def _whole(least: int, most: int) -> Check:
    def check(value: Any, base: Path) -> int:
        if isinstance(value, str) and re.fullmatch(r"[0-9_]{1,20}", value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError
        return value

    return check


def _seconds(least: float, most: float) -> Check:
    def check(value: Any, base: Path) -> float:
        if isinstance(value, str):
            value = float(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError
        return float(value)

    return check


def _yes_no(value: Any, base: Path) -> bool:
    if isinstance(value, str):
        value = {
            "true": True,
            "yes": True,
            "on": True,
            "1": True,
            "false": False,
            "no": False,
            "off": False,
            "0": False,
        }.get(value.lower())
    if not isinstance(value, bool):
        raise ValueError
    return value


def _one_of(*allowed: str) -> Check:
    def check(value: Any, base: Path) -> str:
        if not isinstance(value, str) or value.lower() not in allowed:
            raise ValueError
        return value.lower()

    return check


def _zone(value: Any, base: Path) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        zones = {
            name.rsplit("/", 1)[-1].lower(): name for name in sorted(available_timezones(), reverse=True)
        }
        near = difflib.get_close_matches(value.rsplit("/", 1)[-1].replace(" ", "_").lower(), zones, n=1)
        if near:
            raise Hint(f"Did you mean {zones[near[0]]}?") from error
        raise ValueError from error
    return value


def _web_address(*schemes: str, empty: bool = False) -> Check:
    def check(value: Any, base: Path) -> str:
        if not isinstance(value, str) or any(sign.isspace() for sign in value):
            raise ValueError
        parts = urlsplit(value)
        if not (empty and not value) and (parts.scheme not in schemes or not parts.hostname):
            raise ValueError
        return value.rstrip("/") if parts.scheme.startswith("http") else value

    return check


def _texts(pattern: str) -> Check:
    def check(value: Any, base: Path) -> tuple[str, ...]:
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if not isinstance(value, list):
            raise ValueError
        texts = tuple(str(item) for item in value)
        if any(isinstance(item, bool) for item in value) or not all(
            re.fullmatch(pattern, item) for item in texts
        ):
            raise ValueError
        return texts

    return check


_TOKEN_FILE = Key(
    check=_optional_path, allowed="the path of a file that holds the token, or nothing", example='"bot.token"'
)

KEYS: Mapping[str, Key] = {
    "intake.folder": Key(check=_path, allowed="the path of a folder", example='"articles"'),
    "intake.max_bytes": Key(
        check=_whole(1, 10**9), allowed="a whole number from 1 to 1000000000", example="5000000"
    ),
    "intake.sweep_seconds": Key(check=_seconds(1, 86400), allowed="seconds, from 1 to 86400", example="60"),
    "intake.poll": Key(check=_yes_no, allowed="true or false", example="false"),
    "intake.read_seconds": Key(check=_seconds(1, 3600), allowed="seconds, from 1 to 3600", example="30"),
    "store.url": Key(
        check=_store_url, allowed="the path of a file, or a database address", example='"data/newsdesk.db"'
    ),
    "desk.zone": Key(
        check=_zone,
        allowed='the IANA name of a time zone ("Europe/Berlin", "UTC")',
        example='"Europe/Berlin"',
    ),
    "desk.operators": Key(
        check=_texts(r"(telegram|discord):\d{1,20}"),
        allowed="a list of users, each as telegram:NUMBER or discord:NUMBER",
        example='["telegram:123456789"]',
    ),
    "telegram.token_file": _TOKEN_FILE,
    "telegram.api_url": Key(
        check=_web_address("http", "https"),
        allowed="an address that begins with https:// or http://",
        example='"https://api.telegram.org"',
    ),
    "telegram.channels": Key(
        check=_texts(r"@[A-Za-z]\w{3,31}|-?\d{1,20}"),
        allowed="a list of channels, each as @name or its number",
        example='["@mychannel", -1001234567890]',
    ),
    "discord.token_file": _TOKEN_FILE,
    "discord.api_url": Key(
        check=_web_address("http", "https"),
        allowed="an address that begins with https:// or http://",
        example='"https://discord.com/api/v10"',
    ),
    "discord.gateway_url": Key(
        check=_web_address("ws", "wss", empty=True),
        allowed="an address that begins with wss:// or ws://, or nothing",
        example='"wss://gateway.discord.gg"',
    ),
    "console.on": Key(check=_yes_no, allowed="true or false", example="true"),
    "log.level": Key(
        check=_one_of("debug", "info", "warning", "error"),
        allowed="debug, info, warning or error",
        example='"info"',
    ),
}
