"""The article's own date, where it says so for sure at its very start. Nothing is guessed."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero января січня",
            "february feb februar février febrero февраля лютого",
            "march mar märz mars marzo марта березня",
            "april apr avril abril апреля квітня",
            "may mai mayo мая травня",
            "june jun juni juin junio июня червня",
            "july jul juli juillet julio июля липня",
            "august aug août agosto августа серпня",
            "september sept sep septembre septiembre сентября вересня",
            "october oct oktober octobre octubre октября жовтня",
            "november nov novembre noviembre ноября листопада",
            "december dec dezember décembre diciembre декабря грудня",
        ),
        start=1,
    )
    for name in names.split()
}
_ANY_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH = rf"(?P<month>{_ANY_MONTH})\.?"
_YEAR = r"(?P<year>\d{4})"
_MONTH_FIRST = rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR}"
_DAY_FIRST = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)? (?:de )?{_MONTH},? (?:del? )?{_YEAR}(?: (?:г|года|р|року)\b\.?)?"
)
_ISO_DAY = rf"{_YEAR}-(?P<month>\d{{2}})-(?P<day>\d{{2}})"
_ISO = _ISO_DAY + r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)? ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thur?s?|fri|sat|sun"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)"
)
_CLOCK = r"(?:(?:at |, )?\d{1,2}[:.]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?(?: ?\(?(?:[A-Z]{2,4}|Uhr)\)?)?)"

_BLANK = r"[\s\ufeff\u200b-\u200f\u2060\x00]*"
_PREFIX = re.compile(rf"{_BLANK}date:?[ \t]+{_ISO_DAY}(?=\s|$)")
_FORMS = tuple(
    re.compile(
        r"(?:(?:first )?(?:published|posted|date)\W{0,3} ?(?:on )?)?"
        rf"(?:{_WEEKDAY},? )?(?:{_CLOCK},? )?{form}(?:,? {_CLOCK})?\W*$",
        re.IGNORECASE,
    )
    for form in (_MONTH_FIRST, _DAY_FIRST, _ISO)
)
_PLACED = tuple(
    re.compile(
        rf"(?=[^()\n]{{3,80}}\([^()\n]{{2,30}}\) ?(?:--"
        rf"|[-–—]))[^\W\d_][^()\d\n]{{1,50}}, (?:{_WEEKDAY},? )?{form} \(",
        re.IGNORECASE,
    )
    for form in (_MONTH_FIRST, _DAY_FIRST)
) + tuple(
    re.compile(
        rf"(?-i:[A-ZÀ-ÖØ-ÞА-Я][A-ZÀ-ÖØ-ÞА-Я .'’-]{{1,40}}), (?:{_WEEKDAY},? )?{form} ?(?:--|[-–—]) ",
        re.IGNORECASE,
    )
    for form in (_MONTH_FIRST, _DAY_FIRST)
)
_STAMPS = re.compile(
    r"(?:\W{0,3}(?:(?:last|first) )?(?:published|updated|posted|modified|created|date)\b\W{0,3}(?:on"
    r"|at)? ?){0,2}"
    rf"[\W\d]*+(?:(?:(?:{_ANY_MONTH})\.?|{_WEEKDAY}|at|on|of|de|am|pm|a\.m\.?|p\.m\.?|st|nd|rd|th|E[SD]?T"
    rf"|GMT|UTC|BST"
    r"|P[SD]?T|Z|T|Uhr|updated|published|last)\b[\W\d]*)++$",
    re.IGNORECASE,
)
_AGES = re.compile(
    r"(?:(?:last )?(?:updated|published|posted):? )?(?:\d{1,3}|an?|one) (?:second|minute|min|hour|hr|day"
    r"|week|month|year)s? ago\W*$",
    re.IGNORECASE,
)
_STAMP_LENGTH = 110


def prefixed_date(raw: str) -> tuple[date | None, int]:
    """Return the date of a leading "date YYYY-MM-DD" and where the text after it begins.

    An impossible date ("date 2023-02-31") gives no date, but is not prose either.

    >>> prefixed_date(" date 2023-06-24 Peace.")
    (datetime.date(2023, 6, 24), 16)
    """
    found = _PREFIX.match(raw)
    return (_date_of(found), found.end()) if found else (None, 0)


def date_line(line: str) -> date | None:
    """Return the full date that a first line consists of ("June 24, 2023", "2023-06-24"), if it does.

    >>> date_line("Saturday, 24 June 2023")
    datetime.date(2023, 6, 24)
    >>> date_line("June 24") is None
    True
    """
    return _first(_FORMS, line) if len(line) <= _STAMP_LENGTH else None


def dateline_date(line: str) -> date | None:
    """Return the date inside a dateline that names a year: "MOSCOW, June 24, 2023 (Reuters) -".

    >>> dateline_date("PARIS, 3 Nov 2026 — The ...")
    datetime.date(2026, 11, 3)
    >>> dateline_date("MOSCOW, June 24 (Reuters) - The ...") is None
    True
    """
    return _first(_PLACED, line[:200])


def is_time_stamp(line: str) -> bool:
    """Tell whether a line holds only a date, a time or an age ("Updated 1:05 p.m.", "6 years ago").

    >>> is_time_stamp("Last updated at 4:09 PM on 18th November 2011")
    True
    >>> is_time_stamp("In May 2011 they won")
    False
    """
    if len(line) > _STAMP_LENGTH:
        return False
    if _AGES.match(line):
        return True
    return any(map(str.isdigit, line)) and (date_line(line) is not None or bool(_STAMPS.match(line)))


def _first(forms: tuple[re.Pattern[str], ...], line: str) -> date | None:
    for form in forms:
        if found := form.match(line):
            return _date_of(found)
    return None


def _date_of(found: re.Match[str]) -> date | None:
    month = found["month"]
    number = int(month) if month.isdecimal() else _MONTHS[month.lower().rstrip(".")]
    try:
        return date(int(found["year"]), number, int(found["day"]))
    except ValueError:
        return None
