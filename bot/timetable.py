"""When a digest is due: "daily 08:00", "weekdays 7:30", "weekly mon 09:00", "every 6 hours".

Pure: the clock comes in as an argument. A daily time is due exactly once a local day in every
zone: where the clocks jump over it, at the end of the jump; where they pass it twice, the first time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

EXAMPLES = (
    "daily 08:00",
    "daily 08:00 18:00",
    "weekdays 7:30",
    "weekends 10:00",
    "weekly mon 09:00",
    "every 6 hours",
    "hourly",
)
"""One of each kind, for help texts and completion."""

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_SETS = {"daily": tuple(range(7)), "weekdays": tuple(range(5)), "weekends": (5, 6)}
_DAY_SET_WORDS = {"daily": "every day", "weekdays": "on weekdays", "weekends": "on weekends"}
_HOURS = (1, 2, 3, 4, 6, 8, 12)
_MOST_TIMES = 12


class TimetableError(ValueError):
    """The text names no timetable; the message is for the person who wrote it, with examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Times of day on days of the week, or every so many hours."""

    days: tuple[int, ...] = ()
    """Days of the week, Monday = 0, in order; empty for "every N hours"."""
    minutes: tuple[int, ...] = ()
    """Minutes after midnight, in order, each once; empty for "every N hours"."""
    hours: int = 0
    """The N of "every N hours": 1, 2, 3, 4, 6, 8 or 12; 0 otherwise."""

    @property
    def text(self) -> str:
        """The one canonical spelling: ``parse(timetable.text) == timetable``."""
        if self.hours:
            return "hourly" if self.hours == 1 else f"every {self.hours} hours"
        times = " ".join(map(_clock, self.minutes))
        for name, days in _DAY_SETS.items():
            if self.days == days:
                return f"{name} {times}"
        return f"weekly {' '.join(_DAYS[day][:3].lower() for day in self.days)} {times}"


def parse(text: str) -> Timetable:
    """Read a timetable as people write it; raises TimetableError.

    >>> parse("Every day at 8").text
    'daily 08:00'
    >>> parse("monday, fri 9pm").text
    'weekly mon fri 21:00'
    """
    words = re.sub(r"[,;]|\b(?:at|on|and|o'clock|each|the)\b", " ", text.lower()).split()
    if not words:
        raise TimetableError(_advice("No time was given."))
    every = _every_hours(words)
    if every:
        return Timetable(hours=every)
    days: set[int] = set()
    minutes: set[int] = set()
    for word in _with_meridiem(words):
        found = _days_of(word)
        if found is not None:
            days.update(found)
        elif word not in ("every", "weekly", "week"):
            minutes.add(_minutes_of(word))
    if not minutes:
        raise TimetableError(_advice(f"“{_short(text)}” says no time of day."))
    if "weekly" in words and not days:
        raise TimetableError(_advice(f"“{_short(text)}” says no day of the week."))
    if len(minutes) > _MOST_TIMES:
        raise TimetableError(_advice(f"At most {_MOST_TIMES} times a day."))
    return Timetable(days=tuple(sorted(days or range(7))), minutes=tuple(sorted(minutes)))


def next_due(timetable: Timetable, zone: str | tzinfo, after: datetime) -> datetime:
    """The first moment (aware, UTC) after `after` (aware) at which the timetable is due in the zone.

    "Every 6 hours" is due when the clocks there show 00:00, 06:00, 12:00 and 18:00; "hourly" at every
    full hour, also at each of the two that a change of the clocks makes of one.
    """
    place = ZoneInfo(zone) if isinstance(zone, str) else zone
    if timetable.hours == 1:
        return _next_full_hour(place, after)
    days = timetable.days or tuple(range(7))
    minutes = timetable.minutes or tuple(range(0, 24 * 60, timetable.hours * 60))
    # The day before, too: a time late in the evening may be moved past midnight by a jump of the clocks.
    day = after.astimezone(place).date() - timedelta(days=1)
    for _ in range(10):
        if day.weekday() in days:
            # A jump may move two times of one day to the same moment; they are never out of order.
            for moment in _moments(day, minutes, place):
                if moment > after:
                    return moment
        day += timedelta(days=1)
    raise AssertionError(f"{timetable} is never due")


def in_words(timetable: Timetable) -> str:
    """The timetable as part of a sentence.

    >>> in_words(parse("weekly mon 09:00")), in_words(parse("weekdays 7:30 18:00"))
    ('every Monday at 09:00', 'on weekdays at 07:30 and 18:00')
    """
    if timetable.hours:
        return (
            "every full hour" if timetable.hours == 1 else f"every {timetable.hours} hours, from midnight on"
        )
    times = _listed([_clock(minute) for minute in timetable.minutes])
    for name, days in _DAY_SETS.items():
        if timetable.days == days:
            return f"{_DAY_SET_WORDS[name]} at {times}"
    return f"every {_listed([_DAYS[day] for day in timetable.days])} at {times}"


def _moments(day: date, minutes: tuple[int, ...], zone: tzinfo) -> Iterator[datetime]:
    for minute in minutes:
        local = datetime.combine(day, time(minute // 60, minute % 60), zone)
        moment = local.astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
            moment = _end_of_jump(local.replace(fold=1).astimezone(UTC), moment, zone)
        yield moment


def _end_of_jump(before: datetime, behind: datetime, zone: tzinfo) -> datetime:
    """The moment between the two at which the zone's clocks change."""
    offset = before.astimezone(zone).utcoffset()
    least, most = int(before.timestamp()), int(behind.timestamp())
    while most - least > 1:
        middle = (least + most) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            least = middle
        else:
            most = middle
    return datetime.fromtimestamp(most, UTC)


def _next_full_hour(zone: tzinfo, after: datetime) -> datetime:
    moment = after.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    while minute := moment.astimezone(zone).minute:
        moment += timedelta(minutes=60 - minute)  # more than once where clocks change by half an hour
    return moment


def _every_hours(words: list[str]) -> int:
    """The N of "hourly", "every hour", "every 6 hours", "6h"; 0 where the words say something else."""
    said = " ".join(words)
    if said in ("hourly", "every hour"):
        return 1
    match = re.fullmatch(r"(?:every )?(\d{1,9}) ?(?:h|hours?)", said)
    if match is None:
        return 0
    hours = int(match[1])
    if hours not in _HOURS:
        raise TimetableError(
            _advice(
                f"Every {hours} hours does not fit into a day: take {_listed(list(map(str, _HOURS)), 'or')}."
            )
        )
    return hours


def _with_meridiem(words: list[str]) -> Iterator[str]:
    """Join "8" and "am"."""
    for index, word in enumerate(words):
        if word in ("am", "pm") and index:
            continue
        after = words[index + 1] if index + 1 < len(words) else ""
        yield word + after if after in ("am", "pm") else word


def _days_of(word: str) -> tuple[int, ...] | None:
    singular = word.removesuffix("s")
    if word in ("daily", "day", "days", "everyday"):
        return _DAY_SETS["daily"]
    if singular in ("weekday", "weekend"):
        return _DAY_SETS[singular + "s"]
    for index, name in enumerate(_DAYS):
        full = name.lower()
        if word in (full, full + "s") or (3 <= len(word) <= 5 and full.startswith(word)):
            return (index,)
    return None


def _minutes_of(word: str) -> int:
    match = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(am|pm)?", word)
    if match is None:
        raise TimetableError(_advice(f"I could not read “{_short(word)}” as a day or a time."))
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif half or hour > 23:
        raise TimetableError(_advice(f"“{_short(word)}” is no time of day."))
    if minute > 59:
        raise TimetableError(_advice(f"“{_short(word)}” is no time of day."))
    return hour * 60 + minute


def _advice(wrong: str) -> str:
    return f"{wrong} Some that I can read: {', '.join(EXAMPLES)}."


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _listed(items: list[str], last: str = "and") -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
