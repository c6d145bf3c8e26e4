"""`newsdesk read` and `newsdesk summarise`: what the core makes of texts, with no desk kept."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from bot.cli import pipes
from bot.intake import formats
from bot.intake.formats.text import Unreadable
from bot.render.harmless import harmless
from config.settings import SettingsError, load
from summarizers.clean import clean
from summarizers.pipeline import read
from summarizers.rank import Budget, RankError, summarise


def run(options: argparse.Namespace) -> int:
    """Do what the command line asks; 0, or 1 if anything could not be read."""
    try:
        if options.command == "summarise":
            return _summarise(options)
        if options.jsonl:
            return _pipe(pipes.read_row)
        if options.json:
            return _each_as_json(options)
        return _each_for_people(options)
    except (RankError, SettingsError, BrokenProcessPool) as error:
        print(f"newsdesk: {error}", file=sys.stderr)
        return 1


def _summarise(options: argparse.Namespace) -> int:
    words, sentences = options.words, options.sentences
    budget = Budget(words=words) if words else Budget(sentences=sentences or 3)
    style = options.style or "lead"
    if options.jsonl:
        summarise([], budget, style)  # an unknown style is no fault of any line
        return _pipe(partial(pipes.summarise_row, style=style, budget=budget))
    texts = dict(_texts(options))
    for choice in summarise([clean(text) for text in texts.values()], budget, style):
        print(harmless(" ".join(choice.sentence.text.split())))
    return int(len(texts) < len(options.files))


def _pipe(work: pipes.Work) -> int:
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    failed = pipes.run(work, sys.stdin, sys.stdout)
    if failed:
        print(f"newsdesk: {failed} of the lines could not be read; they say why", file=sys.stderr)
    return int(failed > 0)


def _each_as_json(options: argparse.Namespace) -> int:
    taken = 0
    for path, text in _texts(options):
        taken += 1
        print(json.dumps({"file": path, **pipes.to_json(read(text))}, ensure_ascii=False))
    return int(taken < len(options.files))


def _each_for_people(options: argparse.Namespace) -> int:
    from bot.cli.desk import show_readings

    texts = dict(_texts(options))
    show_readings(load(options.config), {path: read(text) for path, text in texts.items()})
    return int(len(texts) < len(options.files))


def _texts(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Each readable file's path and text; the others are named on standard error, with the reason."""
    most = load(options.config).intake.max_bytes
    for path in options.files:
        try:
            if Path(path).stat().st_size > most:
                raise Unreadable(f"larger than {most} bytes (intake.max_bytes)")
            yield path, formats.read(path, Path(path).read_bytes())
        except OSError as error:
            print(f"newsdesk: {harmless(path)}: {error.strerror}", file=sys.stderr)
        except Unreadable as error:
            print(f"newsdesk: {harmless(path)}: {error}", file=sys.stderr)
