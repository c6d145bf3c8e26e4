"""How newsdesk puts counts, dates, times and lists into words: once, so that every reply says them alike."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.reply import Emphasis, Reply, Run, Text, code, plain, say
from summarizers.model import Span


def count(number: int, one: str, many: str = "") -> str:
    """Give a number with its noun.

    >>> count(1, "article"), count(2, "article"), count(0, "reply", "replies")
    ('1 article', '2 articles', '0 replies')
    """
    noun = one if number == 1 else many or one + "s"
    return f"{number:,} {noun}"


def day(when: date) -> str:
    """Give a date in full: "24 June 2023"."""
    return f"{when.day} {calendar.month_name[when.month]} {when.year}"


def weekday(when: date) -> str:
    """Give a date with its day of the week: "Saturday 24 June 2023"."""
    return f"{calendar.day_name[when.weekday()]} {day(when)}"


def short_day(when: date) -> str:
    """Give a date for a margin: "24 Jun 2023"."""
    return f"{when.day} {calendar.month_abbr[when.month]} {when.year}"


def date_of(when: date | None) -> str:
    """Give an article's own date, or say that it gives none."""
    return day(when) if when else "date not given"


def short_date_of(when: date | None) -> str:
    """Give an article's own date for a margin."""
    return short_day(when) if when else "undated"


def moment(when: datetime, now: datetime, zone: str) -> str:
    """Give a time of day as people in `zone` would: "today at 08:00", "on Monday 26 June at 09:00"."""
    local, today = when.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = f"{local:%H:%M}"
    days = (local.date() - today).days
    if days in (-1, 0, 1):
        return f"{('yesterday', 'today', 'tomorrow')[days + 1]} at {clock}"
    year = f" {local.year}" if local.year != today.year else ""
    name = f"{calendar.day_name[local.weekday()]} {local.day} {calendar.month_name[local.month]}"
    return f"on {name}{year} at {clock}"


def duration(length: timedelta) -> str:
    """Give a length of time, its two largest units: "3 hours 12 minutes"; under a minute is "a moment".

    >>> duration(timedelta(hours=3, minutes=12, seconds=40)), duration(timedelta(days=1))
    ('3 hours 12 minutes', '1 day')
    """
    minutes = max(0, int(length.total_seconds()) // 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [count(days, "day"), count(hours, "hour"), count(minutes, "minute")]
    values = (days, hours, minutes)
    first = next((place for place, value in enumerate(values) if value), None)
    if first is None:
        return "a moment"
    return " ".join(parts[place] for place in range(first, min(first + 2, 3)) if values[place])


def listed(items: Sequence[str], last: str = "and") -> str:
    """Join a few items: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def in_marks(text: str) -> str:
    """Set quotation marks around words."""
    return f"“{text}”"


def one_line(text: str) -> str:
    """Make every run of blanks and line breaks one blank."""
    return " ".join(text.split())


def shorten(text: str, most: int) -> str:
    """Cut at a blank so that at most `most` characters are left, "…" included."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    head = cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut
    return head.rstrip(" ,;:–—-") + "…"


def marked(text: str, marks: Sequence[Span]) -> Text:
    """Make `marks` of a text stand out, overlapping ones as one; line breaks become blanks."""
    runs: list[Run] = []
    at = 0
    for mark in sorted(marks):
        start, end = max(mark.start, at), max(mark.end, at)
        runs += [Run(_breaks_folded(text[at:start])), Run(_breaks_folded(text[start:end]), Emphasis.STRONG)]
        at = end
    runs.append(Run(_breaks_folded(text[at:])))
    return tuple(run for run in runs if run.text)


def _breaks_folded(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def try_this(before: str, command: str, after: str = "") -> Text:
    """A line with a command to type in it."""
    return plain(before) + code(command) + (plain(after) if after else ())


def refuse(text: str) -> Reply:
    """A polite refusal or correction, for the asker's eyes where the network can do that."""
    return say(text, private=True)
