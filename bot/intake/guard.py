"""Reading under a time limit, in processes of its own: an article may cost itself, never the desk.

A worker imports nothing but ``summarizers``, stays warm, and is killed and replaced when an article
takes too long or brings it down. It ends by itself when the desk is gone, however that ended.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from summarizers.model import Reading

MOST_MEMORY = 2 * 1024**3
"""Address space of a worker, in bytes, where the system can limit it."""
_START_SECONDS = 30.0
_LENGTH = struct.Struct("!Q")


class ReadingFailed(Exception):
    """An article could not be read; the text says why, for /status."""


class TooSlow(ReadingFailed):
    """Reading was stopped at its time limit."""


class Closed(Exception):
    """The guard was closed; the article has not been read, through no fault of its own."""


class Guard:
    """Reads articles in worker processes; every method may be called from any thread."""

    def __init__(self, *, seconds: float, workers: int = 1) -> None:
        """Give an article `seconds` at most; read `workers` at once. Workers start when needed."""
        self._seconds = seconds
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        self._workers = tuple(_Worker() for _ in range(workers))
        for worker in self._workers:
            self._idle.put(worker)

    def warm(self) -> None:
        """Start the workers that are not busy now, so that the first article is not kept waiting."""
        taken = []
        with contextlib.suppress(queue.Empty):
            while True:
                taken.append(self._idle.get_nowait())
        try:
            for worker in taken:
                worker.start()
        finally:
            for worker in taken:
                self._idle.put(worker)

    def read(self, raw: str) -> Reading:
        """Return what ``summarizers.pipeline.read`` gets from an article; raises ReadingFailed or Closed."""
        worker = self._idle.get()
        try:
            return worker.read(raw, self._seconds)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End the workers at once; safe to call twice."""
        for worker in self._workers:
            worker.close()


class _Worker:
    """One process; used by one thread at a time, started and closed from any."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = threading.Lock()
        self._closed = False

    def start(self) -> subprocess.Popen[bytes]:
        """Return the running process, warm; a new one where there is none."""
        with self._changing:
            if self._closed:
                raise Closed
            if self._process is not None and self._process.poll() is None:
                return self._process
            self._end()
            self._process = process = subprocess.Popen(
                [sys.executable, "-P", "-m", "bot.intake.guard"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
                start_new_session=True,  # Ctrl-C in the terminal is for the desk, which then ends its workers
            )
        with _Deadline(process, _START_SECONDS):
            if _receive(process.stdout) is None:
                raise ReadingFailed("the reading process did not start")
        return process

    def read(self, raw: str, seconds: float) -> Reading:
        """Read one article; again where the process died, which may be no fault of the article's."""
        content = raw.encode("utf-8", "surrogatepass")
        answer = self._ask(content, seconds) or self._ask(content, seconds)
        if answer is None:
            raise ReadingFailed("brought the reading process down twice")
        outcome: Reading | str = pickle.loads(answer)  # noqa: S301  our own worker wrote it
        if isinstance(outcome, str):
            raise ReadingFailed(outcome)
        return outcome

    def _ask(self, content: bytes, seconds: float) -> bytes | None:
        """The worker's answer; None where it died before it was done."""
        process = self.start()
        with _Deadline(process, seconds) as deadline:
            try:
                _send(process.stdin, content)
                answer = _receive(process.stdout)
            except OSError:  # it died while it was written to
                answer = None
        if answer is None:
            self._give_up(process)
            if self._closed:
                raise Closed
            if deadline.passed:
                raise TooSlow(f"took longer than {seconds:g} s to read")
        return answer

    def close(self) -> None:
        self._closed = True
        with self._changing:
            self._end()

    def _give_up(self, process: subprocess.Popen[bytes]) -> None:
        with self._changing:
            if self._process is process:
                self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # what it had not yet taken is lost with it
                continue


class _Deadline:
    """Kills a process unless the block ends in time."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self._process = process
        self._timer = threading.Timer(seconds, self._kill)
        self._timer.daemon = True
        self.passed = False

    def _kill(self) -> None:
        self.passed = True
        self._process.kill()

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _environment() -> dict[str, str]:
    """The desk's environment without its settings (tokens are not a worker's business), and the way to us."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEWSDESK_")}
    ours = str(Path(__file__).resolve().parents[2])
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, (ours, kept.get("PYTHONPATH"))))}


def _send(pipe: IO[bytes] | None, content: bytes) -> None:
    assert pipe is not None
    pipe.write(_LENGTH.pack(len(content)) + content)
    pipe.flush()


def _receive(pipe: IO[bytes] | None) -> bytes | None:
    """One message; None at the end of input, even in the middle of a message."""
    assert pipe is not None
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    return content if len(content) == length else None


def _serve() -> None:
    """Be a worker: articles from standard input, readings to standard output, until the desk is gone."""
    from summarizers.pipeline import read

    _limit_memory()
    read('First of all, the word lists.\n\n"They are loaded," said Ada Byron, a reader.\n')
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print shall not garble the answers
    _send(sink, b"")
    while (content := _receive(source)) is not None:
        answer: Any
        try:
            answer = read(content.decode("utf-8", "surrogatepass"))
        except Exception as error:  # one bad article costs that article
            answer = f"could not be read: {type(error).__name__}"
        _send(sink, pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        _serve()
