"""What single words can be: given name, surname, common word, place, title.

The lists and their licences are described in ``data/README.md``. They are
loaded at the first question (about 30 ms, 10 MB), not at import.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FEMALE, MALE, SURNAME, COMMON, PLACE, STOP, WEAK, NATION = 1, 2, 4, 8, 16, 32, 64, 128
"""Flags of a word. WEAK: given to few, or mostly an ordinary word. STOP: never part of a name by itself."""
GIVEN = FEMALE | MALE
TITLE, TITLE_MOD, ROLE, BODY_HEAD, PLACE_HEAD, THING_HEAD = 256, 512, 1024, 2048, 4096, 8192
"""TITLE stands before a name, TITLE_MOD before a title; a HEAD ends the name of a body, a place, a thing."""
OUTLET_HEAD, BODY_TAIL, CUE, VERB, LOW_HEAD = 16384, 32768, 65536, 131072, 262144
WELL_KNOWN = 524288
"""A surname that papers print without introducing its bearer."""

_SECTIONS = {
    "stop": STOP,
    "nation": NATION,
    "titles": TITLE,
    "titlemods": TITLE_MOD,
    "rolenouns": ROLE,
    "bodyheads": BODY_HEAD,
    "placeheads": PLACE_HEAD,
    "thingheads": THING_HEAD,
    "outletheads": OUTLET_HEAD,
    "bodytails": BODY_TAIL,
    "cues": CUE,
    "verbs": VERB,
    "lowheads": LOW_HEAD,
    "wellknown": WELL_KNOWN,
}


def word_set(words: str) -> frozenset[str]:
    """Return the words of a short list written in the code."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The packaged lists."""

    flags: dict[str, int]
    """Lower-case word -> its flags."""
    phrases: dict[str, str]
    """Lower-case name -> "body", "outlet", "platform" or "place"; several words are divided by one space."""
    longest: dict[str, int]
    """First word of a phrase -> number of words of the longest phrase that it opens."""
    not_bodies: frozenset[str]
    """Abbreviations that name no body."""
    abbreviations: dict[str, tuple[str, ...]]
    """Abbreviation -> full names whose initials do not tell it."""


def _sections(text: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        if line.startswith("["):
            current = found.setdefault(line.strip("[] "), [])
        else:
            current.append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


def _phrases(sections: dict[str, str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for section, kind in (
        ("places", "place"),
        ("bodies", "body"),
        ("outlets", "outlet"),
        ("platforms", "platform"),
    ):
        text = sections[section]
        entries = text.replace("\n", "|").split("|") if "|" in text else text.split()
        known.update((" ".join(entry.split()), kind) for entry in entries if entry.strip())
    return known


@cache
def lexicon() -> Lexicon:
    """Return the lists, loading them at the first call."""
    folder = files("summarizers.people").joinpath("data")
    flags: dict[str, int] = {}
    with folder.joinpath("lexicon.txt").open(encoding="utf-8") as lines:
        for line in lines:
            number, _, words = line.partition(" ")
            flags.update(dict.fromkeys(words.split(), int(number)))
    sections = _sections(folder.joinpath("lists.txt").read_text(encoding="utf-8"))
    for section, flag in _SECTIONS.items():
        for word in sections[section].split():
            flags[word] = flags.get(word, 0) | flag
    phrases = _phrases(sections)
    for phrase, kind in phrases.items():
        if kind == "place" and " " not in phrase:
            flags[phrase] = PLACE
    longest: dict[str, int] = {}
    for phrase in phrases:
        opener, size = phrase.split()[0], phrase.count(" ") + 1
        longest[opener] = max(longest.get(opener, 0), size)
    abbreviations: dict[str, tuple[str, ...]] = {}
    for pair in sections["abbreviations"].replace("\n", " ").split("|"):
        short, _, whole = pair.partition("=")
        abbreviations[short.strip()] = (*abbreviations.get(short.strip(), ()), whole.strip())
    return Lexicon(
        flags=flags,
        abbreviations=abbreviations,
        phrases=phrases,
        longest=longest,
        not_bodies=frozenset(sections["notbody"].split()),
    )
