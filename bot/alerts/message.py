"""Alert messages for one article: what was asked, where it stands, why it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.alerts.match import Marked, Match, WordsOf, index_of
from bot.alerts.query import Query, parse
from bot.reply import Button, Heading, Paragraph, Reply, Text, plain, soft, strong
from bot.store import articles, subscriptions
from bot.store.records import PlaceRecord, StoredArticle, SubscriptionRecord
from bot.wording import date_of, in_marks, listed, marked
from summarizers.model import Reading, Span
from summarizers.stems import fold

if TYPE_CHECKING:
    from sqlalchemy import Connection


def find_alerts(
    tx: Connection, article: StoredArticle, reading: Reading
) -> list[tuple[PlaceRecord, Reply, str]]:
    """Find who is to be told of this article: (place, message, key for the outbox), one per subscription.

    Call it in the transaction that takes the article in. The key names subscription and
    article, so the same pair is owed only once.
    """
    waiting = subscriptions.active(tx)
    if not waiting:
        return []
    index = index_of(tuple((record.id, record.query) for record, _ in waiting))
    hits = dict(index.answered_by(words_of(article)))
    return [
        (place, alert_message(tx, place, record, article, hits[record.id]), f"alert:{record.id}:{article.id}")
        for record, place in waiting
        if record.id in hits
    ]


def words_of(article: StoredArticle) -> WordsOf:
    """Give the words an alert is matched with: the article's prose and its title, not what was set aside."""
    spans = list(article.sentences)
    title = article.title_span
    if title is not None and not any(_overlap(title, span) for span in spans):
        spans.insert(0, title)
    return WordsOf(article.raw, spans)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def alert_message(
    tx: Connection, place: PlaceRecord, record: SubscriptionRecord, article: StoredArticle, hit: Match
) -> Reply:
    """Put one alert into words; gives the article its number in the place."""
    number = articles.number(tx, place.id, article.id)
    return Reply(
        blocks=(
            Heading(plain(f"Alert · {shown_query(parse(record.query))}")),
            Paragraph(strong(article.title) + soft(f" · {date_of(article.date)}")),
            *(Paragraph(marked_sentence(article, sentence)) for sentence in hit.shown),
            Paragraph(soft(f"Why: it has {reason(hit)}.")),
        ),
        buttons=(
            Button(f"Read {number}", f"/read {number}"),
            Button("Remove this alert", f"/alert remove {record.number}"),
        ),
    )


def marked_sentence(article: StoredArticle, shown: Marked) -> Text:
    """Give a sentence with its matched words standing out."""
    start = shown.sentence.start
    marks = [Span(mark.start - start, mark.end - start) for mark in shown.marks]
    return marked(shown.sentence.of(article.raw), marks)


def shown_query(query: Query) -> str:
    """Give a query as a heading shows it: words bare, phrases in marks."""
    return " ".join(in_marks(term.text) if " " in term.text else term.text for term in query.terms)


def asked(query: Query) -> str:
    """Give a query as part of a sentence: “treason” and “armed mutiny”."""
    return listed([in_marks(term.text) for term in query.terms])


def reason(hit: Match) -> str:
    """Say what was found, with the printed form where it differs: “forces” (asked: “force”)."""
    return listed(
        [
            in_marks(printed) + ("" if _same(term.text, printed) else f" (asked: {in_marks(term.text)})")
            for term, printed in hit.found
        ]
    )


def _same(asked_for: str, printed: str) -> bool:
    return fold(asked_for) == fold(printed)
