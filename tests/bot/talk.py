"""Talk to the desk as somebody in a chat would: one line in, the plain text of the reply out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.desk import Desk
from bot.places import Caller, Network, Place, Question
from bot.reception import Reception
from bot.reply import Block, Card, Fixed, Heading, Lines, Paragraph, Quotation, Reply, Text
from bot.store import open_store
from bot.store.records import FileRecord, FileState
from config.settings import load
from summarizers.pipeline import read

MORNING = datetime(2023, 6, 24, 6, 0, tzinfo=UTC)
CONSOLE = Place(network=Network.CONSOLE, chat="terminal")
GROUP = Place(network=Network.TELEGRAM, chat="-100200")
SERVER = Place(network=Network.DISCORD, chat="900100")
ALONE = Caller(id="1", name="Ada", private=True, may_change=True)
ADMIN = Caller(id="2", name="Ben", private=False, may_change=True)
MEMBER = Caller(id="3", name="Cleo", private=False, may_change=False)
OPERATOR = replace(ALONE, operator=True)


def flat(reply: Reply) -> str:
    """The reply's plain text, one block a line or more, buttons in brackets at the end."""
    lines = [_flat(block) for block in reply.blocks]
    lines += [f"[{button.label}: {button.command}]" for button in reply.buttons]
    return "\n".join(lines)


def marks(reply: Reply) -> list[str]:
    """What stands out in paragraphs."""
    return [
        run.text
        for block in reply.blocks
        if isinstance(block, Paragraph)
        for run in block.text
        if run.emphasis.value == "strong"
    ]


def _text(text: Text) -> str:
    return "".join(run.text for run in text)


def _flat(block: Block) -> str:
    match block:
        case Heading(text) | Paragraph(text):
            return _text(text)
        case Lines(lines):
            return "\n".join(_text(line) for line in lines)
        case Fixed(text):
            return text
        case Quotation(text, speaker, note):
            return f"“{text}” — {speaker or '(as above)'}" + (f"  {note}" if note else "")
        case Card():
            return "\n".join(
                [f"{block.number}  {block.title}", block.subtitle, *(_flat(part) for part in block.blocks)]
            )


@dataclass
class Talk:
    """A desk with an empty store, and a clock that stands until it is moved."""

    folder: Path
    zone: str = "UTC"
    now: datetime = MORNING
    desk: Desk = field(init=False)
    reception: Reception = field(init=False)
    raw: list[str] = field(default_factory=list)
    """The texts taken in."""

    def __post_init__(self) -> None:
        settings = load(env={"NEWSDESK_DESK_ZONE": self.zone, "NEWSDESK_INTAKE_FOLDER": str(self.folder)})
        self.desk = Desk(
            store=open_store(str(self.folder / "desk.sqlite")),
            settings=settings,
            renderers=dict.fromkeys(Network, lambda reply: ({"text": flat(reply)},)),
        )
        self.reception = Reception(self.desk, clock=lambda: self.now)

    def close(self) -> None:
        self.desk.store.close()

    def later(self, **length: float) -> None:
        self.now += timedelta(**length)

    def take_in(self, raw: str, name: str = "", *, backlog: bool = False) -> int:
        self.raw.append(raw)
        sha = hashlib.sha256(raw.encode()).hexdigest()
        path = str(self.folder / (name or f"{sha[:8]}.txt"))
        file = FileRecord(
            path=path, sha256=sha, size=len(raw), mtime_ns=1, inode=1, article_id=None,
            state=FileState.READ, seen=self.now,
        )  # fmt: skip
        return self.desk.take_in(
            path=path,
            sha256=sha,
            reading=read(raw),
            now=self.now,
            backlog=backlog,
            announce=not backlog,
            file=file,
        )

    async def reply(
        self, line: str, caller: Caller = ALONE, place: Place = CONSOLE, at: datetime | None = None
    ) -> Reply | None:
        question = Question(place=place, caller=caller, text=line, at=at or self.now)
        return await self.reception.answer(question)

    async def ask(self, line: str, caller: Caller = ALONE, place: Place = CONSOLE) -> str:
        """The answer as plain text, "" for silence."""
        answer = await self.reply(line, caller, place)
        return "" if answer is None else flat(answer)
