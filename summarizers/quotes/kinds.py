"""Statement or label: words somebody said, or words that only name."""

from __future__ import annotations

import re

from summarizers.model import QuoteKind

FEW_WORDS = 4
"""From this many words on, quoted words say something; below, they mostly name."""
_NAME_WORDS = 6
"""Names of things seldom have more words."""
_WORD = re.compile(r"[^\W_]+(?:['’.\-&/][^\W_]+)*")
_SMALL = frozenset((
    "a", "an", "the", "of", "and", "or", "in", "on", "at", "to", "for", "from", "with", "by", "as", "but",
    "nor", "vs", "is", "de", "la", "le", "les", "des", "du", "et", "von", "und", "der", "die", "das", "el",
    "los", "del", "y",
))  # fmt: skip


def kind_of(
    text: str,
    *,
    whole_sentence: bool,
    credited: bool,
    named: bool = False,
    cued: bool = True,
    capitals: bool = False,
) -> QuoteKind:
    """Tell a statement from a label.

    `text` is what stands between the marks, `whole_sentence` says that the
    quotation is a sentence of its own or the object of a verb of speech,
    `credited` that a speaker was found beside it, `named` that a preposition
    or an article leads into it, as into the name of a programme, `cued` that
    a verb of speech or naming introduces it, `capitals` that the language
    writes its nouns with capitals, so that they tell less.

    >>> kind_of("Putin’s chef", whole_sentence=False, credited=True).value
    'label'
    """
    words = [match.group() for match in _WORD.finditer(text[:400])]
    if not words:
        return QuoteKind.LABEL
    bare = text.rstrip("\"”“»«'’ ")
    titled = _is_title(words) and (named or not capitals)
    if len(words) >= FEW_WORDS:
        uncued = not (cued or whole_sentence or capitals) and len(words) <= _NAME_WORDS
        if uncued and text[:1].isupper() and bare[-1:].isalnum():
            return QuoteKind.LABEL
        is_name = (
            titled and not bare.endswith(("?", "!", "…")) and (named or not (whole_sentence and credited))
        )
        return QuoteKind.LABEL if is_name else QuoteKind.STATEMENT
    if not credited or not text[:1].isupper() or named:
        return QuoteKind.LABEL
    if titled and len(words) > 1:
        return QuoteKind.LABEL
    full = bare.endswith((".", "!", "?", "…")) or (whole_sentence and bare.endswith((",", "—", "–", "-")))
    return QuoteKind.STATEMENT if full else QuoteKind.LABEL


def _is_title(words: list[str]) -> bool:
    """Tell whether every word but the small ones begins with a capital or a digit: "Meet the Press"."""
    return (
        all(word[0].isupper() or word[0].isdigit() or word.lower() in _SMALL for word in words)
        and words[0][0].isupper()
    )
