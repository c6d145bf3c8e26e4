"""What an article is called: its own title line, or a title made from its lead sentence."""

from __future__ import annotations

import re

from summarizers.wordlist import words_of

LONGEST = 90
"""Characters of a title, the closing "…" not counted."""
_SHORTEST = 28
_LINE_WORDS = range(3, 23)
_LINE_LENGTH = 130

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\ud800-\udfff]"
)

_CLAUSE = re.compile(
    r"""(?P<mark>,\ |;\ |:\ |\ [–—-]{1,2}\ )|
    \ (?P<verb>is|are|was|were|has|have|had|will|would|could|can|may|should|must)\ |
    \ (?P<strong>which|who|whose|where|when|while|after|before|as|because|since|until|unless|although|
    though|despite|amid|
        following|according|but|saying|adding|citing|with|without|if|than|even|just|days|hours|weeks|
        nachdem|weil|während|als|après|lorsque|alors|selon|después|mientras|según|после|пока|когда|потому|
        після|коли|поки)\ |
    \ (?P<weak>to|in|on|at|for|from|over|by|into|against|under|between|during|near|about|through|across|
    around|toward|towards|
        that|and|or|amongst?|within|inside|outside|via|using|seeking|making|including|
        dass|mit|für|gegen|und|im|bei|que|pour|dans|avec|contra|para|con|en|что|и|в|на|для|що|та|і|у)\ """,
    re.VERBOSE | re.IGNORECASE,
)

_HANGING = words_of(
    """
    a an the of to in on at for with without and or but nor by from as that which who whom whose when
    where while after before because since is are was were be been being has have had do does did will
    would can could may might must shall should its his her their our my your this these those into onto
    over under against about between than then if not no more most very so such some any each every both
    either neither also too only even still just yet mr mrs ms dr gen sen rep gov president former late
    new old said says told asked amid per via near like what how why whether it he she they we i you
    there here other another many few several all according due one two three four five six seven eight
    der die das den dem des ein eine einen und oder von zu im am mit für le la les un une de du des et à
    au el los las y del en con в на и с по о из к у за від до з та і й
    """
)
_OPENING = words_of(
    """
    after when as while if despite although though since before because amid with without in on at
    during following under over for from by once until given unlike like even just nachdem als während
    après lorsque después cuando после когда після коли
    """
)
_VERBS = words_of(
    """
    is are was were has have had will would can could may might must should do does did says said tells
    told asks wants went goes gets got made makes took takes gave gives came comes saw sees found finds
    left leaves lost won wins led leads met meets kept held fell falls rose rises hit hits cut cuts put
    puts set sets sent sends spent sought seeks became began begins fled fought fights shot struck stood
    stands plans faces calls called backs vows urges warns rejects signs continue continues remain
    remains appears appear seems plan face vow seek say call want need needs knew knows thinks ist sind
    war hat haben wird est sont a ont es son ha han était fue
    """
)
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_TWO_SENTENCES = re.compile(r"[^\W\d_]{4}[.!?][”\"]? [A-ZА-Я]")
_CONNECTIVE = re.compile(
    r"(?:(?:But|And|So|Yet|Or|Aber|Und|Doch|Mais|Et|Pero|Но|А|И|Але|Та) |"
    r"(?:However|Meanwhile|Then|Still|Instead|Also|Now|Indeed|Moreover|Nevertheless|Однако|Однак), )(?=\S)"
)
_MAIN = re.compile(
    r"(?:the|an?|some|many|several|one|two|three|officials|police|[A-ZÀ-ÞА-Я][\w.’'-]*|\d[\d,.]*)\s"
)
_PRONOUN = re.compile(
    r"[\W_]*(?:he|she|it|they|this|that|these|those|his|her|their|its|for that|er|sie|es|il|elle|ils"
    r"|он|она|они|это|він|вона|вони|це)\b",
    re.IGNORECASE,
)
_INTRO = range(8, 80)
_PAIRS = (("“", "”"), ("(", ")"), ("«", "»"), ("„", "“"), ("[", "]"))


def is_title_line(line: str, following: str) -> bool:
    """Tell whether the first line is a title rather than the lead: short, no full stop, text after it.

    >>> is_title_line("Ministers meet in Geneva", "The ministers of ten countries met on Monday.")
    True
    >>> is_title_line("Ministers met in Geneva on Monday.", "They parted on Tuesday.")
    False
    """
    if (
        not following
        or following[0].islower()
        or len(line) > _LINE_LENGTH
        or len(line.split()) not in _LINE_WORDS
    ):
        return False
    if line[0].islower() or line[0] in "-–—(•*":
        return False
    bare = line.rstrip("\"'”’»)] ")
    if not bare or bare[-1] in ".,;:…" or _TWO_SENTENCES.search(bare):
        return False
    return bare[-1] not in "?!" or (len(line) <= LONGEST and len(following) > len(line))


def title_of_line(line: str) -> str:
    """Return a title line as a title; one that is much too long is cut like a sentence."""
    text = _tidy(line)
    return text if len(text) <= LONGEST + 6 else _cut(text)


def title_of_sentence(sentence: str) -> str:
    """Return a title made from a sentence: the whole without its full stop, or its beginning up to a clause.

    >>> title_of_sentence("The army is at odds with its country.")
    'The army is at odds with its country'
    >>> title_of_sentence("The ministers of ten countries met in Geneva on Monday, which surprised those who "
    ... "had expected them to stay at home.")
    'The ministers of ten countries met in Geneva on Monday …'
    """
    text = _CONNECTIVE.sub("", _tidy(sentence), count=1)
    text = text[:1].upper() + text[1:]
    if len(text) <= LONGEST + 1:
        return _unstopped(text)
    title = _cut(text)
    main = _after_intro(text, title)
    return (_unstopped(main) if len(main) <= LONGEST + 1 else _cut(main)) if main else title


def names_nobody(sentence: str) -> bool:
    """Tell whether a sentence opens with a pronoun, so that as a title it would name nobody.

    >>> names_nobody("“She left on Monday,” he said.")
    True
    """
    return bool(_PRONOUN.match(sentence))


def _after_intro(text: str, title: str) -> str:
    """Return the main clause where the title only got as far as what leads up to it ("After talks, ...")."""
    comma = text.find(", ")
    if text.split(" ", 1)[0].lower() not in _OPENING or comma not in _INTRO or len(title) > comma + 30:
        return ""
    main = text[comma + 2 :]
    if not _MAIN.match(main) or len(main) < _SHORTEST or 0 <= main.find(", ") < _SHORTEST:
        return ""
    return main[0].upper() + main[1:]


def _tidy(text: str) -> str:
    return " ".join(_INVISIBLE.sub(" ", text[:2000]).split())


def _unstopped(text: str) -> str:
    if text.endswith(".") and not text.endswith("..") and not re.search(r"\b[^\W\d_]\.[^\W\d_]\.$", text):
        return text[:-1].rstrip(" ,;:")
    quoted = re.fullmatch(r"([^\"“”]*[\"“][^\"“”]+)[.,]([\"”])", text)
    return quoted[1] + quoted[2] if quoted else text


def _cut(text: str) -> str:
    """Return the longest good beginning of a text: up to a clause, never in mid-phrase, with " …"."""
    best, best_score = "", -1e9
    for found in _CLAUSE.finditer(text, 0, LONGEST + 14):
        end = found.start()
        if not _SHORTEST <= end <= LONGEST:
            continue
        score = _score(text, end, found)
        if score > best_score:
            best, best_score = text[:end], score
    if not best or best_score < -1:
        best = best if best_score > -3 and best else _cut_at_word(text)
    return best.rstrip(" ,;:–—-") + " …"


def _score(text: str, end: int, found: re.Match[str]) -> float:
    kept = text[:end]
    words = _WORD.findall(kept)
    if not words or words[-1].lower() in _HANGING:
        return -10.0
    score = end / 32 + (1.5 if found["strong"] or found["mark"] else 0.0 if found["verb"] else 0.4)
    weak = (found["weak"] or "").lower()
    if weak in ("and", "or") or (found["mark"] == ", " and _in_list(text, found.end())):
        score -= 1.0
    if weak and words[-2:-1] == ["to"]:
        score -= 0.8
    verbs = sum(
        1
        for word in words[1:]
        if word in _VERBS or (word.endswith("ed") and len(word) > 4 and word.islower())
    )
    if not verbs:
        score -= 2.5
    if words[0].lower() in _OPENING and (verbs < 2 or ", " not in kept):
        score -= 1.2
    if any(kept.count(opening) > kept.count(closing) for opening, closing in _PAIRS) or kept.count('"') % 2:
        score -= 2.0
    return score


def _in_list(text: str, after: int) -> bool:
    """Tell whether a comma parts the names of a list ("Poland, Germany and France") rather than clauses."""
    word = _WORD.match(text, after)
    return bool(word and word[0][0].isupper())


def _cut_at_word(text: str) -> str:
    kept = text[: LONGEST + 1].rsplit(" ", 1)[0] if " " in text[:LONGEST] else text[: LONGEST - 1]
    parts = kept.split(" ")
    while len(parts) > 3 and parts[-1].strip("\"'“”‘’(),;:").lower() in _HANGING:
        parts.pop()
    return " ".join(parts)
