"""Timetables: read as people write them, due once a local day in every zone."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.timetable import EXAMPLES, Timetable, TimetableError, in_words, next_due, parse

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "canonical", "words"),
    [
        ("daily 08:00", "daily 08:00", "every day at 08:00"),
        ("DAILY at 8", "daily 08:00", "every day at 08:00"),
        ("8:00", "daily 08:00", "every day at 08:00"),
        ("every day 8 pm and 7am", "daily 07:00 20:00", "every day at 07:00 and 20:00"),
        ("daily 18:00 08:00 8:00", "daily 08:00 18:00", "every day at 08:00 and 18:00"),
        ("daily 12am 12pm", "daily 00:00 12:00", "every day at 00:00 and 12:00"),
        ("weekdays 7:30", "weekdays 07:30", "on weekdays at 07:30"),
        ("weekends 10.00", "weekends 10:00", "on weekends at 10:00"),
        ("weekly mon 09:00", "weekly mon 09:00", "every Monday at 09:00"),
        ("thursdays 9h30", "weekly thu 09:30", "every Thursday at 09:30"),
        ("weekly fri, mon 09:00", "weekly mon fri 09:00", "every Monday and Friday at 09:00"),
        ("mon tue wed thu fri sat sun 9:00", "daily 09:00", "every day at 09:00"),
        ("saturday sunday 9:00", "weekends 09:00", "on weekends at 09:00"),
        ("every 6 hours", "every 6 hours", "every 6 hours, from midnight on"),
        ("6h", "every 6 hours", "every 6 hours, from midnight on"),
        ("every 1 hour", "hourly", "every full hour"),
        ("hourly", "hourly", "every full hour"),
    ],
)
def test_what_people_write(text: str, canonical: str, words: str) -> None:
    timetable = parse(text)
    assert timetable.text == canonical
    assert in_words(timetable) == words
    assert parse(canonical) == timetable


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "No time was given."),
        ("daily", "“daily” says no time of day."),
        ("weekly 09:00", "“weekly 09:00” says no day of the week."),
        ("daily 25:00", "“25:00” is no time of day."),
        ("daily 8:61", "“8:61” is no time of day."),
        ("daily 13pm", "“13pm” is no time of day."),
        ("sometimes 8:00", "I could not read “sometimes” as a day or a time."),
        ("every 5 hours", "Every 5 hours does not fit into a day: take 1, 2, 3, 4, 6, 8 or 12."),
        ("every 0 hours", "Every 0 hours does not fit into a day"),
        ("daily " + " ".join(f"{hour}:00" for hour in range(13)), "At most 12 times a day."),
    ],
)
def test_what_cannot_be_read_is_told_with_examples(text: str, wrong: str) -> None:
    with pytest.raises(TimetableError) as caught:
        parse(text)
    assert wrong in str(caught.value)
    assert all(example in str(caught.value) for example in EXAMPLES)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        timetable = parse(text)
    except TimetableError:
        return
    assert parse(timetable.text) == timetable


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(st.integers(0, 1439), min_size=1, max_size=12),
)
def test_the_canonical_text_says_it_all(days: set[int], minutes: set[int]) -> None:
    timetable = Timetable(days=tuple(sorted(days)), minutes=tuple(sorted(minutes)))
    assert parse(timetable.text) == timetable


def _run(text: str, zone: str, after: datetime, times: int) -> list[str]:
    timetable, local = parse(text), ZoneInfo(zone)
    found = []
    for _ in range(times):
        after = next_due(timetable, zone, after)
        found.append(after.astimezone(local).strftime("%a %d %H:%M"))
    return found


@pytest.mark.parametrize(
    ("text", "zone", "after", "due"),
    [
        # Spring in Berlin, 2027-03-28: the clocks jump from 02:00 to 03:00.
        (
            "daily 00:00",
            BERLIN,
            datetime(2027, 3, 27, 12, tzinfo=UTC),
            ["Sun 28 00:00", "Mon 29 00:00", "Tue 30 00:00"],
        ),
        ("daily 02:30", BERLIN, datetime(2027, 3, 27, 12, tzinfo=UTC), ["Sun 28 03:00", "Mon 29 02:30"]),
        (
            "daily 02:00 02:30 03:00",
            BERLIN,
            datetime(2027, 3, 27, 12, tzinfo=UTC),
            ["Sun 28 03:00", "Mon 29 02:00"],
        ),
        # Autumn in Berlin, 2027-10-31: the hour from 02:00 comes twice.
        ("daily 02:30", BERLIN, datetime(2027, 10, 30, 12, tzinfo=UTC), ["Sun 31 02:30", "Mon 01 02:30"]),
        (
            "weekly mon 00:00",
            "America/New_York",
            datetime(2027, 3, 7, tzinfo=UTC),
            ["Mon 08 00:00", "Mon 15 00:00"],
        ),
        # Nuuk jumps over 23:00 to 24:00: the day's digest comes at the end of the jump.
        (
            "daily 23:30",
            "America/Nuuk",
            datetime(2027, 3, 27, 12, tzinfo=UTC),
            ["Sun 28 00:00", "Sun 28 23:30"],
        ),
        (
            "every 6 hours",
            BERLIN,
            datetime(2027, 3, 28, tzinfo=UTC),
            ["Sun 28 06:00", "Sun 28 12:00", "Sun 28 18:00", "Mon 29 00:00"],
        ),
        (
            "hourly",
            BERLIN,
            datetime(2027, 10, 30, 23, tzinfo=UTC),
            ["Sun 31 02:00", "Sun 31 02:00", "Sun 31 03:00"],
        ),
        (
            "hourly",
            "Australia/Lord_Howe",
            datetime(2027, 4, 3, 13, 59, tzinfo=UTC),
            ["Sun 04 01:00", "Sun 04 02:00"],
        ),
        ("weekdays 7:30", "UTC", datetime(2027, 3, 26, 7, 30, tzinfo=UTC), ["Mon 29 07:30", "Tue 30 07:30"]),
    ],
)
def test_when_it_is_due(text: str, zone: str, after: datetime, due: list[str]) -> None:
    assert _run(text, zone, after, len(due)) == due


@given(
    st.sampled_from(["daily 08:00", "daily 00:00 23:59", "weekly sun 02:30", "hourly", "every 12 hours"]),
    st.sampled_from(["UTC", BERLIN, "America/Nuuk", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.integers(0, 12 * 365 * 24 * 3600),
)
def test_it_is_always_later_and_within_eight_days(text: str, zone: str, seconds: int) -> None:
    after = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    moment = next_due(parse(text), zone, after)
    assert after < moment <= after + timedelta(days=8)
    assert moment.tzinfo is UTC


@cache
def _changes() -> dict[tuple[datetime, ...], ZoneInfo]:
    """Each different history of clock changes, 2025 to 2037, with one zone that has it."""
    found = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        moments, step = [], timedelta(days=7)
        moment, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
        while moment < end:
            if moment.astimezone(zone).utcoffset() != (moment + step).astimezone(zone).utcoffset():
                moments.append(moment)
            moment += step
        key = (*moments, datetime(2025, 1, 1, tzinfo=zone).astimezone(UTC))
        found.setdefault(key, zone)
    return found


def test_every_zone_is_due_once_a_local_day() -> None:
    """Around each clock change of each zone, at half hours: as many times as there are days, a day apart."""
    checked = 0
    for (*weeks, _), zone in _changes().items():
        for number, week in enumerate(weeks):
            for half_hour in (number % 3, 3, 5, 44 + number % 4, 47 - number % 2):
                timetable = Timetable(days=tuple(range(7)), minutes=(half_hour * 30,))
                moment, days = week - timedelta(days=1), []
                while (moment := next_due(timetable, zone, moment)) < week + timedelta(days=8):
                    # A time that the clocks jump over is due up to an hour later, at most on the next date.
                    local = moment.astimezone(zone)
                    early = local.hour * 60 + local.minute < half_hour * 30
                    days.append(local.date() - timedelta(days=early))
                gaps = {(after - before).days for before, after in pairwise(days)}
                assert gaps == {1}, (zone, week, half_hour)
                checked += 1
    assert checked > 2000
