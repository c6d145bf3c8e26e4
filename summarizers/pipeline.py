"""The one place where the steps of reading are put in order."""

from __future__ import annotations

from summarizers.clean import clean
from summarizers.model import Article, Kind, Reading, Sentence
from summarizers.people import find_people
from summarizers.quotes import find_quotes, find_reported
from summarizers.rank import Budget, summarise

SUMMARY_SENTENCES = 3
SUMMARY_WORDS = 75
"""With more words than this the third sentence is left out: an item of a digest is glanced at."""


def read(raw: str) -> Reading:
    """Return what a careful reader gets from one article: its prose, who is in it, who said what, its sum.

    Never raises, whatever the text, and always gives the same for the same text.
    """
    article = clean(raw)
    people = find_people(article)
    quotes = find_quotes(article, people)
    return Reading(
        article=article,
        quotes=quotes,
        reported=find_reported(article, people, quotes),
        people=tuple(person for person in people if person.kind is Kind.PERSON),
        bodies=tuple(person for person in people if person.kind is Kind.BODY),
        summary=summary_of(article),
    )


def summary_of(article: Article) -> tuple[Sentence, ...]:
    """Return two or three sentences to stand below the title, which they do not repeat.

    Where the title is the whole first sentence the summary begins after it;
    where the title was cut from that sentence, the sentence may stay.
    """
    picked = [
        one.sentence for one in summarise((article,), Budget(sentences=SUMMARY_SENTENCES), below_title=True)
    ]
    if len(picked) < SUMMARY_SENTENCES or sum(len(one.text.split()) for one in picked) <= SUMMARY_WORDS:
        return tuple(picked)
    if picked[-1].paragraph != picked[-2].paragraph:
        return tuple(picked[:-1])
    # The last two may be one quotation: chosen anew, so that it is not cut in half.
    shorter = summarise((article,), Budget(sentences=SUMMARY_SENTENCES - 1), below_title=True)
    return tuple(one.sentence for one in shorter)
