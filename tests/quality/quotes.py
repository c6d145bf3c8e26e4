"""``python -m tests.quality.quotes FILE``: our quotations scored on a gold file, with a table of errors.

The file's format is described in ``tests.quality.scoring``.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from summarizers.clean import clean
from summarizers.people import find_people
from summarizers.quotes import find_quotes
from tests.quality.scoring import Score, add


def main(path: str) -> int:
    """Print the figures for one gold file."""
    score, words, spent, refused = Score(), 0, 0.0, 0
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        article = clean(row["text"])
        begun = time.process_time()
        people = find_people(article)
        quotes = find_quotes(article, people)
        spent += time.process_time() - begun
        words += len(row["text"].split())
        refused += bool(row["quotes"]) and not quotes
        add(score, row["text"], row["quotes"], quotes)
    p, r = score.precision, score.recall
    print(f"gold {score.gold}, found {score.found}, articles refused {refused}")
    print(f"span       P {100 * p:5.1f}  R {100 * r:5.1f}  F1 {_f1(p, r):5.1f}")
    print(f"speaker    {100 * score.speaker:5.1f} right of {score.named}")
    print(f"end to end F1 {_end_to_end(score):5.1f}")
    print(f"right at 90 % answered {100 * score.right_at(0.9):.1f}")
    print(f"calibration error {score.calibration_error():.3f}")
    print(f"{words / spent if spent else 0:,.0f} words/s (people and quotations, one core)")
    _table("by kind of speaker", score.by_type)
    _table("by slot", score.by_slot)
    return 0


def _f1(p: float, r: float) -> float:
    return 200 * p * r / (p + r) if p + r else 0.0


def _end_to_end(score: Score) -> float:
    """Score span and speaker together; statements without a known speaker are neutral."""
    ours = score.found - score.unknown
    theirs = score.named + score.gold - score.matched
    return _f1(score.right / ours if ours else 0.0, score.right / theirs if theirs else 0.0)


def _table(title: str, counts: Mapping[str, Counter[str]]) -> None:
    print(title)
    for key, one in sorted(counts.items(), key=lambda item: -item[1]["n"]):
        print(f"  {key:28} {one['n']:5}  right {100 * one['right'] / one['n']:5.1f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
