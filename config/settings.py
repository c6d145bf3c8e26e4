"""Settings: loaded once, validated whole, passed down; no other module reads the environment.

Three layers, each winning over the one before: ``default.toml`` beside this file, the user's file,
and environment variables (``NEWSDESK_<SECTION>_<KEY>``). Tokens come only from the environment or
from a file that holds nothing else, so that a settings file can be shown to anybody.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from config.keys import KEYS, Hint

USER_FILE = "newsdesk.toml"
PREFIX = "NEWSDESK_"


class SettingsError(Exception):
    """A mistake in the settings; the message says where, what, what is allowed, and gives an example."""


class Secret:
    """A token: printed as ``***`` wherever it may turn up."""

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        self._value = value

    def reveal(self) -> str:
        """The token itself, for the library that needs it."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __repr__(self) -> str:
        return "***" if self._value else ""

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written to disk")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSettings:
    """Where articles come from and how far reading may go."""

    folder: Path
    max_bytes: int
    sweep_seconds: float
    poll: bool
    read_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """Where everything is kept."""

    url: str
    """A path, or a database address of SQLAlchemy's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """What holds everywhere."""

    zone: str
    """An IANA name."""
    operators: tuple[str, ...]
    """"telegram:123", "discord:456"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """The Telegram bot; off without a token."""

    token: Secret
    api_url: str
    """Without a closing slash."""
    channels: tuple[str, ...]
    """Chat ids ("-1001234567890") or names ("@mychannel")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """The Discord bot; off without a token."""

    token: Secret
    api_url: str
    """Without a closing slash."""
    gateway_url: str
    """Empty: the library's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsoleSettings:
    """The terminal."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """What is told on standard error."""

    level: str
    """"debug", "info", "warning" or "error"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings; ``dataclasses.replace`` makes a changed copy."""

    intake: IntakeSettings
    store: StoreSettings
    desk: DeskSettings
    telegram: TelegramSettings
    discord: DiscordSettings
    console: ConsoleSettings
    log: LogSettings
    sources: tuple[str, ...] = ()
    """The files and variables they came from, for ``newsdesk check``; no values."""


def load(path: str | None = None, env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings: the defaults, then the user's file, then the environment.

    The user's file is `path`, else the one named by ``NEWSDESK_CONFIG``, else ``./newsdesk.toml`` if
    there is one.
    `env` stands for the process's environment, which is read when None.
    Raises SettingsError, which names every mistake found.
    """
    variables = os.environ if env is None else env
    here = Path.cwd()
    values: dict[str, Any] = {}
    mistakes: list[str] = []
    sources = ["config/default.toml"]
    _take_table(tomllib.loads(_default_text()), here, "config/default.toml", values, mistakes)
    file = _user_file(path, variables)
    if file is not None:
        _take_table(_read_toml(file), file.absolute().parent, str(file), values, mistakes)
        sources.append(str(file))
    sources += _take_variables(variables, here, values, mistakes)
    for network in ("telegram", "discord"):
        values[f"{network}.token"] = _token(
            network, variables, values.pop(f"{network}.token_file", None), mistakes
        )
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return Settings(
        intake=IntakeSettings(**_section("intake", values)),
        store=StoreSettings(**_section("store", values)),
        desk=DeskSettings(**_section("desk", values)),
        telegram=TelegramSettings(**_section("telegram", values)),
        discord=DiscordSettings(**_section("discord", values)),
        console=ConsoleSettings(**_section("console", values)),
        log=LogSettings(**_section("log", values)),
        sources=tuple(sources),
    )


def _default_text() -> str:
    return resources.files("config").joinpath("default.toml").read_text("utf-8")


def _section(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    start = name + "."
    return {key.removeprefix(start): value for key, value in values.items() if key.startswith(start)}


def _user_file(path: str | None, variables: Mapping[str, str]) -> Path | None:
    named = path or variables.get("NEWSDESK_CONFIG")
    if named:
        return Path(named).expanduser()
    return Path(USER_FILE) if Path(USER_FILE).is_file() else None


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"The settings file {file} cannot be read: {error.strerror or error}. "
            "Name another with --config, or make one: config/default.toml lists every key."
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"The settings file {file} is not UTF-8 text: save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        # tomllib names the place, never the text of the line: a token in it stays out of the message.
        raise SettingsError(
            f'{file} is not written as TOML wants it: {error}. A key looks like this: folder = "articles".'
        ) from error


def _take_table(
    table: Mapping[str, Any], base: Path, source: str, values: dict[str, Any], mistakes: list[str]
) -> None:
    """Check one file's keys into `values`, or say in `mistakes` why not."""
    for section, keys in table.items():
        if not isinstance(keys, Mapping):
            mistakes.append(f"{source}: {section} stands outside every section. {_meant(section)}")
            continue
        for key, value in keys.items():
            name = f"{section}.{key}"
            if name in ("telegram.token", "discord.token"):
                mistakes.append(
                    f"{source}: {name} = *** will not do: a token does not belong into the settings file. "
                    f"Put it into the variable {_variable(name)}, or into a file that holds nothing else "
                    f'and name that file: token_file = "{section}.token".'
                )
            elif name not in KEYS:
                mistakes.append(f"{source}: there is no setting {name}. {_meant(name)}")
            else:
                _take(name, value, base, f"{source}: {name}", values, mistakes)


def _take_variables(
    variables: Mapping[str, str], base: Path, values: dict[str, Any], mistakes: list[str]
) -> list[str]:
    """Check the environment's keys into `values`; a misspelt key is a mistake, the rest ignored."""
    known = {_variable(name): name for name in KEYS}
    others = ("NEWSDESK_CONFIG", "NEWSDESK_TELEGRAM_TOKEN", "NEWSDESK_DISCORD_TOKEN")
    used = []
    for variable in sorted(name for name in variables if name.startswith(PREFIX)):
        if variable in known:
            _take(known[variable], variables[variable], base, variable, values, mistakes)
        elif variable not in others:
            near = difflib.get_close_matches(variable, [*known, *others], n=1, cutoff=0.8)
            if near:
                mistakes.append(f"There is no setting {variable}. Did you mean {near[0]}?")
            continue
        if variable != "NEWSDESK_CONFIG":  # the file that it names is told instead
            used.append(variable)
    return used


def _take(name: str, value: Any, base: Path, place: str, values: dict[str, Any], mistakes: list[str]) -> None:
    key = KEYS[name]
    try:
        values[name] = key.check(value, base)
    except ValueError as error:
        hint = f" {error}" if isinstance(error, Hint) else ""
        mistakes.append(
            f"{place} = {_shown(value)} will not do.{hint} "
            f"Allowed: {key.allowed}. Example: {name.split('.')[1]} = {key.example}"
        )


def _shown(value: Any) -> str:
    """A value as its owner wrote it, kept short; what looks like a token is not repeated."""
    if isinstance(value, bool):
        return str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = _TOKEN_LIKE.sub("***", text)
    return text if len(text) <= 80 else text[:79] + "…"


_TOKEN_LIKE = re.compile(r"\d{6,}:[\w-]{20,}|[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")
"""A Telegram or a Discord token, for instance one put into the wrong key."""


def _meant(name: str) -> str:
    """The nearest key, or where to find them all."""
    near = difflib.get_close_matches(name, KEYS, n=1, cutoff=0.6)
    if not near:  # the right key in the wrong section, or in none
        tail = name.rsplit(".", 1)[-1]
        near = [known for known in KEYS if known.split(".")[1] == tail][:1]
    return f"Did you mean {near[0]}?" if near else "All settings are listed in config/default.toml."


def _variable(name: str) -> str:
    return PREFIX + name.replace(".", "_").upper()


def _token(network: str, variables: Mapping[str, str], file: Path | None, mistakes: list[str]) -> Secret:
    """The token from the variable, else from the file."""
    variable = f"{PREFIX}{network.upper()}_TOKEN"
    given = variables.get(variable, "")
    where = f"The variable {variable}"
    if not given and file is not None:
        where = f"The file {file} ({network}.token_file)"
        try:
            given = file.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            mistakes.append(f"{where} cannot be read: {why}. It should hold the token and nothing else.")
            return Secret()
        if not given.strip():
            mistakes.append(f"{where} is empty. It should hold the token and nothing else.")
    given = given.strip()
    if any(sign.isspace() or not sign.isprintable() or ord(sign) > 126 for sign in given):
        mistakes.append(
            f"{where} does not hold a token alone (what it holds is not shown): no blanks, no other lines."
        )
        return Secret()
    return Secret(given)
