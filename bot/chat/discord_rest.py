"""One request to Discord through discord.py, with a time limit and with the outbox's own errors.

discord.py waits out rate limits by itself, which is right, but it also repeats a 500, 502 or 504 for up to
25 seconds, and it tells a broken connection before the request went out from one after it by nothing.
A trace on its HTTP session shows both: what the last answer was and whether the request had left.
"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.chat.adapter import DeliveryError, PlaceClosed, Refused, RetryLater, Unsure

SECONDS = 10.0
"""For one request; a wait that Discord asks for comes on top."""
LONGEST_WAIT = 30.0
"""Seconds of rate limit that are waited out here (discord.py allows no less); the outbox waits longer."""
HURRY = 0.3
"""Seconds after a server's error in which discord.py either raises it or falls asleep."""
AGAIN = 5.0
LATER = 60.0
MUCH_LATER = 300.0
"""Seconds until the next try: a hiccup, a closed door, something that a person must mend."""

BLOCKED_WORDS = frozenset({200000, 200001, 240000})
"""AutoMod, or a link the server does not allow: this message will not pass, the next one may."""
GONE = frozenset({10003, 10004, 50083})
"""Unknown channel, unknown server, archived thread."""
TOKEN_DEAD = frozenset({10015, 10062, 50027})
"""Unknown webhook or interaction, invalid webhook token: an interaction can be answered for 15 minutes."""


class TooLate(DeliveryError):
    """The interaction can no longer be answered; its channel can."""


class _Attempt:
    """What is known of a request while it is on its way."""

    __slots__ = ("left", "status", "time_limit")

    def __init__(self, time_limit: asyncio.Timeout) -> None:
        self.time_limit = time_limit
        self.left = False
        self.status = 0


async def call(http: HTTPClient, route: Route, body: Any = None) -> Any:
    """Make one request and return what Discord answers; raises a DeliveryError."""
    attempt = _Attempt(asyncio.timeout(SECONDS))
    json: dict[str, Any] = {} if body is None else {"json": body}
    try:
        async with attempt.time_limit:
            return await http.request(route, trace_request_ctx=attempt, **json)
    except Exception as error:
        raise _late(attempt) if attempt.time_limit.expired() else _told(error, attempt) from error


def watching() -> aiohttp.TraceConfig:
    """The trace that `call` needs on the client's session (``http_trace``)."""
    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(_starts)
    trace.on_request_headers_sent.append(_leaves)
    trace.on_request_end.append(_is_answered)
    return trace


def _late(attempt: _Attempt) -> DeliveryError:
    if attempt.status >= 500:
        return RetryLater(f"Discord answered {attempt.status}", AGAIN)
    if attempt.left:
        return Unsure(f"no answer from Discord in {SECONDS:.0f} s")
    return RetryLater(f"could not reach Discord in {SECONDS:.0f} s", AGAIN)


def _told(error: Exception, attempt: _Attempt) -> DeliveryError:
    match error:
        case discord.RateLimited():
            return RetryLater("Discord asks to wait", error.retry_after, told=True)
        case discord.HTTPException():
            return _answered(error)
        case aiohttp.ClientConnectorError():
            return RetryLater(f"could not reach Discord: {error}", AGAIN)
        case aiohttp.ClientError() | OSError() | TimeoutError():
            why = f"the connection to Discord broke: {type(error).__name__}"
            return Unsure(why) if attempt.left else RetryLater(why, AGAIN)
        case _:  # a session closed under us, an answer that is no JSON
            return Unsure(f"{type(error).__name__}: {error}")


def _answered(error: discord.HTTPException) -> DeliveryError:
    why = f"Discord answered {error.status} (code {error.code}): {error.text}"
    if error.code in TOKEN_DEAD:
        return TooLate(why)
    if error.code in BLOCKED_WORDS:
        return Refused(why)
    if error.code in GONE or (error.status == 403 and error.code):
        return PlaceClosed(why)
    match error.status:
        case 429:
            wait = error.response.headers.get("Retry-After")
            return RetryLater(why, _seconds(wait, LATER), told=wait is not None)
        case status if status >= 500:
            return RetryLater(why, AGAIN)
        case 401:
            return RetryLater(why, LATER)
        case 403 | 404 | 407 | 408:  # no code of Discord's: a proxy, Cloudflare, a wrong address
            return RetryLater(why, MUCH_LATER)
        case _:
            return Refused(why)


def _attempt_of(context: SimpleNamespace) -> _Attempt | None:
    attempt = getattr(context, "trace_request_ctx", None)
    return attempt if isinstance(attempt, _Attempt) else None


async def _starts(_session: Any, context: SimpleNamespace, _params: Any) -> None:
    if attempt := _attempt_of(context):
        attempt.left, attempt.status = False, 0


async def _leaves(_session: Any, context: SimpleNamespace, _params: Any) -> None:
    if attempt := _attempt_of(context):
        attempt.left = True


async def _is_answered(
    _session: Any, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
) -> None:
    """Give up soon on a server error, and give the time that a rate limit takes.

    Never at once: discord.py is about to leave the rate limit's bucket, and cancelled there it would keep
    the bucket shut for half a minute. It is to be cancelled in its pause before the next try.
    """
    attempt = _attempt_of(context)
    if attempt is None:
        return
    headers = params.response.headers
    attempt.status = params.response.status
    more = SECONDS
    if attempt.status >= 500:
        more = HURRY
    elif attempt.status == 429:
        more += _seconds(headers.get("Retry-After"), LONGEST_WAIT)
    elif headers.get("X-RateLimit-Remaining") == "0":
        # An emptied bucket is slept out before the answer is handed over.
        more += _seconds(headers.get("X-RateLimit-Reset-After"), 0)
    attempt.time_limit.reschedule(asyncio.get_running_loop().time() + more)


def _seconds(text: str | None, otherwise: float) -> float:
    try:
        return max(0.0, float(text)) if text is not None else otherwise
    except ValueError:
        return otherwise
