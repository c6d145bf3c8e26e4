"""Run every measurement: ``python -m tests.bench [--articles DIR] [NAME …]``.

Each prints lines of figures; run it on a quiet machine. DIR holds ``.txt`` articles
(default: the two seeds). Times of single-threaded work are CPU times.
"""

import argparse
import importlib
import sys
from pathlib import Path

MEASUREMENTS = ("reading", "ask", "ingest", "running")
SEEDS = Path(__file__).parents[2] / "seeds"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(MEASUREMENTS)}")
    parser.add_argument("--articles", type=Path, default=SEEDS, help="a folder of .txt articles")
    options = parser.parse_args()
    unknown = set(options.names) - set(MEASUREMENTS)
    if unknown:
        parser.error(f"no measurement called {', '.join(sorted(unknown))}")
    articles = sorted(options.articles.glob("*.txt"))
    if not articles:
        parser.error(f"no .txt articles in {options.articles}")
    for name in options.names or MEASUREMENTS:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.bench.{name}").measure(articles)
    return 0


if __name__ == "__main__":
    sys.exit(main())
