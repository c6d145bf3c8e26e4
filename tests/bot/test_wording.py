"""Counts, dates, times and lists in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.wording import count, date_of, duration, listed, marked, moment, shorten, weekday
from summarizers.model import Span

NOW = datetime(2023, 6, 24, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "said"),
    [
        (2, "UTC", "today at 08:00"),
        (26, "UTC", "tomorrow at 08:00"),
        (-20, "UTC", "yesterday at 10:00"),
        (51, "UTC", "on Monday 26 June at 09:00"),
        (24 * 200, "UTC", "on Wednesday 10 January 2024 at 06:00"),
        (20, "Asia/Tokyo", "tomorrow at 11:00"),
        (17, "America/New_York", "today at 19:00"),
    ],
)
def test_a_moment_is_told_as_people_there_would(hours: int, zone: str, said: str) -> None:
    assert moment(NOW + timedelta(hours=hours), NOW, zone) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=59), "a moment"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=3, minutes=12), "3 hours 12 minutes"),
        (timedelta(hours=3), "3 hours"),
        (timedelta(days=1, minutes=5), "1 day"),
        (timedelta(days=2, hours=1, minutes=5), "2 days 1 hour"),
        (timedelta(seconds=-5), "a moment"),
    ],
)
def test_a_length_of_time(length: timedelta, said: str) -> None:
    assert duration(length) == said


def test_counts_and_lists() -> None:
    assert [count(n, "article") for n in (0, 1, 2, 1234)] == [
        "0 articles", "1 article", "2 articles", "1,234 articles",
    ]  # fmt: skip
    assert [listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip


def test_dates() -> None:
    assert date_of(None) == "date not given"
    assert date_of(date(2023, 6, 4)) == "4 June 2023"
    assert weekday(date(2023, 6, 24)) == "Saturday 24 June 2023"


@given(st.text(max_size=80), st.integers(5, 40))
def test_what_is_shortened_fits(text: str, most: int) -> None:
    short = shorten(text, most)
    assert len(short) <= most
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_marking_keeps_every_character(text: str, places: list[tuple[int, int]]) -> None:
    spans = [Span(min(pair), max(pair)) for pair in places if max(pair) <= len(text)]
    shown = "".join(run.text for run in marked(text, spans))
    assert shown == text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ") or "\r\n" in text
