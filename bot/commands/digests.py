"""/digest: what is new here, and when it is told."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import timetable
from bot.commands.articles import listing_lines
from bot.commands.asking import must_be_allowed, place_of
from bot.commands.command import Command, CommandError, Option
from bot.commands.timezone import other_zone
from bot.digest import MOST_ARTICLES, Digest, build, build_backlog, reply
from bot.places import Network, Question
from bot.reply import Block, Button, Lines, Paragraph, Reply, Text, code, plain, say, soft
from bot.store import articles, places
from bot.store.records import PlaceRecord, PlaceState
from bot.timetable import TimetableError
from bot.wording import count, duration, moment, one_line, refuse, try_this

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk

_CHANGE = "change its digest"
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _digest(desk: Desk, question: Question, args: str) -> Reply:
    word, _, rest = one_line(args).partition(" ")
    known = {
        "": _show,
        "show": _show,
        "now": _now,
        "off": _off,
        "backlog": _backlog,
        "quiet": _quiet,
        "always": _always,
    }.get(word.casefold())
    if known is not None and not rest:
        return known(desk, question)
    return _set(desk, question, one_line(args))


def _show(desk: Desk, question: Question) -> Reply:
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        waiting = articles.count_after(tx, article_id=place.digest_after)
        found = articles.after(tx, article_id=place.digest_after, limit=MOST_ARTICLES)
        lines: list[Text] = [
            line
            for article in found
            for line in listing_lines(articles.number(tx, place.id, article.id), article)
        ]
    blocks: list[Block] = [Paragraph(plain(schedule_line(place, question)))]
    if not place.timetable and place.state is PlaceState.ACTIVE:
        blocks.append(Paragraph(try_this("Switch it on: ", "/digest daily 08:00")))
    if waiting:
        if waiting > len(found):
            lines.append(soft(f"and {count(waiting - len(found), 'more article')}"))
        verb = "is" if waiting == 1 else "are"
        blocks += [
            Paragraph(plain(f"{count(waiting, 'article')} {verb} waiting for it:")),
            Lines(tuple(lines)),
        ]
    else:
        blocks.append(Paragraph(plain("Nothing is waiting for it yet.")))
    buttons: tuple[Button, ...] = (Button("Send it now", "/digest now"),) if waiting else ()
    if place.timetable:
        buttons += (Button("Switch it off", "/digest off"),)
    else:
        buttons += (Button("Daily at 08:00", "/digest daily 08:00"),)
    return Reply(blocks=tuple(blocks), buttons=buttons)


def schedule_line(place: PlaceRecord, question: Question) -> str:
    """Say when the digest comes here, and how long it is till then."""
    if place.state is PlaceState.STOPPED:
        return "I am stopped here: no digest comes until /start."
    if not place.timetable:
        return "No digest is scheduled here."
    words = timetable.in_words(timetable.parse(place.timetable))
    line = f"The digest comes {words} ({place.zone})."
    if place.next_due is not None:
        line += f" Next {moment(place.next_due, question.at, place.zone)}, {_in(place, question)}."
    return line


def _in(place: PlaceRecord, question: Question) -> str:
    assert place.next_due is not None
    return f"in {duration(place.next_due - question.at)}"


def _set(desk: Desk, question: Question, text: str) -> Reply:
    if re.fullmatch(r"every \d+", text.casefold()):
        text += " hours"  # a slash command's field holds the number alone
    try:
        wanted = timetable.parse(text)
    except TimetableError as error:
        raise CommandError(refuse(str(error))) from error
    must_be_allowed(question, _CHANGE)
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        due = timetable.next_due(wanted, place.zone, question.at)
        places.set_timetable(tx, place.id, wanted.text, due)
        if place.state is not PlaceState.ACTIVE:
            places.set_state(tx, place.id, PlaceState.ACTIVE)
        waiting = articles.count_after(tx, article_id=place.digest_after)
        all_told = articles.count(tx)
    place = replace(place, timetable=wanted.text, next_due=due, state=PlaceState.ACTIVE)
    blocks: list[Block] = [Paragraph(plain(schedule_line(place, question)))]
    if waiting:
        blocks.append(Paragraph(plain(f"{_wait(waiting)} for it; what comes in until then is added.")))
    elif all_told:
        have = f"It starts from now. {_on_the_desk(all_told)}: /digest backlog shows what is at hand."
        blocks.append(Paragraph(plain(have)))
    if place.zone == desk.settings.desk.zone:
        blocks.append(Paragraph((*soft("Another time zone: "), *code(other_zone(place.zone)))))
    now = (
        Button("Send it now", "/digest now") if waiting else Button("Show what is at hand", "/digest backlog")
    )
    return Reply(blocks=tuple(blocks), buttons=(now, Button("Switch it off", "/digest off")))


def _wait(waiting: int) -> str:
    return f"{count(waiting, 'article')} {'waits' if waiting == 1 else 'wait'}"


def _on_the_desk(number: int) -> str:
    return f"{count(number, 'article')} {'is' if number == 1 else 'are'} here already"


def _now(desk: Desk, question: Question) -> Reply:
    """Tell what is new at once; it counts as told only where the asker may decide so."""
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        digest = build(tx, place, question.at)
        if digest is None or not digest.items:
            return _nothing_new(tx)
        if question.caller.may_change:
            return _tell(desk, tx, digest, question)
        return replace(reply(tx, digest), private=True)


def _tell(desk: Desk, tx: Connection, digest: Digest, question: Question) -> Reply:
    """Tell a digest and count it as told; on a chat network through the outbox, so that it cannot get lost.

    It is its own answer then, but for a slash command, which wants one at once. Where the desk was told
    to be still the outbox sends nothing: the digest is the answer, and the next one tells all that again.
    """
    place, answer = digest.place, reply(tx, digest)
    if place.state is not PlaceState.ACTIVE:
        return answer
    if place.place.network is not Network.CONSOLE:
        key = f"now:{question.at.isoformat()}:{question.caller.id}"
        if desk.owe(tx, place, key=key, reply=answer, now=question.at):
            slash = place.place.network is Network.DISCORD
            answer = say("Here it comes.") if slash else Reply(blocks=())
    places.set_digest_after(tx, place.id, max(digest.upto, place.digest_after))
    return answer


def _nothing_new(tx: Connection) -> Reply:
    if not articles.count(tx):
        return say("Nothing is new: no article has come in yet.")
    return say(
        "Nothing is new since the last digest here.",
        Button("Newest articles", "/latest"),
        Button("Show what is at hand", "/digest backlog"),
    )


def _backlog(desk: Desk, question: Question) -> Reply:
    must_be_allowed(question, _CHANGE)
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        digest = build_backlog(tx, place, question.at)
        return _tell(desk, tx, digest, question) if digest.items else _nothing_new(tx)


def _off(desk: Desk, question: Question) -> Reply:
    must_be_allowed(question, _CHANGE)
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        places.set_timetable(tx, place.id, "", None)
    if not place.timetable:
        return say("No digest was scheduled here. /digest daily 08:00 would switch one on.")
    return say(
        "The digest is off here. Alerts still come; /digest now tells what is new at any time.",
        *_again(place),
    )


def _again(place: PlaceRecord) -> tuple[Button, ...]:
    return (Button("On again", f"/digest {place.timetable}"),) if len(place.timetable) < 48 else ()


def _quiet(desk: Desk, question: Question) -> Reply:
    return _say_when_nothing(desk, question, False, "Understood: when nothing is new, no digest comes.")


def _always(desk: Desk, question: Question) -> Reply:
    return _say_when_nothing(desk, question, True, "Understood: when nothing is new, one line says so.")


def _say_when_nothing(desk: Desk, question: Question, wanted: bool, answer: str) -> Reply:
    must_be_allowed(question, _CHANGE)
    with desk.store.begin() as tx:
        places.set_say_when_nothing(tx, place_of(tx, desk, question).id, wanted)
    return say(answer)


def _part(name: str, summary: str, *options: Option, example: str = "", changes: bool = True) -> Command:
    """Make a subcommand; its run puts its own word back, so that both ways of asking meet in ``_digest``."""

    def run(desk: Desk, question: Question, args: str) -> Reply:
        return _digest(desk, question, f"{name} {args}".strip())

    return Command(
        name=name,
        summary=summary,
        run=run,
        options=options,
        examples=(example or f"/digest {name}",),
        changes=changes,
    )


_TIME = Option(name="time", description="Time of day here, for example 08:00", required=True)

DIGEST = Command(
    name="digest",
    summary="What is new here: now, or at a time of your choice",
    run=_digest,
    subcommands=(
        _part("show", "When the digest comes, and what waits for it", changes=False),
        _part("now", "Tell what is new at once"),
        _part("daily", "Every day at a time", _TIME, example="/digest daily 08:00"),
        _part("weekdays", "Monday to Friday at a time", _TIME, example="/digest weekdays 7:30"),
        _part(
            "weekly",
            "Once a week",
            Option(name="day", description="Day of the week", required=True, choices=_WEEKDAYS),
            _TIME,
            example="/digest weekly mon 09:00",
        ),
        _part(
            "every",
            "Every so many hours",
            Option(name="hours", description="1, 2, 3, 4, 6, 8 or 12", required=True),
            example="/digest every 6 hours",
        ),
        _part("off", "No scheduled digest"),
        _part("backlog", "Show all that is at hand, then start from now"),
        _part("quiet", "Say nothing when nothing is new"),
        _part("always", "Say so in one line when nothing is new"),
    ),
    examples=("/digest", "/digest now", "/digest daily 08:00", "/digest every 6 hours", "/digest off"),
    details=(
        "A digest holds what came in since the last one here, newest first. "
        "Times are those of this chat's zone: /timezone."
    ),
    changes=True,
)
