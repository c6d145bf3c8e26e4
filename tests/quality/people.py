"""How well people are recognised, looked up and merged, for any file in the formats below.

    python -m tests.quality.people FILE                 {"id","text","persons":[{"start","end"}],"genre"?}
    python -m tests.quality.people names FILE --crowd FILE
                                    {"id","canonical","variants":[..],"kinds":[..]}, {"id","canonical"}
    python -m tests.quality.people pairs FILE           {"id","query","index_name","same"}

One JSON object a line. ``--answers OUT`` writes the answers, one JSON object a line, for a scorer elsewhere.
Spans count as right when they are exactly the gold's; titles and a closing 's belong to neither.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from summarizers.clean import clean
from summarizers.model import Kind
from summarizers.names import NameIndex, fold_name, same_name
from summarizers.names.merge import STRICT
from summarizers.people import find_people

Row = dict[str, Any]


def rows_of(path: str) -> list[Row]:
    """The objects of a file, one a line."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


def f1(right: int, found: int, gold: int) -> str:
    """Precision, recall and their harmonic mean, in words."""
    precision, recall = right / max(1, found), right / max(1, gold)
    mean = 2 * precision * recall / (precision + recall) if right else 0.0
    return f"precision {precision:.3f}  recall {recall:.3f}  F1 {mean:.3f}  ({gold} in the gold)"


def recognise(rows: Iterable[Row]) -> list[Row]:
    """Print exact F1 by genre and the speed; return the answers."""
    answers: list[Row] = []
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    names: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    words, seconds = 0, 0.0
    for row in rows:
        article = clean(row["text"])
        started = time.process_time()
        people = find_people(article)
        seconds += time.process_time() - started
        words += len(row["text"].split())
        spans = sorted({m.span for person in people if person.kind is Kind.PERSON for m in person.mentions})
        answers.append(
            {"id": row["id"], "persons": [{"start": span.start, "end": span.end} for span in spans]}
        )
        found = {(span.start, span.end) for span in spans}
        gold = {(span["start"], span["end"]) for span in row.get("persons", ())}
        told = {fold_name(row["text"][start:end]) for start, end in found}
        known = {fold_name(row["text"][start:end]) for start, end in gold}
        for genre in {"all", row.get("genre", "all")}:
            for tally, mine, theirs in ((counts, found, gold), (names, told, known)):
                tally[genre] = [
                    old + new
                    for old, new in zip(
                        tally[genre], (len(mine & theirs), len(mine), len(theirs)), strict=True
                    )
                ]
    for genre in sorted(counts):
        print(f"{genre:10} spans  {f1(*counts[genre])}")
        print(f"{genre:10} names  {f1(*names[genre])}")
    print(f"{words / max(seconds, 1e-9):,.0f} words/s of CPU time")
    return answers


def resolve(rows: list[Row], crowd: list[Row]) -> list[Row]:
    """Print accuracy by kind of query, the time to build and to answer; return the answers."""
    index = NameIndex()
    known = rows + crowd
    started = time.process_time()
    for number, row in enumerate(known):
        index.add(number, row["canonical"])
    built = time.process_time() - started
    owners: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for query, kind in zip(row["variants"], row["kinds"], strict=True):
            owners[query].add(row["id"])
            kinds[query].add(kind)
    answers: list[Row] = []
    tallies: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    times = []
    for query, right in owners.items():
        started = time.process_time()
        ranked = [known[match.id]["id"] for match in index.rank(query, limit=5)]
        times.append(time.process_time() - started)
        answers.append({"query": query, "ranked": ranked})
        for kind in {"all", *kinds[query]}:
            tally = tallies[kind]
            tally[0] += 1
            tally[1] += bool(right & set(ranked[:1]))
            tally[2] += bool(right & set(ranked[:3]))
    for kind in sorted(tallies):
        asked, first, third = tallies[kind]
        print(f"{kind:12} acc@1 {first / asked:.3f}  acc@3 {third / asked:.3f}  ({asked} queries)")
    times.sort()
    print(f"{len(known):,} names at {len(known) / max(built, 1e-9):,.0f} names/s; ", end="")
    median, slow = times[len(times) // 2], times[len(times) * 95 // 100]
    print(f"p50 {median * 1e3:.1f} ms, p95 {slow * 1e3:.1f} ms of CPU time")
    return answers


def merge(rows: list[Row]) -> list[Row]:
    """Print true and false merges by the name alone; return the answers."""
    started = time.process_time()
    scores = [same_name(row["query"], row["index_name"]) for row in rows]
    seconds = time.process_time() - started
    merged = [score >= STRICT for score in scores]
    same = [hit for row, hit in zip(rows, merged, strict=True) if row.get("same")]
    different = [hit for row, hit in zip(rows, merged, strict=True) if not row.get("same")]
    print(f"true merges {sum(same) / max(1, len(same)):.3f} of {len(same)}, ", end="")
    print(f"false merges {sum(different) / max(1, len(different)):.4f} of {len(different)}, ", end="")
    print(f"{len(rows) / max(seconds, 1e-9):,.0f} pairs/s")
    return [
        {"id": row["id"], "merge": hit, "score": round(score, 4)}
        for row, hit, score in zip(rows, merged, scores, strict=True)
    ]


def main(arguments: list[str]) -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.quality.people",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("what", nargs="?", choices=["spans", "names", "pairs"], default="spans")
    parser.add_argument("file")
    parser.add_argument(
        "--crowd", action="append", default=[], help="more names to fill the index; may be repeated"
    )
    parser.add_argument("--answers", help="where to write the answers")
    if arguments and arguments[0] not in ("spans", "names", "pairs", "-h", "--help"):
        arguments = ["spans", *arguments]
    options = parser.parse_args(arguments)
    rows = rows_of(options.file)
    if options.what == "names":
        answers = resolve(rows, [row for path in options.crowd for row in rows_of(path)])
    else:
        answers = recognise(rows) if options.what == "spans" else merge(rows)
    if options.answers:
        text = "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers)
        Path(options.answers).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
