"""/alert and /alerts: be told of words as soon as an article has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.alerts.match import Match, match
from bot.alerts.message import asked, headline, passages, shown_query, words_of
from bot.alerts.query import Query, QueryError, parse
from bot.commands.asking import button, must_be_allowed, number_and_rest, place_of
from bot.commands.command import Command, CommandError, Option
from bot.places import Question
from bot.reply import Block, Button, Heading, Lines, Paragraph, Reply, Run, Text, plain, say, soft
from bot.store import articles, subscriptions
from bot.store.records import PlaceState, StoredArticle, SubscriptionRecord
from bot.wording import count, date_of, moment, one_line, refuse, shorten, try_this

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk

MOST_ALERTS = 100
"""In one place."""
LOOK_BACK = timedelta(days=30)
LOOKED_AT = 60
"""Articles read for the look back, the best matches; of more, their number is told from these."""
SHOWN_BACK = 2
MANY_A_DAY = 10
_CHANGE = "change its alerts"
_LAST_DAYS = f"In the last {LOOK_BACK.days} days (by when articles were taken in)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """What an alert would have done."""

    number: int
    sampled: bool
    """The number is told from a part of the articles."""
    newest: tuple[tuple[StoredArticle, Match], ...]


def _add(desk: Desk, question: Question, args: str) -> Reply:
    try:
        query = parse(one_line(args))
    except QueryError as error:
        raise CommandError(refuse(str(error))) from error
    must_be_allowed(question, _CHANGE)
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        had = subscriptions.of_place(tx, place.id)
        same = next((record for record in had if _same(record, query)), None)
        if same is not None:
            return say(f"That alert is here already: {same.number}  {shown_query(parse(same.query))}")
        if len(had) >= MOST_ALERTS:
            raise CommandError(
                refuse(f"This chat has {MOST_ALERTS} alerts, and that is the most. /alerts lists them.")
            )
        record = subscriptions.add(
            tx, place.id, query=query.text, by=question.caller.name or question.caller.id, now=question.at
        )
    with desk.store.read() as tx:
        past = _past(tx, query, question)
    blocks: list[Block] = [Paragraph(plain(f"I will tell this chat of new articles with {asked(query)}."))]
    blocks += _past_blocks(past, question.at, place.zone)
    if place.state is not PlaceState.ACTIVE:
        blocks.append(Paragraph(plain("I am stopped here, so nothing comes until /start.")))
    return Reply(
        blocks=tuple(blocks),
        buttons=(Button("Undo", f"/alert remove {record.number}"), Button("All alerts here", "/alerts")),
    )


def _same(record: SubscriptionRecord, query: Query) -> bool:
    try:
        there = parse(record.query)
    except QueryError:
        return False
    return {term.stems for term in there.terms} == {term.stems for term in query.terms}


def _past(tx: Connection, query: Query, question: Question) -> _Past:
    """Look what the alert would have sent: the store finds candidates, the matcher decides."""
    since = question.at - LOOK_BACK
    candidates = articles.search(tx, query.text, limit=LOOKED_AT)
    hits: list[tuple[StoredArticle, Match]] = []
    for candidate in candidates:
        article = candidate.article
        if article.taken_in >= since and (hit := match(query, words_of(article))) is not None:
            hits.append((article, hit))
    hits.sort(key=lambda pair: pair[0].id, reverse=True)
    number = len(hits)
    if sampled := len(candidates) == LOOKED_AT:
        number = round(number / LOOKED_AT * articles.search_count(tx, query.text))
    return _Past(number=number, sampled=sampled, newest=tuple(hits[:SHOWN_BACK]))


def _past_blocks(past: _Past, now: datetime, zone: str) -> list[Block]:
    if not past.number:
        return [Paragraph(plain(f"{_LAST_DAYS} that would have been no message."))]
    shown = len(past.newest)
    about = "about " if past.sampled else ""
    some = f", {shown} of them" if past.sampled else f", the last {shown}"
    messages = about + count(past.number, "message") + (some if past.number > shown else "")
    blocks: list[Block] = [Paragraph(plain(f"{_LAST_DAYS} that would have been {messages}:"))]
    for article, hit in past.newest:
        came = f" · {date_of(article.date)}, taken in {moment(article.taken_in, now, zone)}"
        blocks.append(Paragraph((*headline(article, hit), *soft(came))))
        blocks += [Paragraph(passage) for passage in passages(article, hit)[:1]]
    a_day = past.number // LOOK_BACK.days
    if a_day >= MANY_A_DAY:
        blocks.append(Paragraph(plain(f"That is about {a_day} a day; one word more would make it fewer.")))
    return blocks


def _remove(desk: Desk, question: Question, args: str) -> Reply:
    number, _ = number_and_rest(args)
    if number is None:
        raise CommandError(refuse("Which one? Give its number: /alert remove 1. /alerts lists them."))
    must_be_allowed(question, _CHANGE)
    with desk.store.begin() as tx:
        gone = subscriptions.remove(tx, place_of(tx, desk, question).id, number=number)
    if gone is None:
        raise CommandError(refuse(f"There is no alert {number} here. /alerts lists them."))
    again = button("Undo", f"/alert add {gone.query}")
    return say(f"Removed: {_shown(gone)}. It will not be sent any more.", *again)


def _shown(record: SubscriptionRecord) -> str:
    try:
        return shown_query(parse(record.query))
    except QueryError:
        return record.query


def _list(desk: Desk, question: Question, args: str) -> Reply:
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        records = subscriptions.of_place(tx, place.id)
    if not records:
        return Reply(
            blocks=(
                Paragraph(try_this("There are no alerts here. Add one: ", "/alert add treason mutiny")),
                Paragraph(soft("I then tell this chat of every new article that has all the words.")),
            )
        )
    lines: list[Text] = [
        (Run(f"{record.number}  {_shown(record)}"), *soft(f"  {_by(record)}")) for record in records
    ]
    return Reply(
        blocks=(
            Heading(plain(f"{count(len(records), 'alert')} here")),
            Lines(tuple(lines)),
            Paragraph(try_this("Remove one: ", f"/alert remove {records[0].number}")),
        ),
        buttons=tuple(Button(f"Remove {r.number}", f"/alert remove {r.number}") for r in records[:5]),
    )


def _by(record: SubscriptionRecord) -> str:
    return f"by {shorten(record.created_by, 40)}" if record.created_by else ""


def _alert(desk: Desk, question: Question, args: str) -> Reply:
    """Answer /alert without a subcommand: the list, or what was probably meant."""
    word, _, rest = one_line(args).partition(" ")
    match word.casefold():
        case "" | "list":
            return _list(desk, question, "")
        case "add":
            return _add(desk, question, rest)
        case "remove":
            return _remove(desk, question, rest)
    command = f"/alert add {shorten(one_line(args), 100)}"
    return Reply(
        blocks=(Paragraph(try_this("Did you mean ", command, "?")),),
        buttons=button("Yes, add it", command),
        private=True,
    )


ALERT = Command(
    name="alert",
    summary="Be told at once when an article has certain words",
    run=_alert,
    subcommands=(
        Command(
            name="add",
            summary="Tell this chat of new articles with these words",
            run=_add,
            options=(Option(name="words", description="Words, “phrases”: all must be there", required=True),),
            examples=("/alert add treason mutiny", "/alert add “armed mutiny”"),
            changes=True,
        ),
        Command(
            name="remove",
            summary="Stop an alert",
            run=_remove,
            options=(
                Option(name="number", description="Its number in /alerts", required=True, suggests="alert"),
            ),
            examples=("/alert remove 1",),
            changes=True,
        ),
    ),
    examples=("/alert add treason mutiny", "/alert add “armed mutiny”", "/alert remove 1"),
    details=(
        "All words must be in the article, phrases in marks word for word. Case, accents and endings do not "
        "matter: force finds forces, arm does not find army."
    ),
    changes=True,
)

ALERTS = Command(
    name="alerts",
    summary="List the alerts of this chat",
    run=_list,
    examples=("/alerts",),
)
