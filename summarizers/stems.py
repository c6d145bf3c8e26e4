"""Words as an alert compares them: case and accents folded, inflection taken away.

Substring search finds "ai" in "email", a bare word boundary misses "forces" for "force".
Here whole words are compared by their stem, so that "force" finds "forces" and "arm" does
not find "army". The stems are Porter2's (snowballstemmer, "english"), with a short list of
irregular forms that no suffix rule can reach ("fled", "men").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import snowballstemmer

from summarizers.model import Span

_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad]|['’ʼ](?=[^\W_]))*")
_POSSESSIVE = re.compile(r"['’ʼ][sS]$")
_APOSTROPHES = str.maketrans("’ʼ", "''")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that Unicode does not take apart into a base and a mark."""

_IRREGULAR = {
    form: base
    for base, forms in {
        "man": "men", "woman": "women", "child": "children", "crisis": "crises", "analysis": "analyses",
        "say": "said", "flee": "fled", "fight": "fought", "strike": "struck stricken", "win": "won",
        "lose": "lost", "sell": "sold", "buy": "bought", "teach": "taught", "catch": "caught",
        "speak": "spoke spoken", "steal": "stole stolen", "write": "wrote written", "drive": "drove driven",
        "fall": "fell fallen", "break": "broke broken", "choose": "chose chosen", "give": "gave given",
        "take": "took taken", "withdraw": "withdrew withdrawn", "overthrow": "overthrew overthrown",
        "begin": "began begun", "sink": "sank sunk", "hold": "held", "keep": "kept", "meet": "met",
        "pay": "paid", "send": "sent", "spend": "spent", "tell": "told", "think": "thought",
        "know": "knew known",
        "grow": "grew grown", "throw": "threw thrown", "fly": "flew flown",
        "swear": "swore sworn", "hide": "hid hidden", "forbid": "forbade forbidden", "build": "built",
        "bring": "brought", "seek": "sought", "shake": "shook shaken", "come": "came", "become": "became",
        "go": "went gone", "make": "made", "run": "ran",
    }.items()
    for form in forms.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One whole word of a text."""

    span: Span
    """Where it stands, a closing possessive included: ``span.of(text)`` is the word as printed."""
    fold: str
    """Case and accents folded, the possessive taken off: "Zelenskyy’s" -> "zelenskyy"."""
    stem: str
    """What inflected forms share: "forces" and "force" -> "forc"."""


def fold_words(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """Give the words of ``text[start:end]`` in order, with spans into `text`.

    A hyphen ends a word ("counter-offensive" is two), an apostrophe inside one does not ("don’t").

    >>> [word.stem for word in fold_words("Russia’s Forces fled")]
    ['russia', 'forc', 'flee']
    """
    return tuple(
        _word(match.group(), Span(match.start(), match.end()))
        for match in _WORD.finditer(text, start, len(text) if end is None else end)
    )


def fold(word: str) -> str:
    """Fold case, accents and a closing possessive of one word.

    >>> fold("Erdoğan’s")
    'erdogan'
    """
    bare = _POSSESSIVE.sub("", word).replace("\u00ad", "")
    apart = unicodedata.normalize("NFKD", bare.casefold())
    kept = "".join(char for char in apart if not unicodedata.combining(char))
    return kept.translate(_LETTERS).translate(_APOSTROPHES)


def _word(printed: str, span: Span) -> Word:
    folded, stem = _fold_and_stem(printed)
    return Word(span=span, fold=folded, stem=stem)


@lru_cache(maxsize=50_000)
def _fold_and_stem(printed: str) -> tuple[str, str]:
    folded = fold(printed)
    return folded, _stem(folded)


_stemmer = snowballstemmer.stemmer("english")
_one_at_a_time = Lock()  # a stemmer keeps the word it works on in itself, and commands run in threads


def _stem(folded: str) -> str:
    with _one_at_a_time:
        stem: str = _stemmer.stemWord(_IRREGULAR.get(folded, folded))
    return stem
