"""Choosing the sentences that stand for one or several articles: every style behind one signature.

    lead          the clean beginning; the default for one article
    centrality    position x tf-idf centrality, with MMR
    sumy:NAME     sumy's methods (sumy:lexrank, sumy:textrank, sumy:luhn, ...)

Whatever the style, a summary holds whole sentences of the articles that can
stand alone, none twice, by document and position.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarizers.model import Article
from summarizers.rank import centrality, lead, sumy
from summarizers.rank.selection import Budget, Picked, Selection
from summarizers.rank.sumy import RankError

__all__ = ["STYLES", "Budget", "Picked", "RankError", "summarise"]

STYLES: tuple[str, ...] = ("lead", "centrality", *(f"sumy:{method}" for method in sumy.METHODS))


def summarise(
    documents: Sequence[Article], budget: Budget, style: str = "lead", *, below_title: bool = False
) -> tuple[Picked, ...]:
    """Return the sentences chosen, by document and position.

    With `below_title` each summary is to be shown under its article's title and
    leaves out the sentence that is that title.

    Raises RankError for a style that is not in STYLES, and when a style does not
    finish in time.
    """
    if style not in STYLES:
        raise RankError(f"there is no style {style!r}; there are {', '.join(STYLES)}")
    selection = Selection(documents, budget, below_title=below_title)
    if style == "lead":
        lead.choose(selection)
    elif style == "centrality":
        centrality.choose(selection)
    else:
        sumy.choose(selection, style.removeprefix("sumy:"))
    return selection.picked()
