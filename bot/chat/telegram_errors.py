"""Telegram's failures, told apart by what the outbox must do next."""

from __future__ import annotations

from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.chat.adapter import DeliveryError, PlaceClosed, PlaceMoved, Refused, RetryLater, Unsure

SOON = 2.0
"""Seconds to wait after a failure that Telegram gives no time for; the outbox lengthens it by itself."""
TOKEN_REFUSED = 300.0

_CLOSED = (
    "chat not found",
    "not enough rights to send",
    "have no rights to send",
    "need administrator rights in the channel",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "peer_id_invalid",
    "user_is_blocked",
    "topic_closed",
    "group chat was deactivated",
    "group is deactivated",
)
"""Bad requests that say: the desk may not write here."""

# The request never left: nothing can have arrived.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def delivery_error(error: TelegramError, words: str) -> DeliveryError:
    """What a failed send means; `words` is the error's text with nothing secret in it."""
    match error:
        case RetryAfter():
            return RetryLater(words, wait_of(error), told=True)
        case ChatMigrated():
            return PlaceMoved(str(error.new_chat_id))
        case Forbidden():
            return PlaceClosed(words)
        case InvalidToken() | EndPointNotFound():
            return RetryLater(words, TOKEN_REFUSED)
        case Conflict():
            return RetryLater(words, SOON)
        case BadRequest():
            closed = any(sign in error.message.lower() for sign in _CLOSED)
            return PlaceClosed(words) if closed else Refused(words)
        case TimedOut() | NetworkError():
            return _broken(error, words)
    return Unsure(words)  # an answer nobody could read


def _broken(error: NetworkError, words: str) -> DeliveryError:
    """A failure on the way: what never left, or was answered with a 5xx, was not taken."""
    cause = error.__cause__
    if isinstance(cause, _NOT_SENT):
        return RetryLater(words, SOON)
    if isinstance(cause, httpx.HTTPError):
        return Unsure(words)
    if isinstance(cause, UnicodeError):
        return Refused(words)
    return RetryLater(words, SOON)


def wait_of(error: RetryAfter) -> float:
    """Seconds that Telegram wants to be left alone."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def thread_is_gone(error: TelegramError) -> bool:
    """Tell whether a forum topic was deleted."""
    return isinstance(error, BadRequest) and "thread not found" in error.message.lower()
