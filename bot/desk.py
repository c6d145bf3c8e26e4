"""What newsdesk does with an article and with time; knows no chat network and no SQL.

Every change is one transaction: an article is never stored without the messages it causes,
and a message is never owed for something that was not stored.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot import timetable
from bot.chat.adapter import Payload
from bot.places import Network
from bot.reply import Reply
from bot.store import articles, attachments, candidates, files, outbox, people, places
from bot.store.records import FileRecord, FileState, PlaceRecord, StoredArticle, StoredPerson
from summarizers.model import Person, Quote, Reading
from summarizers.names import Known, NameIndex, Outcome, choose, fold_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.store import Store
    from config.settings import Settings

Renderer = Callable[[Reply], tuple[Payload, ...]]

KEEP_SENT = timedelta(days=30)
"""So long the outbox remembers what it sent; an older article causes no messages, so none comes twice."""
LONGEST_PERIOD = timedelta(days=8)
"""Every timetable is due at least once in this time."""
EXACT_BEARERS = 50
MOST_ALIKE = 200
"""So many people of like names are looked at when a name is misspelt."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Whom a question means."""

    outcome: Outcome
    """ONE: `person` is meant. CHOICE: one of `choices`. NOTHING: nobody; `nearest` may help."""
    person: StoredPerson | None = None
    choices: tuple[StoredPerson, ...] = ()
    nearest: tuple[StoredPerson, ...] = ()
    form: str = ""
    """ONE: the stored spelling that matched; differs from the question in a misspelt one."""
    exact: bool = False
    """ONE: a stored spelling, or "#id", was given; False after a misspelling."""


class Desk:
    """The desk: one per process; every method may be called from any thread."""

    def __init__(self, *, store: Store, settings: Settings, renderers: Mapping[Network, Renderer]) -> None:
        """A network without a renderer is switched off: nothing is owed to its places."""
        self.store = store
        self.settings = settings
        self.renderers = renderers
        self.chat_states: Callable[[], tuple[str, ...]] = tuple
        """One line per chat network for /status; set by whoever runs the chats."""

    # -- articles ------------------------------------------------------------------------------

    def take_in(
        self,
        *,
        path: str,
        sha256: str,
        reading: Reading,
        now: datetime,
        backlog: bool = False,
        announce: bool = True,
        file: FileRecord,
    ) -> int:
        """Store what a file holds, and owe the alerts it causes, in one transaction; returns the article id.

        `file.article_id` is filled in here. A known path gives a new version of its article; a known
        content whose old path is gone is a rename; a copy beside its original is no second article.
        """
        with self.store.begin() as tx:
            own = _own_article(tx, path)
            twin = None if own else self._twin(tx, path, sha256)
            news = False
            if own and own.sha256 == sha256:
                article_id = own.id
                articles.mark_gone(tx, article_id, False)
            elif own:
                article_id = own.id
                _replace_version(tx, own, sha256, reading, now)
                news = not own.backlog and now - own.taken_in < KEEP_SENT and _says_else(own, reading)
            elif twin and twin.article_id:
                article_id = twin.article_id
                self._same_content(tx, twin, path)
            else:
                article_id = _add(tx, path, sha256, reading, now, backlog)
                news = not backlog
            files.put(tx, replace(file, path=path, sha256=sha256, article_id=article_id))
            if news and announce:
                self._owe_alerts(tx, article_id, reading, now)
        return article_id

    def _twin(self, tx: Connection, path: str, sha256: str) -> FileRecord | None:
        """Return another path that holds this content, rather one that is still there."""
        twins = [twin for twin in files.by_hash(tx, sha256) if twin.path != path and twin.article_id]
        return min(twins, key=self._is_gone, default=None)

    def _is_gone(self, record: FileRecord) -> bool:
        # A rename is often heard of by its new name first, before the old one is known to be gone.
        there = Path(self.settings.intake.folder, record.path)
        return record.state is FileState.GONE or not there.exists()

    def _same_content(self, tx: Connection, twin: FileRecord, path: str) -> None:
        """Note a rename of the article's file; a copy beside it changes nothing."""
        if not self._is_gone(twin):
            return
        files.delete(tx, twin.path)
        assert twin.article_id is not None
        known = articles.get(tx, twin.article_id)
        if known and (known.path == twin.path or known.gone):
            articles.rename(tx, known.id, path)

    def _owe_alerts(self, tx: Connection, article_id: int, reading: Reading, now: datetime) -> None:
        from bot.alerts import find_alerts

        stored = articles.get(tx, article_id)
        assert stored is not None
        try:
            with tx.begin_nested():
                for record, reply, key in find_alerts(tx, stored, reading):
                    self.owe(tx, record, key=key, reply=reply, now=now)
        except Exception:
            # An alert that cannot be made must not keep the article from everybody else.
            log.exception("the alerts for article %d failed", article_id)

    def file_gone(self, path: str, now: datetime) -> None:
        """A file is no longer there: its article stays, marked, unless a copy of it is left."""
        with self.store.begin() as tx:
            record = files.get(tx, path)
            if record is None:
                return
            files.put(tx, replace(record, state=FileState.GONE, reason="", seen=now))
            if record.article_id is not None:
                _leave_path(tx, record.article_id, path)

    def file_renamed(self, old: str, new: str, now: datetime) -> None:
        """A file has another path: so has its article, and nothing is posted."""
        with self.store.begin() as tx:
            record = files.get(tx, old)
            if record is None or old == new:
                return
            replaced = files.get(tx, new)
            files.delete(tx, old)
            files.put(tx, replace(record, path=new, state=FileState.READ, seen=now))
            if replaced and replaced.article_id and replaced.article_id != record.article_id:
                _leave_path(tx, replaced.article_id, new)
            known = articles.get(tx, record.article_id) if record.article_id else None
            if known and (known.path == old or known.gone):
                articles.rename(tx, known.id, new)

    # -- messages ------------------------------------------------------------------------------

    def owe(self, tx: Connection, record: PlaceRecord, *, key: str, reply: Reply, now: datetime) -> bool:
        """Render a reply for a place and put it into the outbox.

        False if the key is already there, or the place's network is switched off.
        """
        render = self.renderers.get(record.place.network)
        if render is None:
            return False
        return outbox.add(tx, place_id=record.id, key=key, payloads=render(reply), now=now)

    def send_due_digests(self, now: datetime) -> int:
        """Owe every due place its digest and set its next time; returns how many digests are owed.

        One transaction a place: claim, digest and watermark stand or fall together. What goes
        wrong in one place is logged and costs that place this digest; its articles come with the next.
        """
        with self.store.read() as tx:
            waiting = [record.id for record in places.due(tx, now) if record.place.network in self.renderers]
        owed = 0
        for place_id in waiting:
            try:
                with self.store.begin() as tx:
                    owed += self._owe_digest(tx, place_id, now)
            except Exception:
                log.exception("the digest of place %d failed; the next one will tell what is new", place_id)
                with self.store.begin() as tx:
                    _schedule_next(tx, place_id, now)
        return owed

    def _owe_digest(self, tx: Connection, place_id: int, now: datetime) -> bool:
        from bot import digest

        slot = _schedule_next(tx, place_id, now)
        record = places.by_id(tx, place_id)
        if slot is None or record is None:
            return False
        built = digest.build(tx, record, now)
        if built is None:
            return False
        if not self.owe(tx, record, key=f"digest:{slot}", reply=digest.reply(tx, built), now=now):
            return False
        places.set_digest_after(tx, place_id, built.upto)
        return True

    # -- people --------------------------------------------------------------------------------

    def names_near(self, tx: Connection, query: str) -> NameIndex:
        """Return the resolver over those stored people whose names are at all like the query.

        Built anew for every question: an index over everybody would take seconds to load in a large
        store, and more memory than all the rest of the desk.
        """
        names = NameIndex()
        _name(names, people.forms_of(tx, people.alike(tx, query, most=MOST_ALIKE)))
        return names

    def who(self, tx: Connection, query: str) -> Found:
        """Tell whom a name, a spelling of it or "#id" means; any text has an answer."""
        asked = query.strip()
        if asked.startswith("#") and asked[1:].isdecimal():
            person = people.get(tx, int(asked[1:])) if len(asked) < 20 else None
            if person is None:
                return Found(outcome=Outcome.NOTHING)
            return Found(outcome=Outcome.ONE, person=person, form=person.name, exact=True)
        bearers = people.bearers(tx, fold_name(asked), limit=EXACT_BEARERS)
        if bearers:
            few = NameIndex()
            _name(few, people.forms_of(tx, bearers))
            found = self._found(tx, few, asked)
            if found.outcome is not Outcome.NOTHING:
                return found
        return self._found(tx, self.names_near(tx, asked), asked)

    def _found(self, tx: Connection, names: NameIndex, asked: str) -> Found:
        lookup = names.lookup(asked)
        known = people.get_many(tx, (match.id for match in lookup.matches))
        matches = [match for match in lookup.matches if match.id in known]
        meant = tuple(known[match.id] for match in matches)
        if lookup.outcome is Outcome.NOTHING or not matches:
            return Found(outcome=Outcome.NOTHING, nearest=meant)
        if lookup.outcome is Outcome.CHOICE and len(matches) > 1:
            return Found(outcome=Outcome.CHOICE, choices=meant)
        exact = fold_name(matches[0].form) == fold_name(asked)
        return Found(outcome=Outcome.ONE, person=meant[0], form=matches[0].form, exact=exact)


def _name(names: NameIndex, forms: Iterable[tuple[int, str, int]]) -> None:
    for person_id, form, times in forms:
        names.add(person_id, form, float(max(times, 1)))


def _own_article(tx: Connection, path: str) -> StoredArticle | None:
    """Return the article whose file this path is; a copy's path is nobody's own."""
    record = files.get(tx, path)
    if record is None or record.article_id is None:
        return None
    known = articles.get(tx, record.article_id)
    return known if known and known.path == path else None


def _add(tx: Connection, path: str, sha256: str, reading: Reading, now: datetime, backlog: bool) -> int:
    key = _key_quotes(reading)
    article_id = articles.add(
        tx, path=path, sha256=sha256, reading=reading, key=key, now=now, backlog=backlog
    )
    _attach(tx, article_id, reading, now)
    return article_id


def _key_quotes(reading: Reading) -> tuple[Quote, ...]:
    from summarizers.quotes import key_quotes  # brings all of its grammar: a mere question needs none of it

    return key_quotes(reading)


def _replace_version(
    tx: Connection, own: StoredArticle, sha256: str, reading: Reading, now: datetime
) -> None:
    before = attachments.detach(tx, own.id)
    articles.new_version(tx, own.id, sha256=sha256, reading=reading, key=_key_quotes(reading), now=now)
    _attach(tx, own.id, reading, now)
    attachments.settle(tx, before)


def _says_else(own: StoredArticle, reading: Reading) -> bool:
    """Tell whether the words changed: another encoding or line width is no news."""
    before = " ".join(span.of(own.raw) for span in own.sentences)
    after = " ".join(sentence.text for sentence in reading.article.sentences)
    return before.split() != after.split()


def _attach(tx: Connection, article_id: int, reading: Reading, now: datetime) -> None:
    """Decide who of the store the article's people are, the most mentioned first, and tie them to it."""
    found: list[attachments.Attachment] = []
    everybody = (*reading.people, *reading.bodies)
    taken: set[int] = set()
    for one, all_likely in zip(everybody, candidates.candidates(tx, everybody), strict=True):
        company = [other.name for other in everybody if other is not one]
        likely = [known for known in all_likely if known.id not in taken]
        known = choose(one, likely, company) if likely else None
        if known is not None:
            taken.add(known)
        reason = _reason(one, next((other for other in likely if other.id == known), None))
        found.append(attachments.Attachment(person=one, known=known, reason=reason))
    attachments.attach(tx, article_id, found, now=now)


def _reason(one: Person, known: Known | None) -> str:
    if known is None:
        return ""
    fold = fold_name(one.name)
    if fold == fold_name(known.name):
        return "same name"
    if fold in map(fold_name, known.forms):
        return "a spelling already known"
    return f"like “{known.name}”, with a role or company in common"


def _leave_path(tx: Connection, article_id: int, path: str) -> None:
    """The article's file is no longer at `path`: it goes on in a copy, or is marked as gone."""
    known = articles.get(tx, article_id)
    if known is None or known.path != path:
        return
    for copy in files.of_article(tx, article_id):
        if copy.path != path and copy.state is FileState.READ and copy.sha256 == known.sha256:
            articles.rename(tx, article_id, copy.path)
            return
    articles.mark_gone(tx, article_id, True)


def _schedule_next(tx: Connection, place_id: int, now: datetime) -> str | None:
    """Claim a due place: set its next time and return the slot that is due, in local time; None if none is.

    Of several slots that were missed it is the last: they fold into one digest.
    """
    record = places.by_id(tx, place_id)
    if record is None or record.next_due is None or record.next_due > now:
        return None
    try:
        zone, times = ZoneInfo(record.zone), timetable.parse(record.timetable)
    except (timetable.TimetableError, KeyError, ValueError):
        log.exception("place %d has no digest any more: its timetable or zone cannot be read", place_id)
        places.set_next_due(tx, place_id, None)
        return None
    slot, following = record.next_due, max(record.next_due, now - LONGEST_PERIOD)
    while following <= now:
        slot, following = following, timetable.next_due(times, zone, following)
    places.set_next_due(tx, place_id, following)
    return slot.astimezone(zone).isoformat(timespec="minutes")
