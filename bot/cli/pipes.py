"""newsdesk in a pipeline: lines of JSON in, lines of JSON out, in order and on all cores."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from typing import Any, TextIO

from summarizers.model import Person, Quote, Reading, Reported, Span, Speaker
from summarizers.rank import Budget

Row = dict[str, Any]
Work = Callable[[Row], Row]
Batch = list[tuple[int, str]]
"""Lines with their numbers."""

BATCH = 16
"""Lines a worker takes at a time."""
AHEAD = 4
"""Batches under way for each core; bounds the memory on an endless input."""


def run(work: Work, source: TextIO, sink: TextIO) -> int:
    """Answer every line of `source` with one line on `sink`; return how many could not be read.

    A line that is no JSON object, or that `work` fails on, is answered by
    ``{"id": …, "line": …, "error": …}`` in its place; the others are not touched by it.
    Raises BrokenProcessPool if the system ends a worker.
    """
    failed = 0
    for answers in _in_order(partial(_answer_batch, work), _batches(source)):
        for answer in answers:
            failed += "error" in answer
            sink.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sink.flush()
    return failed


def read_row(row: Row) -> Row:
    """``{"id", "text"}`` to what a careful reader gets from the text; offsets count its characters."""
    from summarizers.pipeline import read

    text = row["text"]
    if not isinstance(text, str):
        raise TypeError("text is no string")
    return {"id": row.get("id")} | to_json(read(text))


def summarise_row(row: Row, *, style: str, budget: Budget) -> Row:
    """``{"id", "documents": [text, …]}`` to ``{"id", "summary"}``, one sentence a line."""
    from summarizers.clean import clean
    from summarizers.rank import summarise

    documents = row["documents"]
    if not isinstance(documents, list) or not all(isinstance(text, str) for text in documents):
        raise TypeError("documents is no list of strings")
    picked = summarise([clean(text) for text in documents], budget, style)
    lines = (" ".join(choice.sentence.text.split()) for choice in picked)
    return {"id": row.get("id"), "summary": "\n".join(lines)}


def to_json(reading: Reading) -> Row:
    """A reading as plain JSON values."""
    article = reading.article
    return {
        "title": article.title,
        "date": article.date.isoformat() if article.date else None,
        "summary": [_span(sentence.span) | {"text": sentence.text} for sentence in reading.summary],
        "quotes": [_speech(quote) | {"kind": quote.kind.value} for quote in reading.quotes],
        "reported": [_speech(reported) | _cue(reported) for reported in reading.reported],
        "persons": _mentions(reading.people),
        "bodies": _mentions(reading.bodies),
        "set_aside": [_span(piece.span) for piece in article.set_aside],
    }


def _span(span: Span) -> Row:
    return {"start": span.start, "end": span.end}


def _speech(speech: Quote | Reported) -> Row:
    speaker = speech.speaker
    return _span(speech.span) | {"text": speech.text} | _speaker(speaker)


def _cue(reported: Reported) -> Row:
    """The verb: "denied" makes all the difference to what follows it."""
    cue = reported.cue
    return {"cue_start": cue.start if cue else None, "cue_end": cue.end if cue else None}


def _speaker(speaker: Speaker | None) -> Row:
    mention = speaker.mention if speaker else None
    return {
        "speaker": speaker.name if speaker else None,
        "speaker_start": mention.start if mention else None,
        "speaker_end": mention.end if mention else None,
        "confidence": round(speaker.confidence, 3) if speaker else 0.0,
    }


def _mentions(people: Iterable[Person]) -> list[Row]:
    rows = [_span(mention.span) | {"name": person.name} for person in people for mention in person.mentions]
    return sorted(rows, key=lambda row: (row["start"], row["end"]))


def _answer_batch(work: Work, lines: Batch) -> list[Row]:
    return [_answer(work, number, line) for number, line in lines]


def _answer(work: Work, number: int, line: str) -> Row:
    ident = None
    try:
        row = json.loads(line)
        if not isinstance(row, dict):
            raise TypeError("the line is no JSON object")
        ident = row.get("id")
        return work(row)
    except KeyError as error:
        why = f"the line has no {error.args[0]!r}"
    except json.JSONDecodeError as error:
        why = f"the line is no JSON: {error.msg} at character {error.pos}"
    except Exception as error:  # whatever one line does, the others are answered
        why = str(error) or type(error).__name__
    return {"id": ident, "line": number, "error": why}


def _batches(source: TextIO) -> Iterator[Batch]:
    lines = ((number, line) for number, line in enumerate(source, 1) if line.strip())
    while batch := list(islice(lines, BATCH)):
        yield batch


def _in_order(answer: Callable[[Batch], list[Row]], batches: Iterator[Batch]) -> Iterator[list[Row]]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    head = list(islice(batches, 2))
    if cores == 1 or len(head) < 2:  # a pool would cost more than it saves
        yield from map(answer, chain(head, batches))
        return
    waiting: deque[Future[list[Row]]] = deque()
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        for batch in chain(head, batches):
            waiting.append(pool.submit(answer, batch))
            if len(waiting) >= AHEAD * cores:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
