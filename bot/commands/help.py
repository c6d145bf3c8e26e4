"""/start, /stop and /help: what newsdesk is, and how to have it speak or be still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import timetable
from bot.commands.asking import must_be_allowed, place_of
from bot.commands.command import Command, CommandError, Option
from bot.commands.digests import schedule_line
from bot.commands.timezone import clock_name, other_zone
from bot.places import Network, Question
from bot.reply import Block, Button, Heading, Lines, Paragraph, Reply, Run, Text, code, plain, say, soft
from bot.store import articles, places, subscriptions
from bot.store.records import PlaceRecord, PlaceState
from bot.wording import count, in_marks, one_line, shorten, try_this

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk

_TRY = (
    ("/latest", "the newest articles"),
    ("/read 1", "one of them: summary, quotes, people"),
    ("/who NAME", "who somebody is, misspelt or not"),
    ("/alert add WORDS", "be told when an article has them"),
    ("/help", "everything else"),
)
SHOWN_PARTS = 3
"""A command with more subcommands has one line in /help."""
_OFFERS = (
    Button("Daily at 08:00", "/digest daily 08:00"),
    Button("Weekdays at 07:30", "/digest weekdays 07:30"),
    Button("Newest articles", "/latest"),
)

_AGAIN = Button("Start again", "/start")


def _start(desk: Desk, question: Question, args: str) -> Reply:
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        woken = place.state is not PlaceState.ACTIVE and question.caller.may_change
        if woken:
            place = wake(tx, place, question)
        alerts = len(subscriptions.of_place(tx, place.id))
        on_desk = articles.count(tx)
    return greeting(place, question, on_desk=on_desk, alerts=alerts, woken=woken)


def wake(tx: Connection, place: PlaceRecord, question: Question) -> PlaceRecord:
    """Let a stopped or parked place hear of things again; its next digest tells what came in meanwhile."""
    places.set_state(tx, place.id, PlaceState.ACTIVE)
    due = None
    if place.timetable:
        due = timetable.next_due(timetable.parse(place.timetable), place.zone, question.at)
        places.set_next_due(tx, place.id, due)
    return replace(place, state=PlaceState.ACTIVE, next_due=due)


def greeting(place: PlaceRecord, question: Question, *, on_desk: int, alerts: int, woken: bool) -> Reply:
    """Say what newsdesk does, and offer a digest where none is set."""
    if woken:
        kept = f" and {count(alerts, 'alert')}" if alerts else ""
        line = schedule_line(place, question)
        return Reply(blocks=(Paragraph(plain(f"I am back, with the settings{kept} you had. {line}")),))
    have = f" {count(on_desk, 'article')} {'is' if on_desk == 1 else 'are'} here so far." if on_desk else ""
    blocks: list[Block] = [
        Heading(plain("This is newsdesk")),
        Paragraph(
            plain(
                "I read the articles that come in and tell you what is in them, in their own words: "
                f"summaries, who said what, who is who.{have}"
            )
        ),
        Lines(tuple((*code(command), *soft(f"  {what}")) for command, what in _TRY)),
    ]
    if not question.caller.private:
        blocks.append(Paragraph(soft(_in_company(question.place.network))))
    if place.timetable or place.state is not PlaceState.ACTIVE:
        blocks.append(Paragraph(plain(schedule_line(place, question))))
        return Reply(blocks=tuple(blocks), buttons=(Button("Newest articles", "/latest"),))
    offer = f"Shall I bring a digest of what is new, for example at 08:00 {clock_name(place.zone)}? "
    blocks.append(Paragraph(try_this(f"{offer}Another zone: ", other_zone(place.zone))))
    return Reply(blocks=tuple(blocks), buttons=_OFFERS)


def _in_company(network: Network) -> str:
    who = "those who may manage the server" if network is Network.DISCORD else "admins"
    return f"Here I hear commands only, and {who} set digest, time zone and alerts."


def _stop(desk: Desk, question: Question, args: str) -> Reply:
    must_be_allowed(question, "stop me here")
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        places.set_state(tx, place.id, PlaceState.STOPPED)
    if place.state is PlaceState.STOPPED:
        return say("I am quiet here already. /start brings digests and alerts back.", _AGAIN)
    return say(
        "I will be quiet here from now on: no digests, no alerts. Questions I answer as before. "
        "Your settings are kept; /start brings everything back.",
        _AGAIN,
    )


def _help(desk: Desk, question: Question, args: str) -> Reply:
    from bot.commands import COMMANDS, find, nearest

    name = one_line(args).removeprefix("/").split(" ")[0]
    if not name:
        return Reply(blocks=_everything(COMMANDS))
    command = find(name)
    if command is not None:
        return _help_on(command)
    close = nearest(name)
    unknown = f"I do not know {in_marks(shorten(name, 40))}."
    blocks: tuple[Block, ...] = (Paragraph(plain(unknown)), *_everything(COMMANDS))
    if close:
        meant = try_this(f"{unknown} Did you mean ", f"/{close[0].name}", "? /help lists everything.")
        blocks = (Paragraph(meant),)
    buttons = tuple(Button(f"/help {c.name}", f"/help {c.name}") for c in close)
    raise CommandError(Reply(blocks=blocks, buttons=buttons, private=True))


def _everything(commands: Sequence[Command]) -> tuple[Block, ...]:
    """List the commands as they are typed; of many subcommands the first few stand for all."""
    lines: list[Text] = []
    for command in commands:
        parts = command.subcommands
        if 0 < len(parts) <= SHOWN_PARTS:
            lines += [_line(f"/{command.name} {part.name}", part) for part in parts]
        else:
            lines.append(_line(f"/{command.name}", command))
    alone = "In a private chat or direct message a bare name is a question too: Prigozhin."
    return (
        Heading(plain("What I can do")),
        Lines(tuple(lines)),
        Paragraph(soft("* In groups, channels and servers only admins may change this.")),
        Paragraph(try_this("More on one of them: ", "/help digest", f". {alone}")),
    )


def _line(typed: str, command: Command) -> Text:
    examples = [example.removeprefix(typed).strip() for example in command.examples]
    rest = f" [{' | '.join(filter(None, examples))}]" if command.subcommands else ""
    star = " *" if command.changes else ""
    return (*code(_usage(typed, command) + rest), *plain(star), Run(f"  {command.summary}"))


def _help_on(command: Command) -> Reply:
    blocks: list[Block] = [Heading(plain(f"/{command.name}")), Paragraph(plain(command.summary + "."))]
    uses: list[Text] = []
    if command.options or not command.subcommands:
        uses.append(code(_usage(f"/{command.name}", command)))
    for part in command.subcommands:
        uses.append((*code(_usage(f"/{command.name} {part.name}", part)), *soft(f"  {part.summary}")))
    blocks.append(Lines(tuple(uses)))
    if command.details:
        blocks.append(Paragraph(plain(command.details)))
    if command.examples:
        blocks.append(
            Lines((soft("For example"), *(code(example) for example in command.examples))),
        )
    if command.changes:
        blocks.append(Paragraph(soft("In groups, channels and servers only admins may change this.")))
    return Reply(blocks=tuple(blocks))


def _usage(line: str, command: Command) -> str:
    for option in command.options:
        word = option.choices[0] if len(option.choices) == 1 else option.name.upper()
        line += f" {word}" if option.required else f" [{word}]"
    return line


START = Command(
    name="start",
    summary="What newsdesk does, and a first digest",
    run=_start,
    examples=("/start",),
    details="After /stop it brings digests and alerts back, as they were.",
)

STOP = Command(
    name="stop",
    summary="No digests and alerts here until /start",
    run=_stop,
    examples=("/stop",),
    details="Settings are kept, and questions are still answered.",
    changes=True,
)

HELP = Command(
    name="help",
    summary="What newsdesk can do, or more on one command",
    run=_help,
    options=(Option(name="command", description="Which command", suggests="command"),),
    examples=("/help", "/help digest"),
)
