"""/search: which articles hold these words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.alerts.query import QueryError, refuse_operators
from bot.commands.asking import button, page_of, place_of
from bot.commands.command import Command, CommandError, Option
from bot.places import Question
from bot.reply import Block, Button, Card, Heading, Paragraph, Reply, plain, soft
from bot.store import articles
from bot.wording import count, date_of, in_marks, marked, one_line, refuse, shorten
from summarizers.names import Outcome
from summarizers.stems import fold_words

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk

A_PAGE = 5
COUNTED = 500
"""The store counts no further."""


def _search(desk: Desk, question: Question, args: str) -> Reply:
    words, page = page_of(one_line(args))
    if not fold_words(words):
        raise CommandError(refuse("Search for what? For example /search ammunition."))
    try:
        refuse_operators(words)
    except QueryError as error:
        raise CommandError(refuse(str(error))) from error
    with desk.store.read() as tx:
        hits = articles.search(tx, words, limit=A_PAGE, offset=(page - 1) * A_PAGE)
        if not hits:
            return _nothing(desk, tx, words, page)
        total = articles.search_count(tx, words)
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        numbered = [(articles.number(tx, place.id, hit.article.id), hit) for hit in hits]
    pages = -(-total // A_PAGE)
    many = f"more than {COUNTED - 1} articles" if total >= COUNTED else count(total, "article")
    blocks: list[Block] = [Heading(plain(f"{_shown(words)} · {many}"))]
    blocks += [
        Card(
            title=hit.article.title,
            number=number,
            subtitle=date_of(hit.article.date),
            blocks=(Paragraph(marked(hit.snippet, hit.marks)),),
        )
        for number, hit in numbered
    ]
    if pages > 1:
        blocks.append(Paragraph(soft(f"page {page} of {pages}")))
    more = button("More", f"/search {words} page {page + 1}") if page < pages else ()
    return Reply(
        blocks=tuple(blocks),
        buttons=(*(Button(f"Read {number}", f"/read {number}") for number, _ in numbered), *more),
    )


def _nothing(desk: Desk, tx: Connection, words: str, page: int) -> Reply:
    if page > 1:
        return refuse("There are no more of these.")
    text = f"No article has {_shown(words)}. All the words must be in it; fewer find more."
    buttons: tuple[Button, ...] = ()
    found = desk.who(tx, words)
    people = (found.person,) if found.outcome is Outcome.ONE and found.person else found.choices
    for person in people[:3]:
        buttons += button(f"Who is {person.name}"[:70], f"/who #{person.id}")
    return Reply(blocks=(Paragraph(plain(text)),), buttons=buttons, private=True)


def _shown(words: str) -> str:
    """Give what was searched for, in marks unless it has its own."""
    short = shorten(words, 60)
    return short if any(mark in short for mark in '"“”„«»') else in_marks(short)


SEARCH = Command(
    name="search",
    summary="Find articles by words and “phrases”",
    run=_search,
    options=(Option(name="words", description="All of them must be in the article", required=True),),
    examples=("/search ammunition", "/search “armed mutiny” Rostov"),
    details="Whole words in any inflection: force finds forces, arm does not find army.",
)
