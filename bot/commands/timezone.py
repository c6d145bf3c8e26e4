"""/timezone: which clock this place goes by."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from bot import timetable
from bot.commands.asking import must_be_allowed, place_of
from bot.commands.command import Command, CommandError, Option
from bot.places import Question
from bot.reply import Button, Paragraph, Reply, plain, say
from bot.store import places
from bot.store.records import PlaceRecord
from bot.timetable import Timetable, TimetableError
from bot.wording import duration, in_marks, moment, one_line, shorten, try_this
from summarizers.stems import fold

if TYPE_CHECKING:
    from bot.desk import Desk

_EIGHT = timetable.parse("daily 08:00")
_OFFSET = re.compile(r"(?:utc|gmt)\s*([+\-−])\s*(\d{1,2})(?::00)?")
_CITIES = {
    "barcelona": "Europe/Madrid", "basel": "Europe/Zurich", "beijing": "Asia/Shanghai",
    "boston": "America/New_York", "cologne": "Europe/Berlin", "delhi": "Asia/Kolkata",
    "frankfurt": "Europe/Berlin", "geneva": "Europe/Zurich", "hamburg": "Europe/Berlin",
    "houston": "America/Chicago", "kiev": "Europe/Kyiv", "koln": "Europe/Berlin", "lyon": "Europe/Paris",
    "miami": "America/New_York", "milan": "Europe/Rome", "mumbai": "Asia/Kolkata", "munich": "Europe/Berlin",
    "new delhi": "Asia/Kolkata", "odesa": "Europe/Kyiv", "osaka": "Asia/Tokyo", "rio": "America/Sao_Paulo",
    "saint petersburg": "Europe/Moscow", "st petersburg": "Europe/Moscow", "tel aviv": "Asia/Jerusalem",
    "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles", "the hague": "Europe/Amsterdam",
    "washington": "America/New_York", "zurich": "Europe/Zurich",
}  # fmt: skip
"""Large cities that the zone database does not name."""
_LIKE = 78
"""From this likeness (0 to 100) on a zone is worth suggesting."""


def _timezone(desk: Desk, question: Question, args: str) -> Reply:
    asked = one_line(args)
    if not asked:
        with desk.store.begin() as tx:
            place = place_of(tx, desk, question)
        now = f"This chat goes by {place.zone}, where it is {_clock(place.zone, question.at)}. Change it: "
        return Reply(blocks=(Paragraph(try_this(now, other_zone(place.zone))),))
    zones = find_zones(asked)
    if len(zones) != 1:
        raise CommandError(_which(asked, zones))
    must_be_allowed(question, "change its time zone")
    zone = zones[0]
    with desk.store.begin() as tx:
        place = place_of(tx, desk, question)
        scheduled = _scheduled(place)
        due = timetable.next_due(scheduled, zone, question.at) if scheduled else None
        places.set_zone(tx, place.id, zone, due)
    return say(f"{zone} it is: {_what_it_means(zone, due, question.at)}")


def _scheduled(place: PlaceRecord) -> Timetable | None:
    try:
        return timetable.parse(place.timetable) if place.timetable else None
    except TimetableError:
        return None


def _what_it_means(zone: str, due: datetime | None, now: datetime) -> str:
    clock = f"{_clock(zone, now)} there now"
    if due is not None:
        return f"{clock}. The next digest comes {moment(due, now, zone)}, in {duration(due - now)}."
    eight = timetable.next_due(_EIGHT, zone, now)
    return f"{clock}. 08:00 there is in {duration(eight - now)}."


def _clock(zone: str, now: datetime) -> str:
    return f"{now.astimezone(ZoneInfo(zone)):%H:%M}"


def other_zone(zone: str) -> str:
    """Give a command that sets another zone than `zone`, to be shown as an example."""
    return "/timezone New York" if zone == "Europe/Berlin" else "/timezone Berlin"


def clock_name(zone: str) -> str:
    """Say by which clock a time is meant: "UTC", "Berlin time".

    >>> clock_name("UTC"), clock_name("America/New_York"), clock_name("Etc/GMT-2")
    ('UTC', 'New York time', 'Etc/GMT-2')
    """
    if "/" not in zone or zone.startswith("Etc/"):
        return zone
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"


def _which(asked: str, zones: tuple[str, ...]) -> Reply:
    if zones:
        return Reply(
            blocks=(Paragraph(plain("Which one?")),),
            buttons=tuple(Button(zone, f"/timezone {zone}") for zone in zones),
            private=True,
        )
    close = nearest_zones(asked)
    text = f"I know no time zone {in_marks(shorten(asked, 40))}. "
    if close:
        text += f"Did you mean {close[0]}?"
    else:
        text += "Name a large city, for example /timezone Berlin, or /timezone America/New_York."
    return Reply(
        blocks=(Paragraph(plain(text)),),
        buttons=tuple(Button(zone, f"/timezone {zone}") for zone in close),
        private=True,
    )


def find_zones(asked: str) -> tuple[str, ...]:
    """Find the zones called so: in full ("Europe/Berlin"), by city ("berlin"), by offset ("UTC+2")."""
    key = _key(asked)
    zones = _zones()
    if key in zones:
        return (zones[key],)
    if offset := _OFFSET.fullmatch(asked.casefold().strip()):
        sign, hours = offset.groups()
        name = f"etc/gmt{'-' if sign == '+' else '+'}{int(hours)}"  # the database counts westward
        return (zones[name],) if name in zones else ()
    if key in _CITIES:
        return (_CITIES[key],)
    return tuple(_by_city().get(key, ()))[:5]


def nearest_zones(asked: str) -> tuple[str, ...]:
    """Suggest zones with a city of nearly that name, best first; at most 3."""
    found = process.extract(
        _key(asked)[:60], list(_by_city()), scorer=fuzz.ratio, limit=3, score_cutoff=_LIKE
    )
    zones = [zone for city, _, _ in found for zone in _by_city()[city]]
    return tuple(dict.fromkeys(zones))[:3]


def suggest_zones(typed: str) -> tuple[str, ...]:
    """Complete what is being typed: cities that begin so, then zones that hold it."""
    key = _key(typed)
    begins = [zone for city, zones in _by_city().items() if city.startswith(key) for zone in zones]
    holds = [zone for low, zone in _zones().items() if key in low and "/" in zone]
    return tuple(dict.fromkeys(begins + holds))[:25]


def _key(text: str) -> str:
    return fold(one_line(text.replace("_", " ")))


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {_key(zone): zone for zone in sorted(available_timezones()) if zone != "localtime"}


@lru_cache(maxsize=1)
def _by_city() -> dict[str, list[str]]:
    cities: dict[str, list[str]] = {}
    for key, zone in _zones().items():
        area, _, city = key.rpartition("/")
        if area and not area.startswith(("etc", "us", "posix", "right", "systemv")):
            cities.setdefault(city, []).append(zone)
    return cities


TIMEZONE = Command(
    name="timezone",
    summary="Set the clock this chat goes by",
    run=_timezone,
    options=(Option(name="zone", description="A city or zone: Berlin, America/New_York", suggests="zone"),),
    examples=("/timezone Berlin", "/timezone America/New_York"),
    details="Digest times and dates here go by it, summer time included.",
    changes=True,
)
