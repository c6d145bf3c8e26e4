"""What the desk reads from the seeds, kept beside the tests: one JSON file for each seed, named after it.

Each file holds parts of ``golden(read(raw))``; the test compares the parts that
are in the file. ``python -m tests.golden`` writes them anew: look at the
difference before keeping it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from summarizers.model import Article, Reading

FOLDER = Path(__file__).parent


def golden_article(article: Article) -> dict[str, Any]:
    """What cleaning makes of a text."""
    return {
        "title": article.title,
        "date": article.date.isoformat() if article.date else None,
        "paragraphs": len(article.paragraphs),
        "sentences": [sentence.text for sentence in article.sentences],
        "set_aside": [
            {"text": piece.span.of(article.raw), "reason": piece.reason} for piece in article.set_aside
        ],
    }


def golden(reading: Reading) -> dict[str, Any]:
    """Everything in a reading that a reader would notice if it changed."""
    return {
        "article": golden_article(reading.article),
        "summary": [sentence.text for sentence in reading.summary],
        "quotes": [
            {
                "text": quote.text,
                "kind": quote.kind.value,
                "speaker": quote.speaker.name if quote.speaker else None,
            }
            for quote in reading.quotes
        ],
        "people": [{"name": person.name, "forms": person.forms} for person in reading.people],
        "bodies": [{"name": body.name, "forms": body.forms} for body in reading.bodies],
    }
