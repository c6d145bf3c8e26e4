"""The quotations worth showing: which statements deserve an article's two places in a digest.

A weighing of four things that a news editor looks at: who speaks, how close
the words are to what the article is about, whether they stand alone, and
whether they have the length of a quotation that one reads to the end.
"""

from __future__ import annotations

import re
from collections import Counter

from summarizers.model import CLEAR_SPEAKER, Person, Quote, QuoteKind, Reading

_SAME_SPEAKER = 0.55
"""What the second quotation of one speaker still counts."""
_BEST_WORDS = (8, 32)
_FEWEST_WORDS = 4
_WORD = re.compile(r"[^\W\d_]{4,}")
_LEANS = frozenset((
    "and", "but", "or", "so", "because", "that", "this", "these", "those", "it", "he", "she", "they",
    "him", "her", "them", "which", "who", "then", "there", "also", "such",
))  # fmt: skip
_SENTENCE_END = (".", "!", "?", "…", ",", "”", '"')


def key_quotes(reading: Reading, most: int = 2) -> tuple[Quote, ...]:
    """Return at most `most` statements that stand for the article, best first.

    Only statements; different speakers and sure attributions first. An
    article with fewer worth showing gives fewer, one without statements none.
    """
    wanted = [quote for quote in reading.quotes if quote.kind is QuoteKind.STATEMENT]
    weights = _word_weights(reading.article.raw)
    speakers = {person.name: person for person in (*reading.people, *reading.bodies)}
    scored = [(_score(reading, quote, weights, speakers), -quote.span.start, quote) for quote in wanted]
    chosen: list[Quote] = []
    named: Counter[str] = Counter()
    texts: set[str] = set()
    while scored and len(chosen) < most:
        scored.sort(key=lambda item: (item[0] * _SAME_SPEAKER ** named[_name(item[2])], item[1]))
        _, _, best = scored.pop()
        folded = " ".join(_WORD.findall(best.text.lower()))
        if folded in texts:
            continue
        texts.add(folded)
        named[_name(best)] += 1
        chosen.append(best)
    return tuple(chosen)


def _name(quote: Quote) -> str:
    return quote.speaker.name if quote.speaker else ""


def _word_weights(raw: str) -> dict[str, float]:
    """Return how much each longer word of the article is what it is about, 0 to 1."""
    counts = Counter(word.lower() for word in _WORD.findall(raw))
    top = max(counts.values(), default=1)
    return {word: count / top for word, count in counts.items() if count > 1}


def _score(reading: Reading, quote: Quote, weights: dict[str, float], speakers: dict[str, Person]) -> float:
    return (
        _who(quote, speakers)
        + 0.8 * _stands_alone(quote.text)
        + 0.6 * _length(quote.text)
        + 0.5 * _central(quote.text, weights)
        + 0.3 * (1.0 - quote.span.start / max(1, len(reading.article.raw)))
    )


def _who(quote: Quote, speakers: dict[str, Person]) -> float:
    """Weigh the speaker: surely known, a person of this article, often named; an outlet hardly ever."""
    if quote.speaker is None or quote.speaker.confidence < CLEAR_SPEAKER:
        return -1.0
    person = speakers.get(quote.speaker.name)
    if person is None:
        return 0.4 * quote.speaker.confidence
    if person.outlet:
        return -0.3
    often = min(1.0, len(person.mentions) / 6)
    return quote.speaker.confidence * (0.6 + 0.6 * often)


def _stands_alone(text: str) -> float:
    """Weigh whether the words make sense without the sentence around them."""
    first = text.split(maxsplit=1)[0].strip("([“\"'‘").lower() if text.split() else ""
    opens = text[:1].isupper() or text[:1].isdigit()
    ends = text.rstrip().endswith(_SENTENCE_END)
    return (0.6 if opens else 0.0) + (0.2 if ends else 0.0) + (0.0 if first in _LEANS else 0.2)


def _length(text: str) -> float:
    words = len(text.split())
    low, high = _BEST_WORDS
    if words < _FEWEST_WORDS:
        return 0.0
    if words < low:
        return 0.3 + 0.7 * (words - _FEWEST_WORDS) / (low - _FEWEST_WORDS)
    return 1.0 if words <= high else max(0.2, 1.0 - (words - high) / 60)


def _central(text: str, weights: dict[str, float]) -> float:
    words = {word.lower() for word in _WORD.findall(text)}
    return min(1.0, sum(weights.get(word, 0.0) for word in words) / 2) if words else 0.0
