"""The desk's front door: a command line, a button or plain text in, a Reply out."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot import channels
from bot.commands import find, nearest
from bot.commands.command import Command, CommandError
from bot.commands.help import HELP, greeting, wake
from bot.commands.people import MOST_NAME_WORDS, not_one, whom
from bot.commands.profile import profile
from bot.commands.suggestions import suggestions
from bot.desk import Found
from bot.places import Caller, Network, Place, Question
from bot.reply import Button, Paragraph, Reply, code, plain, say
from bot.store import articles, people, places, subscriptions
from bot.store.records import PlaceState
from bot.wording import one_line, refuse, shorten, try_this
from summarizers.names import Outcome, fold_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk

log = logging.getLogger(__name__)

TOO_OLD = timedelta(minutes=5)
"""What was asked longer ago, while the desk was away, is passed over."""
LONGEST_NAME = 80
"""Longer plain text names nobody."""

LONGEST_RUN, MOST_TRIES = 4, 12
"""Words in a name, and how many such runs of one sentence are looked up."""

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_LINE = re.compile(r"/([^\s@/]+)(?:@\S+)?(?:\s+(.*))?", re.DOTALL)
_ONE_WORD = re.compile(r"[^\W\d_][\w’'-]*[^\W\d_]")
_WHO_IS = re.compile(r"^\s*(?:who(?:’s|'s|s| is| was| are)|tell me about)\s+(.*?)\s*\?*\s*$", re.IGNORECASE)

_FAULT = say(
    "That went wrong on my side, and it is in the log. Everything else goes on as before.", private=True
)
_ONE_LINE_OF_HELP = Reply(
    blocks=(
        Paragraph(
            (
                *plain("Send me a name, or "),
                *code("/latest"),
                *plain(" for the newest articles; "),
                *code("/help"),
                *plain(" lists the rest."),
            )
        ),
    ),
    buttons=(Button("Newest articles", "/latest"), Button("Help", "/help")),
)


def _clock() -> datetime:
    return datetime.now(UTC)


class Reception:
    """Implements ``bot.chat.adapter.Host`` over a Desk and the commands; never raises."""

    def __init__(self, desk: Desk, *, clock: Callable[[], datetime] = _clock) -> None:
        self._desk = desk
        self._clock = clock
        self._told_late: set[Place] = set()
        with desk.store.read() as tx:
            self._newest = articles.newest_id(tx)  # when the desk opened

    async def answer(self, question: Question) -> Reply | None:
        """Answer a command, a button or plain text; None means: say nothing."""
        question = _storable(question)
        command = question.text.lstrip().startswith("/")
        if not question.text.strip() or not (command or _alone(question)):
            return None
        if self._clock() - question.at > TOO_OLD:
            return self._pass_over(question)
        self._told_late.discard(question.place)
        try:
            return await asyncio.to_thread(self._answer, question)
        except Exception:
            log.exception("a question failed in %s: %.200r", question.place, question.text)
            return _FAULT

    def _pass_over(self, question: Question) -> Reply | None:
        """Say once in a place that what was asked meanwhile is not answered any more."""
        if question.place in self._told_late:
            return None
        self._told_late.add(question.place)
        log.info("passed over questions from %s on in %s", question.at.isoformat(), question.place)
        return say("I was away for a while and passed over what was asked meanwhile. Please ask again.")

    def _answer(self, question: Question) -> Reply | None:
        self._wake(question)
        try:
            line = _LINE.fullmatch(question.text.strip())
            if line is None:
                return self._plain_text(question) if _alone(question) else None
            name, args = line.group(1), (line.group(2) or "").strip()
            command = find(name)
            if command is None:
                return _unknown(name, args, question)
            return run(command, self._desk, question, args)
        except CommandError as refusal:
            return refusal.reply

    def _wake(self, question: Question) -> None:
        """Wake a parked place: whoever is heard from there lets the desk in again."""
        with self._desk.store.read() as tx:
            place = places.get(tx, question.place)
        if place is not None and place.state is PlaceState.PARKED:
            with self._desk.store.begin() as tx:
                wake(tx, place, question)
            log.info("heard from %s, which was parked; it is served again", question.place)

    def _plain_text(self, question: Question) -> Reply:
        text = one_line(question.text)
        if text.casefold().rstrip("?") == "help":
            return run(HELP, self._desk, question, "")
        asked = _WHO_IS.match(text)
        name = asked.group(1) if asked else text.rstrip("?").strip()
        if name and len(name) <= LONGEST_NAME:
            with self._desk.store.read() as tx:
                found, written = self._meant(tx, name, text)
            if found.outcome is Outcome.ONE and found.person is not None:
                return profile(self._desk, question, found.person, written)
            if found.outcome is Outcome.CHOICE or asked or _ONE_WORD.fullmatch(name):
                return not_one(found, name, "/who")
        return _ONE_LINE_OF_HELP

    def _meant(self, tx: Connection, name: str, text: str) -> tuple[Found, str]:
        """Tell whom plain text means, and by which words of it."""
        found = Found(outcome=Outcome.NOTHING)
        if len(name.split()) <= MOST_NAME_WORDS:
            found = whom(self._desk, tx, name)
        if found.outcome is Outcome.NOTHING and (named := self._named_in(tx, text)):
            return named, named.form
        return found, name

    def _named_in(self, tx: Connection, text: str) -> Found | None:
        """Find somebody whose name, as the articles spell it, stands in a sentence ("What did Putin say")."""
        words = [word.strip("?!.,;:“”\"'()") for word in text.split()]
        runs = [
            words[start : start + length]
            for length in range(min(LONGEST_RUN, len(words)), 0, -1)
            for start in range(len(words) - length + 1)
        ]
        capitalised = [run for run in runs if all(word[:1].isupper() for word in run)]
        for name in map(" ".join, capitalised[:MOST_TRIES]):
            if people.bearers(tx, fold_name(name), limit=1):
                found = self._desk.who(tx, name)
                if found.outcome is Outcome.ONE and found.exact:
                    return found
        return None

    async def suggest(self, place: Place, kind: str, typed: str) -> tuple[str, ...]:
        """Complete what somebody types in an option of that `kind`; at most 25."""
        try:
            return await asyncio.to_thread(suggestions, self._desk, place, kind, _NO_TEXT.sub("", typed))
        except Exception:
            log.exception("no suggestions for %.100r (%s)", typed, kind)
            return ()

    async def let_in(self, place: Place, *, greet: bool = True) -> Reply | None:
        """Greet a place that lets the desk in; one that was parked is woken with the settings it had."""
        try:
            return await asyncio.to_thread(self._let_in, place, greet)
        except Exception:
            log.exception("could not greet %s", place)
            return None

    def _let_in(self, place: Place, greet: bool) -> Reply | None:
        if not greet:
            with self._desk.store.read() as tx:
                if not any(known.state is PlaceState.PARKED for known in places.of_chat(tx, place)):
                    return None
        now = self._clock()
        nobody = Caller(id="", name="", private=False, may_change=False)
        question = Question(place=place, caller=nobody, text="", at=now)
        with self._desk.store.begin() as tx:
            known = places.get(tx, place)
            asleep = [one for one in places.of_chat(tx, place) if one.state is PlaceState.PARKED]
            woken = [wake(tx, one, question) for one in asleep]
            if known is not None and not woken:
                return None
            record = places.ensure(tx, place, now=now, zone=self._desk.settings.desk.zone)
            if woken:  # a topic's digest is what there is to say where the chat itself has none
                record = next((one for one in (record, *woken) if one.timetable), record)
            alerts = sum(len(subscriptions.of_place(tx, one.id)) for one in woken)
            return greeting(record, question, on_desk=articles.count(tx), alerts=alerts, woken=bool(woken))

    async def shut_out(self, place: Place) -> None:
        """Park a place that shut the desk out; its settings stay."""
        try:
            await asyncio.to_thread(self._shut_out, place)
        except Exception:
            log.exception("could not park %s", place)

    def _shut_out(self, place: Place) -> None:
        with self._desk.store.begin() as tx:
            for record in places.of_chat(tx, place):
                if record.state is PlaceState.ACTIVE:
                    places.set_state(tx, record.id, PlaceState.PARKED)

    async def moved(self, place: Place, new_chat: str) -> None:
        """Rewrite a chat's id wherever it is stored."""
        try:
            await asyncio.to_thread(self._moved, place, new_chat)
        except Exception:
            log.exception("could not move %s to %s", place, new_chat)

    def _moved(self, place: Place, new_chat: str) -> None:
        with self._desk.store.begin() as tx:
            places.move(tx, place, new_chat)

    async def named(self, place: Place) -> None:
        """Give a channel of the settings its daily digest, the first time that they name it."""
        try:
            await asyncio.to_thread(self._named, place)
        except Exception:
            log.exception("could not take up %s from the settings", place)

    def _named(self, place: Place) -> None:
        with self._desk.store.begin() as tx:
            zone = self._desk.settings.desk.zone
            channels.serve(tx, place, zone=zone, now=self._clock(), told_upto=self._newest)


def _storable(question: Question) -> Question:
    """Drop what no store takes and nobody types: half characters (a lone surrogate in JSON) and NUL."""
    caller = replace(question.caller, name=_NO_TEXT.sub("", question.caller.name))
    return replace(question, text=_NO_TEXT.sub("", question.text), caller=caller)


def _alone(question: Question) -> bool:
    return question.caller.private or question.place.network is Network.CONSOLE


def run(command: Command, desk: Desk, question: Question, args: str) -> Reply:
    """Run a command, or the subcommand that opens `args`."""
    word, _, rest = args.partition(" ")
    for part in command.subcommands:
        if part.run is not None and part.name == word.casefold():
            return part.run(desk, question, rest.strip())
    if command.run is None:
        names = ", ".join(f"/{command.name} {part.name}" for part in command.subcommands)
        raise CommandError(refuse(f"What shall it be? {names}."))
    return command.run(desk, question, args)


def _unknown(name: str, args: str, question: Question) -> Reply | None:
    """Suggest the nearest commands, whole; in company what is like none may be meant for another bot."""
    close = nearest(name)
    if not close:
        if not _alone(question):
            return None
        return refuse(f"I do not know /{shorten(name, 40)}. /help lists what I do.")
    lines = [f"/{command.name} {args}".strip() for command in close]
    buttons = [Button(line, line) for line in lines if len(line.encode()) <= 58]
    return Reply(
        blocks=(
            Paragraph(
                try_this(f"I do not know /{shorten(name, 40)}. Did you mean ", shorten(lines[0], 200), "?")
            ),
        ),
        buttons=tuple(buttons),
        private=True,
    )
