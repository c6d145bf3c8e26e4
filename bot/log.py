"""What the desk tells its operator on standard error; no token can get through.

Libraries log the addresses they call, and exceptions carry them: Telegram's hold the token. So the
finished line is searched, traceback and all, for the tokens that are known and for all that looks like one.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

from config.settings import Secret

QUIET = (
    "httpx",
    "httpcore",
    "telegram",
    "discord",
    "apscheduler",
    "watchfiles",
    "asyncio",
    "alembic",
    "charset_normalizer",
)
"""Libraries of which only warnings are told, whatever the level."""

_TOKEN_LIKE = re.compile(
    r"(?P<lead>\bbot)\d+(?::|%3A)[\w-]+"  # in the addresses of Telegram's Bot API
    r"|\b\d{6,}(?::|%3A)[\w-]{30,}"
    r"|(?<![\w-])[\w-]{20,}+\.[\w-]{5,}+\.[\w-]{25,}",  # Discord's
    re.IGNORECASE,
)


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What would move the cursor, colour the screen or turn the writing round."""


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


class Redactor:
    """Blots out tokens."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        known = {
            form
            for secret in secrets
            if secret
            for form in (secret.reveal(), quote(secret.reveal(), safe=""))
        }
        self._known = sorted(known, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text with ``***`` for each token in it.

        >>> Redactor()("POST https://api.telegram.org/bot123:AAE-x/sendMessage")
        'POST https://api.telegram.org/bot***/sendMessage'
        """
        for token in self._known:
            text = text.replace(token, "***")
        return _TOKEN_LIKE.sub(lambda found: (found["lead"] or "") + "***", text)


class _Formatter(logging.Formatter):
    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """One entry, with its traceback if it has one, redacted as a whole."""
        return _CONTROL.sub(_escape, self._redact(super().format(record)))

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The entry's one line: a file's name, say, cannot forge a second."""
        return super().formatMessage(record).replace("\n", "\\n")


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what is standard error at that moment: a prompt may have put something before it."""

    @property
    def stream(self) -> TextIO:
        """Standard error."""
        return sys.stderr

    @stream.setter
    def stream(self, value: TextIO) -> None:
        """What the base class sets is not needed."""


def set_up(level: str, secrets: Iterable[Secret] = (), stream: TextIO | None = None) -> logging.Handler:
    """Tell everything of `level` and above on `stream` (default: standard error); may be called again.

    Uncaught exceptions take the same way. Returns the handler.
    """
    handler = logging.StreamHandler(stream) if stream else _StandardError()
    handler.setFormatter(_Formatter(Redactor(secrets)))
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one.formatter, _Formatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    # Its only warning is that a sweep outlasts its interval, which is no fault.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    return handler


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("newsdesk").critical("stopped by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
        logging.getLogger("newsdesk").error(
            "an error in %s", told.thread, exc_info=(told.exc_type, told.exc_value, told.exc_traceback)
        )
