"""Text from articles made harmless, and cut to a limit."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.render.harmless import WORD_JOINER, harmless, split_text

ANY_TEXT = st.text(alphabet=st.characters(), max_size=60)  # with surrogates, controls and unassigned
NASTY = st.text(
    alphabet="@a \n\t\x00\x1b\x85\u200b\u200d\u202e\u2066\ud800\ufe0f\ufeff👩💻🇩🇪é\u0301ا\U000e0067",
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "shown", "why"),
    [
        ("plain words", "plain words", "nothing to do"),
        ("a\x00b\x07c\x1b[31m", "abc[31m", "control characters go"),
        ("a\r\nb\rc\u2028d\x85e", "a\nb\nc\nd\ne", "every line end is one kind"),
        ("a\tb", "a b", "a tab is a blank"),
        ("\u202etxt.exe\u202c", "txt.exe", "direction is not turned"),
        ("ad\u200bmin\u2060 \ufeffsoft\u00adhyphen", "admin softhyphen", "invisible characters go"),
        ("bad \ud83d end", "bad \ufffd end", "half a surrogate pair is marked"),
        (
            "👩\u200d💻 👨🏽\u200d🚀 ❤\ufe0f\u200d🔥",
            "👩\u200d💻 👨🏽\u200d🚀 ❤\ufe0f\u200d🔥",
            "emoji stay whole",
        ),
        ("a\u200db\u200d", "ab", "a joiner between Latin letters is noise"),
        ("می\u200cخواهم", "می\u200cخواهم", "Persian needs its joiner"),
        ("क्\u200dष", "क्\u200dष", "Hindi needs its joiner"),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", None, "the flag of England stays"),
        ("hi\U000e0067\U000e0062", "hi", "hidden tag letters go"),
        ("1\ufe0f\u20e3", None, "a keycap stays"),
        ("a\ufe00\ufe01\ufe02", "a\ufe00", "hidden data in selectors goes"),
        ("e" + "\u0301" * 40, "e" + "\u0301" * 8, "marks do not run into other lines"),
        ("日本語 ελληνικά שלום", None, "scripts stay as they are"),
        ("\u0600١٢", None, "Arabic's visible format character stays"),
    ],
)
def test_what_is_seen(text: str, shown: str | None, why: str) -> None:
    assert harmless(text) == (text if shown is None else shown), why


@pytest.mark.parametrize(
    "text", ["@everyone", "hi @here.", "@\u200beveryone", "@\U000e0067x", "x@y.org", "(@a)", "@@b", "@"]
)
def test_no_name_can_be_pinged(text: str) -> None:
    shown = harmless(text)
    assert not re.search(r"@[^\u2060\s]|@\Z", shown)
    assert shown.replace(WORD_JOINER, "") == re.sub("[\u200b\U000e0067]", "", text)


def test_a_price_keeps_its_sign() -> None:
    assert harmless("5 apples @ 2 francs") == "5 apples @ 2 francs"


@given(ANY_TEXT | NASTY)
def test_any_text_comes_out_harmless(text: str) -> None:
    shown = harmless(text)
    assert harmless(shown) == shown
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\ufeff\ud800-\udfff]", shown
    )
    assert not re.search(r"@[^\u2060\s]|@\Z", shown)
    shown.encode("utf-8")


@given(
    st.text(
        alphabet=st.characters(
            categories=["L", "N", "P", "S", "Zs"], exclude_characters="@\u115f\u1160\u3164\uffa0"
        )
    )
)
def test_visible_text_is_not_touched(text: str) -> None:
    assert harmless(text) == text


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("text", "limit", "parts", "why"),
    [
        ("", 5, [], "nothing"),
        (" \n ", 2, [], "white space is no part"),
        ("short", 5, ["short"], "it fits"),
        (
            "One. Two.\n\nThree.\nFour. Five.",
            20,
            ["One. Two.", "Three.\nFour. Five."],
            "between paragraphs first",
        ),
        ("One. Two.\nThree. Four. Five.", 20, ["One. Two.", "Three. Four. Five."], "then between lines"),
        ("He said “no.” Then he left.", 18, ["He said “no.”", "Then he left."], "then sentences, marks kept"),
        ("one two three", 8, ["one two", "three"], "then words"),
        ("one two three", 7, ["one two", "three"], "a blank at the limit is not counted"),
        ("abcdefgh", 3, ["abc", "def", "gh"], "then anywhere"),
        ("ab👩\u200d💻", 4, ["ab", "👩\u200d💻"], "an emoji stays whole"),
        ("🇩🇪🇫🇷🇮🇹", 3, ["🇩🇪", "🇫🇷", "🇮🇹"], "a flag stays whole"),
        ("cafe\u0301s", 4, ["caf", "e\u0301s"], "a letter keeps its accent"),
    ],
)
def test_where_it_is_cut(text: str, limit: int, parts: list[str], why: str) -> None:
    assert split_text(text, limit) == parts, why


def test_no_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot hold 0"):
        split_text("text", 0)


WORDY = st.text(alphabet='abé. \n"👩\u200d💻🇩🇪\u0301', max_size=120)


@given(WORDY, st.integers(4, 40), st.sampled_from([len, _utf16, lambda part: len(part.encode())]))
@example("a" * 50 + "\n\n" + "b" * 50, 10, len)
def test_parts_fit_and_give_the_text_back(text: str, limit: int, measure) -> None:  # type: ignore[no-untyped-def]
    parts = split_text(text, limit, measure)
    assert all(0 < measure(part) <= limit for part in parts)
    assert all(part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(st.text(alphabet=st.characters(categories=["Lu", "So"]), max_size=60), st.integers(2, 9))
def test_surrogate_pairs_stay_whole(text: str, limit: int) -> None:
    for part in split_text(text, limit, _utf16):
        assert not any(unicodedata.category(char) == "Cs" for char in part)
        assert _utf16(part) <= limit
