"""`newsdesk ask` on a filled store, as a whole process."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

RUNS = 7


def measure(paths: Sequence[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {
            "NEWSDESK_STORE_URL": f"sqlite:///{folder}/desk.db",
            "NEWSDESK_INTAKE_FOLDER": str(paths[0].parent),
        }
        newsdesk = [sys.executable, "-m", "bot.cli"]
        subprocess.run([*newsdesk, "ingest", str(paths[0].parent)], env=env, check=True, capture_output=True)
        for what in (["ask", "/who Prigozhin"], ["ask", "/who prigozin"], ["--help"]):
            times = []
            for _ in range(RUNS):
                start = time.perf_counter()
                subprocess.run([*newsdesk, *what], env=env, check=True, capture_output=True)
                times.append(time.perf_counter() - start)
            print(f"newsdesk {' '.join(what):22} median {median(times):.2f} s of {RUNS} (wall)")
