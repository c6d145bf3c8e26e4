"""What may be shown between quotation marks, and under whose name."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from bot.reply import Quotation
from bot.store.records import StoredArticle, StoredQuote
from summarizers.model import CLEAR_SPEAKER

UNCLEAR = "speaker unclear"

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
