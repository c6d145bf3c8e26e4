"""/who, /quotes and /people: whom the articles name, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from bot.commands.asking import button, number_and_rest, page_of, place_of
from bot.commands.command import Command, CommandError, Option
from bot.commands.profile import profile
from bot.places import Question
from bot.quoting import quotation, verbatim
from bot.reply import Button, Heading, Lines, Paragraph, Reply, Run, Text, plain, soft
from bot.store import articles, people
from bot.store.records import StoredPerson, StoredQuote
from bot.wording import count, in_marks, listed, one_line, refuse, short_date_of, shorten
from summarizers.model import CLEAR_SPEAKER
from summarizers.names import Outcome, fold_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk, Found

QUOTES_A_PAGE = 8
USUAL_DAYS = 7
MOST_DAYS = 3650
MOST_PEOPLE = 15
MOST_WORDS, MOST_NAME_WORDS = 12, 6
"""Words of /quotes that are read, and how many of them may be the name."""
TELLING_WORDS = 3
"""The first so many bring whoever a misspelt name means."""
BEGUN, MOST_CHOICES = 4, 5
"""Letters that make the beginning of a name, and how many people it may offer."""
LIKE_THE_NAME = 70
"""From this likeness (0 to 100) on a word after a name is taken for part of the name."""


def _who(desk: Desk, question: Question, args: str) -> Reply:
    name = one_line(args)
    if not name:
        raise CommandError(refuse("Who? For example /who Prigozhin. /people lists who is in the news."))
    with desk.store.read() as tx:
        found = whom(desk, tx, name)
    if found.person is None or found.outcome is not Outcome.ONE:
        raise CommandError(not_one(found, name, "/who"))
    return profile(desk, question, found.person, name)


def whom(desk: Desk, tx: Connection, name: str) -> Found:
    """Tell whom a name means: any spelling, or the first letters of a name ("prig")."""
    found = desk.who(tx, name)
    return _begun(tx, name, found) if found.outcome is Outcome.NOTHING else found


def _begun(tx: Connection, start: str, otherwise: Found) -> Found:
    """Find those with a name that begins so, where enough of it is there."""
    key = fold_name(start)
    if not key or len(key.split()[-1]) < BEGUN:
        return otherwise
    choices = people.beginning(tx, key, limit=MOST_CHOICES)
    if len(choices) == 1:
        return replace(otherwise, outcome=Outcome.ONE, person=choices[0], form=choices[0].name)
    return replace(otherwise, outcome=Outcome.CHOICE, choices=choices) if choices else otherwise


def not_one(found: Found, name: str, command: str, rest: str = "") -> Reply:
    """Ask which of several is meant, or say that nobody is and who is nearest."""
    after = f" {rest}" if rest else ""
    if found.outcome is Outcome.CHOICE and found.choices:
        return Reply(
            blocks=(Paragraph(plain("Which one?")), Lines(_numbered(found.choices))),
            buttons=_buttons(found.choices, command, after),
            private=True,
        )
    unknown = f"I know nobody called {in_marks(shorten(name, 60))}."
    if not found.nearest:
        return refuse(f"{unknown} Try another spelling, or /people for who is in the news.")
    nearest = listed([person.name for person in found.nearest], "or")
    return Reply(
        blocks=(Paragraph(plain(f"{unknown} Nearest: {nearest}. /people lists who is in the news.")),),
        buttons=_buttons(found.nearest, command, after),
        private=True,
    )


def _numbered(choices: Sequence[StoredPerson]) -> tuple[Text, ...]:
    return tuple(
        (Run(f"{place}  {person.name}"), *soft(f"  ({count(person.articles, 'article')})"))
        for place, person in enumerate(choices, 1)
    )


def _buttons(choices: Sequence[StoredPerson], command: str, after: str) -> tuple[Button, ...]:
    return tuple(b for person in choices for b in button(person.name[:70], f"{command} #{person.id}{after}"))


def _quotes(desk: Desk, question: Question, args: str) -> Reply:
    asked, page = page_of(one_line(args))
    if not asked:
        raise CommandError(refuse("Whose quotes? For example /quotes Putin, or /quotes Putin 1917."))
    with desk.store.read() as tx:
        found, word = _name_and_word(desk, tx, asked)
        if found.person is None or found.outcome is not Outcome.ONE:
            raise CommandError(not_one(found, asked, "/quotes", word))
        person = found.person
        spoken = people.quotes_by(
            tx,
            person.id,
            word=word,
            limit=QUOTES_A_PAGE + 1,
            offset=(page - 1) * QUOTES_A_PAGE,
            min_confidence=CLEAR_SPEAKER,
        )
        checked = _checked(tx, spoken[:QUOTES_A_PAGE])
    if not spoken:
        return _no_quotes(person, word, page)
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        shown = [(quote, articles.number(tx, place.id, quote.article_id)) for quote in checked]
    with_word = f" with {in_marks(word)}" if word else ""
    more: tuple[Button, ...] = ()
    if len(spoken) > QUOTES_A_PAGE:
        more = button("More", f"/quotes #{person.id}{' ' + word if word else ''} page {page + 1}")
    numbers = list(dict.fromkeys(number for _, number in shown))
    return Reply(
        blocks=(
            Heading(plain(f"{person.name} says{with_word}" + (f" · page {page}" if page > 1 else ""))),
            *(
                quotation(quote, speaker="", note=f"{short_date_of(quote.article_date)} · /read {number}")
                for quote, number in shown
            ),
        ),
        buttons=(*more, *(Button(f"Read {number}", f"/read {number}") for number in numbers[:3])),
    )


def _checked(tx: Connection, quotes: Sequence[StoredQuote]) -> list[StoredQuote]:
    kept: list[StoredQuote] = []
    for quote in quotes:
        article = articles.get(tx, quote.article_id)
        if article is not None:
            kept += verbatim(article, (quote,))
    return kept


def _no_quotes(person: StoredPerson, word: str, page: int) -> Reply:
    if page > 1:
        return refuse(f"There are no more quotes of {person.name}.")
    if word:
        return Reply(
            blocks=(Paragraph(plain(f"No quote of {person.name} has {in_marks(shorten(word, 60))}.")),),
            buttons=button("All quotes", f"/quotes #{person.id}"),
            private=True,
        )
    return Reply(
        blocks=(Paragraph(plain(f"{person.name} is named in the articles, but never quoted for certain.")),),
        buttons=button(f"Who is {person.name}"[:70], f"/who #{person.id}"),
        private=True,
    )


def _name_and_word(desk: Desk, tx: Connection, asked: str) -> tuple[Found, str]:
    """Part "Sergei Shoigu treason" into whom and which word.

    The longest opening that is a name as stored wins; else the longest that is some name
    misspelt, less the words at its end that are like nothing in that name.
    """
    words = asked.split()[:MOST_WORDS]
    openings = [(" ".join(words[:k]), k) for k in range(min(len(words), MOST_NAME_WORDS), 0, -1)]
    for opening, k in openings:
        if opening.startswith("#") or people.bearers(tx, fold_name(opening), limit=1):
            found = desk.who(tx, opening)
            if found.outcome is Outcome.ONE and found.exact:
                return found, " ".join(words[k:])
    # Misspelt: one look through all names serves every opening; more words would only bring strangers near.
    near = desk.names_near(tx, " ".join(words[:TELLING_WORDS]))
    tries = [(desk.who(tx, opening, names=near), k) for opening, k in openings]
    for found, k in tries:
        if found.outcome is Outcome.ONE and found.person is not None:
            name = fold_name(f"{found.person.name} {found.form}").split()
            while k > 1 and max(fuzz.ratio(fold_name(words[k - 1]), part) for part in name) < LIKE_THE_NAME:
                k -= 1
            return found, " ".join(words[k:])
    for found, k in tries:
        if found.outcome is Outcome.CHOICE:
            return found, " ".join(words[k:])
    for opening, k in openings[-2:]:  # whoever abbreviates gives one word or two
        found = _begun(tx, opening, tries[0][0])
        if found.outcome is not Outcome.NOTHING:
            return found, " ".join(words[k:])
    return tries[0][0], ""


def _people(desk: Desk, question: Question, args: str) -> Reply:
    days, rest = number_and_rest(args) if args.strip() else (USUAL_DAYS, "")
    if not days or rest not in ("", "days", "day"):
        raise CommandError(refuse("How many days back? For example /people 7."))
    days = min(days, MOST_DAYS)
    with desk.store.read() as tx:
        known = people.in_the_news(tx, since=question.at - timedelta(days=days), limit=MOST_PEOPLE)
    period = count(days, "day") if days > 1 else "day"
    if not known:
        return refuse(f"Nobody was named in articles taken in during the last {period}.")
    return Reply(
        blocks=(
            Heading(plain(f"People in articles taken in during the last {period}")),
            Lines(tuple((Run(p.name), *soft(f"  in {count(number, 'article')}")) for p, number in known)),
        ),
        buttons=tuple(b for p, _ in known[:5] for b in button(p.name[:70], f"/who #{p.id}")),
    )


WHO = Command(
    name="who",
    summary="Who somebody is: spellings, roles, what they say, with whom",
    run=_who,
    options=(Option(name="name", description="Misspellings are fine", required=True, suggests="person"),),
    examples=("/who Prigozhin", "/who Putin"),
    details="Everything shown stands in the articles; nothing is looked up elsewhere.",
)

QUOTES = Command(
    name="quotes",
    summary="What somebody said, word for word",
    run=_quotes,
    options=(
        Option(name="name", description="Misspellings are fine", required=True, suggests="person"),
        Option(name="word", description="Only quotes with this word"),
    ),
    examples=("/quotes Prigozhin", "/quotes Prigozhin ammunition", "/quotes Putin 1917"),
    details="Only quotations whose speaker is clear, newest article first.",
)

PEOPLE = Command(
    name="people",
    summary="Who is in the news",
    run=_people,
    options=(Option(name="days", description="How many days back; 7 if left out", number=True),),
    examples=("/people", "/people 30"),
)
