"""One article prepared once: its words, its persons on the scene, its quotations attributed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizers.model import Article, Kind, Person, Span
from summarizers.quotes.attribute import Attribution, Attributor
from summarizers.quotes.cues import Class, Lexicon, language_of, lexicon
from summarizers.quotes.marks import Quoted, find_marks
from summarizers.quotes.resolve import Scene
from summarizers.quotes.words import NAME, QUOTE, Atom, Line, line_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What the grammar of attribution made of an article."""

    quoted: tuple[Quoted, ...]
    attributions: dict[int, Attribution]
    """By index into `quoted`; without an entry: the language is not one of ours."""
    lines: tuple[Line, ...]
    scene: Scene | None
    known: Lexicon | None


_last: tuple[Article, Sequence[Person], Study] | None = None
"""`find_quotes` and `find_reported` are called one after the other for the same article."""


def study(article: Article, people: Sequence[Person]) -> Study:
    """Return the article's study; a second call for the same values costs nothing."""
    global _last
    kept = _last
    if kept is not None and kept[0] is article and kept[1] is people:
        return kept[2]
    made = _study(article, people)
    _last = (article, people, made)
    return made


def _study(article: Article, people: Sequence[Person]) -> Study:
    quoted = find_marks(article.raw, article.paragraphs)
    language = language_of(article.raw)
    if not language:
        return Study(quoted=quoted, attributions={}, lines=(), scene=None, known=None)
    known = lexicon(language)
    lines = _lines(article, people, quoted, known)
    attributor = Attributor(people, known, quoted)
    attributions = attributor.read(lines)
    return Study(
        quoted=quoted, attributions=attributions, lines=tuple(lines), scene=attributor.scene, known=known
    )


def _lines(
    article: Article, people: Sequence[Person], quoted: Sequence[Quoted], known: Lexicon
) -> list[Line]:
    """Return every paragraph as words, quotations and the names outside them each one word."""
    atoms = _atoms(people, quoted, known)
    lines: list[Line] = []
    at, covered = 0, 0
    for paragraph in article.paragraphs:
        start = max(paragraph.start, covered)
        here: list[Atom] = []
        while at < len(atoms) and atoms[at].start < paragraph.end:
            if atoms[at].start >= start:
                here.append(atoms[at])
                covered = max(covered, atoms[at].end)
            at += 1
        lines.append(line_of(article.raw, Span(min(start, paragraph.end), paragraph.end), here, known))
    return lines


def _atoms(people: Sequence[Person], quoted: Sequence[Quoted], known: Lexicon) -> list[Atom]:
    """Return quotations and names in order; a name inside a quotation is part of it."""
    names = [
        Atom(mention.span.start, mention.span.end, NAME, index)
        for index, person in enumerate(people)
        for mention in person.mentions
        if not _opens_with_small_word(mention.text, person.kind, known)
    ]
    marks = [Atom(one.outer.start, one.outer.end, QUOTE, index) for index, one in enumerate(quoted)]
    kept: list[Atom] = []
    for atom in sorted([*marks, *names], key=lambda a: (a.start, a.kind != QUOTE)):
        if kept and atom.start < kept[-1].end:
            if atom.kind == QUOTE and kept[-1].kind == NAME:
                kept[-1] = atom
            continue
        kept.append(atom)
    return kept


def _opens_with_small_word(text: str, kind: Kind, known: Lexicon) -> bool:
    """Tell a sentence's first words from a name: "Über den Termin", "Der Leiter"."""
    first, space, _ = text.partition(" ")
    small = Class.PREPOSITION | Class.CONJUNCTION | Class.PRONOUN
    if kind is Kind.PERSON:
        small |= Class.DETERMINER
    return bool(space) and bool(known.classes.get(first.lower(), 0) & small) and not first.isupper()
