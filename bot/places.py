"""Where newsdesk speaks and who speaks to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Network(StrEnum):
    """The chats newsdesk lives in."""

    CONSOLE = "console"
    TELEGRAM = "telegram"
    DISCORD = "discord"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A chat, channel, forum topic or thread."""

    network: Network
    chat: str
    thread: str = ""
    """Telegram forum topic; empty elsewhere (a Discord thread is a channel of its own)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, as far as a command needs to know."""

    id: str
    name: str
    private: bool
    """Alone with newsdesk: a private chat, a direct message, the terminal."""
    may_change: bool
    """May change this place's digest, zone and alerts: admins of a group, everybody in private."""
    operator: bool = False
    """Runs this desk: sees /status whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One message or button press, as a command line ("/who Prigozhin") or plain text."""

    place: Place
    caller: Caller
    text: str
    at: datetime
    """When it was sent (aware)."""
