"""Which of the roles that articles give somebody are worth telling: each once, none cut short."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.store.records import StoredRole
from summarizers.people.roles import HEAD_ENDS
from summarizers.stems import fold_words
from summarizers.wordlist import words_of

_BRITISH = {
    "defence": "defense", "offence": "offense", "labour": "labor", "centre": "center", "programme": "program",
    "organisation": "organization", "organiser": "organizer", "councillor": "councilor",
    "counsellor": "counselor", "adviser": "advisor",
}  # fmt: skip
_ARTICLES = words_of("the a an")
_ANOTHER = words_of(
    "deputy vice former ex acting assistant associate interim once onetime late future designate shadow "
    "junior non co"
)
"""Words that make another role of one: a deputy minister is no minister."""
_WORD_BEFORE = re.compile(r"(\w[\w’'-]*)[ \u00a0]\Z")


def worth_telling(roles: Sequence[StoredRole], raw_of: Callable[[int], str]) -> list[StoredRole]:
    """Leave out roles that another one says as well, or more fully; the order stays, the first of equals too.

    "Defence Minister" goes where "Russia’s defense minister" stands, and a single word that was
    cut out of a longer title ("Économie | minister") goes as well; `raw_of` gives an article's text.
    """
    told: list[tuple[tuple[str, ...], StoredRole]] = []
    for role in roles:
        words = _words(role.text)
        if not words or (len(words) == 1 and _is_cut_out(role, raw_of(role.article_id))):
            continue
        if any(_says(other, words) for other, _ in told):
            continue
        told = [(other, known) for other, known in told if not _says(words, other)]
        told.append((words, role))
    return [role for _, role in told]


def inside_a_line(text: str) -> str:
    """Give a role as it stands inside a line, whatever stood before it in its article.

    >>> inside_a_line("The Wagner chief")
    'the Wagner chief'
    """
    first, blank, rest = text.partition(" ")
    return first.lower() + blank + rest if first.lower() in _ARTICLES else text


def _words(text: str) -> tuple[str, ...]:
    words = tuple(_BRITISH.get(word.fold, word.fold) for word in fold_words(text))
    return words[1:] if words and words[0] in _ARTICLES else words


def _says(fuller: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Tell whether a role says `words` at least, with nothing before them that makes it another."""
    head_end = next((at for at, word in enumerate(fuller) if word in HEAD_ENDS), len(fuller))
    return any(
        part[-len(words) :] == words and not (_ANOTHER | HEAD_ENDS) & set(part[: -len(words)])
        for part in (fuller[:head_end], fuller)
    )


def _is_cut_out(role: StoredRole, raw: str) -> bool:
    """Tell whether a small word stands behind a capital one that belongs to it."""
    if not role.text[:1].islower() or role.span.of(raw) != role.text:
        return False
    before = _WORD_BEFORE.search(raw, max(0, role.span.start - 40), role.span.start)
    return before is not None and before.group(1)[0].isupper() and before.group(1).casefold() not in _ARTICLES
