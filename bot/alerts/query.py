"""The language of an alert: words that must all be there, and "phrases" that must stand together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from summarizers.stems import fold_words

MOST_TERMS = 12
MOST_CHARACTERS = 200

_MARKS = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
_PART = re.compile(r'"([^"]*)"?|([^\s"]+)')
_FIELD = re.compile(r"(?:who|said|title|source|date|before|after|lang):", re.IGNORECASE)


class QueryError(ValueError):
    """The query cannot be used; the text says why, in sentences for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, or the words of a phrase."""

    text: str
    """As typed, without quotation marks, blanks made single."""
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What must be in an article, all of it."""

    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """The query as it is stored and shown: ``treason "armed mutiny"``."""
        return " ".join(f'"{term.text}"' if " " in term.text else term.text for term in self.terms)


@lru_cache(maxsize=2_000)
def parse(text: str) -> Query:
    """Read a query; raises QueryError with a sentence that says what to write instead.

    An "AND" between words is taken for what it means here anyway. What would quietly mean
    something else than the person hopes for (OR, NOT, fields) is refused.

    >>> [term.text for term in parse('treason AND “armed  mutiny”').terms]
    ['treason', 'armed mutiny']
    """
    if len(text) > MOST_CHARACTERS:
        raise QueryError(f"That is too long for an alert: {MOST_CHARACTERS} characters are the most.")
    refuse_operators(text)
    terms: dict[tuple[str, ...], Term] = {}
    for match in _PART.finditer(text.translate(_MARKS)):
        phrase, word = match.groups()
        if word == "AND":
            continue
        term = _term(phrase if phrase is not None else word)
        if term is not None:
            terms.setdefault(term.stems, term)
    if not terms:
        raise QueryError(
            "There is no word in that. Try /alert add treason mutiny: "
            "I tell this chat of articles that have both words."
        )
    if len(terms) > MOST_TERMS:
        raise QueryError(
            f"All the words of an alert must be in one article, so more than {MOST_TERMS} would hardly "
            "ever be found. Try the two or three that matter."
        )
    return Query(terms=tuple(terms.values()))


def refuse_operators(text: str) -> None:
    """Raise QueryError where words outside phrases ask for what neither an alert nor a search can do yet."""
    for match in _PART.finditer(text.translate(_MARKS)):
        word = match.group(2) or ""
        if word in ("OR", "|", "||"):
            raise QueryError(
                "I do not understand OR yet: all the words must be in the article. "
                "Ask for each word on its own."
            )
        if word == "NOT" or re.match(r"[-−!]\w", word):
            raise QueryError(
                f"I do not understand {'NOT' if word == 'NOT' else f'the “{word[0]}” before a word'} yet: "
                "I find words that are there, not articles that lack one. "
                "Leave that word out, or add another one to find fewer."
            )
        if field := _FIELD.match(word.lstrip("(")):
            raise QueryError(
                f"I do not understand “{field.group()}” yet. Give the words alone, for example "
                "treason mutiny, or a phrase in marks: “armed mutiny”."
            )


def _term(text: str) -> Term | None:
    words = fold_words(text)
    if not words:
        return None
    shown = " ".join(text[words[0].span.start : words[-1].span.end].split())
    return Term(text=shown, stems=tuple(word.stem for word in words))
