"""The digest: what is new for one place since its last one, and how that reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.quoting import quotation, verbatim
from bot.reply import Button, Card, Heading, Lines, Paragraph, Quotation, Reply, Run, Text, plain, soft
from bot.store import articles, people
from bot.store.records import PlaceRecord, StoredArticle, StoredKind, StoredPerson, StoredQuote
from bot.wording import count, date_of, one_line, try_this, weekday
from summarizers.names import PARTICLES, fold_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_ARTICLES = 10
"""A digest shows at most so many; the rest is counted."""
LONGEST_LIST = 50
"""A page of /latest lists at most so many."""
MOST_PEOPLE = 5
MOST_BUTTONS = 5

_GREETINGS = ((5, "Morning"), (11, "Midday"), (14, "Afternoon"), (18, "Evening"), (23, "Night"))
"""From which hour of the place's day a digest is called what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article of a digest."""

    article: StoredArticle
    quotes: tuple[StoredQuote, ...]
    """At most two key quotes, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What one place is told at one time."""

    place: PlaceRecord
    now: datetime
    items: tuple[Item, ...]
    """Newest first; empty only where the place wants to hear that nothing is new."""
    total: int
    """New articles, shown or not."""
    upto: int
    """The newest article id that this digest tells of: the place's next ``digest_after``."""
    backlog: bool = False
    """Everything at hand rather than what is new."""


def build(tx: Connection, place: PlaceRecord, now: datetime) -> Digest | None:
    """Build what is new for `place`; None when nothing is and the place did not ask to hear so."""
    digest = _collect(tx, place, now, after=place.digest_after, backlog=False)
    return digest if digest.items or place.say_when_nothing else None


def build_backlog(tx: Connection, place: PlaceRecord, now: datetime) -> Digest:
    """Build a digest of all that is at hand, for a new place that asks for it."""
    return _collect(tx, place, now, after=0, backlog=True)


def _collect(tx: Connection, place: PlaceRecord, now: datetime, *, after: int, backlog: bool) -> Digest:
    total = articles.count_after(tx, article_id=after, backlog=backlog)
    found = articles.after(tx, article_id=after, limit=MOST_ARTICLES, backlog=backlog)
    return Digest(
        place=place,
        now=now,
        items=tuple(Item(article=article, quotes=_key_quotes(tx, article)) for article in found),
        total=total,
        upto=max((article.id for article in found), default=after),
        backlog=backlog,
    )


def _key_quotes(tx: Connection, article: StoredArticle) -> tuple[StoredQuote, ...]:
    keys = [q for q in articles.quotes(tx, article.id) if q.key and q.kind is StoredKind.STATEMENT]
    return verbatim(article, sorted(keys, key=lambda q: q.key)[:2])


def reply(tx: Connection, digest: Digest) -> Reply:
    """Put a digest into words; gives its articles their numbers in this place (a write)."""
    heading = Heading(plain(" · ".join((_greeting(digest), _today(digest), _how_many(digest)))))
    if not digest.items:
        return Reply(blocks=(heading, Paragraph(plain("Nothing has come in since the last digest."))))
    numbers = {
        item.article.id: articles.number(tx, digest.place.id, item.article.id) for item in digest.items
    }
    return Reply(
        blocks=(
            heading,
            *(card(item.article, numbers[item.article.id], item.quotes) for item in digest.items),
            Lines(_footer(tx, digest, numbers)),
        ),
        buttons=tuple(Button(f"Read {n}", f"/read {n}") for n in list(numbers.values())[:MOST_BUTTONS]),
    )


def card(article: StoredArticle, number: int, quotes: Sequence[StoredQuote] = ()) -> Card:
    """Make the item of one article: title, date, summary, quotations (already looked at by ``verbatim``)."""
    blocks: list[Paragraph | Quotation] = []
    if summary := summary_text(article):
        blocks.append(Paragraph(plain(summary)))
    blocks += [quotation(quote) for quote in quotes]
    return Card(title=article.title, number=number, subtitle=date_of(article.date), blocks=tuple(blocks))


def summary_text(article: StoredArticle) -> str:
    """Give the summary's sentences in one paragraph, as ``summary_sentences`` has them."""
    return " ".join(summary_sentences(article))


def summary_sentences(article: StoredArticle) -> tuple[str, ...]:
    """Give the summary's sentences without saying again what stands in the title above them.

    A title is often the beginning of the first sentence ("The talks continue …"); then that one
    goes on where the title stopped ("… to play out in public."), and nothing is lost or told twice.
    """
    sentences = (one_line(span.of(article.raw)) for span in article.summary)
    return tuple(filter(None, (_after_title(article.title, sentence) for sentence in sentences)))


def _after_title(title: str, sentence: str) -> str:
    said = one_line(title).rstrip("….").rstrip()
    if sentence.rstrip("….") == said:
        return ""
    going_on = sentence.removeprefix(said)
    if title.endswith("…") and going_on != sentence and not going_on[0].isalnum():
        return f"… {going_on.lstrip(' ,;:–—-')}"
    return sentence


def _greeting(digest: Digest) -> str:
    if digest.backlog:
        return "All that is at hand"
    if digest.place.timetable.startswith("weekly"):
        return "Weekly digest"
    hour = digest.now.astimezone(ZoneInfo(digest.place.zone)).hour
    word = "Night"
    for start, greeting in _GREETINGS:
        if hour >= start:
            word = greeting
    return f"{word} digest"


def _today(digest: Digest) -> str:
    return weekday(digest.now.astimezone(ZoneInfo(digest.place.zone)))


def _how_many(digest: Digest) -> str:
    if digest.backlog:
        return count(digest.total, "article")
    return count(digest.total, "new article") if digest.total else "nothing new"


def _footer(tx: Connection, digest: Digest, numbers: dict[int, int]) -> tuple[Text, ...]:
    lines: list[Text] = []
    if rest := digest.total - len(digest.items):
        listed = min(digest.total, LONGEST_LIST)  # its button leads to those beyond
        lines.append(try_this(f"{count(rest, 'more article')}: ", f"/latest {listed}"))
    first = next(iter(numbers.values()))
    more = try_this("Read more: ", f"/read {first}")
    named = _named(tx, digest)
    if named:
        who = ", ".join(f"{name} ({number})" for name, number in named)
        more += (Run("   "), *plain("People: "), *soft(who))
    return (*lines, more)


def _named(tx: Connection, digest: Digest) -> list[tuple[str, int]]:
    """Name the people of most of these articles as the press calls them, with in how many they are."""
    found: Counter[int] = Counter()
    mentions: Counter[int] = Counter()
    known: dict[int, StoredPerson] = {}
    for item in digest.items:
        for person, times in articles.people(tx, item.article.id):
            if person.kind == "person":
                known[person.id] = person
                found[person.id] += 1
                mentions[person.id] += times
    often = [key for key in found if mentions[key] > 1]
    who = often if len(often) > 1 else list(found)  # somebody named once is seldom what it is about
    most = sorted(who, key=lambda key: (-found[key], -mentions[key], known[key].name))[:MOST_PEOPLE]
    short = {key: _last_name(tx, known[key]) for key in most}
    twice = {name for name, times in Counter(short.values()).items() if times > 1}
    return [(known[key].name if short[key] in twice else short[key], found[key]) for key in most]


def _last_name(tx: Connection, person: StoredPerson) -> str:
    """Give the part of a name that stands for it, even where the articles mostly give it in full.

    That is the end of it as printed ("von der Leyen"), a beginning used again and again ("Kim"), else
    the last word.
    """
    words = person.name.split()
    printed = {form.text: form.count for form in people.forms(tx, person.id)}
    for form in printed:
        if form != person.name and person.name.endswith(f" {form}"):
            return form
    if printed.get(words[0], 0) > 1:
        return words[0]
    start = len(words) - 1
    while start > 1 and fold_name(words[start - 1]) in PARTICLES:
        start -= 1
    return " ".join(words[start:])


def short_name(tx: Connection, person: StoredPerson) -> str:
    """Give the form under which articles name somebody most: "Prigozhin", but "Xi" for Xi Jinping."""
    forms = people.forms(tx, person.id)
    return forms[0].text if forms and forms[0].text in person.name else person.name
