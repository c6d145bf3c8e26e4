"""What newsdesk does with an article and with time; knows no chat network and no SQL.

Every change is one transaction: an article is never stored without the messages it causes,
and a message is never owed for something that was not stored.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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

        `file` says how the file lay there; the article is filled in here. What ``take_known`` takes in
        it takes in, too; else a known path gives a new version of its article, any other a new article.
        """
        with self.store.begin() as tx:
            known = self._take_known(tx, path, sha256, file)
            if known is not None:
                return known
            own = _own_article(tx, path)
            if own:
                article_id = own.id
                _replace_version(tx, own, sha256, reading, now)
                news = not own.backlog and now - own.taken_in < KEEP_SENT and _says_else(own, reading)
            else:
                article_id = _add(tx, path, sha256, reading, now, backlog)
                news = not backlog
            files.put(tx, replace(file, path=path, sha256=sha256, article_id=article_id))
            if news and announce:
                self._owe_alerts(tx, article_id, now)
        return article_id

    def knows(self, tx: Connection, path: str, sha256: str) -> bool:
        """Tell whether there is nothing to read in this content at this path; see ``take_known``."""
        return self._holds(tx, path, sha256) is not None

    def take_known(self, *, path: str, sha256: str, file: FileRecord) -> int | None:
        """Note a path whose content the store holds; the article id, or None if it is to be read.

        The content says whether there is anything to read, the path which article it belongs to: the
        same content at an article's own path is that article, back if it was gone; at another path it
        is a rename where the old path is gone, and a copy, no second article, where it is not. A file
        moved over another ends that one's article.
        """
        with self.store.begin() as tx:
            return self._take_known(tx, path, sha256, file)

    def _take_known(self, tx: Connection, path: str, sha256: str, file: FileRecord) -> int | None:
        holder = self._holds(tx, path, sha256)
        if holder is None or holder.article_id is None:
            return None
        article_id = holder.article_id
        known = articles.get(tx, article_id)
        if holder.path != path and self._is_gone(holder):
            before = files.get(tx, path)
            files.delete(tx, holder.path)
            if before and before.article_id and before.article_id != article_id:
                _leave_path(tx, before.article_id, path)
            if known and (known.path == holder.path or known.gone):
                articles.rename(tx, article_id, path)
                log.info("%s is now called %s", holder.path, path)
        elif known and known.path == path and known.gone:
            articles.mark_gone(tx, article_id, False)
        files.put(tx, replace(file, path=path, sha256=sha256, article_id=article_id))
        return article_id

    def _holds(self, tx: Connection, path: str, sha256: str) -> FileRecord | None:
        """Return what holds this content: this path, else another, rather one that is still there.

        What was set aside holds no article's text, even at a path that once did.
        """
        record, own = files.get(tx, path), _own_article(tx, path)
        unchanged = record is not None and record.sha256 == sha256 and record.state is FileState.READ
        if record and record.article_id and (unchanged or (own and own.sha256 == sha256)):
            return record
        twins = [
            twin
            for twin in files.by_hash(tx, sha256)
            if twin.path != path and twin.article_id and twin.state is not FileState.SET_ASIDE
        ]
        twin = min(twins, key=self._is_gone, default=None)
        if own and twin and (twin.article_id == own.id or not self._is_gone(twin)):
            return None  # a new version; only a file moved over it makes the path another article's
        return twin

    def _is_gone(self, record: FileRecord) -> bool:
        # A rename is often heard of by its new name first, before the old one is known to be gone.
        there = os.path.join(self.settings.intake.folder, record.path)
        return record.state is FileState.GONE or not os.path.exists(there)

    def _owe_alerts(self, tx: Connection, article_id: int, now: datetime) -> None:
        from bot.alerts import alert_key, alert_message, find_alerts

        stored = articles.get(tx, article_id)
        assert stored is not None
        try:
            with tx.begin_nested():
                alerts = find_alerts(tx, stored)
        except Exception:
            # An alert that cannot be made must not keep the article from everybody else.
            log.exception("the alerts for article %d failed", article_id)
            return
        for alert in alerts:
            key = alert_key(alert, stored)
            try:
                with tx.begin_nested():
                    self.owe(tx, alert.place, key=key, reply=alert_message(tx, alert, stored), now=now)
            except Exception:  # nor may it keep the others from theirs
                log.exception("%s failed", key)

    def file_gone(self, path: str, now: datetime) -> None:
        """A file is no longer there: its article stays, marked, unless a copy of it is left."""
        with self.store.begin() as tx:
            record = files.get(tx, path)
            if record is None:
                return
            # What was set aside was no article's text: whoever has the same content is no rename of it.
            held = None if record.state is FileState.SET_ASIDE else record.sha256
            files.put(tx, replace(record, sha256=held, state=FileState.GONE, reason="", seen=now))
            if record.article_id is not None:
                _leave_path(tx, record.article_id, path)

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

    def who(self, tx: Connection, query: str, *, names: NameIndex | None = None) -> Found:
        """Tell whom a name, a spelling of it or "#id" means; any text has an answer.

        Who asks several times about one text gives `names`, those near all of it, looked up once.
        """
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
        return self._found(tx, self.names_near(tx, asked) if names is None else names, asked)

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
