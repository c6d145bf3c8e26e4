"""/latest and /read: what came in, and one article from close by."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.commands.asking import after_title, button, number_and_rest, page_of, place_of
from bot.commands.command import Command, CommandError, Option
from bot.digest import LONGEST_LIST, summary_text
from bot.places import Question
from bot.quoting import as_reported, quotation, speaker_of, verbatim
from bot.reply import Block, Button, Heading, Lines, Paragraph, Reply, Text, plain, say, soft, strong
from bot.store import articles
from bot.store.records import PlaceRecord, StoredArticle, StoredKind, StoredPerson, StoredQuote
from bot.wording import count, date_of, marked, moment, refuse
from summarizers.model import Span

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk

USUAL_LIST = 10
MOST_QUOTES = 15
MOST_REPORTED = 6
MOST_NAMES = 12
PARAGRAPHS_A_PAGE = 6


def _latest(desk: Desk, question: Question, args: str) -> Reply:
    args, page = page_of(args)
    asked, _ = number_and_rest(args) if args else (USUAL_LIST, "")
    if not asked:
        raise CommandError(refuse("How many? For example /latest 5."))
    size = min(asked, LONGEST_LIST)
    before = (page - 1) * size
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        found = articles.latest(tx, limit=size, offset=before)
        total = articles.count(tx)
        listing = [(articles.number(tx, place.id, article.id), article) for article in found]
    if not total:
        return say("No article has come in yet. I read what is put into the article folder.")
    if not listing:
        return refuse(f"There are no more: {count(total, 'article')} in all.")
    more = button("More", f"/latest {size} page {page + 1}") if before + len(listing) < total else ()
    return Reply(
        blocks=(
            Heading(plain(_which(before, len(listing), total))),
            Lines(tuple(line for number, article in listing for line in listing_lines(number, article))),
        ),
        buttons=(*(Button(f"Read {number}", f"/read {number}") for number, _ in listing[:5]), *more),
    )


def _which(before: int, shown: int, total: int) -> str:
    """Say which of all articles a page lists."""
    if before:
        return f"{count(total, 'article')}, newest first: {before + 1:,} to {before + shown:,}"
    return count(total, "article") if shown == total else f"The newest {shown} of {count(total, 'article')}"


def listing_lines(number: int, article: StoredArticle) -> tuple[Text, Text]:
    """Give one article as two lines of a list: its number and title, and its date below."""
    gone = " · file gone" if article.gone else ""
    return (*plain(f"{number}  "), *strong(article.title)), soft(f"   {date_of(article.date)}{gone}")


def article_asked_for(
    tx: Connection, place: PlaceRecord, args: str, example: str
) -> tuple[int, StoredArticle, str]:
    """Find the article whose number opens `args`: number, article, what follows; refuses kindly.

    Where no number was given out yet, the newest articles get theirs (a write).
    """
    number, rest = number_and_rest(args)
    if number is None:
        raise CommandError(
            refuse(f"Give the number of an article, for example {example}. /latest lists them.")
        )
    newest = articles.newest_number(tx, place.id)
    if not newest:  # nothing was listed here yet: number what /latest would show
        for known in articles.latest(tx, limit=USUAL_LIST):
            newest = articles.number(tx, place.id, known.id)
    article = articles.by_number(tx, place.id, number)
    if article is None:
        if not newest:
            raise CommandError(refuse("No article has come in yet."))
        raise CommandError(
            refuse(f"There is no article {number} here; the newest is {newest}. /latest lists them.")
        )
    return number, article, after_title(rest, article.title)


def _read(desk: Desk, question: Question, args: str) -> Reply:
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        number, article, rest = article_asked_for(tx, place, args, "/read 1")
        quotes = verbatim(article, articles.quotes(tx, article.id))
        people = articles.people(tx, article.id)
    if not rest:
        return _whole(number, article, quotes, people, place, question)
    word, _, page = rest.partition(" ")
    if word.casefold() not in ("source", "sources"):
        raise CommandError(refuse(f"Try /read {number}, or /read {number} source."))
    return _source(number, article, quotes, int(page) if page.isdecimal() and len(page) < 4 else 1)


def _whole(
    number: int,
    article: StoredArticle,
    quotes: tuple[StoredQuote, ...],
    people: tuple[tuple[StoredPerson, int], ...],
    place: PlaceRecord,
    question: Question,
) -> Reply:
    blocks: list[Block] = [
        Heading(plain(f"{number}  {article.title}")),
        Paragraph(soft(_origin(article, place, question))),
    ]
    if summary := summary_text(article):
        blocks.append(Paragraph(plain(summary)))
    blocks += _quote_blocks(quotes)
    blocks += _reported_blocks(article, quotes)
    names = [(person, times) for person, times in people if person.kind == "person"]
    bodies = [(person, times) for person, times in people if person.kind != "person"]
    lines = [
        _names_line(label, named)
        for label, named in (("People: ", names), ("Organisations: ", bodies))
        if named
    ]
    if lines:
        blocks.append(Lines(tuple(lines)))
    return Reply(
        blocks=tuple(blocks),
        buttons=(
            Button("Show in the source", f"/read {number} source"),
            *(Button(f"Who is {person.name}"[:70], f"/who #{person.id}") for person, _ in names[:2]),
        ),
    )


def _origin(article: StoredArticle, place: PlaceRecord, question: Question) -> str:
    parts = [
        date_of(article.date),
        f"taken in {moment(article.taken_in, question.at, place.zone)}",
        PurePath(article.path).name + (" (file gone)" if article.gone else ""),
    ]
    if article.version > 1:
        parts.append(f"changed {moment(article.changed, question.at, place.zone)}")
        parts.append(f"version {article.version}")
    return " · ".join(parts)


def _quote_blocks(quotes: tuple[StoredQuote, ...]) -> list[Block]:
    said = [quote for quote in quotes if quote.kind is StoredKind.STATEMENT]
    if not said:
        return []
    blocks: list[Block] = [Heading(plain("Quotes")), *(quotation(quote) for quote in said[:MOST_QUOTES])]
    rest = len(said) - MOST_QUOTES
    if rest > 0:
        blocks.append(Paragraph(soft(f"and {count(rest, 'more quote')} in the article")))
    return blocks


def _reported_blocks(article: StoredArticle, quotes: tuple[StoredQuote, ...]) -> list[Block]:
    told = [as_reported(article, quote) for quote in quotes if quote.kind is StoredKind.REPORTED]
    lines = tuple(dict.fromkeys(filter(None, told)))
    return [Heading(plain("Reported, not verbatim")), Lines(lines[:MOST_REPORTED])] if lines else []


def _names_line(label: str, named: list[tuple[StoredPerson, int]]) -> Text:
    shown = ", ".join(f"{person.name} {times}" for person, times in named[:MOST_NAMES])
    rest = len(named) - MOST_NAMES
    return (*plain(label), *soft(shown + (f" and {rest} more" if rest > 0 else "")))


def _source(number: int, article: StoredArticle, quotes: tuple[StoredQuote, ...], page: int) -> Reply:
    """Show each summary sentence and quotation in its paragraph, with its place in the file."""
    pieces = [("summary", span) for span in article.summary]
    pieces += [(speaker_of(quote), quote.span) for quote in quotes if quote.kind is StoredKind.STATEMENT]
    by_paragraph: dict[Span, list[tuple[str, Span]]] = {}
    for label, span in sorted(pieces, key=lambda piece: piece[1]):
        around = next((p for p in article.paragraphs if p.covers(span)), span)
        by_paragraph.setdefault(around, []).append((label, span))
    paragraphs = sorted(by_paragraph.items())
    if not paragraphs:
        return say(f"Article {number} has neither a summary nor quotations to show in their place.")
    pages = -(-len(paragraphs) // PARAGRAPHS_A_PAGE)
    page = min(max(page, 1), pages)
    name = PurePath(article.path).name
    blocks: list[Block] = [Heading(plain(f"{number}  {article.title}"))]
    state = f"{name}{' (file gone)' if article.gone else ''}, version {article.version}"
    blocks.append(Paragraph(soft(state + (f" · page {page} of {pages}" if pages > 1 else ""))))
    for around, held in paragraphs[(page - 1) * PARAGRAPHS_A_PAGE : page * PARAGRAPHS_A_PAGE]:
        marks = _apart([Span(span.start - around.start, span.end - around.start) for _, span in held])
        blocks.append(Paragraph(marked(around.of(article.raw), marks)))
        places = (soft(f"{label} · characters {span.start}–{span.end}") for label, span in held)
        blocks.append(Lines(tuple(places)))
    more = (Button("More", f"/read {number} source {page + 1}"),) if page < pages else ()
    return Reply(blocks=tuple(blocks), buttons=(*more, Button(f"Read {number}", f"/read {number}")))


def _apart(spans: list[Span]) -> list[Span]:
    """Join spans that overlap, so that each stretch is marked once."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


LATEST = Command(
    name="latest",
    summary="List the newest articles",
    run=_latest,
    options=(Option(name="n", description="How many; 10 if left out", number=True),),
    examples=("/latest", "/latest 25"),
    details=f"At most {LONGEST_LIST} at a time; More goes on. The numbers belong to this chat and stay.",
)

READ = Command(
    name="read",
    summary="Read one article: summary, quotes with their speakers, people",
    run=_read,
    options=(
        Option(name="article", description="Its number, as listed here", required=True, suggests="article"),
        Option(name="show", description="“source” shows each piece in its paragraph", choices=("source",)),
    ),
    examples=("/read 1", "/read 1 source"),
    details="/read N source shows each sentence and quotation in its paragraph, with its place in the file.",
)
