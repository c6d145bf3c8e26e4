"""What the grammar of attribution knows of a language: cue verbs, determiners, prepositions, descriptions.

The lists live in ``data/<language>.toml``; this module turns them into one
look-up from a word to its classes.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "de", "fr", "es", "ru", "uk")
_SAMPLE = 2_400
"""Characters of a text that tell its language: about 400 words."""
_STANDS_OUT = 0.08
"""Share of small words from which on a language is told by them."""
_WORD = re.compile(r"[^\W\d_]+")


class Class:
    """The classes of a word as bits of a plain integer (an IntFlag is ten times slower to test)."""

    NONE = 0
    SPEECH = 1
    """Introduces speech in any slot: "said"."""
    NAMING = 2
    """Names or judges with words quoted: called it "a coup"."""
    BE = 4
    HAVE = 8
    MODAL = 16
    ADVERB = 32
    DETERMINER = 64
    POSSESSIVE = 128
    PREPOSITION = 256
    CONJUNCTION = 512
    RELATIVE = 1024
    PRONOUN = 2048
    """Can be the subject: he, she, they, it, I, we."""
    OBJECT = 4096
    DOCUMENT = 8192
    PEOPLE = 16384
    GROUP = 32768
    ADDRESSING = 65536
    """Takes the hearer as its object: "told CNN"."""
    CHAIN = 131072
    """Goes on with what the last speaker said: "he added"."""
    QUANTIFIER = 262144
    STOP = 1048576
    """Never part of a noun phrase."""
    WEAK = 2097152
    """A cue only where no better one stands before the quotation."""

    NOUN_LIKE = 4194304
    """A noun unless somebody stands right before it: "tweets", "remarks"."""

    AUXILIARY = BE | HAVE | MODAL
    VERB = SPEECH | NAMING | BE | HAVE | MODAL
    CLOSED = DETERMINER | POSSESSIVE | PREPOSITION | CONJUNCTION | RELATIVE | PRONOUN | OBJECT | STOP


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words."""

    language: str
    trust: float
    """How far attributions in this language can be trusted, beside English."""
    classes: dict[str, int]
    common: frozenset[str]
    gender: dict[str, str]
    """Pronouns and descriptions to "f", "m", "p" (several) or "n" (a thing)."""
    leaders: frozenset[str]
    abbreviations: frozenset[str]
    according: tuple[tuple[str, ...], ...]
    """Phrases in front of a speaker, word by word: ("according", "to")."""
    according_heads: frozenset[str]
    per: frozenset[str]
    as_said: frozenset[str]
    infinitive: frozenset[str]
    verb_second: bool
    """The verb stands second, whatever stands first: German."""
    noun_capitals: bool
    genitives: frozenset[str]
    """Articles that hang a phrase on the one before: "der Leiter des Amts"."""
    oblique: frozenset[str]
    """Articles that no subject bears: "dem", "den"."""
    impersonal: frozenset[str]
    """A subject that is nobody: "heißt es in dem Brief"."""
    agents: frozenset[str]
    """Puts the doer behind a passive: "echoed by"."""
    absolute: frozenset[str]
    """Gives a participle a subject of its own: "with Mr Trump saying"."""
    articles: frozenset[str]
    definite: frozenset[str]
    nameless: frozenset[str]
    """Descriptions of people whom articles seldom name: "the spokesman", "the source"."""
    separable: frozenset[str]
    """Words that may stand between an inverted verb and its subject."""
    times: frozenset[str]
    participle: tuple[str, ...]
    clause_openers: frozenset[str]
    """"that" behind a verb makes it a cue."""
    displays: frozenset[str]
    """What a sign does: "a hat reading …"."""
    past_endings: tuple[str, ...]
    adverb_endings: tuple[str, ...]
    not_adverbs: frozenset[str]


@cache
def lexicon(language: str) -> Lexicon:
    """Return the words of a language out of `LANGUAGES`."""
    source = resources.files("summarizers.quotes") / "data" / f"{language}.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return _build(table)


def language_of(text: str) -> str:
    """Return the language of a text by its commonest small words, "" when none of ours stands out.

    A text too short to have many is told by its verbs of speech ("Marsh said").
    """
    words = _WORD.findall(text[:_SAMPLE].lower())
    times = Counter(words)

    def count(language: str) -> int:
        return sum(map(times.__getitem__, lexicon(language).common.intersection(times)))

    def count_speech(language: str) -> int:
        classes = lexicon(language).classes
        return sum(classes.get(word, 0) & Class.SPEECH for word in words)

    best = max(LANGUAGES, key=count)
    if count(best) >= _STANDS_OUT * len(words) > 0:
        return best
    best = max(LANGUAGES, key=count_speech)
    return best if count_speech(best) else ""


def _inflect(stem: str) -> Iterable[str]:
    """Return the regular English forms of a verb; "stop/stopp" doubles its last letter.

    >>> sorted(_inflect("deny"))
    ['denied', 'denies', 'deny', 'denying']
    """
    base, _, doubled = stem.partition("/")
    root = doubled or base
    if base.endswith("y") and base[-2:-1] not in tuple("aeou"):
        return (base, base[:-1] + "ies", base[:-1] + "ied", base + "ing")
    plural = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if base.endswith("e") and not doubled:
        return (base, plural, base + "d", base[:-1] + "ing")
    return (base, plural, root + "ed", root + "ing")


_TABLES = (
    (Class.SPEECH | Class.WEAK, "verbs", "weak"),
    (Class.NOUN_LIKE, "verbs", "noun_like"),
    (Class.BE, "verbs", "be"),
    (Class.HAVE, "verbs", "have"),
    (Class.MODAL, "verbs", "modal"),
    (Class.ADVERB, "verbs", "adverbs"),
    (Class.DETERMINER, "words", "determiners"),
    (Class.POSSESSIVE, "words", "possessives"),
    (Class.PREPOSITION, "words", "prepositions"),
    (Class.CONJUNCTION, "words", "conjunctions"),
    (Class.RELATIVE, "words", "relatives"),
    (Class.OBJECT, "words", "objects"),
    (Class.QUANTIFIER, "words", "quantifiers"),
    (Class.STOP, "words", "stops"),
    (Class.PRONOUN, "words", "male"),
    (Class.PRONOUN, "words", "female"),
    (Class.PRONOUN, "words", "plural"),
    (Class.PRONOUN, "words", "neuter"),
    (Class.PRONOUN, "words", "first"),
    (Class.DOCUMENT, "nouns", "documents"),
    (Class.PEOPLE, "nouns", "people"),
    (Class.GROUP, "nouns", "groups"),
    (Class.ADDRESSING, "phrases", "addressees"),
    (Class.CHAIN, "phrases", "chain"),
)
"""Which list of a language's file gives which class."""


def _classes(table: dict[str, Any]) -> dict[str, int]:
    """Return every listed word with its classes."""
    classes: dict[str, int] = {}

    def put(flag: int, listed: str) -> None:
        for word in listed.split():
            classes[word] = classes.get(word, 0) | flag

    verbs = table["verbs"]
    for flag, key in ((Class.SPEECH, "speech"), (Class.NAMING, "naming")):
        for stem in verbs.get(key, "").split():
            put(flag, " ".join(_inflect(stem)))
        put(flag, verbs.get(f"{key}_irregular", ""))
    for flag, section, key in _TABLES:
        put(flag, table.get(section, {}).get(key, ""))
    put(Class.PEOPLE, _plurals(table.get("nouns", {}).get("people", "")))
    return classes


def _build(table: dict[str, Any]) -> Lexicon:
    verbs, words = table["verbs"], table["words"]
    phrases, nouns = table.get("phrases", {}), table.get("nouns", {})

    def several(section: dict[str, str], key: str) -> frozenset[str]:
        return frozenset(section.get(key, "").split())

    return Lexicon(
        language=table["language"],
        trust=table.get("trust", 1.0),
        classes=_classes(table),
        common=several(table, "common"),
        gender=_genders(words, nouns),
        leaders=several(nouns, "leaders"),
        abbreviations=several(table.get("abbreviations", {}), "list"),
        according=tuple(tuple(phrase.split()) for phrase in phrases.get("according", ())),
        according_heads=frozenset(phrase.split()[0] for phrase in phrases.get("according", ())),
        per=frozenset(phrases.get("per", ())),
        as_said=frozenset(phrases.get("as_said", ())),
        infinitive=several(words, "infinitive"),
        verb_second="verb_second" in words,
        noun_capitals="noun_capitals" in words,
        genitives=several(words, "genitives"),
        oblique=several(words, "oblique"),
        impersonal=several(words, "impersonal"),
        agents=several(words, "agents"),
        absolute=several(words, "absolute"),
        articles=several(words, "articles"),
        definite=several(words, "definite"),
        nameless=several(nouns, "nameless"),
        separable=several(words, "separable"),
        times=several(words, "weekdays"),
        participle=tuple(verbs.get("participle", "").split()),
        clause_openers=several(words, "clause_openers"),
        displays=several(verbs, "displays"),
        past_endings=tuple(verbs.get("past_endings", "").split()),
        adverb_endings=tuple(verbs.get("adverb_endings", "").split()),
        not_adverbs=several(words, "not_adverbs"),
    )


def _plurals(listed: str) -> str:
    """Return plural forms for class look-ups; wrong ones do no harm."""
    return " ".join(word[:-3] + "men" if word.endswith("man") else word + "s" for word in listed.split())


def _genders(words: dict[str, str], nouns: dict[str, str]) -> dict[str, str]:
    gender: dict[str, str] = {}
    for key, sign in (("first", "1"), ("neuter", "n"), ("plural", "p"), ("female", "f"), ("male", "m")):
        gender.update(dict.fromkeys(words.get(key, "").split(), sign))
    for key, sign in (("possessive_male", "m"), ("possessive_female", "f")):
        gender.update(dict.fromkeys(words.get(key, "").split(), sign))
    for key, sign in (("female_people", "f"), ("male_people", "m")):
        gender.update(dict.fromkeys(nouns.get(key, "").split(), sign))
    return gender


def classes_of(word: str, language: str) -> int:
    """Return the classes of one word in lower case as a bit set."""
    known = lexicon(language)
    flags = known.classes.get(word, 0)
    if not flags and known.adverb_endings and len(word) > 4 and word.endswith(known.adverb_endings):
        return 0 if word in known.not_adverbs else Class.ADVERB
    if word.endswith(("n't", "n’t")):
        return Class.MODAL
    return flags
