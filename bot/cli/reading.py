"""`newsdesk read` and `newsdesk summarise`: what the core makes of texts, with no desk kept."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from bot.cli import pipes
from bot.intake import formats
from bot.intake.formats.text import Unreadable
from summarizers.clean import clean
from summarizers.pipeline import read
from summarizers.rank import Budget, RankError, summarise


def run(options: argparse.Namespace) -> int:
    """Do what the command line asks; 0, or 1 if anything could not be read."""
    if options.command == "summarise":
        return _summarise(options)
    if options.jsonl:
        return _pipe(pipes.read_row)
    if options.json:
        return _each_as_json(options.files)
    return _each_for_people(options.files)


def _summarise(options: argparse.Namespace) -> int:
    words, sentences = options.words, options.sentences
    budget = Budget(words=words) if words else Budget(sentences=sentences or 3)
    if options.jsonl:
        return _pipe(partial(pipes.summarise_row, style=options.style or "lead", budget=budget))
    texts = dict(_texts(options.files))
    try:
        picked = summarise([clean(text) for text in texts.values()], budget, options.style or "lead")
    except RankError as error:
        print(f"newsdesk: {error}", file=sys.stderr)
        return 1
    for choice in picked:
        print(" ".join(choice.sentence.text.split()))
    return int(len(texts) < len(options.files))


def _pipe(work: pipes.Work) -> int:
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    failed = pipes.run(work, sys.stdin, sys.stdout)
    if failed:
        print(f"newsdesk: {failed} of the lines could not be read; they say why", file=sys.stderr)
    return int(failed > 0)


def _each_as_json(paths: Sequence[str]) -> int:
    taken = 0
    for path, text in _texts(paths):
        taken += 1
        print(json.dumps({"file": path, **pipes.to_json(read(text))}, ensure_ascii=False))
    return int(taken < len(paths))


def _each_for_people(paths: Sequence[str]) -> int:
    from bot.cli.desk import show_readings

    texts = dict(_texts(paths))
    show_readings({path: read(text) for path, text in texts.items()})
    return int(len(texts) < len(paths))


def _texts(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each readable file's path and text; the others are named on standard error, with the reason."""
    for path in paths:
        try:
            yield path, formats.read(path, Path(path).read_bytes())
        except OSError as error:
            print(f"newsdesk: {path}: {error.strerror}", file=sys.stderr)
        except Unreadable as error:
            print(f"newsdesk: {path}: {error}", file=sys.stderr)
