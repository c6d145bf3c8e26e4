"""Taking in a folder with `newsdesk ingest`, as a whole process on all cores."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path


def measure(paths: Sequence[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"NEWSDESK_STORE_URL": f"sqlite:///{folder}/desk.db"}
        command = [sys.executable, "-m", "bot.cli", "ingest", str(paths[0].parent)]
        start = time.perf_counter()
        subprocess.run(command, env=env, check=True, capture_output=True)
        taken = time.perf_counter() - start
        print(
            f"{len(paths)} files in {taken:.1f} s (wall), {len(paths) / taken:.0f} files/s  (300 under 15 s)"
        )
