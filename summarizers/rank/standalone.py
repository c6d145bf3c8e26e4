"""What makes a sentence fit to stand in a summary: it is whole, stands alone, and was not told already."""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizers.boilerplate import is_glued, is_link_line
from summarizers.model import Article, Sentence

MIN_WORDS = 5
"""Shorter sentences tell too little."""
MAX_LENGTH = 1000
"""Characters: what is longer is no sentence but a text without full stops."""
OVERLAP = 0.5
"""Two sentences that share more than this part of the shorter one's words say the same."""

_DANGLING = re.compile(
    r"""[\W_]*(?:
    he|she|it|they|this|that|these|those|his|her|hers|their|theirs|its|him|them|himself|herself|themselves|
    but|and|or|nor|so|yet|also|then|thus|still|however|meanwhile|instead|therefore|moreover|furthermore|
    nevertheless|
    nonetheless|otherwise|besides|likewise|similarly|additionally|conversely|indeed|afterwards?|hence|
    another|such|both|
    neither|either|the\ (?:former|latter|pair|duo|trio|couple|two|three|four|same|other|others)|
    the\ \d{1,3}-year-old|
    one\ of\ (?:them|those|these)|some\ of\ (?:them|those|these)|in\ (?:addition|contrast|turn|response|
    return|fact)|
    by\ contrast|as\ a\ result|for\ (?:example|instance|his\ part|her\ part|their\ part)|on\ the\ other\ hand|
    at\ the\ same\ time|even\ so|after\ (?:that|this)|by\ then|that['’]s|it['’]s|he['’]s|she['’]s|
    they['’]re|there['’]s|
    er|sie|es|aber|doch|jedoch|dies|diese[rsn]?|außerdem|dagegen|dabei|damit|deshalb|dennoch|seine[nrsm]?|
    ihre[nrsm]?|
    il|elle|ils|elles|mais|cependant|toutefois|pourtant|ce|cela|cette|ces|
    él|ella|ellos|ellas|pero|esto|esta|eso|además|también|sin\ embargo|
    он|она|оно|они|его|её|ее|их|это|этот|эта|эти|но|а|и|однако|также|об\ этом|кроме\ того|
    при\ этом|тем\ временем|
    він|вона|воно|вони|його|її|їх|їхні?|це|цей|ця|ці|але|та|і|й|однак|також|про\ це|крім\ того|
    при\ цьому|тим\ часом
    )(?![\w-])(?!['’](?!s\b|re\b|d\b|ll\b|ve\b)\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_CAPTION = re.compile(
    r"[A-Z][\w'’-]*(?: [\w'’-]+){0,3}(?<!said)(?<!says)(?<!added)(?<!wrote)(?<!asked): [A-Z“\"'‘]"
    r"|(?:Pictured|Above|Below|Left|Right)\b[,:]?|[^.]{3,60}\((?:left|right|centre|center|pictured)\)"
)
_LATE_PRONOUN = re.compile(
    r"(?:In|On|At|After|Before|During|By|Under|With|For|As|When|While|Since|Earlier|Later|Last|Speaking|Asked)\b"
    r"[^,.“\"]{2,50}, (?:he|she|it|they|his|her|their|its)\b"
)
_SAID = "said|says|added|told|wrote|continued|tweeted|asked|explained"
_SAID_RU_UK = "сказала?|заявила?|добавила?|сказав|заявив|додав|додала"
_NAMELESS_SPEAKER = re.compile(
    rf"[,?!][”\"’'] (?:(?:he|she|they|it) (?:\w+ly )?(?:{_SAID})|(?:said|added|continued) (?:he|she|they))\b"
    rf"|, [–—-] (?:{_SAID_RU_UK}) (?:он|она|він|вона)\b"
    r"|[“”»\"], (?:sagte|sagt|erklärte|fügte) (?:er|sie)\b"
    r"|[»”\"],? (?:a-t-(?:il|elle)|(?:dijo|afirmó) (?:él|ella))\b"
)
_ODD_OPENINGS = "-–—|•*@#"
_PROMPTS = (
    *("click here", "sign up", "subscribe", "read more", "follow us", "share this", "all rights reserved"),
    *("scroll down for", "download the app", "newsletter", "advertisement", "copyright"),
)
_PROMPT_WORDS = 25
"""A longer sentence with such words in it is prose."""
_STAMP = re.compile(r"(?:published|updated):|scroll down for|by\.? [A-Z]\w+ [A-Z]\w+\.?$", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"[\"“”„«»]")
_TERM = re.compile(r"[^\W_]{3,}")
_ENDS = ".!?…。"
_CLOSERS = "\"'”’“»)] "


def opens_dangling(text: str) -> bool:
    """Tell whether a sentence opens with a pronoun or connective that points back at something unsaid.

    >>> [opens_dangling(text) for text in ("“He left.”", "However, Cox stayed.", "Cox stayed.")]
    [True, True, False]
    """
    return bool(_DANGLING.match(text))


def points_back(text: str) -> bool:
    """Tell whether a sentence needs the one before it: by its opening, or by who speaks in it.

    >>> points_back("In 2009 he left.")
    False
    >>> points_back("In late 2009, he left.")
    True
    >>> points_back("“Peace will come,” she said.")
    True
    """
    return opens_dangling(text) or bool(_LATE_PRONOUN.match(text) or _NAMELESS_SPEAKER.search(text[-160:]))


def terms(text: str) -> frozenset[str]:
    """Return the words of three letters or more, in small letters."""
    return frozenset(_TERM.findall(text.lower()))


class Fitness:
    """Which sentences of one article can stand in a summary, and with which neighbours, found as asked.

    With `below_title` the summary is shown under the title, so the sentence that
    is the title word for word cannot be in it. Where no sentence is fit (a text
    all in capitals, or of three words) all that say something new are.
    """

    def __init__(self, article: Article, *, below_title: bool = False) -> None:
        self.article = article
        self._below_title = below_title
        self._title_line = _title_line(article)
        self._told = {_key(article.title)} if below_title or self._title_line is not None else set[str]()
        self._fresh: list[bool] = []
        self._fit: list[bool] = []
        self._ends_inside: list[bool] = []
        self._relaxed = not any(self._is_fit(index) for index in range(len(article.sentences)))

    def fit(self, index: int) -> bool:
        """Tell whether a sentence is whole, prose and new: no heading, no scrap, no prompt."""
        fit = self._is_fit(index)
        return self._fresh[index] if self._relaxed else fit

    def needs_before(self, index: int) -> bool:
        """Tell whether a sentence points back, so that it can only follow its predecessor."""
        return index > 0 and (self._inside(index - 1) or points_back(self.article.sentences[index].text))

    def needs_after(self, index: int) -> bool:
        """Tell whether a sentence ends inside a quotation, so that it needs its successor."""
        return self._inside(index)

    def _is_fit(self, index: int) -> bool:
        for sentence in self.article.sentences[len(self._fit) : index + 1]:
            key = _key(sentence.text[:MAX_LENGTH])
            new = key not in self._told and len(sentence.text) <= MAX_LENGTH and not self._is_title(sentence)
            self._told.add(key)
            self._fresh.append(new)
            self._fit.append(new and _is_prose(sentence.text))
        return self._fit[index]

    def _is_title(self, sentence: Sentence) -> bool:
        if sentence.span != self.article.title_span:
            return False
        return self._title_line is not None or (self._below_title and not self.article.title.endswith("…"))

    def _inside(self, index: int) -> bool:
        """Tell whether a quotation goes on from this sentence into the next of its paragraph."""
        sentences = self.article.sentences
        for sentence in sentences[len(self._ends_inside) : index + 1]:
            place = sentence.index
            begun = place > 0 and self._ends_inside[place - 1]
            following = place + 1 < len(sentences) and sentences[place + 1].paragraph == sentence.paragraph
            self._ends_inside.append(following and _is_inside_after(sentence.text, begun))
        return self._ends_inside[index]


def _key(text: str) -> str:
    return " ".join(text.casefold().split()).strip(_CLOSERS + _ENDS)


def _title_line(article: Article) -> str | None:
    """Return the article's title line, if it begins with one."""
    span = article.title_span
    if (
        span
        and article.paragraphs
        and article.paragraphs[0] == span
        and not _is_stopped(span.of(article.raw))
    ):
        return span.of(article.raw)
    return None


def _is_stopped(text: str) -> bool:
    bare = text.rstrip(_CLOSERS)
    return bare[-1:] in _ENDS if bare else False


def _is_prose(text: str) -> bool:
    words = word_count(text)
    if words < MIN_WORDS or not _is_stopped(text):
        return False
    if _CAPTION.match(text) or text.isupper() or text[0] in _ODD_OPENINGS or text.endswith(":"):
        return False
    small = text.lower()
    if words <= _PROMPT_WORDS and any(prompt in small for prompt in _PROMPTS):
        return False
    return not (is_glued(text) or _STAMP.match(text) or is_link_line(text.rstrip(_ENDS)))


def word_count(text: str) -> int:
    """Return how many words a text has; where words are not parted by spaces, about as many as it says."""
    return max(len(text.split()), len(text) // 12)


def _is_inside_after(text: str, inside: bool) -> bool:
    """Tell whether a quotation is open after a sentence that began inside one or not."""
    for found in _QUOTE_MARK.finditer(text):
        mark, at = found[0], found.start()
        closes_text = at == len(text) - 1
        if mark == '"':
            opens = at == 0 or text[at - 1].isspace() or text[at - 1] in "([—–-"
            inside = opens and not (inside and closes_text)
        else:
            inside = mark in "“„«" and not (inside and closes_text)
    return inside


class Overlap:
    """Remembers what was told, and blocks what says it again."""

    def __init__(self, share: float = OVERLAP) -> None:
        self._share = share
        self._told: list[frozenset[str]] = []

    def add(self, text: str) -> None:
        """Remember a chosen sentence."""
        self._told.append(terms(text))

    def blocks(self, texts: Sequence[str]) -> bool:
        """Tell whether one of these says again what was told."""
        for text in texts:
            own = terms(text)
            for other in self._told:
                if len(own & other) > self._share * max(1, min(len(own), len(other))):
                    return True
        return False
