"""What may be shown between quotation marks, and under whose name."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

from bot.reply import Quotation, Text, plain, soft
from bot.store.records import StoredArticle, StoredQuote
from bot.wording import one_line
from summarizers.model import CLEAR_SPEAKER, Span
from summarizers.names import fold_name

UNCLEAR = "speaker unclear"
LONGEST_LEAD_IN = 60
"""Characters of a sentence before the speaker of reported speech that are shown as well."""

_TURNS_AROUND = re.compile(
    r"\b(?:not|no|never|nor|neither|nobody|none|cannot|without|if|whether|unless|false|untrue"
    r"|den(?:y|ies|ied|ying))\b|n[’']t\b",
    re.IGNORECASE,
)
_MARKS = re.compile('["“”„«»]')

log = logging.getLogger(__name__)


def is_clear(quote: StoredQuote) -> bool:
    """Tell whether the speaker is sure enough to be named."""
    return bool(quote.speaker) and quote.confidence >= CLEAR_SPEAKER


def speaker_of(quote: StoredQuote) -> str:
    """Give the name to show beside a quotation."""
    return quote.speaker if is_clear(quote) else UNCLEAR


def verbatim(article: StoredArticle, quotes: Iterable[StoredQuote]) -> tuple[StoredQuote, ...]:
    """Keep the quotations that stand in the article word for word; any other is left out and logged.

    Words between marks that nobody printed would be the worst thing a news desk can send,
    so this is looked at again each time, cheap as it is.
    """
    kept = []
    for quote in quotes:
        if quote.article_id == article.id and quote.span.of(article.raw) == quote.text:
            kept.append(quote)
        else:
            log.error(
                "quotation %d of article %d is not what the article says; left out", quote.id, article.id
            )
    return tuple(kept)


def quotation(quote: StoredQuote, *, speaker: str | None = None, note: str = "") -> Quotation:
    """Make the block for a quotation that ``verbatim`` let through; `speaker` "" where a heading says who.

    A comma before the closing mark belongs to the sentence around the quotation and is left off.
    """
    name = speaker_of(quote) if speaker is None else speaker
    return Quotation(text=quote.text.rstrip().removesuffix(","), speaker=name, note=note)


def as_reported(article: StoredArticle, quote: StoredQuote) -> Text:
    """Give reported speech in its sentence, as printed: who said it and how stand in the words themselves.

    The clause alone would make an assertion of a denial. What a long sentence says before it
    comes to the speaker is left out, unless it could turn the meaning around. The speaker's
    name follows where the words credit somebody without naming them ("he claimed that …").
    Empty where no sentence of the article holds the clause.
    """
    around = [s for s in article.sentences if s.start < quote.span.end and quote.span.start < s.end]
    if not around:
        return ()
    sentence = Span(min(s.start for s in around), max(s.end for s in around))
    credited = quote.speaker_span
    beside = credited is not None and sentence.covers(credited)
    start = sentence.start
    if beside and credited is not None and credited.end <= quote.span.start:
        lead_in = article.raw[sentence.start : credited.start]
        long = len(lead_in) > LONGEST_LEAD_IN or _MARKS.search(lead_in)
        if long and not _TURNS_AROUND.search(lead_in):
            start = credited.start
    said = one_line(article.raw[start : sentence.end])
    named = beside and credited is not None and _names(credited.of(article.raw), quote.speaker)
    return (
        *plain(("… " if start > sentence.start else "") + said),
        *(soft(f" ({quote.speaker})") if is_clear(quote) and not named else ()),
    )


def _names(words: str, speaker: str) -> bool:
    """Tell whether words beside a clause give the name of its speaker; the given name alone is too little."""
    telling = fold_name(speaker).split()
    return not set(telling[1:] or telling).isdisjoint(fold_name(words).split())
