"""What /who answers: one person as the articles show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands.asking import button
from bot.digest import short_name
from bot.quoting import is_clear, quotation, verbatim
from bot.reply import Block, Button, Heading, Lines, Quotation, Reply, Run, Text, plain, soft
from bot.store import articles, people
from bot.store.records import Companion, PlaceRecord, StoredArticle, StoredPerson, StoredQuote
from bot.wording import (
    count,
    in_marks,
    one_line,
    short_date_of,
    short_day,
    shorten,
    try_this,
)
from summarizers.model import CLEAR_SPEAKER

if TYPE_CHECKING:
    from sqlalchemy import Connection

SHOWN_FORMS = 6
SHOWN_ROLES = 4
SHOWN_NICKNAMES = 2
SHOWN_QUOTES = 3
QUOTES_AN_ARTICLE = 2
SHOWN_ABOUT = 2
SHOWN_COMPANIONS = 4
LONGEST_SENTENCE = 260
WHOLE_WORDS = 6
"""A shorter quotation is a scrap of a sentence, shown only for want of better."""


class _Shelf:
    """The articles a profile points to, each read once, with its number in the place."""

    def __init__(self, tx: Connection, place: PlaceRecord) -> None:
        self._tx = tx
        self._place = place
        self._held: dict[int, StoredArticle | None] = {}

    def article(self, article_id: int) -> StoredArticle | None:
        if article_id not in self._held:
            self._held[article_id] = articles.get(self._tx, article_id)
        return self._held[article_id]

    def note(self, quote: StoredQuote) -> str:
        number = articles.number(self._tx, self._place.id, quote.article_id)
        return f"{short_date_of(quote.article_date)} · /read {number}"

    def checked(self, quotes: Sequence[StoredQuote]) -> list[StoredQuote]:
        kept: list[StoredQuote] = []
        for quote in quotes:
            article = self.article(quote.article_id)
            if article is not None:
                kept += verbatim(article, (quote,))
        return kept


def profile(tx: Connection, person: StoredPerson, place: PlaceRecord, written: str) -> Reply:
    """Build the answer to /who; `written` is what was asked for where that is no spelling of theirs.

    Gives the articles it points to their numbers in the place (a write).
    """
    shelf = _Shelf(tx, place)
    short = short_name(tx, person)
    title = (Run(person.name), *(soft(f"   (you wrote {in_marks(shorten(written, 60))})") if written else ()))
    blocks: list[Block] = [Heading(title), Lines(_facts(tx, person))]
    if says := _says(tx, person, shelf):
        blocks += [Heading(plain("Says")), *says]
    if about := _about(tx, person, shelf):
        blocks += [Heading(plain(f"Of {short}")), *about]
    if company := _company(tx, person, shelf):
        blocks += [Heading(plain("With")), Lines(company)]
    hints = []
    if says:
        hints.append(try_this(f"All quotes of {short}: ", f"/quotes {short}"))
    hints.append(try_this(f"Tell me when {short} is in the news: ", f"/alert add {short}"))
    blocks.append(Lines(tuple(hints)))
    return Reply(blocks=tuple(blocks), buttons=_buttons(tx, person, place, bool(says)))


def _facts(tx: Connection, person: StoredPerson) -> tuple[Text, ...]:
    lines: list[Text] = []
    forms = people.forms(tx, person.id)
    if len(forms) > 1:
        spelt = ", ".join(f"{form.text} {form.count}" for form in forms[:SHOWN_FORMS])
        rest = f" and {len(forms) - SHOWN_FORMS} more" if len(forms) > SHOWN_FORMS else ""
        lines.append((*soft("spelt in the articles: "), Run(spelt + rest)))
    if described := _described(tx, person):
        lines.append(plain(" · ".join(described)))
    last = short_day(person.last_date) if person.last_date else "undated"
    seen = f"{count(person.articles, 'article')}, {count(person.mentions, 'mention')} · last {last}"
    lines.append(soft(seen))
    return tuple(lines)


def _described(tx: Connection, person: StoredPerson) -> list[str]:
    """Roles, then nicknames, then the age: newest first, each with the date of its article."""
    roles = people.roles(tx, person.id)
    plain_roles = [role for role in roles if not role.nickname][:SHOWN_ROLES]
    nicknames = [role for role in roles if role.nickname][:SHOWN_NICKNAMES]
    said = [f"{one_line(role.text)} ({short_date_of(role.article_date)})" for role in plain_roles]
    said += [in_marks(one_line(role.text).strip('“”"„')) for role in nicknames]
    age = people.age(tx, person.id)
    if age is not None:
        when = f"in {age.article_date:%B %Y}" if age.article_date else "in an undated article"
        said.append(f"{age.years} {when}")
    return said


def _says(tx: Connection, person: StoredPerson, shelf: _Shelf) -> list[Quotation]:
    """Choose quotations, at most two an article, an article's key quotes before the rest."""
    spoken = people.quotes_by(tx, person.id, limit=30, min_confidence=CLEAR_SPEAKER)
    order = {article: place for place, article in enumerate(dict.fromkeys(q.article_id for q in spoken))}
    ranked = sorted(spoken, key=lambda q: (order[q.article_id], q.key or 3, _is_scrap(q), q.span))
    taken: dict[int, int] = {}
    chosen = []
    for quote in shelf.checked(ranked):
        taken[quote.article_id] = taken.get(quote.article_id, 0) + 1
        if taken[quote.article_id] <= QUOTES_AN_ARTICLE:
            chosen.append(quote)
    return [quotation(quote, speaker="", note=shelf.note(quote)) for quote in chosen[:SHOWN_QUOTES]]


def _is_scrap(quote: StoredQuote) -> bool:
    return len(quote.text.split()) < WHOLE_WORDS


def _about(tx: Connection, person: StoredPerson, shelf: _Shelf) -> list[Quotation]:
    told = people.quotes_about(tx, person.id, limit=SHOWN_ABOUT * 4)
    clear = [quote for quote in told if is_clear(quote) and quote.speaker_id != person.id]
    return [quotation(quote, note=shelf.note(quote)) for quote in shelf.checked(clear)[:SHOWN_ABOUT]]


def _company(tx: Connection, person: StoredPerson, shelf: _Shelf) -> tuple[Text, ...]:
    """Name companions with the sentence that joins them; those of one sentence share a line."""
    together: dict[str, list[Companion]] = {}  # under "" those of no one sentence
    for companion in people.companions(tx, person.id, limit=SHOWN_COMPANIONS):
        article = shelf.article(companion.article_id)
        sentence = ""
        if article is not None and companion.sentence is not None:
            sentence = one_line(companion.sentence.of(article.raw))
        together.setdefault(sentence, []).append(companion)
    lines = []
    for sentence, companions in sorted(together.items(), key=lambda item: not item[0]):
        names = ", ".join(companion.person.name for companion in companions)
        last_names = [companion.person.name.split()[-1] for companion in companions]
        if sentence:
            lines.append((Run(names), *soft(f" — {in_marks(_around(sentence, last_names))}")))
        else:
            lines.append((*soft("in the same articles: "), Run(names)))
    return tuple(lines)


def _around(sentence: str, names: Sequence[str]) -> str:
    """Shorten a sentence to the stretch where the names are."""
    places = [sentence.find(name) + len(name) for name in names if name in sentence]
    end = max(places, default=0)
    if end < LONGEST_SENTENCE:
        return shorten(sentence, LONGEST_SENTENCE)
    start = sentence.find(" ", end - LONGEST_SENTENCE + len("… "))
    return "… " + shorten(sentence[start + 1 :], max(LONGEST_SENTENCE, end - start))


def _buttons(tx: Connection, person: StoredPerson, place: PlaceRecord, says: bool) -> tuple[Button, ...]:
    buttons = button("All quotes", f"/quotes #{person.id}") if says else ()
    for article in people.articles_of(tx, person.id, limit=2):
        number = articles.number(tx, place.id, article.id)
        buttons += (Button(f"Read {number}", f"/read {number}"),)
    return buttons
