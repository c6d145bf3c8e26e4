"""Reading a 700-word article whole, beside sumy's LexRank alone on the same sentences."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from summarizers.clean import clean
from summarizers.pipeline import read
from summarizers.rank import Budget, summarise

WORDS = 700
ARTICLES = 200
ROUNDS = 3


def articles_of(paths: Sequence[Path]) -> list[str]:
    """Cut real text into articles of about 700 words, at paragraph ends."""
    found: list[str] = []
    for path in paths:
        kept: list[str] = []
        for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            kept.append(line)
            if sum(len(part.split()) for part in kept) >= WORDS:
                break
        text = "\n".join(kept)
        if len(text.split()) >= 0.6 * WORDS:
            found.append(text)
    return found[:ARTICLES]


def cpu_ms(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """The best of a few rounds for each text, in milliseconds of CPU."""
    best = [float("inf")] * len(texts)
    for _ in range(ROUNDS):
        for index, text in enumerate(texts):
            start = time.process_time_ns()
            work(text)
            best[index] = min(best[index], (time.process_time_ns() - start) / 1e6)
    return best


def measure(paths: Sequence[Path]) -> None:
    texts = articles_of(paths)
    if not texts:
        print("no article of 420 words or more: give a folder with --articles")
        return
    cleaned = {text: clean(text) for text in texts}
    summarise([cleaned[texts[0]]], Budget(sentences=3), "sumy:lexrank")  # imports are not what is measured
    read(texts[0])
    ours = cpu_ms(read, texts)
    theirs = cpu_ms(lambda text: summarise([cleaned[text]], Budget(sentences=3), "sumy:lexrank"), texts)
    words = sum(len(text.split()) for text in texts)
    print(f"articles {len(texts)}, mean {words / len(texts):.0f} words")
    print(f"newsdesk, whole reading   median {median(ours):.2f} ms  ({words / sum(ours):.1f} k words/s)")
    print(f"sumy LexRank, summary     median {median(theirs):.2f} ms")
    print(f"ratio of medians          {median(ours) / median(theirs):.2f}  (at most 0.70)")
