"""/status: is all well, and what was set aside and why."""

from __future__ import annotations

from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.commands.asking import place_of
from bot.commands.command import Command
from bot.commands.digests import schedule_line
from bot.places import Network, Question
from bot.reply import Block, Heading, Lines, Paragraph, Reply, Text, plain, soft
from bot.store import articles, files, outbox, places, subscriptions
from bot.store.records import FileState, OutboxState, PlaceRecord, PlaceState
from bot.wording import count, duration, moment, one_line

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.desk import Desk

SHOWN_FILES = 10


def _status(desk: Desk, question: Question, args: str) -> Reply:
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        blocks: list[Block] = [Heading(plain("Status")), Lines(_here(tx, place, question))]
        if question.caller.operator and not _unseen(question):
            blocks.append(Paragraph(soft("Ask me in private for the whole.")))
        elif question.caller.operator:
            blocks += [Heading(plain("Desk")), Lines(_whole(tx, desk, question))]
            if aside := _set_aside(tx):
                blocks += [Heading(plain("Set aside")), Lines(aside)]
    return Reply(blocks=tuple(blocks), private=True)


def _unseen(question: Question) -> bool:
    """Tell whether the asker alone sees the answer: file names and other chats are for nobody else."""
    return question.caller.private or question.place.network is Network.DISCORD


def _here(tx: Connection, place: PlaceRecord, question: Question) -> tuple[Text, ...]:
    newest = articles.latest(tx, limit=1)
    have = count(articles.count(tx), "article")
    if newest:
        have += f", the newest taken in {moment(newest[0].taken_in, question.at, place.zone)}"
    alerts = count(len(subscriptions.of_place(tx, place.id)), "alert")
    return (
        plain(f"{have}."),
        plain(schedule_line(place, question)),
        plain(f"{alerts} here. Zone: {place.zone}."),
    )


def _whole(tx: Connection, desk: Desk, question: Question) -> tuple[Text, ...]:
    by_state = files.counts(tx)
    lines = [
        plain(
            f"{count(by_state[FileState.READ], 'file')} read, {by_state[FileState.SET_ASIDE]} set aside, "
            f"{by_state[FileState.GONE]} gone."
        ),
        plain(_oldest_unsent(tx, question)),
    ]
    owed = outbox.counts(tx)
    if failed := owed.get(OutboxState.FAILED, 0):
        lines.append(plain(f"{count(failed, 'message')} could not be delivered at all; the log says why."))
    states = Counter(record.state for record in places.all(tx))
    known = [f"{states[state]} {state.value}" for state in PlaceState if states[state]]
    lines.append(plain(f"Places: {', '.join(known)}."))
    lines += [plain(state) for state in desk.chat_states()]
    return tuple(lines)


def _oldest_unsent(tx: Connection, question: Question) -> str:
    row = outbox.oldest_unsent(tx)
    if row is None:
        return "Oldest unsent message: none."
    where = f"{row.place.network.value} {row.place.chat}"
    why = f", {count(row.attempts, 'attempt')}: {one_line(row.why)}" if row.why else ""
    return f"Oldest unsent message: for {where}, waiting {duration(question.at - row.created)}{why}."


def _set_aside(tx: Connection) -> tuple[Text, ...]:
    found = files.set_aside(tx, limit=SHOWN_FILES + 1)
    lines = [
        (*plain(PurePath(record.path).name), *soft(f"  {record.reason}")) for record in found[:SHOWN_FILES]
    ]
    if len(found) > SHOWN_FILES:
        lines.append(soft("and more; the log has them all"))
    return tuple(lines)


STATUS = Command(
    name="status",
    summary="Whether all is well here",
    run=_status,
    examples=("/status",),
    details="In private its operator sees the files that were set aside, the outbox and the chats as well.",
)
