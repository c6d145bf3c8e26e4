"""Where sentences end: one pass over the stops, each judged by the few words around it.

The rules are those that news agencies' text needs (abbreviations, initials,
"U.S." before a capital, quotations that go on after their "?"), for English
first and good enough for German, French, Spanish, Russian and Ukrainian.
In doubt a sentence is not cut: two sentences shown as one read well, half a
sentence does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizers.model import Span
from summarizers.wordlist import words_of

_STOP = re.compile(
    r"""(?P<stop>[.!?…。！？｡؟։।]++)
        (?P<close>["'”’“»«›)\]\}]*+(?:[\u00a0\u202f\ ][»›](?!\w))?)
        (?P<space>\s*+)""",
    re.VERBOSE,
)

_NEVER = words_of(
    """
    Mr Mrs Ms Mx Messrs Mme Mmes Mlle Mlles MM Dr Drs Prof Profs Gen Lt Col Sgt Capt Maj Cmdr Cdr Adm
    Brig Cpl Pvt Pfc Spc Supt Insp Det Sen Sens Rep Reps Gov Govs Rev Hon St Ste Sts Pres Atty Ald Amb
    Msgr Fr Sr Sra Srta Dra Mt Ft vs v Vs cf viz approx ca Ca e.g i.e eg ie al Fig Figs Vol Vols pp p Pp
    Ed eds Eds Sec Sect Art Ch Gens Cols z.B d.h u.a i.d.R o.ä bzw usf Hr Hrn Nr Mio Mrd Tel evtl ggf
    inkl sog vgl Abs Bd Dipl Ing geb gest Frhr env av boul p.ex núm pág Excmo Ilmo EE D Ud Uds им ул пер
    пл просп обл р-н проф акад ген полк лейт кап св стр см ср т.е т.к напр тел тыс вул бул пров обл проф
    акад ген див напр тис о м с ім
    """
)
"""Abbreviations after which a sentence never ends, since something must follow."""

_NUMBERED = words_of(
    """
    No Nos no nos Nr nr Pg pg Art art Rs núm № N Op op Sect sect Ch ch Abs
    """
)
"""Abbreviations only when a number follows."""

_SELDOM = words_of(
    """
    Inc Corp Ltd Co Cos Bros Jr Sr Esq etc a.m p.m A.M P.M Ph.D M.D D.C Jan Feb Mar Apr Jun Jul Aug Sept
    Sep Oct Nov Dec Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo
    Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Ave Blvd Rd Hwy Dept Univ Assn Govt Dist Ct
    Intl Natl Mfg min hrs hr sec ft lb lbs oz sq mph Mon Tue Tues Wed Thu Thurs Fri Sat Sun usw Str Jh
    Jhd AG GmbH u.U Std Min S.A S.L EE.UU г гг в вв р рр т.д т.п др пр млн млрд руб коп грн тд тп н.э ст
    """
)
"""Abbreviations that may also close a sentence: they do where a common opening word follows."""

_STARTERS = words_of(
    """
    The A An In On At But And Or So He She It They We I You This That These Those There Here For From
    His Her Their Its Our My As If When While After Before With Without Since Though Although Because
    However Meanwhile Some Many Most Both All No Not Now Then Yet Still Even Only By To Of Under During
    Despite According Among Another Such What Who Why How Where Which Whether Last Next Earlier Later
    Also Instead Once Until Over More Several Asked Officials Der Die Das Ein Eine Er Sie Es Wir Ich In
    Im Am An Auf Aber Und Doch Nach Bei Mit Für Zu Zum Zur Von Vor Wie Wenn Dies Diese Dieser Dabei
    Damit Auch So Seine Ihre Man Als Um Le La Les Un Une Il Elle Ils Elles On Nous Je Ce Cette Ces Mais
    Et En Dans Pour Selon Avec Sur Au Aux Des Du Son Sa El Los Las Una Uno Ella Ellos Pero Y No Según
    Con Por Para Su Sus Este Esta Al Del В Во На По С Со Он Она Они Оно Мы Я Это Эта Этот И А Но Как Что
    После При Для За До Из К У О Об Его Её Ее Их Также Однако Если Когда Затем Ранее Позже Тем У Він
    Вона Вони Воно Ми Це Ця Цей Та Але Як Що Після Під Для За До Із З Його Її Їх Також Однак Якщо Коли
    """
)

_SAID = words_of(
    """
    said says asked asks added adds wrote writes told tells replied shouted cried wondered exclaimed
    tweeted continued joked quipped demanded declared insisted recalled explained posted read reads
    yelled chanted
    """
)

_OPENERS = "\"'“‘„«‹»([{¿¡-–—• "
_MARKS = "\"”“»«’'›"
_DASHES = "-–—"
_WORD_BACK = 24
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_INITIALS = re.compile(r"(?:[^\W\d_]\.(?:-| ?))*[^\W\d_]")
_ORDINAL_BEFORE = re.compile(
    r"\b(?:am|dem|den|der|des|vom|zum|beim|im|bis|ab|seit|und|jeden?) \d{1,2}$", re.IGNORECASE
)


def split_sentences(raw: str, paragraph: Span) -> tuple[Span, ...]:
    """Return the sentences of one paragraph, in order, trimmed of white space.

    Quotation marks and brackets stay with the sentence they close; "“Why?”
    Smith said" is one sentence. Takes time in proportion to the paragraph.

    >>> raw = 'Gen. Lee of the U.S. Army left. “Why?” Ms. Cox asked. Nobody knew.'
    >>> [span.of(raw) for span in split_sentences(raw, Span(0, len(raw)))]
    ['Gen. Lee of the U.S. Army left.', '“Why?” Ms. Cox asked.', 'Nobody knew.']
    """
    spans: list[Span] = []
    start = paragraph.start
    for end, begin in _breaks(raw, paragraph):
        _add(spans, raw, start, end)
        start = begin
    _add(spans, raw, start, paragraph.end)
    return tuple(spans)


def _add(spans: list[Span], raw: str, start: int, end: int) -> None:
    while start < end and raw[start].isspace():
        start += 1
    while end > start and raw[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))


def _breaks(raw: str, paragraph: Span) -> Iterator[tuple[int, int]]:
    """Yield (end of a sentence, start of the next) for every break."""
    first = paragraph.start
    last = paragraph.end
    for found in _STOP.finditer(raw, paragraph.start, last):
        after = found.end()
        if after >= last:
            return
        if found["space"]:
            if _is_break(raw, found, first, last):
                yield found.end("close"), after
                first = after
        elif _is_unspaced_break(raw, found, last):
            first = _unspaced_cut(raw, found, first)
            yield first, first


def _is_break(raw: str, found: re.Match[str], first: int, last: int) -> bool:
    stop, close = found["stop"], found["close"]
    after = found.end()
    following = raw[after]
    if following.islower():
        return False
    if following in _DASHES and _lower_after(raw, after, last):
        return False
    if close and stop[-1] in "?!…" and close[0] in _MARKS and _is_said(raw, after, last):
        return False
    if "." not in stop and stop[0] != "…":
        return True
    if stop == ".":
        return _is_full_stop(raw, found.start(), bool(close), after, first, last)
    # An ellipsis that stands free ("he ... I mean") is a pause; one that ends a word ends its sentence.
    return found.start() > first and not raw[found.start() - 1].isspace()


def _lower_after(raw: str, at: int, last: int) -> bool:
    while at < last and raw[at] in "-–— \u00a0":
        at += 1
        if at < last and raw[at].islower():
            return True
    return False


def _is_unspaced_break(raw: str, found: re.Match[str], last: int) -> bool:
    """Tell whether "country.The" has lost the space between two sentences."""
    stop, after = found["stop"], found.end()
    if stop[0] in "。！？｡":
        return True
    if len(stop) > 1 and stop[0] == ".":
        return False
    following = raw[after : min(after + 2, last)]
    if not (following[:1].isupper() and (following[1:].islower() or following[1:] in (" ", "’", "'"))):
        return False
    before = _last_word(raw[max(0, found.start() - _WORD_BACK) : found.start()])
    if stop == "." and before.isdigit():
        return len(before) == 4
    bare = before.rstrip("\"'”’),%")
    if len(bare) < 3 or not bare.isalpha() or bare in _NEVER or bare in _SELDOM:
        return False
    if raw[after : min(after + 3, last)] in ("Com", "Org", "Net"):
        return False
    return bare[1:].islower() or _opens_sentence(raw, after, last, bare)


def _unspaced_cut(raw: str, found: re.Match[str], first: int) -> int:
    """Return where the next sentence begins: before a quotation mark that opens, after one that closes."""
    close = found["close"]
    opens = close == "“" or (
        close == '"' and raw.count('"', max(first, found.start() - 1000), found.start()) % 2 == 0
    )
    return found.start("close") if opens else found.end()


def _is_said(raw: str, at: int, last: int) -> bool:
    """Tell whether "Name said" follows, so that the quotation does not end its sentence."""
    for word in raw[at : min(at + 90, last)].split()[:6]:
        bare = word.strip(",.;:")
        if bare in _SAID:
            return True
        if (
            not (bare[:1].isupper() or bare in ("the", "of", "a", "de", "von", "van", "al"))
            or word[-1] in ".!?"
        ):
            if word in _NEVER_DOTTED:
                continue
            return False
    return False


_NEVER_DOTTED = frozenset(f"{word}." for word in _NEVER)


def _is_full_stop(raw: str, at: int, closed: bool, after: int, first: int, last: int) -> bool:
    """Judge a single full stop before white space and something that is no small letter."""
    window = raw[max(first, at - _WORD_BACK) : at]
    word = _last_word(window)
    following = raw[after]
    if closed or not word:
        return True
    if word in _NUMBERED:
        return not (following.isdigit())
    if word in _NEVER:
        return False
    if word in _SELDOM or _INITIALS.fullmatch(word):
        return _opens_sentence(raw, after, last, word)
    if word.isdigit():
        if at - len(word) <= first:
            return False  # "1. Item": the number of a list
        return not (len(word) <= 2 and _ORDINAL_BEFORE.search(window))
    return True


def _last_word(window: str) -> str:
    """Return what stands before the stop back to white space, without opening marks."""
    parts = window.rsplit(None, 1) if not window[-1:].isspace() else []
    return parts[-1].lstrip("\"'“‘„«‹([{") if parts else ""


def _opens_sentence(raw: str, at: int, last: int, word: str) -> bool:
    """Tell whether a common opening word (or a quotation mark) follows an abbreviation."""
    quoted = raw[at] in '"“„«'
    while at < last and raw[at] in _OPENERS:
        at += 1
    found = _WORD.match(raw, at, min(at + 40, last))
    if not found:
        return False
    if found.end() < last and raw[found.end()] == ".":
        return False  # "J. A. Smith", "U.S. Sen. Cox"
    return found[0] in _STARTERS or (quoted and len(word) > 1)
