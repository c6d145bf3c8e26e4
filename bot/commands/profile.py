"""What /who answers: one person as the articles show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.commands.asking import button, place_of
from bot.commands.roles import inside_a_line, worth_telling
from bot.digest import short_name
from bot.places import Question
from bot.quoting import is_clear, quotation, verbatim
from bot.reply import Block, Button, Heading, Lines, Reply, Run, Text, plain, soft
from bot.store import articles, people
from bot.store.records import Companion, StoredArticle, StoredPerson, StoredQuote
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
from summarizers.stems import fold_words

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk

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
    """The articles a profile points to, each read once."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self._held: dict[int, StoredArticle | None] = {}

    def article(self, article_id: int) -> StoredArticle | None:
        if article_id not in self._held:
            self._held[article_id] = articles.get(self._tx, article_id)
        return self._held[article_id]

    def raw(self, article_id: int) -> str:
        article = self.article(article_id)
        return article.raw if article is not None else ""

    def checked(self, quotes: Sequence[StoredQuote]) -> list[StoredQuote]:
        kept: list[StoredQuote] = []
        for quote in quotes:
            article = self.article(quote.article_id)
            if article is not None:
                kept += verbatim(article, (quote,))
        return kept


def profile(desk: Desk, question: Question, person: StoredPerson, asked: str) -> Reply:
    """Build the answer to /who; `asked` is shown where it is no spelling of theirs.

    Reads first; the writer is held only to give the articles it points to their numbers in the place.
    """
    with desk.store.read() as tx:
        shelf = _Shelf(tx)
        title, facts, short = _title(tx, person, asked), _facts(tx, person, shelf), short_name(tx, person)
        says, about = _says(tx, person, shelf), _about(tx, person, shelf)
        company = _company(tx, person, shelf)
        last = [article.id for article in people.articles_of(tx, person.id, limit=2)]
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        pointed_to = dict.fromkeys([*(quote.article_id for quote in (*says, *about)), *last])
        numbers = {article: articles.number(tx, place.id, article) for article in pointed_to}
    blocks: list[Block] = [Heading(title), Lines(facts)]
    if says:
        blocks += [Heading(plain("Says")), *(quotation(q, speaker="", note=_note(q, numbers)) for q in says)]
    if about:
        blocks += [Heading(plain(f"Of {short}")), *(quotation(q, note=_note(q, numbers)) for q in about)]
    blocks += company
    hints = []
    if says:
        hints.append(try_this(f"All quotes of {short}: ", f"/quotes {short}"))
    words = f"“{short}”" if " " in short else short
    hints.append(try_this("Tell me of new articles with this name: ", f"/alert add {words}"))
    blocks.append(Lines(tuple(hints)))
    quotes = button("All quotes", f"/quotes #{person.id}") if says else ()
    read = (Button(f"Read {numbers[article]}", f"/read {numbers[article]}") for article in last)
    return Reply(blocks=tuple(blocks), buttons=(*quotes, *read))


def _note(quote: StoredQuote, numbers: Mapping[int, int]) -> str:
    return f"{short_date_of(quote.article_date)} · /read {numbers[quote.article_id]}"


def _title(tx: Connection, person: StoredPerson, asked: str) -> Text:
    """Give the name, and what was asked for where it has a word that no spelling in the articles has."""
    spellings = [person.name, *(form.text for form in people.forms(tx, person.id))]
    known = {word.fold for spelling in spellings for word in fold_words(spelling)}
    if asked.startswith("#") or all(word.fold in known for word in fold_words(asked)):
        return plain(person.name)
    return (Run(person.name), *soft(f"   (you wrote {in_marks(shorten(asked, 60))})"))


def _facts(tx: Connection, person: StoredPerson, shelf: _Shelf) -> tuple[Text, ...]:
    lines: list[Text] = []
    forms = people.forms(tx, person.id)
    if len(forms) > 1:
        spelt = ", ".join(f"{form.text} {form.count}" for form in forms[:SHOWN_FORMS])
        rest = f" and {len(forms) - SHOWN_FORMS} more" if len(forms) > SHOWN_FORMS else ""
        lines.append((*soft("spelt in the articles: "), Run(spelt + rest)))
    if described := _described(tx, person, shelf):
        lines.append(plain(" · ".join(described)))
    last = f" · last {short_day(person.last_date)}" if person.last_date else ""
    lines.append(soft(f"{count(person.articles, 'article')}, {count(person.mentions, 'mention')}{last}"))
    return tuple(lines)


def _described(tx: Connection, person: StoredPerson, shelf: _Shelf) -> list[str]:
    """Roles, then nicknames, then the age: newest first, each with the date of its article."""
    roles = people.roles(tx, person.id)
    plain_roles = worth_telling([role for role in roles if not role.nickname], shelf.raw)[:SHOWN_ROLES]
    nicknames = [role for role in roles if role.nickname][:SHOWN_NICKNAMES]
    said = [
        f"{inside_a_line(one_line(role.text))} ({short_date_of(role.article_date)})" for role in plain_roles
    ]
    said += [in_marks(one_line(role.text).strip('“”"„')) for role in nicknames]
    age = people.age(tx, person.id)
    if age is not None:
        when = f"in {age.article_date:%B %Y}" if age.article_date else "in an undated article"
        said.append(f"{age.years} {when}")
    return said


def _says(tx: Connection, person: StoredPerson, shelf: _Shelf) -> list[StoredQuote]:
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
    return chosen[:SHOWN_QUOTES]


def _is_scrap(quote: StoredQuote) -> bool:
    return len(quote.text.split()) < WHOLE_WORDS


def _about(tx: Connection, person: StoredPerson, shelf: _Shelf) -> list[StoredQuote]:
    told = people.quotes_about(tx, person.id, limit=SHOWN_ABOUT * 4)
    clear = [quote for quote in told if is_clear(quote) and quote.speaker_id != person.id]
    return shelf.checked(clear)[:SHOWN_ABOUT]


def _company(tx: Connection, person: StoredPerson, shelf: _Shelf) -> tuple[Block, ...]:
    """Name companions with the sentence that joins them; those of one sentence share a line."""
    together: dict[str, list[Companion]] = {}  # under "" those of no one sentence
    for companion in people.companions(tx, person.id, limit=SHOWN_COMPANIONS):
        article = shelf.article(companion.article_id)
        sentence = ""
        if article is not None and companion.sentence is not None:
            sentence = one_line(companion.sentence.of(article.raw))
        together.setdefault(sentence, []).append(companion)
    lines: list[Text] = []
    for sentence, companions in sorted(together.items(), key=lambda item: not item[0]):
        names = ", ".join(companion.person.name for companion in companions)
        last_names = [companion.person.name.split()[-1] for companion in companions]
        if sentence:
            lines.append((Run(names), *soft(f" — {in_marks(_around(sentence, last_names))}")))
        elif lines:
            lines.append((*soft("in the same articles: "), Run(names)))
        else:  # no heading for what is said of nobody
            return (Lines(((*soft("In the same articles: "), Run(names)),)),)
    return (Heading(plain("With")), Lines(tuple(lines))) if lines else ()


def _around(sentence: str, names: Sequence[str]) -> str:
    """Shorten a sentence to the stretch where the names are."""
    places = [sentence.find(name) + len(name) for name in names if name in sentence]
    end = max(places, default=0)
    if end < LONGEST_SENTENCE:
        return shorten(sentence, LONGEST_SENTENCE)
    start = sentence.find(" ", end - LONGEST_SENTENCE + len("… "))
    return "… " + shorten(sentence[start + 1 :], max(LONGEST_SENTENCE, end - start))
