"""Find articles by their words and show where: candidates from the index, marks from the raw text.

Two stages: the newest 500 matches, then the best of these (bm25). Scoring every match of a
common word costs seconds in a large store, and old news is seldom what is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.store import rows, sqlite
from bot.store.records import Hit, StoredArticle
from bot.store.tables import article
from summarizers.model import Span
from summarizers.stems import Word, fold_words

RANKED = 500
"""So many of the newest matches are ranked."""
MOST_TERMS = 24
MOST_LETTERS = 2_000
"""What somebody pastes beyond this is not read: it only makes the answer empty."""
SNIPPET = 240
"""A snippet has at most so many characters, and an ellipsis at each cut end."""

_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]|(\S+)')
_POSSESSIVE = re.compile(r"['’ʼ][sS]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, or words that must stand together."""

    text: str
    """As the index is asked, without quotation marks."""
    words: tuple[Word, ...]


def terms_of(asked: str) -> tuple[Term, ...]:
    """Read what somebody asks: words, and phrases in quotation marks; what holds no word is left out.

    >>> [term.text for term in terms_of('Putin’s "armed mutiny" 😀')]
    ['Putin', 'armed mutiny']
    """
    found: dict[str, Term] = {}
    for match in _QUOTED.finditer(asked[:MOST_LETTERS].replace("\x00", " ")):
        chunk = match.group(1) if match.group(1) is not None else match.group(2)
        words = fold_words(chunk)
        if words:
            text = " ".join(_POSSESSIVE.sub("", word.span.of(chunk)) for word in words)
            found.setdefault(text, Term(text=text, words=words))
    return tuple(found.values())[:MOST_TERMS]


def search(tx: Connection, asked: str, *, limit: int, offset: int) -> tuple[Hit, ...]:
    """Return the best matching articles, each with a snippet; see ``articles.search``."""
    terms = terms_of(asked)
    newest = _newest(tx, terms)
    if not newest or limit <= 0:
        return ()
    texts = tuple(term.text for term in terms)
    best = sqlite.best_matches(tx, texts, oldest=newest[-1], limit=limit, offset=max(offset, 0))
    found = {row.id: rows.article(row) for row in tx.execute(select(article).where(article.c.id.in_(best)))}
    return tuple(_hit(found[article_id], terms) for article_id in best if article_id in found)


def search_count(tx: Connection, asked: str) -> int:
    """Count the matches that are ranked."""
    return len(_newest(tx, terms_of(asked)))


def _newest(tx: Connection, terms: tuple[Term, ...]) -> list[int]:
    return sqlite.newest_matches(tx, tuple(term.text for term in terms), RANKED) if terms else []


def _hit(found: StoredArticle, terms: tuple[Term, ...]) -> Hit:
    span, marks = _telling_sentence(found, terms)
    text, shifted = _unfold_blanks(found.raw, span, marks)
    snippet, kept = _window(text, shifted)
    return Hit(article=found, snippet=snippet, marks=kept)


def _telling_sentence(found: StoredArticle, terms: tuple[Term, ...]) -> tuple[Span, tuple[Span, ...]]:
    """Return the sentence that holds most of the terms (the first of equals), and the matched words."""
    best: tuple[int, Span, tuple[Span, ...]] | None = None
    for sentence in found.sentences:
        words = fold_words(found.raw, sentence.start, sentence.end)
        places = [tuple(_places(words, term)) for term in terms]
        score = sum(map(bool, places))
        if score and (best is None or score > best[0]):
            best = (score, sentence, tuple(sorted({mark for term in places for mark in term})))
        if score == len(terms):
            break
    if best is not None:
        return best[1], best[2]
    # Matched in a title that is no sentence, or by an inflection that only the index knows.
    shown = (*found.summary, *found.sentences, *([found.title_span] if found.title_span else ()))
    return (shown[0] if shown else Span(0, 0)), ()


def _places(words: tuple[Word, ...], term: Term) -> Iterator[Span]:
    size = len(term.words)
    for at in range(len(words) - size + 1):
        here = words[at : at + size]
        if all(a.fold == b.fold or a.stem == b.stem for a, b in zip(here, term.words, strict=True)):
            yield Span(here[0].span.start, here[-1].span.end)


def _unfold_blanks(raw: str, span: Span, marks: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """Return the text with every run of blanks as one, and where the marks are in it."""
    out: list[str] = []
    moved: dict[int, int] = {}
    for at in range(span.start, span.end):
        moved[at] = len(out)
        blank = raw[at].isspace()
        if not blank or (out and out[-1] != " "):
            out.append(" " if blank else raw[at])
    moved[span.end] = len(out)
    return "".join(out).rstrip(), tuple(Span(moved[mark.start], moved[mark.end]) for mark in marks)


def _window(text: str, marks: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """Cut a long text to the stretch around its first mark, between words."""
    if len(text) <= SNIPPET:
        return text, marks
    first = marks[0].start if marks else 0
    start = max(0, min(first - SNIPPET // 3, len(text) - SNIPPET))
    if start:
        gap = text.find(" ", start, max(first, start))
        start = gap + 1 if gap >= 0 else start
    end = min(len(text), start + SNIPPET)
    if end < len(text):
        gap = text.rfind(" ", start + SNIPPET // 2, end)
        end = gap if gap >= 0 else end
    before = "… " if start else ""
    cut = text[start:end].rstrip()
    shift = len(before) - start
    kept = tuple(
        Span(mark.start + shift, mark.end + shift)
        for mark in marks
        if mark.start >= start and mark.end <= start + len(cut)
    )
    return before + cut + (" …" if end < len(text) else ""), kept
