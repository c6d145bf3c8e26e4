"""Keys under which spellings of one name meet: letters folded, sounds folded, consonants only."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_LETTERS = 200
"""No name is longer; what follows in a longer text is not looked at."""

_POSSESSIVE = re.compile(r"['’`]s?\s*\Z", re.IGNORECASE)
_APOSTROPHES = str.maketrans("", "", "'’‘`ʼʻ´")
_OTHER = re.compile(r"[^a-z0-9]+")
_ARTICLE = re.compile(r"\A(?:the|a|an) (?=.)")


_SOUNDS_OF_CYRILLIC = {"дж": "j", "цз": "z", "х": "h", "ё": "yo"}
"""Where anyascii spells letters in a way that few names use."""
_CYRILLIC = re.compile("|".join(_SOUNDS_OF_CYRILLIC), re.IGNORECASE)


def _latin(match: re.Match[str]) -> str:
    return _SOUNDS_OF_CYRILLIC[match.group().lower()]


def word_set(words: str) -> frozenset[str]:
    """Return the words of a short list written in the code."""
    return frozenset(words.split())


@lru_cache(maxsize=1 << 14)
def fold_name(text: str) -> str:
    """Return a name in small Latin letters, without accents, marks, a leading article or a closing 's.

    Other scripts are transliterated (anyascii); a text without letters gives "".

    >>> fold_name("Priozhin’s"), fold_name("Müller-Lüdenscheidt"), fold_name("Пригожин")
    ('priozhin', 'muller ludenscheidt', 'prigozhin')
    """
    text = text[:MOST_LETTERS].strip()
    if not text.isascii():
        from anyascii import anyascii  # loads its tables; most names need none of them

        letters = (
            c if unicodedata.category(c)[0] in "LM" or c in "'’‘`ʼʻ´" or c.isdecimal() else " " for c in text
        )
        kept = "".join(letters).strip()
        kept = _CYRILLIC.sub(_latin, unicodedata.normalize("NFC", kept))
        text = anyascii(_POSSESSIVE.sub("", kept))
    else:
        text = _POSSESSIVE.sub("", text)
    folded = _OTHER.sub(" ", text.translate(_APOSTROPHES).lower()).strip()
    return _ARTICLE.sub("", folded)[:MOST_LETTERS]


# Transliterations that differ between languages and decades, most specific first.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|sch|tsch|tch|ch|sh|zh|dzh|dj|cz|sz|x(?=i)", "S"),
        (r"dge?(?=\Z|[^a-z])|(?<=[aeiou])ge\Z|\Ag(?=eo|ia|io)", "S"),
        (r"kh|(?:\A|(?<=[aeiouy]))h(?=[aeiouy])", "H"),
        (r"gh|q|ck|c(?![eiy])", "k"),
        (r"ph|ff", "f"),
        (r"th|dt|tt", "t"),
        (r"\Awh|w|v", "v"),
        (r"ts|tz|c|z|ss", "s"),
        (r"dh|dd", "d"),
        (r"\A[yji](?=[aeou])", ""),
        (r"(?<=[^aeiouy])[yij](?=[aou])", ""),
        (r"j", "S"),
        (r"x", "ks"),
        (r"oo|ou|u|w", "o"),
        (r"ee|ey|iy|yi|ij|ii|ie|ei|ai|ay|y|e", "i"),
        (r"h", ""),
    )
]
_DOUBLE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> str:
    """Return a folded word with the letters that transliterations mix up made alike.

    >>> sounds("yevgeny") == sounds("evgueni"), sounds("gerasimov") == sounds("gerassimow")
    (False, True)
    """
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return _DOUBLE.sub(r"\1", word)


def syllables(word: str) -> int:
    """Return how many groups of vowels a folded word has."""
    return len(_VOWELS.findall(sounds(word)))


@lru_cache(maxsize=1 << 16)
def skeleton(word: str) -> str:
    """Return the consonants of a folded word, by sound: what Arabic and Hebrew spellings keep.

    >>> skeleton("mohammed") == skeleton("muhamad")
    True
    """
    heard = sounds(word)
    return _DOUBLE.sub(r"\1", heard[:1] + _VOWELS.sub("", heard[1:]))
