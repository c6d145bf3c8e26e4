"""How well quotations and their speakers are found: one measure for the seeds and any corpus.

A gold file holds one article a line: ``{"id", "text", "quotes": [{"start",
"end", "kind", "speaker", "speaker_start", "speaker_end", "speaker_type"}]}``.
Only gold statements count; labels and unclear spans are neutral. A span is
found where it shares at least 80 % of its characters with ours; a speaker is
right at the surname, a description also where the credited words cover half
of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from summarizers.model import Quote, QuoteKind, Span

OVERLAP = 0.8
_MARKS = "\"“”„«»‟'` \n\t"
_TITLES = frozenset((
    "mr", "mrs", "ms", "miss", "dr", "prof", "sen", "rep", "gov", "gen", "col", "president", "vice",
    "the", "a", "an", "former", "mayor", "jr", "sr",
))  # fmt: skip
_HEAD = re.compile(r",|\s(?:of|for|from|with|to|who|in|at|on)\s")


@dataclass(slots=True)
class Score:
    """Counts over many articles; the figures are read off its properties."""

    gold: int = 0
    found: int = 0
    matched: int = 0
    named: int = 0
    right: int = 0
    by_type: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_slot: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    sure: list[tuple[float, bool]] = field(default_factory=list)
    unknown: int = 0
    """Matched statements whose gold has no speaker: they count in no figure about speakers."""

    @property
    def precision(self) -> float:
        """Share of our statements that the gold has."""
        return self.matched / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold statements that we found."""
        return self.matched / self.gold if self.gold else 0.0

    @property
    def speaker(self) -> float:
        """Share of matched statements with a known speaker where ours is right."""
        return self.right / self.named if self.named else 0.0

    def right_at(self, answered: float) -> float:
        """Share right among the surest `answered` of the attributions."""
        top = sorted(self.sure, key=lambda pair: -pair[0])[: round(answered * len(self.sure))]
        return sum(right for _, right in top) / len(top) if top else 0.0

    def calibration_error(self) -> float:
        """Mean distance between stated confidence and share right, over ten bins."""
        bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for confidence, right in self.sure:
            bins[min(9, int(confidence * 10))].append((confidence, right))
        off = sum(abs(sum(c for c, _ in one) - sum(r for _, r in one)) for one in bins.values())
        return off / max(1, len(self.sure))


def add(score: Score, text: str, gold: Iterable[Mapping[str, Any]], quotes: Iterable[Quote]) -> None:
    """Count one article."""
    listed = list(gold)
    wanted = [one for one in listed if one.get("kind", "statement") == "statement"]
    neutral = [_trim(text, one["start"], one["end"]) for one in listed if one not in wanted]
    ours = [quote for quote in quotes if quote.kind is QuoteKind.STATEMENT]
    spans = [_trim(text, quote.span.start, quote.span.end) for quote in ours]
    pairs = sorted(
        (
            (_overlap(span, _trim(text, one["start"], one["end"])), i, j)
            for i, span in enumerate(spans)
            for j, one in enumerate(wanted)
        ),
        key=lambda item: (-item[0], item[1]),
    )
    mine: dict[int, int] = {}
    for share, i, j in pairs:
        if share >= OVERLAP and i not in mine and j not in mine.values():
            mine[i] = j
    free = sum(
        i not in mine and any(_shared(span, other) * 2 >= span.end - span.start for other in neutral)
        for i, span in enumerate(spans)
    )
    score.gold += len(wanted)
    score.found += len(ours) - free
    score.matched += len(mine)
    for i, j in mine.items():
        _count_speaker(score, text, wanted[j], ours[i])


def _count_speaker(score: Score, text: str, gold: Mapping[str, Any], quote: Quote) -> None:
    if not gold.get("speaker"):
        score.unknown += 1
        return
    right = is_right(text, gold, quote)
    kind = gold.get("speaker_type") or "gold"
    slot = quote.speaker.why.partition(":")[0] if quote.speaker else "none"
    for table, key in ((score.by_type, kind), (score.by_slot, slot)):
        table[key]["n"] += 1
        table[key]["right"] += right
    score.named += 1
    score.right += right
    score.sure.append((quote.speaker.confidence if quote.speaker else 0.0, right))


def is_right(text: str, gold: Mapping[str, Any], quote: Quote) -> bool:
    """Tell whether a quotation's speaker is the gold's."""
    if quote.speaker is None:
        return False
    ours = _words(quote.speaker.name)
    for name in (gold["speaker"], *(gold.get("speaker_alt") or ())):
        theirs = _words(name)
        if ours and theirs and ours[-1] == theirs[-1]:
            return True
    mention, start = quote.speaker.mention, gold.get("speaker_start")
    if gold.get("speaker_type") not in ("nominal", "org") or mention is None or start is None:
        return False
    head = re.split(r",|\s[-–—(]", text[start : gold["speaker_end"]], maxsplit=1)[0]
    end = start + len(head) if head.strip() else gold["speaker_end"]
    return _shared(mention, Span(start, end)) * 2 >= end - start


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    head = _HEAD.split(re.sub(r"['’]s\b", "", plain), maxsplit=1)[0]
    words = [word.strip(".-'’") for word in re.findall(r"[^\W_][\w'’.\-]*", head)]
    while len(words) > 1 and words[-1] in _TITLES:
        words.pop()
    return words


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in _MARKS:
        start += 1
    while end > start and text[end - 1] in _MARKS:
        end -= 1
    return Span(start, end)


def _shared(one: Span, other: Span) -> int:
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _overlap(one: Span, other: Span) -> float:
    shared = _shared(one, other)
    return shared / (max(one.end, other.end) - min(one.start, other.start)) if shared else 0.0
