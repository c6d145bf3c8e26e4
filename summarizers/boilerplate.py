"""Which lines are no prose of the article: link lines, advertisement marks, credits, prompts.

Anything doubtful is prose: a stray caption in a digest is a blemish, a lost
sentence is an error. Every rule looks at a bounded stretch of the line, so
that one line of many megabytes costs no more than a short one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizers.boilerplate_rules import LINE_RULES, LIST_HEADS, POINT_HEADS, SIGNS
from summarizers.dates import is_time_stamp

_LONGEST = 700
"""Characters: a longer line is prose."""

MIN_LINK_WORDS = 4
"""Capital lines shorter than this may be headings of the article itself."""

_HEADED = 8
"""So many lines without a final stop may follow "Read more:" or "Story highlights" and belong to it."""

_GLUED = re.compile(r"[a-z][A-Z][\w’']+ [^.]{20,600}\bMORE\b")
_NO_WORD = re.compile(r"[\W_]+")
_MARKED_LENGTH = 260


def why_set_aside(line: str) -> str:
    """Tell why a line is no prose of the article; "" where it is prose, or in doubt.

    >>> why_set_aside("CLICK HERE TO GET THE NEWS APP")
    'link line'
    >>> why_set_aside('"NATO MUST ACT NOW," he said.')
    ''
    """
    if is_time_stamp(line):
        return "time stamp"
    if _NO_WORD.fullmatch(line):
        return "separator"
    if line.isdigit() and len(line) > 4:
        return "number of the page"
    if len(line) > _LONGEST:
        return ""
    for reason, rule in LINE_RULES:
        if rule.match(line):
            return reason
    for reason, words, rule in SIGNS:
        for word in words:  # not any(): this runs for every line of prose
            if word in line and rule.search(line):
                return reason
    return "link line" if is_link_line(line) else ""


def is_link_line(line: str) -> bool:
    """Tell whether a line in capitals is a leftover link to another story.

    News sites print such links between two paragraphs, without a full stop.
    A small letter or two is forgiven ("McCONNELL"), a short line is kept: it
    may be a heading of the article itself.

    >>> is_link_line("MINISTER DENIES McCOY MEMO WAS A LEAK")
    True
    >>> is_link_line("STILL FAR AWAY")
    False
    """
    if len(line) > _MARKED_LENGTH or line[-1:] in '.!?:;,"”' or line.islower():
        return False
    if len(line.split()) < MIN_LINK_WORDS:
        return False
    capitals = sum(map(str.isupper, line))
    return capitals >= 12 and sum(map(str.islower, line)) <= capitals // 12


def is_glued(sentence: str) -> bool:
    """Tell whether titles of other stories have grown into a sentence, as on pages with pop-up links.

    >>> is_glued("Mayor John CoxMayor resigns over letters Harbour town freezes over MORE left on Friday.")
    True
    """
    return "MORE" in sentence and bool(_GLUED.search(sentence))


def set_aside_reasons(lines: Sequence[str]) -> list[str]:
    """Return for each stripped line why it is set aside, or "" for prose.

    Looks at the neighbours too: the titles listed under "Read more:", the
    points under "Story highlights", a line that was said before. In a text
    that is mostly capitals (old wires) capitals mean nothing.
    """
    reasons = [why_set_aside(line) for line in lines]
    shouted = [index for index, line in enumerate(lines) if reasons[index] == "link line" and line.isupper()]
    if len(shouted) > 2 and 2 * len(shouted) > sum(1 for reason in reasons if not reason) + len(shouted):
        for index in shouted:
            if not lines[index].startswith(("CLICK", "GET")):
                reasons[index] = ""
    seen: set[str] = set()
    headed = 0
    head = ""
    for index, line in enumerate(lines):
        if LIST_HEADS.match(line) or POINT_HEADS.match(line):
            headed, head = _HEADED, "related story" if LIST_HEADS.match(line) else "highlight"
        elif headed and not reasons[index] and _is_title_like(line):
            reasons[index] = head
            headed -= 1
        elif not reasons[index]:
            headed = 0
        if not reasons[index] and line in seen and len(line.split()) >= MIN_LINK_WORDS:
            reasons[index] = "said before"
        seen.add(line)
    return reasons


def _is_title_like(line: str) -> bool:
    return len(line) <= 160 and line[-1] not in '.!?”"…:;,'
