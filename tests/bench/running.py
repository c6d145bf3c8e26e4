"""`newsdesk run` on both networks: memory at rest, and the time from a whole file to the message owed."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.servers.child import Service, service, until

FILES = 20
AT_REST_SECONDS = 3.0
"""Without a word to do, before memory is looked at."""

ARTICLE = """Mayor Opens Bridge Number {number}

Mayor Ada Holt opened the new bridge over the Tarn on Monday, two years after the old one fell.

"We built it to last," Holt said. "Nobody will forget the old one."

The bridge cost {number} million pounds, according to the town council.
"""


def measure(paths: Sequence[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), paths))


async def _measure(home: Path, paths: Sequence[Path]) -> None:
    async with service(home, LOG_LEVEL="warning") as served:
        for path in paths:
            (served.articles / path.name).write_bytes(path.read_bytes())
        await served.start()
        await served.alert_on_telegram(501, "bridge pounds")
        await served.connected_to_discord()
        await until(lambda: _count(served, "article") >= len(paths), 120, served.log)
        await asyncio.sleep(AT_REST_SECONDS)
        _print_memory(served, "at rest")
        times = [await _until_owed(served, number) for number in range(1, FILES + 1)]
        print(
            f"file closed -> row in the outbox: median {median(times):.3f} s, longest {max(times):.3f} s",
            end="",
        )
        print(f" of {FILES}  (under 0.3 s)")
        _print_memory(served, f"after {FILES} articles")
        code, seconds = await served.stop()
        print(f"SIGTERM -> exit code {code} in {seconds:.2f} s  (under 3 s)")


async def _until_owed(served: Service, number: int) -> float:
    """Write one article the usual way and wait for its alert, in seconds."""
    await asyncio.sleep(0.2)
    owed = _count(served, "outbox")
    text = ARTICLE.format(number=number)
    with (served.articles / f"bridge-{number}.txt").open("w", encoding="utf-8") as file:
        file.write(text)
    closed = time.perf_counter()
    while _count(served, "outbox") == owed:
        await asyncio.sleep(0.002)
        if time.perf_counter() - closed > 30:
            raise AssertionError(f"article {number} caused no alert in 30 s")
    return time.perf_counter() - closed


def _count(served: Service, table: str) -> int:
    """Rows of a table, read without disturbing the desk."""
    if not served.store.exists():
        return 0
    store = sqlite3.connect(f"file:{served.store}?mode=ro", uri=True, timeout=5)
    try:
        return int(store.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0
    finally:
        store.close()


def _print_memory(served: Service, when: str) -> None:
    assert served.process is not None
    total = 0.0
    for pid in _family(served.process.pid):
        rss, pss = (_rolled_up(pid, name) / 1024 for name in ("Rss", "Pss"))
        total += pss
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
        print(f"{when}: RSS {rss:5.1f} MB  PSS {pss:5.1f} MB  {' '.join(command.split()[1:])[:60]}")
    print(f"{when}: PSS {total:5.1f} MB together  (under 150 MB)")


def _family(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _rolled_up(pid: int, name: str) -> int:
    """One line of what the system knows of a process's memory, in kilobytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise AssertionError(f"no {name} of process {pid}")
