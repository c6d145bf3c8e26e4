"""Alert messages for one article: what was asked, where it stands, why it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.alerts.match import Match, WordsOf, index_of
from bot.alerts.query import Query, parse
from bot.digest import summary_sentences
from bot.reply import Button, Heading, Paragraph, Reply, Text, plain, soft, strong
from bot.store import articles, subscriptions
from bot.store.records import PlaceRecord, StoredArticle, SubscriptionRecord
from bot.wording import date_of, in_marks, listed, marked
from summarizers.model import Span
from summarizers.stems import fold

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One subscription that an article answers."""

    place: PlaceRecord
    subscription: SubscriptionRecord
    match: Match


def find_alerts(tx: Connection, article: StoredArticle) -> list[Alert]:
    """Find who is to be told of this article, one alert per subscription.

    Call it in the transaction that takes the article in.
    """
    waiting = subscriptions.active(tx)
    if not waiting:
        return []
    index = index_of(tuple((record.id, record.query) for record, _ in waiting))
    hits = dict(index.answered_by(words_of(article)))
    return [
        Alert(place=place, subscription=record, match=hits[record.id])
        for record, place in waiting
        if record.id in hits
    ]


def alert_key(alert: Alert, article: StoredArticle) -> str:
    """Name subscription and article, so that the outbox owes the same pair only once."""
    return f"alert:{alert.subscription.id}:{article.id}"


def words_of(article: StoredArticle) -> WordsOf:
    """Give the words an alert is matched with: the article's prose and its title, not what was set aside."""
    spans = list(article.sentences)
    title = article.title_span
    if title is not None and not any(_overlap(title, span) for span in spans):
        spans.insert(0, title)
    return WordsOf(article.raw, spans)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def alert_message(tx: Connection, alert: Alert, article: StoredArticle) -> Reply:
    """Put one alert into words; gives the article its number in the place."""
    record, hit = alert.subscription, alert.match
    number = articles.number(tx, alert.place.id, article.id)
    return Reply(
        blocks=(
            Heading(plain(f"Alert · {shown_query(parse(record.query))}")),
            Paragraph(headline(article, hit) + soft(f" · {date_of(article.date)}")),
            *(Paragraph(passage) for passage in passages(article, hit)),
            Paragraph(soft(f"Why: it has {reason(hit)}.")),
        ),
        buttons=(
            Button(f"Read {number}", f"/read {number}"),
            Button("Remove this alert", f"/alert remove {record.number}"),
        ),
    )


def headline(article: StoredArticle, hit: Match) -> Text:
    """Give the title; where words that matched stand in it, these stand out instead of the whole."""
    title = _printed_title(article)
    marks = [m for shown in hit.shown for m in shown.marks if title is not None and title.covers(m)]
    if title is None or not marks:
        return strong(article.title)
    return marked(article.title, [Span(mark.start - title.start, mark.end - title.start) for mark in marks])


def passages(article: StoredArticle, hit: Match) -> tuple[Text, ...]:
    """Give the sentences with the matched words standing out, less what the title above them says.

    Where only the title has the words, the first sentence of the summary stands for the article.
    """
    title = _printed_title(article)
    given: list[Text] = []
    for shown in hit.shown:
        sentence, before = shown.sentence, ""
        if title is not None and title.start == sentence.start and title.end <= sentence.end:
            if all(title.covers(mark) for mark in shown.marks):
                continue
            if not any(mark.start < title.end < mark.end for mark in shown.marks):
                sentence, before = Span(title.end, sentence.end), "…"
        marks = [Span(m.start - sentence.start, m.end - sentence.start) for m in shown.marks]
        inside = marked(sentence.of(article.raw), [mark for mark in marks if mark.start >= 0])
        given.append(plain(before) + inside if before else inside)
    return tuple(given) or tuple(map(plain, summary_sentences(article)[:1]))


def _printed_title(article: StoredArticle) -> Span | None:
    """Find the title in the text, where it stands there letter for letter but for blanks and its "…"."""
    around = article.title_span
    if around is None:
        return None
    title = article.title.removesuffix("…").rstrip()
    start = around.of(article.raw).replace("\n", " ").find(title)
    return None if start < 0 or not title else Span(around.start + start, around.start + start + len(title))


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
