"""The terminal as a chat: try everything before any token exists.

With a person there it prompts, with history and completion; fed from a pipe it
prints the opening digest, answers each line and is done at the end of input.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from rich.console import Console

from bot.chat.adapter import Host, Payload, Receipt
from bot.places import Caller, Network, Place, Question
from bot.render import terminal
from bot.reply import Reply

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

PLACE = Place(network=Network.CONSOLE, chat="terminal")
CALLER = Caller(id="console:terminal", name="you", private=True, may_change=True, operator=True)
WIDEST = 100
"""Columns beyond which lines are hard to read, however wide the window is."""
LEAVE = ("/quit", "/exit", "quit", "exit")
READ_AHEAD = 100
"""Lines taken from a pipe before they are answered."""


class _Screen(Console):
    """A rich console that tells when nobody reads it any more, where rich would end the process."""

    def on_broken_pipe(self) -> None:
        self.quiet = True
        raise BrokenPipeError


class _Lines:
    """The lines of a pipe or a file, read so that a desk told to stop need not wait for the next one.

    A thread that waits inside ``sys.stdin`` holds a lock that the interpreter takes when it ends, and one
    of the event loop's own threads is waited for. This one waits in the system and is left behind.
    """

    def __init__(self, file: TextIO) -> None:
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._room = threading.Semaphore(READ_AHEAD)
        self._loop = asyncio.get_running_loop()
        self._encoding = file.encoding or "utf-8"
        threading.Thread(target=self._read, args=(file.fileno(),), name="input", daemon=True).start()

    async def next(self) -> str | None:
        """Return the next line, or None after the last."""
        line = await self._lines.get()
        self._room.release()
        return line

    def _read(self, fd: int) -> None:
        rest = b""
        with contextlib.suppress(OSError):  # a terminal that went away ends like a file
            while chunk := os.read(fd, 1 << 16):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    self._put(line.decode(self._encoding, "replace"))
        self._put(rest.decode(self._encoding, "replace"))
        self._put(None)

    def _put(self, line: str | None) -> None:
        self._room.acquire()
        with contextlib.suppress(RuntimeError):  # the desk has closed meanwhile
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)


class ConsoleChat:
    """Questions from standard input, answers to standard output."""

    network = Network.CONSOLE

    def __init__(
        self,
        *,
        opening: str = "/digest now",
        history: Path | None = None,
        reads: TextIO | None = None,
        writes: TextIO | None = None,
    ) -> None:
        """`opening` is answered before the first prompt; `history` keeps what was typed between runs.

        `reads` and `writes` stand in for standard input and output.
        """
        self.done = asyncio.Event()
        """Set once there is nothing more to read."""
        self._opening = opening
        self._history = history
        self._reads = reads
        width = min(Console(file=writes).width, WIDEST)
        self._screen = _Screen(file=writes, width=width, highlight=False, soft_wrap=False)
        self._menu: dict[str, str] = {}
        """What may be typed for the last answer's buttons."""
        self._listening: asyncio.Task[None] | None = None

    async def start(self, host: Host) -> None:
        """Print the opening and go on listening in the background."""
        self._listening = asyncio.create_task(self._listen(host), name="console")

    async def send(self, place: Place, payload: Payload, nonce: str) -> Receipt:
        """Print a message; it has arrived once it is written."""
        self._print(payload)
        return Receipt(nonce)

    def render(self, reply: Reply) -> tuple[Payload, ...]:
        """One payload for something unasked, wrapped to the window when it is printed."""
        return terminal.render(reply)

    def state(self) -> str:
        """One line for /status."""
        return "closed" if self.done.is_set() else "open"

    async def close(self) -> None:
        """Stop listening."""
        if self._listening is not None:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
        self.done.set()

    async def _listen(self, host: Host) -> None:
        try:
            await self._ask(host, self._opening)
            source = self._reads or sys.stdin
            if source is None:  # started with standard input closed
                return
            if source.isatty():
                await self._prompt(host)
            else:
                await self._read_lines(host, _Lines(source))
        except BrokenPipeError:  # whoever read our output has gone, as `head` does
            pass
        finally:
            self.done.set()

    async def _read_lines(self, host: Host, lines: _Lines) -> None:
        while (line := await lines.next()) is not None:
            if not line.strip():
                continue
            self._screen.print(f"> {line.rstrip()}", markup=False, style="bold")
            if not await self._ask(host, line):
                return

    async def _prompt(self, host: Host) -> None:
        from prompt_toolkit.patch_stdout import patch_stdout

        session = self._session(host)
        self._screen.print("Type a name, a command, or /help; Ctrl-D leaves.", style="dim")
        with patch_stdout(raw=True):
            while True:
                try:
                    line = await session.prompt_async("> ")
                except KeyboardInterrupt:
                    continue
                except EOFError:
                    return
                if line.strip() and not await self._ask(host, line):
                    return

    async def _ask(self, host: Host, line: str) -> bool:
        """Answer one line; False once the person wants to leave."""
        line = line.strip()
        if line.lower() in LEAVE:
            return False
        line = self._menu.get(line.lower(), f"/read {line}" if line.isascii() and line.isdigit() else line)
        reply = await host.answer(Question(place=PLACE, caller=CALLER, text=line, at=datetime.now(tz=UTC)))
        if reply is not None:
            self._menu = terminal.menu_of(reply)
            for payload in terminal.render(reply, menu=True):
                self._print(payload)
        return True

    def _print(self, payload: Payload) -> None:
        self._screen.print(terminal.Screenful(payload))
        self._screen.print()

    def _session(self, host: Host) -> PromptSession[str]:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import Completer, Completion
        from prompt_toolkit.document import Document
        from prompt_toolkit.history import FileHistory, InMemoryHistory

        from bot.commands import COMMANDS

        class Commands(Completer):
            """Completes a command's name, then what it takes."""

            def get_completions(self, document: Document, _event: object) -> Iterable[Completion]:
                return ()

            async def get_completions_async(self, document: Document, _event: object):  # type: ignore[no-untyped-def]
                typed = document.text_before_cursor.lstrip()
                name, blank, rest = typed.partition(" ")
                if not blank:
                    for command in COMMANDS:
                        if typed and f"/{command.name}".startswith(typed):
                            yield Completion(f"/{command.name}", -len(typed), display_meta=command.summary)
                    return
                for command in COMMANDS:
                    if f"/{command.name}" == name and command.options and command.options[0].suggests:
                        found = await host.suggest(PLACE, command.options[0].suggests, rest)
                        for text in found:
                            yield Completion(text, -len(rest))

        if self._history is not None:
            self._history.parent.mkdir(parents=True, exist_ok=True)
        return PromptSession(
            history=FileHistory(str(self._history)) if self._history else InMemoryHistory(),
            completer=Commands(),
            complete_while_typing=True,
        )
